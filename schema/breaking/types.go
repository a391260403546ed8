package breaking

import (
	"strconv"
	"strings"

	"github.com/hhgen/hhgen/schema"
)

// forms are what values of a kind are on the wire. Kinds of one form compare
// with each other in stored data. A string that is hashed or masked is still a
// string; see [PrivacyRemoved].
var forms = map[schema.Kind]string{
	schema.KindBool: "boolean", schema.KindInt: "integer", schema.KindUint: "integer",
	schema.KindFloat: "number", schema.KindDuration: "number",
	schema.KindString: "string", schema.KindText: "string", schema.KindMarshaler: "string", schema.KindError: "string",
	schema.KindHashed: "string", schema.KindMasked: "string",
	schema.KindTime: "time", schema.KindEventID: "event id",
	schema.KindObject: "object", schema.KindList: "list", schema.KindArray: "list", schema.KindMap: "map",
	schema.KindJSON: "value of any type", schema.KindAny: "value of any type", schema.KindAnyMap: "value of any type",
}

// shape is the form of a type, and of what it contains down to objects.
func shape(t *schema.Type) string {
	if t.Elem != nil {
		return forms[t.Kind] + " of " + shape(t.Elem)
	}
	return forms[t.Kind]
}

// article is a noun with its article.
func article(noun string) string {
	if strings.ContainsRune("aeio", rune(noun[0])) {
		return "an " + noun
	}
	return "a " + noun
}

// goType is a type as source spells it; the package own needs no qualifier. At
// the top of a field, that is the type of the setter's parameter.
func goType(t *schema.Type, own string, top bool) string {
	star := ""
	if t.Optional && !top {
		star = "*"
	}
	switch {
	case t.Kind == schema.KindList && (top || t.Go.IsZero()):
		return star + "[]" + goType(t.Elem, own, false)
	case !t.Go.IsZero():
		return star + goName(t.Go, own)
	case t.Kind == schema.KindArray:
		return star + "[" + strconv.Itoa(t.Len) + "]" + goType(t.Elem, own, false)
	case t.Kind == schema.KindMap:
		return star + "map[" + goName(t.Key, own) + "]" + goType(t.Elem, own, false)
	case t.Kind == schema.KindAnyMap:
		return star + "map[" + goName(t.Key, own) + "]any"
	}
	return star + t.Kind.String()
}

// goName is the name of a type. Its path is kept, since two packages may have
// one name, but for what source calls otherwise.
func goName(g schema.GoName, own string) string {
	switch g.Path {
	case own:
		g.Path = ""
	case schema.RuntimePath:
		return g.Short()
	default:
		g.Path = major(g.Path)
	}
	name := schema.GoName{Path: g.Path, Name: g.Name}.String()
	if len(g.Args) == 0 {
		return name
	}
	args := make([]string, len(g.Args))
	for i, a := range g.Args {
		args[i] = goName(a, own)
	}
	return name + "[" + strings.Join(args, ", ") + "]"
}
