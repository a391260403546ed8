package jsonschema

import (
	"go/token"
	"go/types"
	"math"
	"strconv"
	"strings"
	"unicode"

	"github.com/go-json-experiment/json/jsontext"
	"golang.org/x/mod/module"

	"github.com/hhgen/hhgen/schema"
)

// The functions here read the values of keywords. The meta-schema has checked
// the keywords of JSON Schema; these functions check the x-hh- keywords.

func (r *reader) boolean(n *node) bool {
	if n.kind != 't' && n.kind != 'f' {
		r.errs.Add(n.pos, schema.KeywordValue, "%s is neither true nor false", shown(n))
	}
	return n.kind == 't'
}

// count reads a whole number above 0, in any notation. limit is the limit that
// Check applies; a number that an int cannot hold is over it.
func (r *reader) count(n *node, limit int) int {
	number, err := schema.ParseNumber(n.text)
	float, _ := strconv.ParseFloat(n.text, 64)
	huge := err != nil && float > 1 // out of the range of float64
	if n.kind != '0' || !huge && (!number.Rat().IsInt() || number.Rat().Sign() <= 0) {
		r.errs.Add(n.pos, schema.KeywordValue, "%s is not a whole number above 0: write one, or remove the keyword", shown(n))
		return 1
	}
	i, ok := number.Int()
	if !ok || i > math.MaxInt32/schema.MaxRuneBytes {
		r.errs.Add(n.pos, schema.BoundLimit, "%s is over the limit of %d: lower it", shown(n), limit)
		return 1
	}
	return int(i)
}

func (r *reader) decimal(n *node) schema.Number {
	number, err := schema.ParseNumber(n.text)
	if err != nil {
		r.errs.Add(n.pos, schema.KeywordValue, "%s is out of range: use a number that a float64 can hold", shown(n))
	}
	return number
}

func (r *reader) overflow(n *node) schema.Overflow {
	switch n.text {
	case "truncate":
	case "drop":
		return schema.Drop
	default:
		r.errs.Add(n.pos, schema.KeywordValue, "%s is not valid: use \"truncate\" or \"drop\"", shown(n))
	}
	return schema.Truncate
}

// pii reads the kind of personal data that a field is declared to hold.
func (r *reader) pii(f *schema.Field, s said) {
	m, ok := s["x-hh-pii"]
	if !ok {
		return
	}
	f.Where["pii"] = m.value.pos
	if m.value.kind != '"' {
		r.errs.Add(m.value.pos, schema.KeywordValue, "%s is no string", shown(m.value))
		return
	}
	var err error
	if f.PII, err = schema.ParsePII(m.value.text); err != nil {
		r.errs.Add(m.value.pos, schema.KeywordValue, "%v", err)
	}
}

// optionalText reads a string; "" if the keyword is absent.
func (r *reader) optionalText(s said, keyword string) string {
	m, ok := s[keyword]
	if !ok {
		return ""
	}
	if m.value.kind != '"' {
		r.errs.Add(m.value.pos, schema.KeywordValue, "%s is no string", shown(m.value))
	}
	return strings.TrimSpace(m.value.text)
}

// identifier reads a Go identifier; "" if the keyword is absent.
func (r *reader) identifier(s said, keyword string) string {
	m, ok := s[keyword]
	if !ok {
		return ""
	}
	if m.value.kind != '"' || !isName(m.value.text) {
		r.errs.Add(m.value.pos, schema.GoNameInvalid, "%s is not a Go identifier", shown(m.value))
		return ""
	}
	return m.value.text
}

// required reads the names that an object must have.
func (r *reader) required(s said) map[string]bool {
	names := map[string]bool{}
	if m, ok := s["required"]; ok {
		for _, n := range m.value.items {
			names[n.text] = true
		}
	}
	return names
}

// knownNames rejects required names that an object does not declare.
func (r *reader) knownNames(s said, properties *node) {
	m, ok := s["required"]
	if !ok {
		return
	}
	for _, n := range m.value.items {
		if properties.get(n.text) == nil {
			r.errs.Add(n.pos, schema.KeywordValue, "%q is required, but is not a property: declare it, or remove it here", n.text)
		}
	}
}

// expectType checks that a record or a namespace is an object.
func (r *reader) expectType(s said, n *node, name string) {
	m, ok := s["type"]
	switch {
	case !ok:
		r.errs.Add(n.pos, schema.KeywordValue, "a record and its namespaces are objects: add \"type\": %q", name)
	case m.value.text != name && !(s.null() && len(m.value.items) == 2 && s.types(name)):
		r.errs.Add(m.value.pos, schema.KeywordValue, "a record and its namespaces are objects: set type to %q", name)
	}
}

// goName reads the name of a Go type: a predeclared type, a type of the
// package, or a type of another package with its import path.
func (r *reader) goName(n *node) schema.GoName {
	if n == nil {
		return schema.GoName{}
	}
	g, rest, ok := r.parseGoName(n.text)
	if n.kind != '"' || !ok || rest != "" {
		r.errs.Add(n.pos, schema.GoNameInvalid, "%s is not the name of a Go type: write it as time.Duration or example.com/pkg.Type", shown(n))
		return schema.GoName{}
	}
	if why := r.unusable(g); why != "" {
		r.errs.Add(n.pos, schema.GoNameInvalid, "%s is not a Go type that this package can use, since %s: write it as time.Duration or example.com/pkg.Type", shown(n), why)
		return schema.GoName{}
	}
	return g
}

// declaredName reads the name of a declared Go type that hhgen does not treat
// specially.
func (r *reader) declaredName(n *node) schema.GoName {
	g := r.goName(n)
	if _, known := schema.KindOf(g); known || !g.IsZero() && (g.Path == "" || g.Path == schema.RuntimePath) {
		r.errs.Add(n.pos, schema.KeywordValue, "%s is a type that hhgen treats specially: name another declared type", shown(n))
	}
	return g
}

// keyName reads the type of a map's keys.
func (r *reader) keyName(n *node) schema.GoName {
	if n.text == "string" {
		return schema.GoName{Name: "string"}
	}
	return r.declaredName(n)
}

// isName reports whether s can name a declaration.
func isName(s string) bool { return token.IsIdentifier(s) && s != "_" }

// unusable says why Go code of the package cannot name a type; "" if it can, as
// far as the name shows.
func (r *reader) unusable(g schema.GoName) string {
	for _, a := range g.Args {
		if _, isType := types.Universe.Lookup(a.Name).(*types.TypeName); a.Path == "" && (!isType || a.Name == "comparable") {
			return a.Name + " is not a type of values"
		}
		if why := r.unusable(a); why != "" {
			return why
		}
	}
	_, wellKnown := schema.KindOf(schema.GoName{Path: g.Path, Name: g.Name})
	switch {
	case wellKnown && len(g.Args) > 0:
		return schema.GoName{Path: g.Path, Name: g.Name}.Short() + " is not generic"
	case g.Path == "" || g.Path == r.Path:
		return ""
	case strings.Contains("/"+g.Path+"/", "/vendor/"):
		return strconv.Quote(g.Path) + " is vendored, and imported without the part up to vendor/"
	case g.Path == "C" || g.Path == "unsafe" || g.Path == "builtin":
		return "the output does not import " + strconv.Quote(g.Path)
	case module.CheckImportPath(g.Path) != nil:
		return strconv.Quote(g.Path) + " is not an import path"
	case !g.ImportableFrom(r.Path):
		return strconv.Quote(g.Path) + " is internal to another module or folder"
	case !token.IsExported(g.Name):
		return g.Name + " is not exported"
	}
	return ""
}

// parseGoName reads a name from the beginning of s; rest is the rest of s.
func (r *reader) parseGoName(s string) (g schema.GoName, rest string, ok bool) {
	end := strings.IndexAny(s, "[],")
	if end < 0 {
		end = len(s)
	}
	full, rest := strings.TrimSpace(s[:end]), s[end:]
	dot := strings.LastIndex(full, ".")
	if slash := strings.LastIndex(full, "/"); dot < slash {
		return g, rest, false
	}
	g.Name = full[dot+1:]
	switch {
	case dot >= 0:
		g.Path = full[:dot]
		if g.Path == "hh" {
			g.Path = schema.RuntimePath
		}
	case types.Universe.Lookup(g.Name) == nil:
		g.Path = r.Path
	}
	if !isName(g.Name) || dot == 0 {
		return g, rest, false
	}
	if !strings.HasPrefix(rest, "[") {
		return g, rest, true
	}
	for ok = true; ok; {
		var arg schema.GoName
		if arg, rest, ok = r.parseGoName(rest[1:]); !ok {
			return g, rest, false
		}
		g.Args = append(g.Args, arg)
		if strings.HasPrefix(rest, "]") {
			return g, rest[1:], true
		}
		ok = strings.HasPrefix(rest, ",")
	}
	return g, rest, false
}

// declared is the Go type that a schema names, or a predeclared one.
func (v *value) declared(s said, predeclared string) schema.GoName {
	if m, ok := s["x-hh-go-type"]; ok {
		return v.goName(m.value)
	}
	return schema.GoName{Name: predeclared}
}

// underlying is the predeclared type that underlies a Go type.
func (v *value) underlying(s said, g schema.GoName, predeclared string) string {
	if m, ok := s["x-hh-go-underlying"]; ok {
		if _, known := schema.KindOf(g); known || g.Path == "" {
			v.errs.Add(m.pos, schema.KeywordValue, "x-hh-go-underlying is for declared types: set x-hh-go-type to the name of one, or remove this")
		} else if m.value.kind != '"' {
			v.errs.Add(m.value.pos, schema.KeywordValue, "%s is no string", shown(m.value))
		}
		return m.value.text
	}
	if g.Path == "" {
		return g.Name
	}
	return predeclared
}

// at is the position of a keyword's value, or of the field.
func (v *value) at(s said, keyword string) token.Position {
	if m, ok := s[keyword]; ok {
		return m.value.pos
	}
	return v.field.Pos
}

// compact is the JSON of a value, without spaces and unneeded escapes. It is
// the same for the same value.
func compact(n *node) string {
	text, err := jsontext.AppendFormat(nil, n.raw)
	if err != nil {
		return string(n.raw)
	}
	return string(text)
}

// shown is a value for messages: on one line, and not too long.
func shown(n *node) string {
	return short(compact(n))
}

// short cuts a string that is too long for a message.
func short(s string) string {
	const most = 64
	if text := []rune(s); len(text) > most {
		return string(text[:most]) + "..."
	}
	return s
}

func isLetterOrDigit(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) }
