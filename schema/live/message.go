package live

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/hhgen/hhgen/internal/otlp"
	"github.com/hhgen/hhgen/schema"
	"github.com/hhgen/hhgen/schema/keys"
	"github.com/hhgen/hhgen/schema/privacy"
)

// kindNames are the kinds of values as messages call them.
var kindNames = [...]string{
	otlp.Empty: "nothing", otlp.String: "a string", otlp.Bool: "a boolean", otlp.Int: "an integer", otlp.Double: "a number",
	otlp.Bytes: "bytes", otlp.List: "an array", otlp.Map: "a map",
}

// value notes a value that is not as a leaf declares it.
func (p place) value(k *key, by *Judge, v Verdict, sent otlp.Value) {
	l := by.leaf
	of := subject{rule: v.Rule, column: k.column}
	d := detail{}
	switch v.Rule {
	case Type:
		of.detail = kindNames[sent.Kind]
	case Bytes:
		d = detail{size: v.Size, limit: v.Limit, unit: "bytes"}
		if v.Characters {
			d.unit = "characters"
		}
	case Enum, Range, Pattern:
		if c := p.checker; !slices.ContainsFunc(k.judges, func(j *Judge) bool { return c.sensitive(j.leaf) }) {
			d.value = shown(sent)
		}
	}
	p.noteAt(l, of, d, func() string {
		return fmt.Sprintf("%s sends %s %s", p.group.service, l.EventPath(), wording[v.Rule](by, sent))
	})
}

// wording says what is wrong with a value, and the fix.
var wording = map[*schema.Rule]func(j *Judge, sent otlp.Value) string{
	Type: typeWords,
	NotFinite: func(*Judge, otlp.Value) string {
		return "with NaN or an infinite number: send nothing where there is no number"
	},
	UTF8: func(*Judge, otlp.Value) string {
		return "with text that is not UTF-8: replace invalid bytes before it is recorded"
	},
	Bytes: func(j *Judge, _ otlp.Value) string {
		if j.characters > 0 && 4*j.characters <= j.bytes {
			return fmt.Sprintf("longer than its bound of %d characters: shorten it there, or raise the bound", j.characters)
		}
		return fmt.Sprintf("longer than its bound of %d bytes: shorten it there, or raise the bound", j.bytes)
	},
	Enum: func(j *Judge, _ otlp.Value) string {
		return "with a value that its enum does not have: send " + listed(j.leaf.Type) + ", or add the value to the enum"
	},
	Range: func(j *Judge, _ otlp.Value) string {
		return "outside of its bounds: send a number of " + rangeWords(j) + ", or change the bounds"
	},
	Pattern: func(j *Judge, _ otlp.Value) string {
		return "with a string that does not match its pattern " + string(j.leaf.Bound.Pattern) + ": send one that does, or change the pattern"
	},
	PlainText: func(j *Judge, _ otlp.Value) string {
		if j.kind == schema.KindHashed {
			return "in plain text, but it is declared as hashed: send what hh.Hash makes of it, which is its HMAC-SHA-256 in hexadecimal digits"
		}
		return "in plain text, but it is declared as masked: send what hh.Mask makes of it, which is **** and at most 4 characters"
	},
	EventID: func(*Judge, otlp.Value) string {
		return "with a value that is not a UUIDv4: send one, such as hh.NewEventID makes"
	},
}

func typeWords(j *Judge, sent otlp.Value) string {
	switch wire := j.leaf.Type.Wire(); {
	case j.kind == schema.KindTime && sent.Kind == otlp.String:
		return "as a string that is not a time of RFC 3339: send one such as 2026-11-29T13:06:30Z"
	case sent.Kind == otlp.List || sent.Kind == otlp.Map:
		return "as " + kindNames[sent.Kind] + ", but it is declared as " + wire + ": send each item or member as an attribute of its own"
	default:
		return "as " + kindNames[sent.Kind] + ", but it is declared as " + wire + ": send it as declared, or change the declaration"
	}
}

// listed are the values of an enum: all, or how many there are.
func listed(t *schema.Type) string {
	const few = 8
	if len(t.Enum) > few {
		return fmt.Sprintf("one of its %d values", len(t.Enum))
	}
	values := make([]string, len(t.Enum))
	for i, m := range t.Enum {
		values[i] = t.Literal(m.Value)
	}
	return strings.Join(values, " or ")
}

// rangeWords are the bounds of a number, as it was declared.
func rangeWords(j *Judge) string {
	var words []string
	f := j.leaf.Bound
	for _, b := range []struct {
		word  string
		limit schema.Number
	}{{"at least ", f.Minimum}, {"more than ", f.Above}, {"at most ", f.Maximum}, {"less than ", f.Below}} {
		if b.limit != "" {
			words = append(words, b.word+string(b.limit))
		}
	}
	if f.Minimum == "" && f.Above == "" && j.kind == schema.KindUint {
		words = append([]string{"at least 0"}, words...)
	}
	return strings.Join(words, " and ")
}

// sensitive reports whether nobody is to be shown a value of a leaf.
func (c *Checker) sensitive(l *keys.Leaf) bool {
	if l.Open != nil || !l.Fixed() || l.Type.Kind.Secrecy() > 0 {
		return true
	}
	for _, f := range []*schema.Field{l.Field, l.Bound} {
		if f.PII != "" && f.PII != privacy.None {
			return true
		}
	}
	_, path, _ := strings.Cut(l.EventPath(), ".")
	return l.Bound.Sensitive(c.words, l.Namespace, path) != ""
}

// shown is a value as people write it; "" if it is long.
func shown(v otlp.Value) string {
	const short = 40
	switch {
	case v.Kind == otlp.Int:
		return strconv.FormatInt(v.Int(), 10)
	case v.Kind == otlp.Double:
		return strconv.FormatFloat(v.Double(), 'g', -1, 64)
	case v.Kind == otlp.String && len(v.Text) <= short && utf8.ValidString(v.Text):
		return strconv.Quote(v.Text)
	}
	return ""
}

// items notes that a list or a map has n items, which is more than most.
func (p place) items(l *keys.Leaf, n, most int) {
	p.noteAt(l, subject{rule: Items, column: p.checker.columnOf(l)}, detail{size: n, limit: most, unit: "items"}, func() string {
		return fmt.Sprintf("%s sends more items of %s than the %d that it may have: send fewer, or raise the bound", p.group.service, l.EventPath(), most)
	})
}

// together notes that an object or a list is in one attribute.
func (p place) together(name string, l *keys.Leaf, sent otlp.Value) {
	of := subject{rule: Type, column: p.checker.columnOf(l), detail: "together " + kindNames[sent.Kind]}
	below := strings.Count(name, ".") // how many parts of the key are below the namespace
	p.noteAt(holder(l, below), of, detail{}, func() string {
		return fmt.Sprintf("%s sends %q as %s, but items and members are attributes of their own: send %s, as HoneyHive's SDKs do",
			p.group.service, cut(name), kindNames[sent.Kind], example(l, name))
	})
}

// holder is a leaf with what declares the value around it that a part of its path
// leads to: the field of the record, if no member of an object is between.
func holder(l *keys.Leaf, part int) *keys.Leaf {
	part = min(part, len(l.Path))
	if l.Field == nil || part > 1 && slices.ContainsFunc(l.Path[1:part], func(s keys.Segment) bool { return s.Kind == keys.Name }) {
		return l
	}
	around := *l
	around.Bound = l.Field
	return &around
}

// example is the key of an attribute of a leaf, as somebody may send it: with the
// indexes of the key that was sent in its place.
func example(l *keys.Leaf, sent string) string {
	segments := strings.Split(cut(sent), ".")
	of := []string{schema.AttributePrefix + string(l.Namespace)}
	for _, s := range l.Path {
		part := s.Name
		switch s.Kind {
		case keys.Index:
			part = "0"
			if at := len(of); at < len(segments) && isIndex(segments[at]) {
				part = segments[at]
			}
		case keys.Key, keys.Open:
			part = "KEY"
		case keys.Rest:
			continue
		}
		of = append(of, part)
	}
	return strings.Join(of, ".")
}

// parts notes that there are keys below a single value.
func (p place) parts(name string, l *keys.Leaf) {
	p.noteAt(l, subject{rule: Type, column: p.checker.columnOf(l), detail: "parts"}, detail{}, func() string {
		return fmt.Sprintf("%s sends %q, but %s is declared as %s, which has no parts: send it as declared, or change the declaration",
			p.group.service, cut(name), l.EventPath(), l.Type.Wire())
	})
}

func (p place) spelling(name string, col *column, l *keys.Leaf) {
	p.noteAt(l, subject{rule: Spelling, column: col}, detail{}, func() string {
		return fmt.Sprintf("%s sends %q, which is declared in another spelling: send it as %q", p.group.service, cut(name), example(l, name))
	})
}

func (p place) namespace(name string, col *column, l *keys.Leaf) {
	p.noteAt(l, subject{rule: Namespace, column: col}, detail{}, func() string {
		return fmt.Sprintf("%s sends %q, which is declared in another namespace: send it as %q", p.group.service, cut(name), example(l, name))
	})
}

// undeclared notes a key that nothing declares. [Checker.Findings] completes the
// message.
func (p place) undeclared(col *column) {
	p.noteAt(nil, subject{rule: Undeclared, column: col}, detail{}, func() string {
		return fmt.Sprintf("%s sends %q, which no schema declares: ", p.group.service, col.name)
	})
}

// eventType notes a type of events that HoneyHive does not have.
func (p place) eventType(a *otlp.Attribute) {
	switch a.Value.Text {
	case "model", "tool", "chain", "session":
		return
	}
	p.note(subject{rule: Enum, detail: a.Key}, detail{}, "%s sends %q with a value other than model, tool, chain and session: send one of them", a.Key)
}
