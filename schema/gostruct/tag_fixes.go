package gostruct

import (
	"go/token"
	"go/types"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/hhgen/hhgen/schema"
)

// fixTwice offers to remove an option that an earlier one has given already.
func (l *loader) fixTwice(e *schema.Finding, t tag, o option) {
	first := slices.IndexFunc(t.options, func(other option) bool { return other.name == o.name })
	same := first >= 0 && t.options[first].value == o.value && t.options[first].assigned == o.assigned
	e.Offer(same, "remove "+o.part.text, t.source.cut(o.part))
}

// fixOption offers the option that an unknown one may mean, if its value fits, and to
// remove it.
func (l *loader) fixOption(e *schema.Finding, t tag, o option, of shape) {
	meant, sure := meantOption(o.name, of, meanings, optionNames())
	i := slices.IndexFunc(optionRules, func(r optionRule) bool { return r.name == meant })
	if i >= 0 && t.takes(meant, of) && optionRules[i].kind.check(option{name: meant, value: o.value, assigned: o.assigned}, "") == "" {
		t.offerName(e, o, sure, meant)
	}
	if overflow := strings.ToLower(o.name); (overflow == "drop" || overflow == "dropped") && t.takes("overflow", of) {
		e.Offer(false, "write overflow=drop", t.source.edits(o.part.change("overflow=drop")))
	}
	e.Offer(false, "remove "+o.part.text, t.source.cut(o.part))
}

// fixRecordOption is fixOption for hh.Record.
func (l *loader) fixRecordOption(e *schema.Finding, t tag, o option) {
	meant, sure := meantOption(o.name, shapeOther, recordMeanings, recordOptions)
	if t.source.find(meant) == nil && (meant == "new" && token.IsIdentifier(o.value) || meant == "partial" && !o.assigned) {
		t.offerName(e, o, sure, meant)
	}
}

// offerName offers to give an option another name.
func (t tag) offerName(e *schema.Finding, o option, safe bool, name string) {
	e.Offer(safe, "write "+name, t.source.edits(change{o.part.offset, o.part.offset + len(o.name), name}))
}

// takes reports whether an option may have an effect on a field of a shape, and is
// not there yet.
func (t tag) takes(option string, of shape) bool {
	if t.source.find(option) != nil {
		return false
	}
	switch option {
	case "maxitems":
		return of == shapeItems
	case "minimum", "maximum", "above", "below":
		return of == shapeNumber || of == shapeItems
	case "maxbytes", "maxlength", "pattern", "overflow":
		return of == shapeText || of == shapeItems
	case "large":
		return t.isLarge()
	}
	return true
}

// isLarge reports whether a tag has a bound that only large permits.
func (t tag) isLarge() bool {
	return slices.ContainsFunc(t.options, func(o option) bool {
		n, _ := strconv.Atoi(o.value)
		return o.name == "maxbytes" && n > schema.DefaultMaxBytes
	})
}

// meantOption is the option that an unknown one may mean; "" if there is none. sure
// says that it is misspelt, not another package's word.
func meantOption(word string, of shape, meanings []meaning, known []string) (meant string, sure bool) {
	if option, _, foreign := foreignOption(word, of, meanings); foreign {
		return option, false // it may stand for several, as max does
	}
	return schema.Nearest(word, known)
}

// fixValue offers a value that is written as its option needs it.
func (l *loader) fixValue(e *schema.Finding, t tag, o option, kind valueKind) {
	switch first, size := utf8.DecodeRuneInString(o.value); {
	case kind == noValue && o.value == "false":
		e.Offer(true, "remove "+o.part.text, t.source.cut(o.part))
	case kind == noValue && (o.name != "large" || t.isLarge()):
		t.offerValue(e, o, o.value == "true" || o.value == "", "")
	case kind == countValue || kind == decimalValue:
		t.offerValue(e, o, true, strings.TrimPrefix(strings.ReplaceAll(strings.TrimSpace(o.value), "_", ""), "+"))
	case kind == identValue && unicode.IsLower(first):
		t.offerValue(e, o, true, string(unicode.ToUpper(first))+o.value[size:])
	case kind == overflowValue:
		near, sure := schema.Nearest(o.value, []string{"truncate", "drop"})
		t.offerValue(e, o, sure, near)
	case kind == piiValue:
		near, sure := schema.NearestPII(o.value)
		t.offerValue(e, o, sure, string(near))
	}
}

// offerValue offers to give an option another value, if that is one that it takes.
func (t tag) offerValue(e *schema.Finding, o option, safe bool, value string) {
	i := slices.IndexFunc(optionRules, func(r optionRule) bool { return r.name == o.name })
	if kind := optionRules[i].kind; kind.check(option{name: o.name, value: value, assigned: kind != noValue}, "") == "" {
		text := written(schema.Option{Name: o.name, Value: value})
		e.Offer(safe, "write "+text, t.source.edits(o.part.change(text)))
	}
}

// fixTag offers to correct a tag that is not read as it is meant: to write it so, or
// its misspelt key, or to say that the key belongs to another package.
func (l *loader) fixTag(e *schema.Finding, n syntax) {
	lit := l.literalOf(n)
	if lit == nil {
		return
	}
	raw, _ := strconv.Unquote(lit.text) // a string, since the file was parsed
	if malformed(raw) {
		if better, ok := repaired(raw); ok {
			e.Offer(true, "write "+better, lit.replace(0, len(raw), better))
		}
		return
	}
	if p, ok := misspelt(raw); ok {
		e.Offer(false, "write hh", lit.replace(p.offset, p.offset+len(p.key), "hh"))
		e.Offer(false, `add hh:"-"`, l.addTag(n, "-"))
	}
}

var (
	// looseTag is hh with a value, with the signs around it that Go does not know.
	looseTag = regexp.MustCompile("^[hH] ?[hH] *[:=;] *[\"']?([A-Za-z_,][^\"'`\\\\ ]*)[\"']?$")
	// looseStart is what stands between two keys in place of a space.
	looseStart = regexp.MustCompile(`("[^"]*")[,;] *hh:"`)
	// backslashes are those in the value of hh.
	backslashes = regexp.MustCompile(`\\+`)
)

// repaired is a tag that cannot be read as it is meant; ok is false if that is not
// clear.
func repaired(raw string) (better string, ok bool) {
	switch value := singleBackslash.FindString(raw); {
	case looseTag.MatchString(raw):
		better = "hh:" + strconv.Quote(looseTag.FindStringSubmatch(raw)[1])
	case looseStart.MatchString(raw):
		better = looseStart.ReplaceAllString(raw, `$1 hh:"`)
	case value != "":
		better = strings.Replace(raw, value, backslashes.ReplaceAllStringFunc(value, func(s string) string {
			return strings.Repeat(`\`, len(s)+len(s)%2)
		}), 1)
	}
	if _, rest := pairsOf(better); rest != "" {
		return "", false
	}
	value, ok := tagOf(better)
	namespace, _, _ := strings.Cut(value, ",")
	return better, ok && (namespace == "" || schema.Namespace(namespace).Valid())
}

// fixUntagged offers a tag that suits the type of a field, and one that leaves it out.
func (l *loader) fixUntagged(e *schema.Finding, n syntax, example string) {
	if example != "" {
		e.Offer(false, "add hh:"+strconv.Quote(example), l.addTag(n, example))
	}
	e.Offer(false, `add hh:"-"`, l.addTag(n, "-"))
}

// withoutNamespaces removes the namespaces in the tags of a struct: fields with one make
// it a record. v is one of its fields.
func (w *walk) withoutNamespaces(v *types.Var) (edits []schema.Edit) {
	s, _ := w.stack[len(w.stack)-1].Underlying().(*types.Struct)
	if s == nil || !slices.Contains(slices.Collect(s.Fields()), v) {
		return nil
	}
	for i := range s.NumFields() {
		value, tagged := tagOf(s.Tag(i))
		if namespace := splitOptions(value)[0].text; !tagged || namespace == "" || namespace == "-" || strings.Contains(namespace, "=") {
			continue
		}
		more := optionsIn(w.literalOf(w.source.find(s.Field(i)))).Remove("namespace")
		if more == nil {
			return nil
		}
		edits = append(edits, more...)
	}
	return edits
}
