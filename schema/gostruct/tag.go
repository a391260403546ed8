package gostruct

import (
	"go/ast"
	"go/token"
	"math"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/hhgen/hhgen/schema"
)

// tag is the content of one hh struct tag: a namespace, then options.
type tag struct {
	namespace string
	pos       token.Position // of the namespace
	options   []option
	source    *options // edits it; nil if it is not to be edited
}

// option is one name or name=value of a tag.
type option struct {
	name, value string
	assigned    bool // an = was written
	pos         token.Position
	part        part // of the tag
}

// Tag is the hh part of a field's tag, in a file that was parsed.
func Tag(f *ast.Field) (value string, ok bool) {
	if f.Tag == nil {
		return "", false
	}
	raw, _ := strconv.Unquote(f.Tag.Value) // a string, since the file was parsed
	return tagOf(raw)
}

// tagOf returns the value of hh in a struct tag.
func tagOf(raw string) (string, bool) { return reflect.StructTag(raw).Lookup("hh") }

// parseTag reads the hh part of a struct tag. ok is false if there is none.
func (l *loader) parseTag(raw string, n syntax, pos token.Position) (t tag, ok bool) {
	value, ok := tagOf(raw)
	if !ok {
		l.almost(raw, n, pos)
		return tag{}, false
	}
	if _, rest, _ := strings.Cut(raw, "hh:"+strconv.Quote(value)); rest != "" {
		if _, twice := tagOf(rest); twice {
			l.errs.Add(pos, schema.TagSyntax, "struct tag %q has hh twice, and only the first would count: write one list of options", raw)
		}
	}
	t.source = optionsIn(l.literalOf(n))
	if value == "," {
		t.pos = pos
		return t, true // a nested field without options
	}
	at := l.columns(n, pos)
	parts, broken := withCommas(splitOptions(value))
	for i, part := range parts {
		if part.text == "" && i > 0 {
			l.errs.Add(at(part.offset), schema.TagSyntax, "an option is missing after the comma: add it, or remove the comma").
				Offer(true, "remove the comma", t.source.cut(part))
			continue
		}
		name, val, assigned := strings.Cut(part.text, "=")
		if i == 0 && !assigned {
			t.namespace, t.pos = part.text, at(part.offset)
			continue
		}
		if quoted := strings.HasPrefix(val, "'"); quoted {
			if len(val) < 2 || !strings.HasSuffix(val, "'") {
				end := part.offset + len(part.text)
				l.errs.Add(at(part.offset), schema.TagSyntax, "option %s has an open quote: end its value with '", name).
					Offer(false, "end the value with a quote", t.source.edits(change{end, end, "'"}))
			}
			val = strings.ReplaceAll(strings.TrimSuffix(val[1:], "'"), "''", "'")
		}
		if fix, ok := broken[i]; ok {
			l.errs.Add(at(part.offset), schema.TagSyntax, "the value of option %s has a comma, which ends it: write %s", name, escaped(fix)).
				Offer(true, "write "+escaped(fix), t.source.edits(change{part.offset, part.offset + len(part.text), fix}))
			continue
		}
		t.options = append(t.options, option{name, val, assigned, at(part.offset), part})
	}
	if len(t.options) == 0 || t.pos.IsValid() {
		return t, true
	}
	t.pos = t.options[0].pos
	return t, true
}

// columns returns a function from an offset in the value of the hh tag to its
// position. If the source is not available, or is not a raw string, the function
// returns the position of the tag, or of the field.
func (l *loader) columns(n syntax, pos token.Position) func(int) token.Position {
	if n.tag == nil {
		return func(int) token.Position { return pos }
	}
	raw := strings.Trim(n.tag.Value, "`")
	pairs, _ := pairsOf(raw)
	i := slices.IndexFunc(pairs, func(p pair) bool { return p.key == "hh" })
	if n.tag.Value[0] != '`' || i < 0 {
		return func(int) token.Position { return l.position(n.tag.Pos()) }
	}
	start := pairs[i].offset + len("hh:")
	return func(offset int) token.Position {
		return l.position(inTag(n.tag, start+quotedOffset(raw[start:], offset)))
	}
}

// quotedOffset is the offset in a quoted string, which more may follow, of an offset
// in its value.
func quotedOffset(quoted string, offset int) int {
	rest := quoted[len(`"`):]
	for offset > 0 {
		r, multibyte, tail, err := strconv.UnquoteChar(rest, '"')
		if err != nil {
			break
		}
		rest = tail
		offset--
		if multibyte {
			offset -= utf8.RuneLen(r) - 1
		}
	}
	return len(quoted) - len(rest)
}

// part is a piece of a tag and where it begins.
type part struct {
	text   string
	offset int
}

// splitOptions splits at the commas that are not within single quotes. Within
// single quotes, two single quotes stand for one.
func splitOptions(s string) (parts []part) {
	begin, quoted := 0, false
	for i := 0; i < len(s); i++ {
		switch {
		case quoted && strings.HasPrefix(s[i:], "''"):
			i++
		case s[i] == '\'' && (quoted || i > 0 && s[i-1] == '='):
			quoted = !quoted
		case s[i] == ',' && !quoted:
			parts = append(parts, part{s[begin:i], begin})
			begin = i + 1
		}
	}
	return append(parts, part{s[begin:], begin})
}

// valueKind is the kind of value that an option takes.
type valueKind int

const (
	noValue   valueKind = iota
	wordValue           // any string
	countValue
	decimalValue
	identValue
	overflowValue
	moveValue
	piiValue
)

// optionRule is an option of a field's tag.
type optionRule struct {
	name    string
	kind    valueKind
	example string
	set     func(f *schema.Field, value string)
}

// optionRules is the table of all options of a field's tag.
var optionRules = []optionRule{
	{"key", wordValue, "user_id", func(f *schema.Field, v string) { f.Key = v }},
	{"maxbytes", countValue, "64", func(f *schema.Field, v string) { f.MaxBytes, _ = strconv.Atoi(v) }},
	{"maxlength", countValue, "16", func(f *schema.Field, v string) { f.MaxLength, _ = strconv.Atoi(v) }},
	{"pattern", wordValue, `'^[a-z]+$'`, func(f *schema.Field, v string) { f.Pattern = schema.PatternOf(v) }},
	{"maxitems", countValue, "16", func(f *schema.Field, v string) { f.MaxItems, _ = strconv.Atoi(v) }},
	{"minimum", decimalValue, "0", func(f *schema.Field, v string) { f.Minimum = schema.Number(v) }},
	{"maximum", decimalValue, "100", func(f *schema.Field, v string) { f.Maximum = schema.Number(v) }},
	{"above", decimalValue, "0", func(f *schema.Field, v string) { f.Above = schema.Number(v) }},
	{"below", decimalValue, "100", func(f *schema.Field, v string) { f.Below = schema.Number(v) }},
	{"unit", wordValue, "ms", func(f *schema.Field, v string) { f.Unit = v }},
	{"overflow", overflowValue, "drop", func(f *schema.Field, v string) {
		if v == string(schema.Drop) {
			f.Overflow = schema.Drop
		}
	}},
	{"omitzero", noValue, "", func(f *schema.Field, _ string) { f.OmitZero = true }},
	{"inline", noValue, "", func(f *schema.Field, _ string) { f.Inline = true }},
	{"large", noValue, "", func(f *schema.Field, _ string) { f.Large = true }},
	{"baggage", noValue, "", func(f *schema.Field, _ string) { f.Baggage = true }},
	{"deprecated", wordValue, "'use plan'", func(f *schema.Field, v string) { f.Deprecated = v }},
	{"moved-from", moveValue, "'uid until 2027-03-31'", func(f *schema.Field, v string) { f.MovedFrom, _ = schema.ParseMove(v) }},
	{"pii", piiValue, "email", func(f *schema.Field, v string) { f.PII, _ = schema.ParsePII(v) }},
	{"setter", identValue, "WithUser", func(f *schema.Field, v string) { f.Setter = v }},
}

func optionNames() []string {
	names := make([]string, len(optionRules))
	for i, r := range optionRules {
		names[i] = r.name
	}
	return names
}

// apply sets the options of a tag on a field with a shape.
func (l *loader) apply(t tag, f *schema.Field, of shape) {
	f.Where = map[string]token.Position{}
	if t.namespace != "" {
		f.Where["namespace"] = t.pos
	}
	for _, o := range t.options {
		found := false
		for _, r := range optionRules {
			if r.name != o.name {
				continue
			}
			found = true
			if _, again := f.Where[o.name]; again {
				l.fixTwice(l.errs.Add(o.pos, schema.TagOption, "option %s is given twice: remove one", o.name), t, o)
			} else if problem := r.kind.check(o, r.example); problem != "" {
				l.fixValue(l.errs.Add(o.pos, schema.TagValue, "%s", problem), t, o, r.kind)
			} else {
				r.set(f, o.value)
			}
			f.Where[o.name] = o.pos
		}
		if !found {
			l.fixOption(l.errs.Add(o.pos, schema.TagOption, "unknown option %q: %s", o.name, suggestOption(o.name, of, meanings, optionNames())), t, o, of)
		}
	}
	boundBytes(f)
}

// boundBytes derives the bound in bytes from the bound in characters, if the
// tag declares only the latter. A bound over the limit is an error in any case.
func boundBytes(f *schema.Field) {
	if _, ok := f.Where["maxbytes"]; ok || f.MaxLength == 0 {
		return
	}
	f.MaxLength = min(f.MaxLength, math.MaxInt32/schema.MaxRuneBytes)
	f.MaxBytes, f.Where["maxbytes"] = schema.MaxRuneBytes*f.MaxLength, f.Where["maxlength"]
}

// check returns the message about an invalid value of an option; "" if it is
// valid.
func (k valueKind) check(o option, example string) string {
	write := ": write " + o.name + "=" + example
	switch {
	case k == noValue && o.assigned:
		return "option " + o.name + " takes no value: write " + o.name
	case k != noValue && o.value == "":
		return "option " + o.name + " needs a value" + write
	case k == countValue:
		if n, err := strconv.Atoi(o.value); err != nil || n < 1 {
			return "option " + o.name + "=" + o.value + " is not a whole number above 0" + write
		}
	case k == decimalValue:
		if _, err := schema.ParseNumber(o.value); err != nil {
			return "option " + o.name + ": " + err.Error() + write
		}
	case k == moveValue:
		if _, err := schema.ParseMove(o.value); err != nil {
			return "option " + o.name + ": " + err.Error() + write
		}
	case k == piiValue:
		if _, err := schema.ParsePII(o.value); err != nil {
			return "option " + o.name + ": " + err.Error()
		}
	case k == identValue && !token.IsIdentifier(o.value):
		return "option " + o.name + "=" + o.value + " is not a Go identifier" + write
	case k == identValue && !token.IsExported(o.value):
		return "option " + o.name + "=" + o.value + " is not exported" + write
	case k == overflowValue && o.value != "truncate" && o.value != "drop":
		return "option overflow=" + o.value + " is not valid: write overflow=truncate or overflow=drop"
	}
	return ""
}
