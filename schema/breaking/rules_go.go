package breaking

import "github.com/hhgen/hhgen/schema"

// The rules are about callers of the generated code.
var (
	PackageMoved = Rules.Add(schema.Rule{
		ID: "PACKAGE_MOVED", Severity: schema.Error, Category: Go, Title: "A package keeps its import path and name.",
		Why:    "Its callers use the import path and the name. Only a major version such as /v2 may be added to the path, as Go requires for breaking changes.",
		Before: "// in the base: example.com/app/chat\npackage chat\n\n// now: example.com/app/records/chat\npackage chat",
		After:  "// example.com/app/chat\npackage chat",
	})
	RecordRenamed = Rules.Add(schema.Rule{
		ID: "RECORD_RENAMED", Severity: schema.Error, Category: Go, Title: "A record keeps its name.",
		Why:    "Its keys are the same, so stored data is fine, but callers use the names of the type and its constructor. A record counts as renamed if a new one has the same keys. An alias keeps the name of the type, and new= that of the constructor. If an alias is removed, its name is gone too. An alias of a record in another package keeps neither the constructor nor the functions that record it.",
		Before: "// in the base\ntype Turn struct { ... }\n\n// now, with the same keys\ntype Exchange struct { ... }",
		After:  "type Exchange struct {\n\t_ hh.Record `hh:\"new=NewTurn\"`\n\t...\n}\n\n// Turn is the former name of Exchange.\ntype Turn = Exchange",
	})
	RequiredAdded = Rules.Add(schema.Rule{
		ID: "REQUIRED_ADDED", Severity: schema.Error, Category: Go, Title: "A new field is optional.",
		Why:    "The constructor of a record takes each required field, so calls without the new one do not compile. In a literal it would be recorded as zero.",
		Before: "// new\nModel string `hh:\"config\"`",
		After:  "// new\nModel *string `hh:\"config\"`",
	})
	FieldNowRequired = Rules.Add(schema.Rule{
		ID: "FIELD_NOW_REQUIRED", Severity: schema.Error, Category: Go, Title: "An optional field stays optional.",
		Why:    "The constructor takes the field now. Callers without a value record zero, which readers cannot tell from a real value.",
		Before: "// in the base\nRating *int `hh:\"feedback\"`\n\n// now\nRating int `hh:\"feedback\"`",
		After:  "Rating *int `hh:\"feedback\"`",
	})
	ConstructorReordered = Rules.Add(schema.Rule{
		ID: "CONSTRUCTOR_REORDERED", Severity: schema.Error, Category: Go, Title: "A constructor keeps the order of its parameters.",
		Why:    "Its parameters are in the order of the required fields. Optional fields may be anywhere.",
		Before: "// in the base\nUserID string `hh:\"user_properties\"`\nPlan   string `hh:\"user_properties\"`\n\n// now\nPlan   string `hh:\"user_properties\"`\nUserID string `hh:\"user_properties\"`",
		After:  "UserID string `hh:\"user_properties\"`\nPlan   string `hh:\"user_properties\"`",
	})
	ConstructorRenamed = Rules.Add(schema.Rule{
		ID: "CONSTRUCTOR_RENAMED", Severity: schema.Error, Category: Go, Title: "A constructor keeps its name.",
		Why:    "Callers that use the old name do not compile.",
		Before: "// in the base\ntype Turn struct { ... }\n\n// now\ntype Turn struct {\n\t_ hh.Record `hh:\"new=MakeTurn\"`\n\t...\n}",
		After:  "type Turn struct {\n\t_ hh.Record `hh:\"new=NewTurn\"`\n\t...\n}",
	})
	ConstructorGone = Rules.Add(schema.Rule{
		ID: "CONSTRUCTOR_GONE", Severity: schema.Error, Category: Go, Title: "A record with required fields keeps at least one of them.",
		Why:    "A record without required fields has no constructor, so calls of it do not compile.",
		Before: "// in the base\ntype Turn struct {\n\tScore float64 `hh:\"metrics\"`\n}\n\n// now\ntype Turn struct {\n\tScore *float64 `hh:\"metrics\"`\n}",
		After:  "type Turn struct {\n\tScore float64 `hh:\"metrics\"`\n}",
	})
	SetterRenamed = Rules.Add(schema.Rule{
		ID: "SETTER_RENAMED", Severity: schema.Error, Category: Go, Title: "A setter keeps its name.",
		Why:    "Callers that use the old name do not compile. The name is made from that of the Go field, unless setter= sets it.",
		Before: "// in the base\nUID string `hh:\"user_properties,key=user_id\"`\n\n// now\nUserID string `hh:\"user_properties\"`",
		After:  "UserID string `hh:\"user_properties,setter=WithUID\"`",
	})
	FieldRenamed = Rules.Add(schema.Rule{
		ID: "FIELD_RENAMED", Severity: schema.Error, Category: Go, Title: "A Go field keeps its name.",
		Why:    "Literals of its struct use the name. The rule is about fields whose setter stays the same, and about members of objects. moved-from keeps the old key, but not the Go name.",
		Before: "// in the base\nUID string `hh:\"user_properties,key=user_id,setter=WithUser\"`\n\n// now\nUserID string `hh:\"user_properties,setter=WithUser\"`",
		After:  "UID string `hh:\"user_properties,key=user_id,setter=WithUser\"`",
	})
	GoTypeChanged = Rules.Add(schema.Rule{
		ID: "GO_TYPE_CHANGED", Severity: schema.Error, Category: Go, Title: "A setter keeps the type of its parameter.",
		Why:    "The recorded value is the same, but callers with a value of the old type do not compile. The types of members of objects, lengths of arrays, and names of list types count too. An alias counts as the type that it stands for, and if it is removed, its name is gone: a type may be renamed if `type Old = New` stays.",
		Before: "// in the base\nTokens int `hh:\"metrics\"`\n\n// now\nTokens int64 `hh:\"metrics\"`",
		After:  "Tokens int `hh:\"metrics\"`",
	})
	EnumConstantRenamed = Rules.Add(schema.Rule{
		ID: "ENUM_CONSTANT_RENAMED", Severity: schema.Error, Category: Go, Title: "The constants of an enum keep their names.",
		Why:    "The value is the same, but callers use the name of the constant. A value may have several constants, in any order; none of them may be removed.",
		Before: "// in the base\nconst Free Plan = \"free\"\n\n// now\nconst PlanFree Plan = \"free\"",
		After:  "const (\n\tPlanFree Plan = \"free\"\n\tFree          = PlanFree\n)",
	})
	SpanOnlyAdded = Rules.Add(schema.Rule{
		ID: "SPAN_ONLY_ADDED", Severity: schema.Error, Category: Go, Title: "A record for sessions stays one.",
		Why:    "An error or an event id exists only on spans. A record with such a field is not a SessionField, so EnrichSession and ContextWith no longer take it.",
		Before: "// in the base\ntype Turn struct {\n\tScore float64 `hh:\"metrics\"`\n}\n\n// now\ntype Turn struct {\n\tScore float64 `hh:\"metrics\"`\n\tErr   error   `hh:\"error\"`\n}",
		After:  "type Turn struct {\n\tScore float64 `hh:\"metrics\"`\n}\n\ntype Failure struct {\n\tErr error `hh:\"error\"`\n}",
	})
)
