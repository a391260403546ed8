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
// Drafts 2020-12, 2019-09, 07, 06 and 04, and the schemas in OpenAPI documents,
// each by its own rules: draft.go has the differences. Without $schema, a document
// is of the newest draft whose form it has: 2020-12; 2019-09 if items is a list;
// 04 if exclusiveMinimum or exclusiveMaximum is a boolean. Schemas of OpenAPI 3.0 are
// of draft-07 if they have its form, as FastAPI wrote them until its version 0.99.
// What validators of the draft ignore is rejected: keywords that it does not have,
// and, in drafts 07 and older, keywords beside $ref, besides annotations, those of
// hhgen, and those that say what the target says. In newer drafts, a value is valid
// by both.
//
// The document must be valid by its meta-schema, and so
// must the target of each reference, wherever it is. $ref leads to any part of
// the document, or of another file by a relative path; hhgen never fetches
// anything, and does not read files outside the module, not even through
// symbolic links. A file has at most 32 MB, values are nested at most 1,000
// deep, and references unfold to at most 100,000 schemas. A keyword is
// implemented, becomes documentation, or is rejected at its position with the
// reason. The table in keywords.go lists all of them. Keywords that begin with x-
// but not with x-h are those of other tools, and have no effect.
//
// A member that its object does not require becomes a pointer: if it is absent,
// nothing is sent. A member that its namespace requires is always recorded,
// whether or not the record requires the namespace. Lists, maps, values of any
// type, error and event_id are absent when nil, whether or not they are
// required. format sets a type or a bound, and does not check the string;
// default and examples are documentation. A pattern of strings is checked when they
// are recorded. It may have escapes that JSON Schema does not have and other tools
// write, such as \- for a hyphen. hhgen does not read the title and $comment of a member, the default,
// examples and deprecated of items, the description of a namespace, or definitions
// that nothing refers to. Strings without a bound have the default bound of 1024
// bytes; maxLength bounds characters, of which each may have 4 bytes. An object
// with properties takes no other members, with or without additionalProperties:
// false. An object without properties is a map.
//
// # Documents of other tools
//
// A document is normalized before it is read (normal.go), so these are the same to
// the reader:
//
//	anyOf or oneOf of a schema and null     the schema, which may be absent
//	nullable: true, of OpenAPI 3.0          the same
//	a namespace that may be null            a namespace whose members may be absent
//	a member that is always null            no member
//	a member that no value is valid for     no member: not: {}, if it is not required
//	anyOf or oneOf of constants and enums   an enum
//	anyOf of integer and number             a number
//	anyOf of number and such strings as
//	"NaN", or the decimals of Pydantic      a number
//	enum or const with fractions            a number
//	bounds of integers beyond 64 bits       no bounds
//	anyOf of several strings                a string, with a pattern if all have one
//	another anyOf, oneOf or list of types   a value of any type: see below
//	allOf                                   the schema with the keywords of all, and the first pattern
//	patternProperties of one schema         a map
//	propertyNames with an enum              an object with these properties
//	members without a property, but with
//	the type of those that have one         a map
//	members without a property, of another
//	type                                    a map of values of any type: see below
//	prefixItems, or a list of items         an array, if its items have one type
//	a record that refers to a definition    that definition
//
// A value of several types is rejected, unless x-hh-maxitems stands beside it or
// the defaults in hhgen.yaml say unions: any. Then it is a value of any type; if
// each of its values is one attribute, its bound is 1. With unions: any, an object
// with properties whose other members have another type is a map of values of any
// type, a list of such maps is a value of any type, and so is what leads back to the
// object that it is in.
//
// The name of a record is x-hh-go-name, or made of the title, the last part of the
// reference that leads to it, $id, or the name of the file, in this order. A type
// without a name, or a key, whose name another one has gets that of its namespace or
// its object in front: the kind of metadata is MetadataKind, if metrics, or a
// definition, has a kind, or if that is the name of the record.
//
// Nothing checks these when a value is recorded, and the documentation of the field
// says so: minLength, minItems without an equal maxItems, uniqueItems, multipleOf,
// minProperties, maxProperties of an object with properties, contentEncoding,
// contentMediaType, contentSchema, patterns of keys and of enums, required keys of
// maps, enums with fractions, and what else restricts the strings or numbers of a union.
// readOnly and writeOnly have no effect.
//
// # Formats
//
//	date-time                                time.Time
//	date                                     string of 10 bytes
//	time                                     string of 24 bytes
//	uuid                                     string of 36 bytes
//	ipv4, ipv6                               string of 15, of 45 bytes
//	hostname, email                          string of 253, of 320 bytes
//	int8, int16, int32, int64, uint ...      integer of that Go type
//	float                                    float32
//	double, and others of numbers            float64 or int, as type says
//	duration, uri, decimal, and all others   string of 1024 bytes
//
// A format does not check the value. Beside a format of JSON Schema, or another
// one that tools write beside a pattern of the same meaning, such as ulid, a pattern has
// no effect. Beside all others, it is checked.
//
// # Keywords that JSON Schema does not have
//
//	x-hh-maxbytes     bound of a string in bytes
//	x-hh-maxitems     bound of a map, or of a value of any type, in attributes
//	x-hh-declared     keywords that follow from others or from the Go type, and are declared even so
//	x-hh-large        permits bounds over 1024 bytes
//	x-hh-overflow     what happens to a string over its bound: truncate, drop
//	x-hh-unit         unit of a number
//	x-hh-omitzero     a zero value is not sent; "method" if IsZero recognizes it
//	x-hh-inline       members of additionalProperties are recorded, by this field
//	x-hh-open         the namespace takes undeclared keys: true, or its options
//	x-hh-deprecated   what to use instead of a deprecated member
//	x-hh-moved-from   old key that is also recorded, and until when: uid until 2027-03-31
//	x-hh-moved-to     the member is the old key of the one named; it is for validators, and not a field
//	x-hh-setter       name of the generated setter
//	x-hh-baggage      the value of a session travels to other services, as baggage
//	x-hh-pii          kind of personal data that the value is: name, email ...; none if the key only looks like it
//	x-hh-constructor  name of the record's generated constructor
//	x-hh-record       a member of $defs is a record
//	x-hh-order        order of a record's fields, by their Go names
//	x-hh-go-name      name of the Go field, or of the record's type
//	x-hh-go-type      Go type, such as time.Duration or example.com/pkg.Type
//	x-hh-go-names     names of an enum's constants; "" for one that another package does not export
//	x-hh-go-underlying  predeclared type that the Go type is declared as
//	x-hh-go-key       Go type of a map's keys
//	x-hh-go-embedded  embedded structs that promote the field
//	x-hh-go-pointer   the Go field is a pointer, in a struct embedded by a pointer
//	x-hh-marshaler    MarshalText gives the string: of the "value", or its "address"
//
// The vocabulary is in meta/vocabulary.json, and a JSON Schema for editors in
// meta/editor.json.
package jsonschema
