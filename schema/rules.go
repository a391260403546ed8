package schema

// Rule is the id of a rule; messages end with it.
type Rule string

// The rules that a schema must keep to become code. Those about tags and Go
// types hold for Go source, those about keywords and references for JSON Schema,
// all others for every source.
const (
	TagSyntax         Rule = "TAG_SYNTAX"         // a struct tag that is no list of key:"value" pairs, or an open quote
	TagKey            Rule = "TAG_KEY"            // a key of a struct tag that looks like a misspelt hh
	TagNamespace      Rule = "TAG_NAMESPACE"      // an unknown or missing namespace
	TagNested         Rule = "TAG_NESTED"         // a namespace where the enclosing field already gives it
	TagOption         Rule = "TAG_OPTION"         // an unknown or repeated option
	TagValue          Rule = "TAG_VALUE"          // an option whose value cannot be read
	OptionUnused      Rule = "OPTION_UNUSED"      // an option that means nothing for the field's type
	TypeInvalid       Rule = "TYPE_INVALID"       // a type that does not compile
	TypeRefused       Rule = "TYPE_REFUSED"       // a type with no form on the wire
	TypeCycle         Rule = "TYPE_CYCLE"         // a type that contains itself
	TypeAnonymous     Rule = "TYPE_ANONYMOUS"     // a struct without a name
	TypeForeign       Rule = "TYPE_FOREIGN"       // a type or field that the package cannot name
	RecordGeneric     Rule = "RECORD_GENERIC"     // a generic struct that nothing instantiates
	RecordAlias       Rule = "RECORD_ALIAS"       // an alias that declares a record but for its name
	RecordMarker      Rule = "RECORD_MARKER"      // hh.Record or hh.Open used otherwise than as documented
	RecordNone        Rule = "RECORD_NONE"        // no record in any of the packages
	FieldUntagged     Rule = "FIELD_UNTAGGED"     // an exported field of a record or nested struct that has no hh tag
	FieldHidden       Rule = "FIELD_HIDDEN"       // a promoted field that another of the same name hides
	KeyForm           Rule = "KEY_FORM"           // a key that is not snake_case
	KeyDuplicate      Rule = "KEY_DUPLICATE"      // one key twice in a record or object
	KeyConflict       Rule = "KEY_CONFLICT"       // one key with two meanings in a package
	KeySimilar        Rule = "KEY_SIMILAR"        // keys that differ only in punctuation
	SetterShared      Rule = "SETTER_SHARED"      // one setter for two different keys
	NamespaceType     Rule = "NAMESPACE_TYPE"     // a type that does not belong in its namespace
	BoundMissing      Rule = "BOUND_MISSING"      // a list, map or dynamic value without maxitems
	BoundLimit        Rule = "BOUND_LIMIT"        // a bound over what is permitted
	BoundRange        Rule = "BOUND_RANGE"        // minimum and maximum that no value of the type can meet
	EnumBound         Rule = "ENUM_BOUND"         // an enum value longer than its bound
	EnumText          Rule = "ENUM_TEXT"          // an enum value that is not UTF-8
	RecordConstrained Rule = "RECORD_CONSTRAINED" // what the output names, and only some builds have
	UnitMissing       Rule = "UNIT_MISSING"       // a duration without a unit
	UnitUnknown       Rule = "UNIT_UNKNOWN"       // a unit that durations do not have
	DepthObjects      Rule = "DEPTH_OBJECTS"      // more than [MaxObjects] nested objects
	DepthLists        Rule = "DEPTH_LISTS"        // more than [MaxLists] nested lists
	NameClash         Rule = "NAME_CLASH"         // a generated name that is taken
	JSONSyntax        Rule = "JSON_SYNTAX"        // a document that is not JSON, or has a name twice in an object
	MetaSchema        Rule = "META_SCHEMA"        // a document that its meta-schema refuses
	KeywordUnknown    Rule = "KEYWORD_UNKNOWN"    // a keyword that neither JSON Schema nor hhgen has
	KeywordRefused    Rule = "KEYWORD_REFUSED"    // a keyword with no meaning where it stands
	KeywordValue      Rule = "KEYWORD_VALUE"      // a keyword whose value has no meaning for an enrichment
	RefUnresolved     Rule = "REF_UNRESOLVED"     // a reference that leads nowhere
	RefRemote         Rule = "REF_REMOTE"         // a reference to another host, or out of the module
	NamespaceUnknown  Rule = "NAMESPACE_UNKNOWN"  // a property of a record that is no namespace
	GoNameInvalid     Rule = "GO_NAME_INVALID"    // a name that is no Go identifier
	GoNameTwice       Rule = "GO_NAME_TWICE"      // two keys or values that make one Go name
	TypeConflict      Rule = "TYPE_CONFLICT"      // one Go type with two meanings
	PackageParse      Rule = "PACKAGE_PARSE"      // a source file that does not parse
	PackageLoad       Rule = "PACKAGE_LOAD"       // a package that cannot be found or read
	OutputForeign     Rule = "OUTPUT_FOREIGN"     // an output file that hhgen has not written
	OutputBroken      Rule = "OUTPUT_BROKEN"      // an output file that does not say any more what it was generated from
	OutputWrite       Rule = "OUTPUT_WRITE"       // an output file that cannot be written
)

// The limits of a schema. HoneyHive documents nesting and the size of a field,
// but enforces neither.
const (
	DefaultMaxBytes = 1024      // bound of a string in bytes, unless declared
	LargeMaxBytes   = 64 * 1024 // greatest bound of a string in bytes, with large
	MaxRuneBytes    = 4         // most bytes of a character
	MaxItemsLimit   = 64 * 1024 // greatest bound of a list, map or dynamic value
	MaxKeyBytes     = 128       // length of a declared key in bytes
	MaxMapKeyBytes  = 256       // length of a dynamic path in bytes, as the runtime enforces it
	MaxObjects      = 5         // nested objects within a namespace
	MaxLists        = 2         // lists within lists
)
