package breaking

import (
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
