package breaking

import (
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/hhgen/hhgen/schema"
)

// spelling formats Go types and constants as source code has them.
type spelling struct {
	own     []string                // import paths of the package, whose names need no qualifier
	aliases map[string]schema.Alias // names that are replaced by the types they stand for
}

// resolving makes a spelling that is the same for types of the base and of now
// if callers can use one for the other: current aliases are replaced by the
// types they stand for.
func resolving(base, now *schema.Package, aliases []schema.Alias) spelling {
	s := spelling{own: []string{base.Path, now.Path}}
	byName := make(map[string]schema.Alias, len(aliases))
	for _, a := range aliases {
		byName[s.name(a.Go)] = a
	}
	s.aliases = byName
	return s
}

// param is a type as the type of a setter's parameter.
func (s spelling) param(t *schema.Type) string {
	if t.Kind == schema.KindList {
		return "[]" + s.typ(t.Elem)
	}
	value := *t
	value.Optional = false
	return s.typ(&value)
}

func (s spelling) typ(t *schema.Type) string {
	star := ""
	if t.Optional {
		star = "*"
	}
	switch {
	case !t.Go.IsZero():
		return star + s.name(t.Go)
	case t.Kind == schema.KindList:
		return star + "[]" + s.typ(t.Elem)
	case t.Kind == schema.KindArray:
		return star + "[" + strconv.Itoa(t.Len) + "]" + s.typ(t.Elem)
	case t.Kind == schema.KindMap:
		return star + "map[" + s.name(t.Key) + "]" + s.typ(t.Elem)
	case t.Kind == schema.KindAnyMap:
		return star + "map[" + s.name(t.Key) + "]any"
	}
	return star + t.Kind.String()
}

// name is the name of a type or constant, with its import path, since two
// packages may have the same name.
func (s spelling) name(g schema.GoName) string {
	bare := schema.GoName{Path: g.Path, Name: g.Name}
	switch {
	case slices.Contains(s.own, g.Path):
		bare.Path = ""
	case g.Path == schema.RuntimePath:
		return g.Short()
	default:
		bare.Path = major(g.Path)
	}
	name := bare.String()
	if a, ok := s.aliases[name]; ok && len(a.Params) == len(g.Args) {
		// If two packages count as one, one may have an alias of the other's
		// type.
		rest := spelling{s.own, maps.Clone(s.aliases)}
		delete(rest.aliases, name)
		return rest.typ(instance(a.Type, a.Params, g.Args))
	}
	if len(g.Args) == 0 {
		return name
	}
	args := make([]string, len(g.Args))
	for i, a := range g.Args {
		args[i] = s.name(a)
	}
	return name + "[" + strings.Join(args, ", ") + "]"
}

// instance is the type that a generic alias of t stands for with arguments.
func instance(t *schema.Type, params []string, args []schema.GoName) *schema.Type {
	if len(params) == 0 {
		return t
	}
	var replace func(g schema.GoName) schema.GoName
	replace = func(g schema.GoName) schema.GoName {
		if i := slices.Index(params, g.Name); g.Path == "" && i >= 0 {
			return args[i]
		}
		of := make([]schema.GoName, len(g.Args))
		for i, a := range g.Args {
			of[i] = replace(a)
		}
		g.Args = of
		return g
	}
	out := *t
	out.Go, out.Key = replace(t.Go), replace(t.Key)
	if t.Elem != nil {
		out.Elem = instance(t.Elem, params, args)
	}
	return &out
}

// mentions calls visit for a type, and for all types that it contains.
func mentions(t *schema.Type, visit func(*schema.Type)) {
	visit(t)
	if !t.Key.IsZero() {
		visit(&schema.Type{Go: t.Key})
	}
	if t.Elem != nil {
		mentions(t.Elem, visit)
	}
	for _, f := range t.Fields {
		mentions(f.Type, visit)
	}
}
