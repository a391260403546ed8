// Package jsonschema reads enrichment schemas from JSON Schema, and writes
// them. One document describes one record, whose properties are the namespaces,
// so that a valid instance is the event as HoneyHive stores it:
//
//	{"$schema": "https://json-schema.org/draft/2020-12/schema",
//	 "title": "Turn", "type": "object", "additionalProperties": false,
//	 "properties": {
//	  "user_properties": {"type": "object", "required": ["user_id"], "properties": {
//	    "user_id": {"type": "string", "x-hh-maxbytes": 64}}},
//	  "metrics": {"type": "object", "properties": {
//	    "latency_ms": {"type": "number", "x-hh-unit": "ms", "x-hh-go-type": "time.Duration"}}}}}
//
// A document may also declare several records, as members of $defs that say
// "x-hh-record": true.
//
// # What is read
//
// Drafts 2020-12 and 07. The document must be valid by its meta-schema, and so must
// what references lead to, wherever it stands. $ref leads to any part of the
// document, or of another file by a relative path; nothing is ever fetched, and
// files outside the module are not read, by symbolic links neither. A file has at
// most 32 MB, values lie at most 1,000 deep in each other, and references unfold to
// at most 100,000 schemas. A keyword is implemented, or refused at its position with
// the reason; none is ignored. The table in keywords.go lists all of them.
//
// A member that its object does not require becomes a pointer: absent, it is
// not sent. One that its namespace requires is always recorded, whether or not
// the record requires the namespace. Lists, maps, values of any type, error and
// event_id are absent when nil, whether or not they are required. format gives a
// type or a bound, and does not check the text; default and examples are
// documentation. title and $comment of a member, the description of a namespace
// and definitions that nothing refers to are not read. Strings without a bound
// have that of every string, 1024 bytes; maxLength bounds characters, of which
// each may have 4 bytes. An object with properties takes no others, whether or
// not it says additionalProperties: false. An object without properties is a map.
//
// # What JSON Schema has no word for
//
//	x-hh-maxbytes     bound of a string in bytes
//	x-hh-maxitems     bound of a map, or of a value of any type, in attributes
//	x-hh-large        permits bounds over 1024 bytes
//	x-hh-overflow     what happens to a string over its bound: truncate, drop
//	x-hh-unit         unit of a number
//	x-hh-omitzero     a zero value is not sent; "method" if IsZero tells it
//	x-hh-inline       members of additionalProperties are recorded, by this field
//	x-hh-open         the namespace takes undeclared keys: true, or its options
//	x-hh-deprecated   what to use instead of a deprecated member
//	x-hh-moved-from   key that is recorded too, and until when: uid until 2027-03-31
//	x-hh-moved-to     this is the old key of that member, for validators; no field
//	x-hh-setter       name of the generated setter
//	x-hh-constructor  name of the record's generated constructor
//	x-hh-record       a member of $defs is a record
//	x-hh-order        order of a record's fields, by their Go names
//	x-hh-go-name      name of the Go field, or of the record's type
//	x-hh-go-type      Go type, as time.Duration or example.com/pkg.Type
//	x-hh-go-names     names of an enum's constants; "" for one that another package keeps to itself
//	x-hh-go-underlying  predeclared type that the Go type is declared as
//	x-hh-go-key       Go type of a map's keys
//	x-hh-go-embedded  embedded structs that promote the field
//	x-hh-go-pointer   the Go field is a pointer, in an embedded struct that is one
//	x-hh-marshaler    MarshalText gives the string: of the "value", or its "address"
//
// The vocabulary is in meta/vocabulary.json, and a JSON Schema for editors in
// meta/editor.json.
package jsonschema
