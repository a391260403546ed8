package breaking

import "github.com/hhgen/hhgen/schema"

// The rules are about stored data, and the dashboards and queries over it.
var (
	PackageRemoved = Rules.Add(schema.Rule{
		ID: "PACKAGE_REMOVED", Severity: schema.Error, Category: Wire, Title: "A package with records stays.",
		Why:    "All its keys end at once, and its callers do not compile. A package that another one replaces, with its name and at least one of its records, has moved: that is PACKAGE_MOVED.",
		Before: "// in the base\npackage chat\n\ntype Turn struct { ... }\n\n// now: the folder is gone",
		After:  "package chat\n\ntype Turn struct {\n\tScore float64 `hh:\"metrics,deprecated='use billing.Turn'\"`\n}",
	})
	RecordRemoved = Rules.Add(schema.Rule{
		ID: "RECORD_REMOVED", Severity: schema.Error, Category: Wire, Title: "A record stays, until all its keys were deprecated.",
		Why:    "Its keys end, and with them every chart over them. Once the base deprecates each key of the record, its removal is KEY_RETIRED for each of them.",
		Before: "// in the base\ntype Turn struct {\n\tScore float64 `hh:\"metrics\"`\n}\n\n// now: no record Turn",
		After:  "type Turn struct {\n\tScore float64 `hh:\"metrics,deprecated='use Answer'\"`\n}",
	})
	KeyRemoved = Rules.Add(schema.Rule{
		ID: "KEY_REMOVED", Severity: schema.Error, Category: Wire, Title: "A key is deprecated before it is removed.",
		Why:    "What reads the key finds nothing more, and nobody was told. A release that deprecates it marks its setter in every editor; then it may go (KEY_RETIRED). Members of objects count as keys.",
		Before: "// in the base\nPlan string `hh:\"user_properties\"`\n\n// now: no such field",
		After:  "Plan string `hh:\"user_properties,deprecated='use Tier'\"`",
	})
	KeyRetired = Rules.Add(schema.Rule{
		ID: "KEY_RETIRED", Severity: schema.Warning, Category: Wire, Title: "A deprecated key was removed.",
		Why:    "This is how a key should end: deprecated in one release, removed in a later one. It is a warning, so that somebody looks once more whether a dashboard still reads it.",
		Before: "// in the base\nPlan string `hh:\"user_properties,deprecated='use Tier'\"`\n\n// now: no such field",
		After:  "Plan string `hh:\"user_properties,deprecated='use Tier'\"`",
	})
	KeyRenamed = Rules.Add(schema.Rule{
		ID: "KEY_RENAMED", Severity: schema.Error, Category: Wire, Title: "A key keeps its name, or both are written for a time.",
		Why:    "What reads the old key finds nothing more. A field counts as renamed if its Go name is the same, or its type and documentation are. With moved-from the new and the old key are both recorded until a day, by which those who read the old one have moved. That is about the key alone: if the Go field has another name too, its setter and literals of its struct break, unless the field keeps its name and key= gives the new key.",
		Before: "// in the base\nUserID string `hh:\"user_properties,key=uid\"`\n\n// now\nUserID string `hh:\"user_properties\"`",
		After:  "UserID string `hh:\"user_properties,moved-from='uid until 2027-03-31'\"`",
	})
	NamespaceChanged = Rules.Add(schema.Rule{
		ID: "NAMESPACE_CHANGED", Severity: schema.Error, Category: Wire, Title: "A key stays in its namespace.",
		Why:    "In another namespace it is another key: what reads the old one finds nothing more.",
		Before: "// in the base\nPlan string `hh:\"metadata\"`\n\n// now\nPlan string `hh:\"user_properties\"`",
		After:  "OldPlan string `hh:\"metadata,key=plan,deprecated='use WithPlan'\"`\nPlan    string `hh:\"user_properties\"`",
	})
	NamespaceClosed = Rules.Add(schema.Rule{
		ID: "NAMESPACE_CLOSED", Severity: schema.Error, Category: Wire, Title: "An open namespace stays open.",
		Why:    "Keys that no field declares were recorded through its setter, which is gone. The schema does not say which they were.",
		Before: "// in the base\n_ hh.Open `hh:\"metadata\"`\n\n// now: no such field",
		After:  "_ hh.Open `hh:\"metadata\"`",
	})
	TypeChanged = Rules.Add(schema.Rule{
		ID: "TYPE_CHANGED", Severity: schema.Error, Category: Wire, Title: "A key keeps its type on the wire.",
		Why:    "Stored values and new ones do not compare: a chart of numbers has a hole where they are strings, and a list has other keys than a single value. Integer and number are two types, since consumers store them in columns of different types. Go types that are one on the wire are GO_TYPE_CHANGED.",
		Before: "// in the base\nTokens int `hh:\"metrics\"`\n\n// now\nTokens float64 `hh:\"metrics\"`",
		After:  "Tokens      int     `hh:\"metrics,deprecated='use WithTokensMean'\"`\nTokensMean *float64 `hh:\"metrics\"`",
	})
	UnitChanged = Rules.Add(schema.Rule{
		ID: "UNIT_CHANGED", Severity: schema.Error, Category: Wire, Title: "A number keeps its unit.",
		Why:    "The values of one key are compared over time, and nothing in them tells seconds from milliseconds. A unit that is declared for a number that had none is no finding: the values stay as they are.",
		Before: "// in the base\nLatency time.Duration `hh:\"metrics,unit=ms\"`\n\n// now\nLatency time.Duration `hh:\"metrics,unit=s\"`",
		After:  "Latency        time.Duration `hh:\"metrics,unit=ms\"`\nLatencySeconds time.Duration `hh:\"metrics,unit=s\"`",
	})
	BoundTightened = Rules.Add(schema.Rule{
		ID: "BOUND_TIGHTENED", Severity: schema.Error, Category: Wire, Title: "A bound becomes no tighter.",
		Why:    "Values that were recorded are cut or dropped now, although no caller has changed. This is about maxbytes, maxlength, maxitems, the length of an array, minimum and maximum.",
		Before: "// in the base\nQuestion string `hh:\"inputs,maxbytes=512\"`\n\n// now\nQuestion string `hh:\"inputs,maxbytes=64\"`",
		After:  "Question string `hh:\"inputs,maxbytes=512\"`",
	})
	EnumValueRemoved = Rules.Add(schema.Rule{
		ID: "ENUM_VALUE_REMOVED", Severity: schema.Error, Category: Wire, Title: "An enum keeps its values.",
		Why:    "A program that still records the value has it dropped, and its constant is gone. Stored data holds it for ever.",
		Before: "// in the base\nconst (\n\tFree  Plan = \"free\"\n\tTrial Plan = \"trial\"\n)\n\n// now\nconst Free Plan = \"free\"",
		After:  "const (\n\tFree  Plan = \"free\"\n\tTrial Plan = \"trial\" // Trial is not used since May.\n)",
	})
	EnumClosed = Rules.Add(schema.Rule{
		ID: "ENUM_CLOSED", Severity: schema.Error, Category: Wire, Title: "A free string does not become an enum.",
		Why:    "Other values than those of the enum are dropped, although they were recorded before.",
		Before: "// in the base\nPlan string `hh:\"metadata\"`\n\n// now, with constants of type Plan\nPlan Plan `hh:\"metadata\"`",
		After:  "Plan string `hh:\"metadata,deprecated='use WithTier'\"`\nTier *Plan  `hh:\"metadata\"`",
	})
	PrivacyRemoved = Rules.Add(schema.Rule{
		ID: "PRIVACY_REMOVED", Severity: schema.Error, Category: Wire, Title: "A hashed or masked value stays so.",
		Why:    "The value was declared sensitive. Recorded as it is, it is readable by all who see the traces, and stored under a key that is known to be safe.",
		Before: "// in the base\nEmail hh.Hashed `hh:\"user_properties\"`\n\n// now\nEmail string `hh:\"user_properties\"`",
		After:  "Email hh.Hashed `hh:\"user_properties\"`",
	})
	PrivacyAdded = Rules.Add(schema.Rule{
		ID: "PRIVACY_ADDED", Severity: schema.Warning, Category: Wire, Title: "A value is hashed or masked now.",
		Why:    "This should not be delayed, so it is a warning, although callers must give another type. Those who look for the value by its text find nothing, and what is stored already stays readable until somebody deletes it.",
		Before: "// in the base\nEmail string `hh:\"user_properties\"`\n\n// now\nEmail hh.Hashed `hh:\"user_properties\"`",
		After:  "Email     string    `hh:\"user_properties,deprecated='use WithEmailHash'\"`\nEmailHash hh.Hashed `hh:\"user_properties\"`",
	})
	MoveCutShort = Rules.Add(schema.Rule{
		ID: "MOVE_CUT_SHORT", Severity: schema.Error, Category: Wire, Title: "An old key is written until the day that was declared.",
		Why:    "moved-from is a promise to those who read the old key. Before its day, the option stays as it is; a later day is fine.",
		Before: "// in the base\nUserID string `hh:\"user_properties,moved-from='uid until 2027-03-31'\"`\n\n// now, in 2026\nUserID string `hh:\"user_properties\"`",
		After:  "UserID string `hh:\"user_properties,moved-from='uid until 2027-03-31'\"`",
	})
	MoveExpired = Rules.Add(schema.Rule{
		ID: "MOVE_EXPIRED", Severity: schema.Warning, Category: Wire, Title: "An old key ends on its day.",
		Why:    "The day until which the old key was to be written has come. It costs an attribute with each value, and whoever finds it in the data takes it for the current one. Generated code does not look at the clock, so that the key is written until the option is removed. It is a warning, so that no build breaks by the date alone.",
		Before: "UserID string `hh:\"user_properties,maxbytes=64,moved-from='uid until 2025-03-31'\"`",
		After:  "UserID string `hh:\"user_properties,maxbytes=64\"`",
	})
)
