package schema

// The rules about tags, Go types, keys and bounds.
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
	TagNamespace = Rules.Add(Rule{
		ID: "TAG_NAMESPACE", Title: "The tag of a field begins with a namespace.",
		Why: `The namespace is the part of the event that HoneyHive stores the value in. A misspelt one would be a key that no page of HoneyHive
shows.`,
		Before: "Plan string `hh:\"user_propertys\"`",
		After:  "Plan string `hh:\"user_properties\"`",
	})
	TagNested = Rules.Add(Rule{
		ID: "TAG_NESTED", Title: "A nested field leaves the namespace to the field around it.",
		Why:    `An object is one value, which lies in one namespace as a whole. The tag of a member begins with a comma, or holds options only.`,
		Before: "type Turn struct {\n\tPlace Place `hh:\"metadata\"`\n}\n\ntype Place struct {\n\tCity string `hh:\"inputs\"`\n}",
		After:  "type Turn struct {\n\tPlace Place `hh:\"metadata\"`\n}\n\ntype Place struct {\n\tCity string `hh:\",maxbytes=64\"`\n}",
	})
	TagOption = Rules.Add(Rule{
		ID: "TAG_OPTION", Title: "A tag has known options, each once.",
		Why: `A misspelt option would be without effect, and of two values for one option nobody knows which one holds. The package comment of
runtime lists the options.`,
		Before: "Plan string `hh:\"metadata,maxbyte=32\"`",
		After:  "Plan string `hh:\"metadata,maxbytes=32\"`",
	})
	TagValue = Rules.Add(Rule{
		ID: "TAG_VALUE", Title: "An option has a value that it can take.",
		Why: `A bound is a whole number, a limit of a range is a number, and a word is one of those that the option knows. Options that are
switches have no value.`,
		Before: "Plan string `hh:\"metadata,maxbytes=many\"`",
		After:  "Plan string `hh:\"metadata,maxbytes=32\"`",
	})
	OptionUnused = Rules.Add(Rule{
		ID: "OPTION_UNUSED", Title: "An option has an effect on the type of its field.",
		Why:    `An option that does nothing looks like a promise: a reader takes maxitems on a string for a bound of the string.`,
		Before: "Plan string `hh:\"metadata,maxitems=32\"`",
		After:  "Plan string `hh:\"metadata,maxbytes=32\"`",
	})
	TypeInvalid = Rules.Add(Rule{
		ID: "TYPE_INVALID", Title: "The type of a field compiles.",
		Why: `Without its type, hhgen cannot know how a field is recorded. The message quotes the compiler. Packages that do not compile
elsewhere are read all the same.`,
	})
	TypeRefused = Rules.Add(Rule{
		ID: "TYPE_REFUSED", Title: "A field has a type that can be recorded.",
		Why: `Channels, functions, complex numbers and the like have no form in the data that HoneyHive stores. A record is copied, so it must
not hold a lock.`,
		Before: "Done chan bool `hh:\"metadata\"`",
		After:  "Done bool `hh:\"metadata\"`",
	})
	TypeCycle = Rules.Add(Rule{
		ID: "TYPE_CYCLE", Title: "A type does not contain itself.",
		Why:    `A value of such a type may be nested without end, and HoneyHive takes five levels. An id refers to the parent instead.`,
		Before: "type Turn struct {\n\tStep Step `hh:\"outputs\"`\n}\n\ntype Step struct {\n\tNext *Step `hh:\",key=next\"`\n}",
		After:  "type Turn struct {\n\tStep Step `hh:\"outputs\"`\n}\n\ntype Step struct {\n\tParentID string `hh:\",maxbytes=64\"`\n}",
	})
	TypeAnonymous = Rules.Add(Rule{
		ID: "TYPE_ANONYMOUS", Title: "A struct that is recorded has a name.",
		Why:    "Generated code names the types of fields, and callers write values of them.",
		Before: "Place struct {\n\tCity string `hh:\",maxbytes=64\"`\n} `hh:\"metadata\"`",
		After:  "type Turn struct {\n\tPlace Place `hh:\"metadata\"`\n}\n\ntype Place struct {\n\tCity string `hh:\",maxbytes=64\"`\n}",
	})
	TypeForeign = Rules.Add(Rule{
		ID: "TYPE_FOREIGN", Title: "The package can name what it records.",
		Why: `Generated code lies in the package of the record. It cannot use types and fields that another package does not export, or that lie
in an internal folder which it does not see. Export them, or use another type.`,
	})
	RecordGeneric = Rules.Add(Rule{
		ID: "RECORD_GENERIC", Title: "A generic record is instantiated.",
		Why:    "A type parameter has no form in the data. The package declares which types it stands for.",
		Before: "type Crate[T any] struct {\n\tContent T `hh:\"metadata\"`\n}",
		After:  "type Crate[T any] struct {\n\tContent T `hh:\"metadata\"`\n}\n\ntype IntCrate Crate[int]",
	})
	RecordAlias = Rules.Add(Rule{
		ID: "RECORD_ALIAS", Title: "A record is declared by a type of its own.",
		Why:    `An alias of a struct without a name declares no type that could have methods, so nothing can be generated for it.`,
		Before: "type Turn = struct {\n\tScore float64 `hh:\"metrics\"`\n}",
		After:  "type Turn struct {\n\tScore float64 `hh:\"metrics\"`\n}",
	})
	RecordMarker = Rules.Add(Rule{
		ID: "RECORD_MARKER", Title: "hh.Record and hh.Open are types of blank fields.",
		Why:    `They say something about the record or its namespaces, and hold no value. Anywhere else they would say nothing.`,
		Before: "type Turn struct {\n\tRest  hh.Open `hh:\"metadata\"`\n\tScore float64 `hh:\"metrics\"`\n}",
		After:  "type Turn struct {\n\t_     hh.Open `hh:\"metadata\"`\n\tScore float64 `hh:\"metrics\"`\n}",
	})
	RecordNone = Rules.Add(Rule{
		ID: "RECORD_NONE", Title: "One of the packages has a record.",
		Why: `A command that finds no record has nothing to do, and most likely got the wrong folder. A record is a struct whose tags name
namespaces.`,
	})
	RecordConstrained = Rules.Add(Rule{
		ID: "RECORD_CONSTRAINED", Title: "What the output names exists in every build.",
		Why: `The output has no build constraint. A type or constant in a file that some builds leave out would break those builds. Move its
declaration to a file without a constraint.`,
	})
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
	FieldHidden = Rules.Add(Rule{
		ID: "FIELD_HIDDEN", Title: "An embedded struct brings no field that another one hides.",
		Why: `Where two fields have one name, Go sees one of them or neither, and a caller sets a value that is not recorded. Rename one, or
embed a struct without it.`,
	})
	KeyForm = Rules.Add(Rule{
		ID: "KEY_FORM", Title: "A key is in snake_case.",
		Why:    `Keys are columns: userId and user_id would be two. A key has a-z, 0-9 and _, begins with a letter, and has at most 128 bytes.`,
		Before: "UserID string `hh:\"user_properties,key=userId\"`",
		After:  "UserID string `hh:\"user_properties,key=user_id\"`",
	})
	KeyDuplicate = Rules.Add(Rule{
		ID: "KEY_DUPLICATE", Title: "A record has each key once.",
		Why:    "Of two values for one key, only the last stays.",
		Before: "Plan string `hh:\"metadata\"`\nTier string `hh:\"metadata,key=plan\"`",
		After:  "Plan string `hh:\"metadata\"`\nTier string `hh:\"metadata\"`",
	})
	KeyConflict = Rules.Add(Rule{
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
	SetterShared = Rules.Add(Rule{
		ID: "SETTER_SHARED", Title: "A setter sets one key.",
		Why: `The fields of a package become functions of the package. If two fields of one name have different keys, their setter could not
know which one is meant.`,
		Before: "type Turn struct {\n\tName string `hh:\"inputs\"`\n}\n\ntype Answer struct {\n\tName string `hh:\"outputs\"`\n}",
		After:  "type Turn struct {\n\tName string `hh:\"inputs\"`\n}\n\ntype Answer struct {\n\tName string `hh:\"outputs,setter=WithAnswerName\"`\n}",
	})
	NamespaceType = Rules.Add(Rule{
		ID: "NAMESPACE_TYPE", Title: "A field has a type that its namespace takes.",
		Why: `HoneyHive charts the numbers, booleans and enums of metrics, and cannot chart free text. The namespaces error and event_id each
take one field of one type.`,
		Before: "Verdict string `hh:\"metrics\"`",
		After:  "Verdict string `hh:\"metadata\"`",
	})
	BoundMissing = Rules.Add(Rule{
		ID: "BOUND_MISSING", Title: "A list, a map or a dynamic value has a bound.",
		Why: `Each item may become an attribute, and a span keeps 128 of them. A bound says how many the schema allows; the runtime drops the
others and reports it.`,
		Before: "Tags []string `hh:\"metadata\"`",
		After:  "Tags []string `hh:\"metadata,maxitems=8\"`",
	})
	BoundLimit = Rules.Add(Rule{
		ID: "BOUND_LIMIT", Title: "A bound is within the limits.",
		Why: `HoneyHive advises against values of more than 1 KB. The option large raises the limit to 64 KB for one field. No list has more
than 65536 items.`,
		Before: "Answer string `hh:\"outputs,maxbytes=4096\"`",
		After:  "Answer string `hh:\"outputs,large,maxbytes=4096\"`",
	})
	BoundRange = Rules.Add(Rule{
		ID: "BOUND_RANGE", Title: "Some value lies within the bounds of a number.",
		Why:    "A field whose minimum is over its maximum, or whose bounds its type cannot hold, never records anything.",
		Before: "Score int `hh:\"metrics,minimum=5,maximum=1\"`",
		After:  "Score int `hh:\"metrics,minimum=1,maximum=5\"`",
	})
	EnumBound = Rules.Add(Rule{
		ID: "ENUM_BOUND", Title: "The values of an enum fit their bound.",
		Why:    "A value that is longer than maxbytes would be cut, and a cut value is not one of the enum.",
		Before: "type Turn struct {\n\tPlan Plan `hh:\"metadata,maxbytes=4\"`\n}\n\ntype Plan string\n\nconst Premium Plan = \"premium\"",
		After:  "type Turn struct {\n\tPlan Plan `hh:\"metadata,maxbytes=8\"`\n}\n\ntype Plan string\n\nconst Premium Plan = \"premium\"",
	})
	EnumText = Rules.Add(Rule{
		ID: "ENUM_TEXT", Title: "The values of an enum are UTF-8.",
		Why:    `Spans travel as Protocol Buffers, whose strings are UTF-8. An exporter rejects the whole batch for one that is not.`,
		Before: "type Turn struct {\n\tPlan Plan `hh:\"metadata\"`\n}\n\ntype Plan string\n\nconst Premium Plan = \"caf\\xe9\"",
		After:  "type Turn struct {\n\tPlan Plan `hh:\"metadata\"`\n}\n\ntype Plan string\n\nconst Premium Plan = \"café\"",
	})
	UnitMissing = Rules.Add(Rule{
		ID:    "UNIT_MISSING",
		Title: "A number that measures a time or a size says its unit.",
		Why: `A float64 called timeout is a guess for everybody but its author. A unit= with the key's ending, or a time.Duration,
says what it is. (A time.Duration without a unit does not get this far: hhgen refuses it under the same id.)`,
		Before: "RetryDelay float64 `hh:\"metrics\"`\nFileSize   int     `hh:\"metadata\"`",
		After:  "RetryDelay time.Duration `hh:\"metrics,key=retry_delay_s,unit=s\"`\nFileBytes  int           `hh:\"metadata,unit=bytes\"`",
	})
	UnitUnknown = Rules.Add(Rule{
		ID: "UNIT_UNKNOWN", Title: "The unit of a duration is one that durations have.",
		Why:    "The runtime divides the duration by its unit. It knows ns, us, ms, s, min and h.",
		Before: "Latency time.Duration `hh:\"metrics,unit=seconds\"`",
		After:  "Latency time.Duration `hh:\"metrics,unit=s\"`",
	})
	DepthObjects = Rules.Add(Rule{
		ID: "DEPTH_OBJECTS", Title: "Objects nest five levels deep at most.",
		Why: "HoneyHive documents five levels of nesting. Put what lies deeper into an object further out.",
	})
	DepthLists = Rules.Add(Rule{
		ID: "DEPTH_LISTS", Title: "Lists nest two levels deep at most.",
		Why:    "A list within a list has a key for each pair of indexes, and a third level multiplies them again.",
		Before: "Grid [][][]float64 `hh:\"inputs,maxitems=4\"`",
		After:  "Grid [][]float64 `hh:\"inputs,maxitems=4\"`",
	})
	NameClash = Rules.Add(Rule{
		ID: "NAME_CLASH", Title: "No name of the package is one that hhgen generates.",
		Why: `The output would not compile. The message says which declaration is in the way, and which option gives the generated name another
form.`,
		Before: "type Turn struct {\n\tUserID string `hh:\"user_properties\"`\n}\n\nfunc WithUserID() {}",
		After:  "type Turn struct {\n\tUserID string `hh:\"user_properties,setter=WithUser\"`\n}\n\nfunc WithUserID() {}",
	})
)
