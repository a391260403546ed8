package schema

// RuntimePath is the import path of the runtime, whose types have meanings here.
const RuntimePath = "github.com/hhgen/hhgen/runtime"

// PlumbingPath is the import path of what only generated code calls.
const PlumbingPath = RuntimePath + "/hhimpl"

// wellKnown are the Go types with a meaning of their own, whatever they are made of.
var wellKnown = map[string]Kind{
	"time.Time":                    KindTime,
	"time.Duration":                KindDuration,
	"error":                        KindError,
	"encoding/json.RawMessage":     KindJSON,
	"encoding/json/jsontext.Value": KindJSON,
	RuntimePath + ".Text":          KindText,
	RuntimePath + ".Hashed":        KindHashed,
	RuntimePath + ".Masked":        KindMasked,
	RuntimePath + ".EventID":       KindEventID,
	RuntimePath + ".Record":        KindInvalid,
	RuntimePath + ".Open":          KindInvalid,
}

// KindOf is the kind of a Go type that has one of its own, whatever the type is
// made of. Markers of the runtime are [KindInvalid].
func KindOf(name GoName) (k Kind, ok bool) {
	k, ok = wellKnown[name.String()]
	return k, ok
}
