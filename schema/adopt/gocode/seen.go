package gocode

import (
	"cmp"
	"fmt"
	"go/ast"
	"go/types"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/hhgen/hhgen/schema"
	"github.com/hhgen/hhgen/schema/adopt"
	"github.com/hhgen/hhgen/schema/words"
)

// seen is a key, and what its sites say.
type seen struct {
	adopt.Key
	present string // the key as code has it
	renamed bool   // it is another than that of enrichments
	sites   []fact
	unknown bool // it cannot be declared
}

// fact is what one site says of a key.
type fact struct {
	place  string
	line   int // with file, for the order of places
	file   string
	typ    adopt.Type // "" if nobody knows
	list   bool
	values values // of strings
	items  int
	unit   string
}

// add adds a site.
func (k *seen) add(f *finder, s *site) {
	pos := f.fset.Position(s.at.cur.Node().Pos())
	one := fact{place: s.at.String(), file: f.relative(pos.Filename), line: pos.Line}
	if s.parts.Value != nil {
		f.learn(&one, s)
	}
	k.sites = append(k.sites, one)
}

// types are the types of values by the names of constructors.
var typeOf = map[string]adopt.Type{
	"String": adopt.String, "Stringer": adopt.String, "Bool": adopt.Bool, "Int": adopt.Int, "Int64": adopt.Int64, "Float64": adopt.Float,
}

// learn finds out what a site says of the value.
func (f *finder) learn(one *fact, s *site) {
	kind, list := strings.CutSuffix(s.parts.Kind, "Slice")
	one.typ, one.list = typeOf[kind], list
	c, e := s.code, s.parts.Value
	for range mostSteps { // a value that is passed on
		a, bound := s.env[c.variable(e)]
		if !bound || c.variable(e) == nil {
			break
		}
		c, e = a.code, ast.Unparen(a.expr)
	}
	switch {
	case list:
		f.learnList(one, c, e, s.env)
	case one.typ == adopt.String && kind == "String":
		one.values = f.valuesOf(c, e, s.env, mostSteps)
		if isErrorText(c, e) && s.parts.Kind == "String" {
			one.typ = adopt.Error
		}
	case one.typ == adopt.Int || one.typ == adopt.Int64 || one.typ == adopt.Float:
		if unit, ok := c.Unit(e); ok {
			one.unit = unitName(unit)
		}
		if _, unit, ok := c.Quotient(e); ok && unitName(unit) != "" && one.typ == adopt.Float {
			one.typ = adopt.Duration
		}
	}
}

// learnList finds out what a literal of a list says.
func (f *finder) learnList(one *fact, c *code, e ast.Expr, env bindings) {
	lit, ok := e.(*ast.CompositeLit)
	if !ok {
		return
	}
	one.items = len(lit.Elts)
	if one.typ != adopt.String {
		return
	}
	one.values = values{closed: true, constant: true}
	for _, elt := range lit.Elts {
		if _, keyed := elt.(*ast.KeyValueExpr); keyed {
			one.items, one.values = 0, anything
			return
		}
		one.values = one.values.or(f.valuesOf(c, elt, env, mostSteps))
	}
}

// isErrorText reports whether an expression is err.Error().
func isErrorText(c *code, e ast.Expr) bool {
	call, ok := e.(*ast.CallExpr)
	if !ok || len(call.Args) > 0 {
		return false
	}
	sel, ok := call.Fun.(*ast.SelectorExpr)
	return ok && sel.Sel.Name == "Error" && types.AssignableTo(c.Info.TypeOf(sel.X), types.Universe.Lookup("error").Type())
}

func unitName(length time.Duration) string {
	for _, u := range schema.DurationUnits {
		if u.Length == length {
			return u.Name
		}
	}
	return ""
}

// finish joins what the sites say. The note says why nobody knows the key's type.
func (k *seen) finish() *adopt.Note {
	slices.SortStableFunc(k.sites, func(a, b fact) int { return cmp.Or(strings.Compare(a.file, b.file), cmp.Compare(a.line, b.line)) })
	for _, s := range k.sites {
		if !slices.Contains(k.Seen, s.place) {
			k.Seen = append(k.Seen, s.place)
		}
	}
	if note := k.joinTypes(); note != nil {
		k.unknown = true
		return note
	}
	k.joinValues()
	return k.joinUnits()
}

// joinTypes finds the one type of all sites.
func (k *seen) joinTypes() *adopt.Note {
	where := map[string][]string{}
	for _, s := range k.sites {
		typ := s.typ
		switch {
		case typ == adopt.Error && k.Namespace != schema.ErrorText, k.Namespace == schema.ErrorText && typ == adopt.String:
			typ = map[bool]adopt.Type{true: adopt.Error, false: adopt.String}[k.Namespace == schema.ErrorText]
		case typ == "":
			return &adopt.Note{Key: k.present, Seen: []string{s.place}, Lost: true, Text: "nobody knows the type of its value here: declare it by hand"}
		}
		switch {
		case k.Type == "":
			k.Type, k.List = typ, s.list
		case k.Type == adopt.Int && typ == adopt.Int64, k.Type == adopt.Int64 && typ == adopt.Int:
			typ, k.Type = adopt.Int64, adopt.Int64
		case k.Type == adopt.Duration && typ == adopt.Float, k.Type == adopt.Float && typ == adopt.Duration:
			typ, k.Type = adopt.Float, adopt.Float
		}
		name := string(typ)
		if typ == adopt.Int64 || typ == adopt.Int {
			name = "integer"
		}
		if typ == adopt.Duration {
			name = string(adopt.Float)
		}
		if s.list {
			name = "list of " + name
		}
		where[name] = append(where[name], s.place)
	}
	if len(where) == 1 {
		return nil
	}
	var parts []string
	for _, name := range slices.Sorted(maps.Keys(where)) {
		parts = append(parts, name+" at "+strings.Join(where[name], ", "))
	}
	return &adopt.Note{Key: k.present, Seen: k.Seen, Lost: true, Text: "it has values of several types, " + strings.Join(parts, "; ") + ": use one type, or two keys"}
}

// joinValues finds the values of strings, and how long they are.
func (k *seen) joinValues() {
	all := values{closed: true, constant: true}
	for _, s := range k.sites {
		for _, v := range s.values.list {
			k.Bytes = max(k.Bytes, len(v.Text))
		}
		all = all.or(s.values)
		k.Items = max(k.Items, s.items)
	}
	for _, s := range k.sites {
		if k.List && s.items == 0 {
			k.Items = 0 // one of them has any number
		}
	}
	if k.Type != adopt.String || !all.closed {
		return
	}
	k.Closed, k.Constant, k.Values = true, all.constant, all.list
}

// joinUnits finds the unit of numbers: that of conversions, or else of the key.
func (k *seen) joinUnits() *adopt.Note {
	units := map[string]bool{}
	for _, s := range k.sites {
		if s.unit != "" {
			units[s.unit] = true
		}
	}
	named := unitOf(k.Path)
	list := slices.Sorted(maps.Keys(units))
	switch {
	case k.Type != adopt.Int && k.Type != adopt.Int64 && k.Type != adopt.Float && k.Type != adopt.Duration:
	case len(list) > 1:
		k.unknown = true
		return &adopt.Note{Key: k.present, Seen: k.Seen, Lost: true, Text: "its values are in several units, " + strings.Join(list, " and ") + ": use one unit"}
	case len(list) == 0:
		k.Unit = named
	default:
		if k.Unit = list[0]; named != "" && named != k.Unit {
			return &adopt.Note{Key: k.present, Seen: k.Seen, Text: fmt.Sprintf("its name says %s, but its values are made in %s: it is declared as unit=%s", named, k.Unit, k.Unit)}
		}
	}
	return nil
}

// unitOf is the unit of time or size that a key ends with.
func unitOf(path string) string {
	parts := words.Parts(path[strings.LastIndexByte(path, '.')+1:])
	if len(parts) < 2 {
		return ""
	}
	last := parts[len(parts)-1]
	for _, family := range []string{"time", "size"} {
		for _, unit := range slices.Sorted(maps.Keys(words.UnitFamilies[family])) {
			if slices.Contains(words.UnitFamilies[family][unit], last) {
				return unit
			}
		}
	}
	return ""
}

func sortedKeys[V any](m map[string]V) []string { return slices.Sorted(maps.Keys(m)) }
