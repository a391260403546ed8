package schema

// Kind says how a value is recorded.
type Kind int

// The kinds of values. The comment is the form on the wire.
const (
	KindInvalid   Kind = iota
	KindBool           // boolean
	KindInt            // 64-bit integer; one of [Type.Enum] if that is set
	KindUint           // 64-bit integer; larger values are rejected at run time; may have [Type.Enum] too
	KindFloat          // double
	KindString         // string; one of [Type.Enum] if that is set
	KindText           // string that is a constant, or was cut explicitly
	KindHashed         // string: keyed hash of a sensitive value
	KindMasked         // string: mask of a sensitive value
	KindDuration       // double in the field's unit
	KindTime           // string: RFC 3339 with nanoseconds, UTC
	KindMarshaler      // string: the result of encoding.TextMarshaler
	KindError          // string: the error's message, spans only
	KindEventID        // string: a UUIDv4, spans only
	KindObject         // nested keys
	KindList           // .0, .1, ...
	KindArray          // .0, .1, ... of fixed length
	KindMap            // nested keys, known at run time only
	KindJSON           // flattened JSON
	KindAny            // flattened value of any type
	KindAnyMap         // flattened map of values of any type
)

// The forms of values on the wire, as messages name them.
const (
	wireBool    = "boolean"
	wireInteger = "integer"
	wireNumber  = "number"
	wireString  = "string"
	wireTime    = "time"
	wireEventID = "event id"
	wireObject  = "object"
	wireList    = "list"
	wireMap     = "map"
	wireAny     = "value of any type"
)

// kindFact holds the facts about all values of a kind.
type kindFact struct {
	name      string // of the kind, in messages
	wire      string // form of values for readers of events
	bytes     int    // of a value in an attribute; 0 if a bound or the content decides
	secrecy   int    // how little of a value can be read: 0 for all of it
	text      bool   // a string of any content
	dynamic   bool   // brings keys and types of its own
	absentNil bool   // nil means no value, without a pointer around it
	counted   bool   // has items, which maxitems bounds
	content   bool   // values can be somebody's data
	travels   bool   // values may be members of baggage
}

// Sizes of values that are not strings, in bytes.
const (
	boolBytes   = 1
	numberBytes = 8
	timeBytes   = len("2006-01-02T15:04:05.999999999Z")
	uuidBytes   = len("00000000-0000-4000-8000-000000000000")
	hashBytes   = 64 // SHA-256 in hexadecimal digits
)

// kindFacts has a row for each kind. A fact that two packages need is a column,
// so no other package needs a list of kinds.
var kindFacts = [...]kindFact{
	KindInvalid:   {name: "invalid"},
	KindBool:      {name: "boolean", wire: wireBool, bytes: boolBytes, travels: true},
	KindInt:       {name: "integer", wire: wireInteger, bytes: numberBytes, content: true, travels: true},
	KindUint:      {name: "unsigned integer", wire: wireInteger, bytes: numberBytes, content: true, travels: true},
	KindFloat:     {name: "number", wire: wireNumber, bytes: numberBytes, content: true, travels: true},
	KindString:    {name: "string", wire: wireString, text: true, content: true, travels: true},
	KindText:      {name: "bounded text", wire: wireString, text: true, content: true, travels: true},
	KindHashed:    {name: "hashed string", wire: wireString, text: true, bytes: hashBytes, secrecy: 2},
	KindMasked:    {name: "masked string", wire: wireString, text: true, secrecy: 1},
	KindDuration:  {name: "duration", wire: wireNumber, bytes: numberBytes, travels: true},
	KindTime:      {name: "time", wire: wireTime, bytes: timeBytes, content: true, travels: true},
	KindMarshaler: {name: "text", wire: wireString, text: true, content: true, travels: true},
	KindError:     {name: "error", wire: wireString, text: true, absentNil: true},
	KindEventID:   {name: "event id", wire: wireEventID, bytes: uuidBytes, absentNil: true},
	KindObject:    {name: "object", wire: wireObject},
	KindList:      {name: "list", wire: wireList, absentNil: true, counted: true},
	KindArray:     {name: "array", wire: wireList},
	KindMap:       {name: "map", wire: wireMap, absentNil: true, counted: true},
	KindJSON:      {name: "JSON", wire: wireAny, dynamic: true, absentNil: true, counted: true, content: true},
	KindAny:       {name: "any value", wire: wireAny, dynamic: true, absentNil: true, counted: true, content: true},
	KindAnyMap:    {name: "map of any values", wire: wireAny, dynamic: true, absentNil: true, counted: true, content: true},
}

func (k Kind) String() string { return kindFacts[k].name }

// Whole reports whether values of kind k are whole numbers.
func (k Kind) Whole() bool { return kindFacts[k].wire == wireInteger }

// Number reports whether values of kind k are numbers on the wire.
func (k Kind) Number() bool { return k.Whole() || kindFacts[k].wire == wireNumber }

// Text reports whether values of kind k are strings of any content on the wire.
func (k Kind) Text() bool { return kindFacts[k].text }

// Dynamic reports whether values of kind k bring keys and types of their own.
func (k Kind) Dynamic() bool { return kindFacts[k].dynamic }

// AbsentNil reports whether a value of kind k may be nil, which means no value:
// a field needs no pointer to be optional.
func (k Kind) AbsentNil() bool { return kindFacts[k].absentNil }

// Secrecy says how little of a value of kind k can be read: 0 if all of it can.
// Of two kinds, the greater one shows less.
func (k Kind) Secrecy() int { return kindFacts[k].secrecy }

// Travels reports whether a value of kind k may be a member of baggage.
func (k Kind) Travels() bool { return kindFacts[k].travels }

// Sized reports whether strings of kind k, or within it, have a bound in bytes:
// neither the kind nor another type fixes their length.
func (k Kind) Sized() bool { return k.Text() && kindFacts[k].bytes == 0 || k.Dynamic() }

// Sized reports whether the bound in bytes cuts or drops values of t, or the
// elements of t. It does nothing to the values of an enum, which hhgen checks.
func (t *Type) Sized() bool {
	leaf := t.Leaf()
	return leaf.Enum == nil && leaf.Kind.Sized()
}

// Counted reports whether t has items, which maxitems bounds.
func (t *Type) Counted() bool {
	for ; t != nil; t = t.Elem {
		if kindFacts[t.Kind].counted {
			return true
		}
	}
	return false
}

// Listed reports whether t is a list or an array, or contains one before its
// innermost elements.
func (t *Type) Listed() bool {
	for ; t != nil; t = t.Elem {
		if t.Kind == KindList || t.Kind == KindArray {
			return true
		}
	}
	return false
}

// Wire is the form of t for readers of events, down to objects: "list of
// integer". A string that is hashed or masked is still a string; see
// [Kind.Secrecy].
func (t *Type) Wire() string {
	if t.Elem != nil {
		return kindFacts[t.Kind].wire + " of " + t.Elem.Wire()
	}
	return kindFacts[t.Kind].wire
}
