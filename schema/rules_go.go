package schema

// The rules about tags, Go types, keys and bounds.
var (
	TagSyntax = Rules.Add(Rule{
		ID:    "TAG_SYNTAX",
		Title: "A struct tag that mentions hh can be read.",
		Why: `Go reads a tag as key:"value" pairs with one space between them, and ignores everything after the first mistake.
hhgen rejects such a tag under the same id.`,
		Before: "type Login struct {\n\tTenant string `hh:metadata`\n}",
		After:  "type Login struct {\n\tTenant string `hh:\"metadata\"`\n}",
	})
	TagKey = Rules.Add(Rule{
		ID:    "TAG_KEY",
		Title: "The key of a struct tag is hh.",
		Why: `No program reads a tag whose key is a misspelt hh, so its field is lost. A key counts as misspelt if it is hh in
another case, if it is one letter longer or shorter, or if it is unknown and has a value such as hhgen's tags have. The rule looks at all
structs, since a struct whose tags are all misspelt is not a record. If another package reads the key, hh:"-" says so. hhgen rejects such
a key under the same id.`,
		Before: "type Login struct {\n\tTenant string `HH:\"metadata\"`\n}",
		After:  "type Login struct {\n\tTenant string `hh:\"metadata\"`\n}",
	})
	TagNamespace = Rules.Add(Rule{
		ID: "TAG_NAMESPACE", Title: "The tag of a field begins with a namespace.",
		Why: `The namespace is the part of the event that HoneyHive stores the value in. No page of HoneyHive would show
values in a misspelt namespace.`,
		Before: "Plan string `hh:\"user_propertys\"`",
		After:  "Plan string `hh:\"user_properties\"`",
	})
	TagNested = Rules.Add(Rule{
		ID: "TAG_NESTED", Title: "A nested field leaves the namespace to the field around it.",
		Why: `An object is one value, and all of it is in one namespace. The tag of a member begins with a comma, or holds options
only.`,
		Before: "type Turn struct {\n\tPlace Place `hh:\"metadata\"`\n}\n\ntype Place struct {\n\tCity string `hh:\"inputs\"`\n}",
		After:  "type Turn struct {\n\tPlace Place `hh:\"metadata\"`\n}\n\ntype Place struct {\n\tCity string `hh:\",maxbytes=64\"`\n}",
	})
	TagOption = Rules.Add(Rule{
		ID: "TAG_OPTION", Title: "A tag has known options, each once.",
		Why: `A misspelt option would have no effect, and if an option had two values, nobody would know which one applies. The
package comment of runtime lists the options.`,
		Before: "Plan string `hh:\"metadata,maxbyte=32\"`",
		After:  "Plan string `hh:\"metadata,maxbytes=32\"`",
	})
	TagValue = Rules.Add(Rule{
		ID: "TAG_VALUE", Title: "An option has a valid value.",
		Why: `Bounds are whole numbers, limits of a range are numbers, and some options take one of a few words. Options such as
large and inline have no value.`,
		Before: "Plan string `hh:\"metadata,maxbytes=many\"`",
		After:  "Plan string `hh:\"metadata,maxbytes=32\"`",
	})
	OptionUnused = Rules.Add(Rule{
		ID: "OPTION_UNUSED", Title: "An option has an effect on the type of its field.",
		Why:    `An option that does nothing looks like a promise: a reader may think that maxitems on a string limits its length.`,
		Before: "Plan string `hh:\"metadata,maxitems=32\"`",
		After:  "Plan string `hh:\"metadata,maxbytes=32\"`",
	})
	TypeInvalid = Rules.Add(Rule{
		ID: "TYPE_INVALID", Title: "The type of a field compiles.",
		Why: `Without its type, hhgen cannot know how a field is recorded. The message quotes the compiler. hhgen reads packages
that do not compile in other places.`,
	})
	TypeRefused = Rules.Add(Rule{
		ID: "TYPE_REFUSED", Title: "A field has a type that can be recorded.",
		Why: `Channels, functions, complex numbers and the like cannot be stored by HoneyHive. A record is copied, so it must
not hold a lock.`,
		Before: "Done chan bool `hh:\"metadata\"`",
		After:  "Done bool `hh:\"metadata\"`",
	})
	TypeCycle = Rules.Add(Rule{
		ID: "TYPE_CYCLE", Title: "A type does not contain itself.",
		Why: `A value of such a type may be nested without end, and HoneyHive supports five levels. Refer to the parent by an id
instead.`,
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
		ID: "TYPE_FOREIGN", Title: "The package can name the types and fields that it records.",
		Why: `Generated code is in the package of the record. It cannot use types and fields that another package does not export,
or that are in an internal folder which it cannot import. Export them, or use another type.`,
	})
	RecordGeneric = Rules.Add(Rule{
		ID: "RECORD_GENERIC", Title: "A generic record is instantiated.",
		Why:    "A type parameter cannot be recorded. The package declares which types it stands for.",
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
		Why:    `They mark a record or one of its namespaces, and hold no value. Anywhere else they would have no effect.`,
		Before: "type Turn struct {\n\tRest  hh.Open `hh:\"metadata\"`\n\tScore float64 `hh:\"metrics\"`\n}",
		After:  "type Turn struct {\n\t_     hh.Open `hh:\"metadata\"`\n\tScore float64 `hh:\"metrics\"`\n}",
	})
	RecordNone = Rules.Add(Rule{
		ID: "RECORD_NONE", Title: "One of the packages has a record.",
		Why: `A command that finds no record has nothing to do, and most likely got the wrong folder. A record is a struct whose
tags name namespaces.`,
	})
	RecordConstrained = Rules.Add(Rule{
		ID: "RECORD_CONSTRAINED", Title: "Types and constants that the output names exist in every build.",
		Why: `The output has no build constraint. A type or constant in a file that some builds leave out would break those builds.
Move its declaration to a file without a constraint.`,
	})
	FieldUntagged = Rules.Add(Rule{
		ID:    "FIELD_UNTAGGED",
		Title: "Each exported field of a record has an hh tag.",
		Why: `Setting a field without a tag compiles, and its value never arrives. That holds for structs that are nested in a
record or embedded in one, too. The tag hh:"-" leaves a field out, and the marker says so for all fields without a tag of a struct that
also serves other purposes. hhgen itself rejects such a field under the same id, so a suppression for vet does not make hhgen generate
code.`,
		Before: "type Login struct {\n\tTenant string `hh:\"metadata,maxbytes=64\"`\n\tLocale string\n}",
		After: "type Login struct {\n\tTenant string `hh:\"metadata,maxbytes=64\"`\n\tLocale string `hh:\"metadata,maxbytes=16\"`\n}\n\n" +
			"type Signup struct {\n\t_      hh.Record `hh:\"partial\"`\n\tTenant string    `hh:\"metadata,maxbytes=64\"`\n\tForm   []byte\n}",
	})
	FieldHidden = Rules.Add(Rule{
		ID: "FIELD_HIDDEN", Title: "No field of an embedded struct is hidden by another one.",
		Why: `If two fields have the same name, Go promotes one of them or neither, and a caller may set a value that is not
recorded. Rename one, or embed a struct without it.`,
	})
	KeyForm = Rules.Add(Rule{
		ID: "KEY_FORM", Title: "A key is in snake_case.",
		Why: `Keys are columns: userId and user_id would be two. A key has a-z, 0-9 and _, begins with a letter, and has at most
128 bytes.`,
		Before: "UserID string `hh:\"user_properties,key=userId\"`",
		After:  "UserID string `hh:\"user_properties,key=user_id\"`",
	})
	KeyDuplicate = Rules.Add(Rule{
		ID: "KEY_DUPLICATE", Title: "A record has each key once.",
		Why:    "If a key is recorded twice, only the last value is kept.",
		Before: "Plan string `hh:\"metadata\"`\nTier string `hh:\"metadata,key=plan\"`",
		After:  "Plan string `hh:\"metadata\"`\nTier string `hh:\"metadata\"`",
	})
	KeyConflict = Rules.Add(Rule{
		ID:    "KEY_CONFLICT",
		Title: "A key has one type, unit, bound, pattern, overflow and enum in all packages.",
		Why: `HoneyHive knows keys, not packages: where one service records user_id as a number and another as a string, each filter
misses half of the events. A dictionary, whose records others embed, declares a key once. (Within a package, hhgen rejects such
fields under the same id.)`,
		Before: "package chat\n\ntype Turn struct {\n\tUserID string `hh:\"user_properties,maxbytes=64\"`\n}\n\npackage billing\n\ntype Invoice struct {\n\tUserID int64 `hh:\"user_properties\"`\n}",
		After:  "package chat\n\ntype Turn struct {\n\tUserID string `hh:\"user_properties,maxbytes=64\"`\n}\n\npackage billing\n\ntype Invoice struct {\n\tUserID string `hh:\"user_properties,maxbytes=64\"`\n}",
	})
	KeySimilar = Rules.Add(Rule{
		ID:    "KEY_SIMILAR",
		Title: "A key has one spelling.",
		Why: `user_id, userid and uid are three columns in HoneyHive. Keys are compared without underscores and with their
abbreviations written out. (hhgen rejects keys of one package that differ only in punctuation under the same id.)`,
		Before: "package chat\n\ntype Turn struct {\n\tUserID string `hh:\"user_properties,maxbytes=64\"`\n}\n\npackage billing\n\ntype Invoice struct {\n\tUserID string `hh:\"user_properties,key=uid,maxbytes=64\"`\n}",
		After:  "package chat\n\ntype Turn struct {\n\tUserID string `hh:\"user_properties,maxbytes=64\"`\n}\n\npackage billing\n\ntype Invoice struct {\n\tUserID string `hh:\"user_properties,maxbytes=64\"`\n}",
	})
	SetterShared = Rules.Add(Rule{
		ID: "SETTER_SHARED", Title: "A setter sets one key.",
		Why: `The fields of a package become functions of the package. If two fields with the same name have different keys, their
setter could not know which key is meant.`,
		Before: "type Turn struct {\n\tName string `hh:\"inputs\"`\n}\n\ntype Answer struct {\n\tName string `hh:\"outputs\"`\n}",
		After:  "type Turn struct {\n\tName string `hh:\"inputs\"`\n}\n\ntype Answer struct {\n\tName string `hh:\"outputs,setter=WithAnswerName\"`\n}",
	})
	NamespaceType = Rules.Add(Rule{
		ID: "NAMESPACE_TYPE", Title: "A field has a type that its namespace takes.",
		Why: `HoneyHive charts the numbers, booleans and enums of metrics, and cannot chart free text. The namespaces error and
event_id each take one field of one type.`,
		Before: "Verdict string `hh:\"metrics\"`",
		After:  "Verdict string `hh:\"metadata\"`",
	})
	BoundMissing = Rules.Add(Rule{
		ID: "BOUND_MISSING", Title: "A list, a map or a dynamic value has a bound.",
		Why: `Each item may become an attribute, and a span keeps 128 of them. A bound says how many items the schema allows; the
runtime drops further items and reports them.`,
		Before: "Tags []string `hh:\"metadata\"`",
		After:  "Tags []string `hh:\"metadata,maxitems=8\"`",
	})
	BoundLimit = Rules.Add(Rule{
		ID: "BOUND_LIMIT", Title: "A bound is within the limits.",
		Why: `HoneyHive advises against values of more than 1 KB. The option large raises the limit to 64 KB for one field. No list
has more than 65536 items.`,
		Before: "Answer string `hh:\"outputs,maxbytes=4096\"`",
		After:  "Answer string `hh:\"outputs,large,maxbytes=4096\"`",
	})
	BoundRange = Rules.Add(Rule{
		ID: "BOUND_RANGE", Title: "At least one number is within the bounds.",
		Why:    "A field whose minimum is over its maximum, or whose bounds its type cannot hold, never records anything.",
		Before: "Score int `hh:\"metrics,minimum=5,maximum=1\"`",
		After:  "Score int `hh:\"metrics,minimum=1,maximum=5\"`",
	})
	PatternForm = Rules.Add(Rule{
		ID: "PATTERN_FORM", Title: "A pattern is a regular expression that can be checked.",
		Why: `Patterns are those of JSON Schema: regular expressions of ECMA-262, read with the flag u. Values are checked when they are
recorded, with RE2, whose time is linear in the length of the value. RE2 has no look-around and no backreferences, and repeats nothing over
1000 times. Look-aheads directly after a ^ at the beginning are checked nevertheless, as in ^(?!0)[0-9]{8}$.
In a struct tag as in JSON, two backslashes stand for one.`,
		Before: "OrderID string `hh:\"metadata,pattern='^ord_(?!0)\\\\d{8}$'\"`",
		After:  "OrderID string `hh:\"metadata,pattern='^ord_[1-9]\\\\d{7}$'\"`",
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
		Why: `Only its author knows the unit of a float64 called timeout. A unit= that fits the key's ending, or a time.Duration,
states it. (hhgen rejects a time.Duration without a unit under the same id.)`,
		Before: "RetryDelay float64 `hh:\"metrics\"`\nFileSize   int     `hh:\"metadata\"`",
		After:  "RetryDelay time.Duration `hh:\"metrics,key=retry_delay_s,unit=s\"`\nFileBytes  int           `hh:\"metadata,unit=bytes\"`",
	})
	UnitUnknown = Rules.Add(Rule{
		ID: "UNIT_UNKNOWN", Title: "A duration has a unit of time.",
		Why:    "The runtime divides the duration by its unit. It knows ns, us, ms, s, min and h.",
		Before: "Latency time.Duration `hh:\"metrics,unit=seconds\"`",
		After:  "Latency time.Duration `hh:\"metrics,unit=s\"`",
	})
	BaggageField = Rules.Add(Rule{
		ID: "BAGGAGE_FIELD", Title: "A field that travels as baggage is small and harmless.",
		Why: `Instrumented clients send baggage to every host that they call, third parties included, and proxies log its header. So only
fields of records travel, of one value each: strings of at most 256 bytes, numbers, booleans and enums. Values of type hh.Hashed or
hh.Masked do not travel, and no key that names a secret or personal data, as in SENSITIVE_KEY, unless it has pii=none; this holds without
lint too.`,
		Before: "Email string `hh:\"user_properties,maxbytes=128,baggage\"`\nQuery string `hh:\"inputs,maxbytes=512,baggage\"`",
		After:  "Plan  string `hh:\"user_properties,maxbytes=16,baggage\"`\nQuery string `hh:\"inputs,maxbytes=512\"`",
	})
	DepthObjects = Rules.Add(Rule{
		ID: "DEPTH_OBJECTS", Title: "Objects nest five levels deep at most.",
		Why: "HoneyHive documents five levels of nesting. Move deeper values to an object further out.",
	})
	DepthLists = Rules.Add(Rule{
		ID: "DEPTH_LISTS", Title: "Lists nest two levels deep at most.",
		Why:    "A list within a list has a key for each pair of indexes, and a third level would multiply the keys again.",
		Before: "Grid [][][]float64 `hh:\"inputs,maxitems=4\"`",
		After:  "Grid [][]float64 `hh:\"inputs,maxitems=4\"`",
	})
	NameClash = Rules.Add(Rule{
		ID: "NAME_CLASH", Title: "The package does not declare a name that hhgen generates.",
		Why: `The output would not compile. The message says which declaration has the name, and which option changes the
generated one.`,
		Before: "type Turn struct {\n\tUserID string `hh:\"user_properties\"`\n}\n\nfunc WithUserID() {}",
		After:  "type Turn struct {\n\tUserID string `hh:\"user_properties,setter=WithUser\"`\n}\n\nfunc WithUserID() {}",
	})
)
