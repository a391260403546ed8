package schema

// Rules are the rules that a schema must keep to become code.
var Rules RuleTable

// The rules that a schema must keep to become code. Those about tags and Go
// types hold for Go source, those about keywords and references for JSON Schema,
// all others for every source.
var (
	TagSyntax = Rules.Add(Rule{
		ID:    "TAG_SYNTAX",
		Title: "A struct tag that mentions hh can be read.",
		Why: `Go reads a tag as key:"value" pairs with one space between them, and nothing of what follows the first mistake. hhgen rejects such
a tag under the same id.`,
		Before: "type Login struct {\n\tTenant string `hh:metadata`\n}",
		After:  "type Login struct {\n\tTenant string `hh:\"metadata\"`\n}",
	})
	TagKey = Rules.Add(Rule{
		ID:    "TAG_KEY",
		Title: "The key of a struct tag is hh.",
		Why: `A tag whose key is hh in another case, is longer or shorter by a letter, or is unknown and has a value as hhgen's tags have,
is read by nobody, and its field is lost. The rule looks at all structs, since one whose tags are all misspelt is not a record. If
another package reads the key, hh:"-" says so. hhgen rejects such a key under the same id.`,
		Before: "type Login struct {\n\tTenant string `HH:\"metadata\"`\n}",
		After:  "type Login struct {\n\tTenant string `hh:\"metadata\"`\n}",
	})
	TagNamespace  = Rules.Add(Rule{ID: "TAG_NAMESPACE", Title: "an unknown or missing namespace"})
	TagNested     = Rules.Add(Rule{ID: "TAG_NESTED", Title: "a namespace where the enclosing field already gives it"})
	TagOption     = Rules.Add(Rule{ID: "TAG_OPTION", Title: "an unknown or repeated option"})
	TagValue      = Rules.Add(Rule{ID: "TAG_VALUE", Title: "an option whose value cannot be read"})
	OptionUnused  = Rules.Add(Rule{ID: "OPTION_UNUSED", Title: "an option that means nothing for the field's type"})
	TypeInvalid   = Rules.Add(Rule{ID: "TYPE_INVALID", Title: "a type that does not compile"})
	TypeRefused   = Rules.Add(Rule{ID: "TYPE_REFUSED", Title: "a type with no form on the wire"})
	TypeCycle     = Rules.Add(Rule{ID: "TYPE_CYCLE", Title: "a type that contains itself"})
	TypeAnonymous = Rules.Add(Rule{ID: "TYPE_ANONYMOUS", Title: "a struct without a name"})
	TypeForeign   = Rules.Add(Rule{ID: "TYPE_FOREIGN", Title: "a type or field that the package cannot name"})
	RecordGeneric = Rules.Add(Rule{ID: "RECORD_GENERIC", Title: "a generic struct that nothing instantiates"})
	RecordAlias   = Rules.Add(Rule{ID: "RECORD_ALIAS", Title: "an alias that declares a record but for its name"})
	RecordMarker  = Rules.Add(Rule{ID: "RECORD_MARKER", Title: "hh.Record or hh.Open used otherwise than as documented"})
	RecordNone    = Rules.Add(Rule{ID: "RECORD_NONE", Title: "no record in any of the packages"})
	FieldUntagged = Rules.Add(Rule{
		ID:    "FIELD_UNTAGGED",
		Title: "Each exported field of a record has an hh tag.",
		Why: `Setting a field without a tag compiles, and its value never arrives. That holds for structs that are nested in a record or embedded
in one, too. The tag hh:"-" leaves a field out, and the marker says so for all fields without a tag of a struct that also serves other
purposes. hhgen itself rejects such a field under the same id, so an exception for vet is not enough to generate.`,
		Before: "type Login struct {\n\tTenant string `hh:\"metadata,maxbytes=64\"`\n\tLocale string\n}",
		After: "type Login struct {\n\tTenant string `hh:\"metadata,maxbytes=64\"`\n\tLocale string `hh:\"metadata,maxbytes=16\"`\n}\n\n" +
			"type Signup struct {\n\t_      hh.Record `hh:\"partial\"`\n\tTenant string    `hh:\"metadata,maxbytes=64\"`\n\tForm   []byte\n}",
	})
	FieldHidden  = Rules.Add(Rule{ID: "FIELD_HIDDEN", Title: "a promoted field that another of the same name hides"})
	KeyForm      = Rules.Add(Rule{ID: "KEY_FORM", Title: "a key that is not snake_case"})
	KeyDuplicate = Rules.Add(Rule{ID: "KEY_DUPLICATE", Title: "one key twice in a record or object"})
	KeyConflict  = Rules.Add(Rule{
		ID:    "KEY_CONFLICT",
		Title: "A key has one type, unit, bound, overflow and enum in all packages.",
		Why: `HoneyHive knows keys, not packages: where one service records user_id as a number and another as a string, each filter
misses half of the events. A dictionary, whose records others embed, declares a key once. (Within a package, hhgen refuses it under
the same id.)`,
		Before: "package chat\n\ntype Turn struct {\n\tUserID string `hh:\"user_properties,maxbytes=64\"`\n}\n\npackage billing\n\ntype Invoice struct {\n\tUserID int64 `hh:\"user_properties\"`\n}",
		After:  "package chat\n\ntype Turn struct {\n\tUserID string `hh:\"user_properties,maxbytes=64\"`\n}\n\npackage billing\n\ntype Invoice struct {\n\tUserID string `hh:\"user_properties,maxbytes=64\"`\n}",
	})
	KeySimilar = Rules.Add(Rule{
		ID:    "KEY_SIMILAR",
		Title: "A thing has one key, spelled in one way.",
		Why: `user_id, userid and uid are three columns in HoneyHive. Keys are compared without underscores and with their
abbreviations written out. (Keys of one package that differ in punctuation only are refused by hhgen under the same id.)`,
		Before: "package chat\n\ntype Turn struct {\n\tUserID string `hh:\"user_properties,maxbytes=64\"`\n}\n\npackage billing\n\ntype Invoice struct {\n\tUserID string `hh:\"user_properties,key=uid,maxbytes=64\"`\n}",
		After:  "package chat\n\ntype Turn struct {\n\tUserID string `hh:\"user_properties,maxbytes=64\"`\n}\n\npackage billing\n\ntype Invoice struct {\n\tUserID string `hh:\"user_properties,maxbytes=64\"`\n}",
	})
	SetterShared      = Rules.Add(Rule{ID: "SETTER_SHARED", Title: "one setter for two different keys"})
	NamespaceType     = Rules.Add(Rule{ID: "NAMESPACE_TYPE", Title: "a type that does not belong in its namespace"})
	BoundMissing      = Rules.Add(Rule{ID: "BOUND_MISSING", Title: "a list, map or dynamic value without maxitems"})
	BoundLimit        = Rules.Add(Rule{ID: "BOUND_LIMIT", Title: "a bound over what is permitted"})
	BoundRange        = Rules.Add(Rule{ID: "BOUND_RANGE", Title: "minimum and maximum that no value of the type can meet"})
	EnumBound         = Rules.Add(Rule{ID: "ENUM_BOUND", Title: "an enum value longer than its bound"})
	EnumText          = Rules.Add(Rule{ID: "ENUM_TEXT", Title: "an enum value that is not UTF-8"})
	RecordConstrained = Rules.Add(Rule{ID: "RECORD_CONSTRAINED", Title: "what the output names, and only some builds have"})
	UnitMissing       = Rules.Add(Rule{
		ID:    "UNIT_MISSING",
		Title: "A number that measures a time or a size says its unit.",
		Why: `A float64 called timeout is a guess for everybody but its author. A unit= with the key's ending, or a time.Duration,
says what it is. (A time.Duration without a unit does not get this far: hhgen refuses it under the same id.)`,
		Before: "RetryDelay float64 `hh:\"metrics\"`\nFileSize   int     `hh:\"metadata\"`",
		After:  "RetryDelay time.Duration `hh:\"metrics,key=retry_delay_s,unit=s\"`\nFileBytes  int           `hh:\"metadata,unit=bytes\"`",
	})
	UnitUnknown      = Rules.Add(Rule{ID: "UNIT_UNKNOWN", Title: "a unit that durations do not have"})
	DepthObjects     = Rules.Add(Rule{ID: "DEPTH_OBJECTS", Title: "more than [MaxObjects] nested objects"})
	DepthLists       = Rules.Add(Rule{ID: "DEPTH_LISTS", Title: "more than [MaxLists] nested lists"})
	NameClash        = Rules.Add(Rule{ID: "NAME_CLASH", Title: "a generated name that is taken"})
	JSONSyntax       = Rules.Add(Rule{ID: "JSON_SYNTAX", Title: "a document that is not JSON, or has a name twice in an object", Failure: true})
	MetaSchema       = Rules.Add(Rule{ID: "META_SCHEMA", Title: "a document that its meta-schema refuses"})
	KeywordUnknown   = Rules.Add(Rule{ID: "KEYWORD_UNKNOWN", Title: "a keyword that neither JSON Schema nor hhgen has"})
	KeywordRefused   = Rules.Add(Rule{ID: "KEYWORD_REFUSED", Title: "a keyword with no meaning where it stands"})
	KeywordValue     = Rules.Add(Rule{ID: "KEYWORD_VALUE", Title: "a keyword whose value has no meaning for an enrichment"})
	RefUnresolved    = Rules.Add(Rule{ID: "REF_UNRESOLVED", Title: "a reference that leads nowhere"})
	RefRemote        = Rules.Add(Rule{ID: "REF_REMOTE", Title: "a reference to another host, or out of the module"})
	NamespaceUnknown = Rules.Add(Rule{ID: "NAMESPACE_UNKNOWN", Title: "a property of a record that is no namespace"})
	GoNameInvalid    = Rules.Add(Rule{ID: "GO_NAME_INVALID", Title: "a name that is no Go identifier"})
	GoNameTwice      = Rules.Add(Rule{ID: "GO_NAME_TWICE", Title: "two keys or values that make one Go name"})
	TypeConflict     = Rules.Add(Rule{ID: "TYPE_CONFLICT", Title: "one Go type with two meanings"})
	PackageParse     = Rules.Add(Rule{ID: "PACKAGE_PARSE", Title: "a source file that does not parse", Failure: true})
	PackageLoad      = Rules.Add(Rule{ID: "PACKAGE_LOAD", Title: "a package that cannot be found or read", Failure: true})
	OutputForeign    = Rules.Add(Rule{ID: "OUTPUT_FOREIGN", Title: "an output file that hhgen has not written", Failure: true})
	OutputBroken     = Rules.Add(Rule{ID: "OUTPUT_BROKEN", Title: "an output file that does not say any more what it was generated from", Failure: true})
	OutputStale      = Rules.Add(Rule{ID: "OUTPUT_STALE", Title: "an output file that differs from what its schema gives"})
	OutputWrite      = Rules.Add(Rule{ID: "OUTPUT_WRITE", Title: "an output file that cannot be written", Failure: true})
)
