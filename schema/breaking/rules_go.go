package breaking

import "github.com/hhgen/hhgen/schema"

// The rules are about callers of the generated code.
var (
	PackageMoved = Rules.Add(schema.Rule{
		ID: "PACKAGE_MOVED", Severity: schema.Error, Category: Go, Title: "A package keeps its import path and name.",
		Why:    "Its callers import it by the one and name it by the other. Only /v2 and the like are permitted in its path, as Go has it for changes that break.",
		Before: "// in the base: example.com/app/chat\npackage chat\n\n// now: example.com/app/records/chat\npackage chat",
		After:  "// example.com/app/chat\npackage chat",
	})
	RecordRenamed = Rules.Add(schema.Rule{
		ID: "RECORD_RENAMED", Severity: schema.Error, Category: Go, Title: "A record keeps its name.",
		Why:    "Its keys are the same, so stored data is fine, but callers name the type and its constructor. A record counts as renamed if a new one has the same keys. An alias keeps the name, and new= that of the constructor; an alias that goes is a name that goes. An alias of a record in another package keeps neither the constructor nor what records it.",
		Before: "// in the base\ntype Turn struct { ... }\n\n// now, with the same keys\ntype Exchange struct { ... }",
		After:  "type Exchange struct {\n\t_ hh.Record `hh:\"new=NewTurn\"`\n\t...\n}\n\n// Turn is the former name of Exchange.\ntype Turn = Exchange",
	})
	RequiredAdded = Rules.Add(schema.Rule{
		ID: "REQUIRED_ADDED", Severity: schema.Error, Category: Go, Title: "A new field is optional.",
		Why:    "The constructor of a record takes each required field, so that calls without the new one do not compile. In a literal it would be recorded as zero.",
		Before: "// new\nModel string `hh:\"config\"`",
		After:  "// new\nModel *string `hh:\"config\"`",
	})
	FieldNowRequired = Rules.Add(schema.Rule{
		ID: "FIELD_NOW_REQUIRED", Severity: schema.Error, Category: Go, Title: "An optional field stays optional.",
		Why:    "The constructor takes it now, and callers that had no value to give record zero, which readers cannot tell from a value.",
		Before: "// in the base\nRating *int `hh:\"feedback\"`\n\n// now\nRating int `hh:\"feedback\"`",
		After:  "Rating *int `hh:\"feedback\"`",
	})
	ConstructorReordered = Rules.Add(schema.Rule{
		ID: "CONSTRUCTOR_REORDERED", Severity: schema.Error, Category: Go, Title: "A constructor takes its fields in the order that it had.",
		Why:    "Its parameters have the order of the required fields. Optional ones may stand anywhere.",
		Before: "// in the base\nUserID string `hh:\"user_properties\"`\nPlan   string `hh:\"user_properties\"`\n\n// now\nPlan   string `hh:\"user_properties\"`\nUserID string `hh:\"user_properties\"`",
		After:  "UserID string `hh:\"user_properties\"`\nPlan   string `hh:\"user_properties\"`",
	})
	ConstructorRenamed = Rules.Add(schema.Rule{
		ID: "CONSTRUCTOR_RENAMED", Severity: schema.Error, Category: Go, Title: "A constructor keeps its name.",
		Why:    "Its callers do not compile.",
		Before: "// in the base\ntype Turn struct { ... }\n\n// now\ntype Turn struct {\n\t_ hh.Record `hh:\"new=MakeTurn\"`\n\t...\n}",
		After:  "type Turn struct {\n\t_ hh.Record `hh:\"new=NewTurn\"`\n\t...\n}",
	})
	ConstructorGone = Rules.Add(schema.Rule{
		ID: "CONSTRUCTOR_GONE", Severity: schema.Error, Category: Go, Title: "A record with required fields keeps one.",
		Why:    "A record without required fields has no constructor, and those who call it do not compile.",
		Before: "// in the base\ntype Turn struct {\n\tScore float64 `hh:\"metrics\"`\n}\n\n// now\ntype Turn struct {\n\tScore *float64 `hh:\"metrics\"`\n}",
		After:  "type Turn struct {\n\tScore float64 `hh:\"metrics\"`\n}",
	})
	SetterRenamed = Rules.Add(schema.Rule{
		ID: "SETTER_RENAMED", Severity: schema.Error, Category: Go, Title: "A setter keeps its name.",
		Why:    "Its callers do not compile. The name comes from that of the Go field, unless setter= gives it.",
		Before: "// in the base\nUID string `hh:\"user_properties,key=user_id\"`\n\n// now\nUserID string `hh:\"user_properties\"`",
		After:  "UserID string `hh:\"user_properties,setter=WithUID\"`",
	})
	FieldRenamed = Rules.Add(schema.Rule{
		ID: "FIELD_RENAMED", Severity: schema.Error, Category: Go, Title: "A Go field keeps its name.",
		Why:    "Literals of its struct name it. This is about fields whose setter stays the same, and about members of objects; moved-from keeps a key, and no Go name.",
		Before: "// in the base\nUID string `hh:\"user_properties,key=user_id,setter=WithUser\"`\n\n// now\nUserID string `hh:\"user_properties,setter=WithUser\"`",
		After:  "UID string `hh:\"user_properties,key=user_id,setter=WithUser\"`",
	})
	GoTypeChanged = Rules.Add(schema.Rule{
		ID: "GO_TYPE_CHANGED", Severity: schema.Error, Category: Go, Title: "A setter keeps the type of its parameter.",
		Why:    "The value on the wire is the same, but callers that hold another type do not compile. The types of members of objects, lengths of arrays, and names of list types count too. Aliases count as what they stand for, and one that goes is a name that goes: a type may be renamed if `type Old = New` stays.",
		Before: "// in the base\nTokens int `hh:\"metrics\"`\n\n// now\nTokens int64 `hh:\"metrics\"`",
		After:  "Tokens int `hh:\"metrics\"`",
	})
	EnumConstantRenamed = Rules.Add(schema.Rule{
		ID: "ENUM_CONSTANT_RENAMED", Severity: schema.Error, Category: Go, Title: "The constants of an enum keep their names.",
		Why:    "The value is the same, but callers name the constant. A value may have several constants, in any order, of which none may go.",
		Before: "// in the base\nconst Free Plan = \"free\"\n\n// now\nconst PlanFree Plan = \"free\"",
		After:  "const (\n\tPlanFree Plan = \"free\"\n\tFree          = PlanFree\n)",
	})
	SpanOnlyAdded = Rules.Add(schema.Rule{
		ID: "SPAN_ONLY_ADDED", Severity: schema.Error, Category: Go, Title: "A record of sessions stays one.",
		Why:    "An error or an event id exists on spans only. A record that holds one is no SessionField, so that EnrichSession and ContextWith do not take it any more.",
		Before: "// in the base\ntype Turn struct {\n\tScore float64 `hh:\"metrics\"`\n}\n\n// now\ntype Turn struct {\n\tScore float64 `hh:\"metrics\"`\n\tErr   error   `hh:\"error\"`\n}",
		After:  "type Turn struct {\n\tScore float64 `hh:\"metrics\"`\n}\n\ntype Failure struct {\n\tErr error `hh:\"error\"`\n}",
	})
)
