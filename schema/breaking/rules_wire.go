package breaking

import "github.com/hhgen/hhgen/schema"

// The rules are about stored data, and the dashboards and queries over it.
var (
	PackageRemoved = Rules.Add(schema.Rule{
		ID: "PACKAGE_REMOVED", Severity: schema.Error, Category: Wire, Title: "A package with records stays.",
		Why:    "All its keys end at once, and its callers do not compile. If another package has its name and at least one of its records, the package has moved: that is PACKAGE_MOVED.",
		Before: "// in the base\npackage chat\n\ntype Turn struct { ... }\n\n// now: the folder is gone",
		After:  "package chat\n\ntype Turn struct {\n\tScore float64 `hh:\"metrics,deprecated='use billing.Turn'\"`\n}",
	})
	RecordRemoved = Rules.Add(schema.Rule{
		ID: "RECORD_REMOVED", Severity: schema.Error, Category: Wire, Title: "A record stays until all its keys have been deprecated.",
		Why:    "Its keys end, and so do all charts over them. Once the base deprecates each key of the record, its removal is KEY_RETIRED for each of them.",
		Before: "// in the base\ntype Turn struct {\n\tScore float64 `hh:\"metrics\"`\n}\n\n// now: no record Turn",
		After:  "type Turn struct {\n\tScore float64 `hh:\"metrics,deprecated='use Answer'\"`\n}",
	})
	KeyRemoved = Rules.Add(schema.Rule{
		ID: "KEY_REMOVED", Severity: schema.Error, Category: Wire, Title: "A key is deprecated before it is removed.",
		Why:    "Readers of the key find nothing any more, without a warning. If a release deprecates the key, editors mark its setter, and a later release may remove it (KEY_RETIRED). Members of objects count as keys.",
		Before: "// in the base\nPlan string `hh:\"user_properties\"`\n\n// now: no such field",
		After:  "Plan string `hh:\"user_properties,deprecated='use Tier'\"`",
	})
	KeyRetired = Rules.Add(schema.Rule{
		ID: "KEY_RETIRED", Severity: schema.Warning, Category: Wire, Title: "A deprecated key was removed.",
		Why:    "This is how a key should end: deprecated in one release, removed in a later one. It is a warning, which asks somebody to check once more whether a dashboard still reads it.",
		Before: "// in the base\nPlan string `hh:\"user_properties,deprecated='use Tier'\"`\n\n// now: no such field",
		After:  "Plan string `hh:\"user_properties,deprecated='use Tier'\"`",
	})
	KeyRenamed = Rules.Add(schema.Rule{
		ID: "KEY_RENAMED", Severity: schema.Error, Category: Wire, Title: "A key keeps its name, or both names are recorded for a time.",
		Why:    "Readers of the old key find nothing any more. A field counts as renamed if its Go name is the same, or its type and documentation are. With moved-from the new and the old key are both recorded until a day, by which readers must use the new one. This keeps only the key: if the Go field has another name too, its setter and literals of its struct break, unless the field keeps its name and key= sets the new key.",
		Before: "// in the base\nUserID string `hh:\"user_properties,key=uid\"`\n\n// now\nUserID string `hh:\"user_properties\"`",
		After:  "UserID string `hh:\"user_properties,moved-from='uid until 2027-03-31'\"`",
	})
	NamespaceChanged = Rules.Add(schema.Rule{
		ID: "NAMESPACE_CHANGED", Severity: schema.Error, Category: Wire, Title: "A key stays in its namespace.",
		Why:    "In another namespace it is another key: readers of the old key find nothing any more.",
		Before: "// in the base\nPlan string `hh:\"metadata\"`\n\n// now\nPlan string `hh:\"user_properties\"`",
		After:  "OldPlan string `hh:\"metadata,key=plan,deprecated='use WithPlan'\"`\nPlan    string `hh:\"user_properties\"`",
	})
	NamespaceClosed = Rules.Add(schema.Rule{
		ID: "NAMESPACE_CLOSED", Severity: schema.Error, Category: Wire, Title: "An open namespace stays open.",
		Why:    "Keys that no field declares were recorded through its setter, which is gone. The schema does not say which keys these were.",
		Before: "// in the base\n_ hh.Open `hh:\"metadata\"`\n\n// now: no such field",
		After:  "_ hh.Open `hh:\"metadata\"`",
	})
	TypeChanged = Rules.Add(schema.Rule{
		ID: "TYPE_CHANGED", Severity: schema.Error, Category: Wire, Title: "A key keeps its type on the wire.",
		Why:    "Stored values and new ones cannot be compared: a chart of numbers has a gap where the values are strings, and a list has other keys than a single value. Integer and number are two types, since consumers store them in columns of different types. If only the Go type changes, that is GO_TYPE_CHANGED.",
		Before: "// in the base\nTokens int `hh:\"metrics\"`\n\n// now\nTokens float64 `hh:\"metrics\"`",
		After:  "Tokens      int     `hh:\"metrics,deprecated='use WithTokensMean'\"`\nTokensMean *float64 `hh:\"metrics\"`",
	})
	UnitChanged = Rules.Add(schema.Rule{
		ID: "UNIT_CHANGED", Severity: schema.Error, Category: Wire, Title: "A number keeps its unit.",
		Why:    "The values of one key are compared over time, and a value does not show whether it is in seconds or milliseconds. A unit may be declared for a number that had none, since the values do not change.",
		Before: "// in the base\nLatency time.Duration `hh:\"metrics,unit=ms\"`\n\n// now\nLatency time.Duration `hh:\"metrics,unit=s\"`",
		After:  "Latency        time.Duration `hh:\"metrics,unit=ms\"`\nLatencySeconds time.Duration `hh:\"metrics,unit=s\"`",
	})
	BoundTightened = Rules.Add(schema.Rule{
		ID: "BOUND_TIGHTENED", Severity: schema.Error, Category: Wire, Title: "A bound does not become tighter.",
		Why:    "Values that were recorded are cut or dropped now, although no caller has changed. The rule is about maxbytes, maxlength, maxitems, the length of an array, minimum and maximum, and about a pattern that is new or was changed.",
		Before: "// in the base\nQuestion string `hh:\"inputs,maxbytes=512\"`\n\n// now\nQuestion string `hh:\"inputs,maxbytes=64\"`",
		After:  "Question string `hh:\"inputs,maxbytes=512\"`",
	})
	EnumValueRemoved = Rules.Add(schema.Rule{
		ID: "ENUM_VALUE_REMOVED", Severity: schema.Error, Category: Wire, Title: "An enum keeps its values.",
		Why:    "If a program still records the value, it is dropped, and the constant is gone. Stored data keeps the value for ever.",
		Before: "// in the base\nconst (\n\tFree  Plan = \"free\"\n\tTrial Plan = \"trial\"\n)\n\n// now\nconst Free Plan = \"free\"",
		After:  "const (\n\tFree  Plan = \"free\"\n\tTrial Plan = \"trial\" // Trial is not used since May.\n)",
	})
	EnumClosed = Rules.Add(schema.Rule{
		ID: "ENUM_CLOSED", Severity: schema.Error, Category: Wire, Title: "A free string does not become an enum.",
		Why:    "Values that are not in the enum are dropped, although they were recorded before.",
		Before: "// in the base\nPlan string `hh:\"metadata\"`\n\n// now, with constants of type Plan\nPlan Plan `hh:\"metadata\"`",
		After:  "Plan string `hh:\"metadata,deprecated='use WithTier'\"`\nTier *Plan  `hh:\"metadata\"`",
	})
	PrivacyRemoved = Rules.Add(schema.Rule{
		ID: "PRIVACY_REMOVED", Severity: schema.Error, Category: Wire, Title: "A hashed or masked value stays hashed or masked.",
		Why:    "The value was declared sensitive. If it is recorded as it is, everybody who sees the traces can read it, under a key that readers believe to be safe.",
		Before: "// in the base\nEmail hh.Hashed `hh:\"user_properties\"`\n\n// now\nEmail string `hh:\"user_properties\"`",
		After:  "Email hh.Hashed `hh:\"user_properties\"`",
	})
	PrivacyAdded = Rules.Add(schema.Rule{
		ID: "PRIVACY_ADDED", Severity: schema.Warning, Category: Wire, Title: "A value is hashed or masked now.",
		Why:    "Such a change should not be delayed, so it is a warning, although callers must pass another type. Searches for the original value find nothing, and stored values stay readable until somebody deletes them.",
		Before: "// in the base\nEmail string `hh:\"user_properties\"`\n\n// now\nEmail hh.Hashed `hh:\"user_properties\"`",
		After:  "Email     string    `hh:\"user_properties,deprecated='use WithEmailHash'\"`\nEmailHash hh.Hashed `hh:\"user_properties\"`",
	})
	BaggageRemoved = Rules.Add(schema.Rule{
		ID: "BAGGAGE_REMOVED", Severity: schema.Error, Category: Wire, Title: "A field that travels to other services keeps travelling.",
		Why:    "Spans of the services that are called have the key because it travels as baggage. They lose it, so charts over them have a gap.",
		Before: "// in the base\nPlan string `hh:\"user_properties,maxbytes=16,baggage\"`\n\n// now\nPlan string `hh:\"user_properties,maxbytes=16\"`",
		After:  "Plan string `hh:\"user_properties,maxbytes=16,baggage\"`",
	})
	BaggageAdded = Rules.Add(schema.Rule{
		ID: "BAGGAGE_ADDED", Severity: schema.Warning, Category: Wire, Title: "A field travels to other services now.",
		Why:    "Its value goes to every host that an instrumented client calls, and spans of the services that are called get the key. It is a warning, which asks somebody to check both.",
		Before: "// in the base\nPlan string `hh:\"user_properties,maxbytes=16\"`\n\n// now\nPlan string `hh:\"user_properties,maxbytes=16,baggage\"`",
		After:  "Plan string `hh:\"user_properties,maxbytes=16\"`",
	})
	MoveCutShort = Rules.Add(schema.Rule{
		ID: "MOVE_CUT_SHORT", Severity: schema.Error, Category: Wire, Title: "An old key is recorded until the declared day.",
		Why:    "moved-from is a promise to readers of the old key. Before its day, the option must stay as it is; a later day is allowed.",
		Before: "// in the base\nUserID string `hh:\"user_properties,moved-from='uid until 2027-03-31'\"`\n\n// now, in 2026\nUserID string `hh:\"user_properties\"`",
		After:  "UserID string `hh:\"user_properties,moved-from='uid until 2027-03-31'\"`",
	})
	MoveExpired = Rules.Add(schema.Rule{
		ID: "MOVE_EXPIRED", Severity: schema.Warning, Category: Wire, Title: "An old key ends on its day.",
		Why:    "The day until which the old key was to be recorded has come. The key costs an attribute with each value, and readers may think that it is the current one. Generated code does not look at the clock, so it records the key until the option is removed. It is a warning, so no build breaks only because of the date.",
		Before: "UserID string `hh:\"user_properties,maxbytes=64,moved-from='uid until 2025-03-31'\"`",
		After:  "UserID string `hh:\"user_properties,maxbytes=64\"`",
	})
)
