package pattern

import (
	"regexp"
	"strings"
	"unicode"
)

// properties are the binary properties that RE2 can be told about.
var properties = map[string]set{
	"Any":             {everything, ""},
	"ASCII":           {`\x00-\x7f`, `\x{80}-\x{10ffff}`},
	"Assigned":        {`\P{Cn}`, `\p{Cn}`},
	"ASCII_Hex_Digit": listed(unicode.ASCII_Hex_Digit),
	"White_Space":     listed(unicode.White_Space),
}

// shortNames are other names of properties.
var shortNames = map[string]string{"AHex": "ASCII_Hex_Digit", "space": "White_Space"}

// property reads p or P and a property of Unicode.
func (t *translator) property() set {
	start := t.at - 1
	t.at++
	name, _, closed := strings.Cut(t.next(), "}")
	if !closed || !strings.HasPrefix(name, "{") {
		t.failPart(start, t.at, "needs a property in braces", `write \\p{L}`)
		return set{}
	}
	t.at += len(name + "}")
	if of, ok := propertySet(name[1:]); ok {
		return of
	}
	fix := `use a general category, such as \\p{Lu}, or a script, such as \\p{Script=Greek}`
	if script := name[strings.LastIndexAny(name, "{=")+1:]; unicode.Scripts[script] != nil {
		fix = `write \\` + t.src[start+1:start+2] + "{Script=" + script + "}"
	}
	t.failLimit(start, t.at, "is not a property that both ECMA-262 and RE2 have", fix)
	return set{}
}

// propertySet finds the characters with a property.
func propertySet(name string) (of set, ok bool) {
	key, value, pair := strings.Cut(name, "=")
	switch {
	case !pair:
		if long, ok := shortNames[name]; ok {
			name = long
		}
		if of, ok = properties[name]; ok {
			return of, true
		}
		return category(name)
	case key == "General_Category" || key == "gc":
		return category(value)
	case (key == "Script" || key == "sc") && unicode.Scripts[value] != nil:
		return named(value), true
	}
	return set{}, false
}

// category finds the characters of a general category, by its short or long name.
func category(name string) (of set, ok bool) {
	if long, ok := unicode.CategoryAliases[name]; ok {
		name = long
	}
	if unicode.Categories[name] == nil {
		return set{}, false
	}
	return named(name), true
}

// named is the set of the characters of a category or a script.
func named(name string) set {
	s := set{`\p{` + name + `}`, `\P{` + name + `}`}
	if _, err := regexp.Compile(s.in); err != nil { // since Go 1.25, package regexp does not find scripts such as Old_Italic
		return listed(unicode.Scripts[name])
	}
	return s
}

// listed is the set of the characters of a table, as ranges.
func listed(table *unicode.RangeTable) set {
	var in, out strings.Builder
	next := rune(0)
	add := func(low, high rune) {
		if low > next {
			out.WriteString(span(next, low-1))
		}
		in.WriteString(span(low, high))
		next = high + 1
	}
	each := func(low, high, stride rune) {
		if stride == 1 {
			add(low, high)
			return
		}
		for r := low; r <= high; r += stride {
			add(r, r)
		}
	}
	for _, r := range table.R16 {
		each(rune(r.Lo), rune(r.Hi), rune(r.Stride))
	}
	for _, r := range table.R32 {
		each(rune(r.Lo), rune(r.Hi), rune(r.Stride))
	}
	out.WriteString(span(next, unicode.MaxRune))
	return set{in.String(), out.String()}
}
