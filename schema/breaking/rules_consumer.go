package breaking

import "github.com/hhgen/hhgen/schema"

// The rules are about programs that read values.
var (
	BoundWidened = Rules.Add(schema.Rule{
		ID: "BOUND_WIDENED", Severity: schema.Warning, Category: Consumer, Title: "A bound became wider.",
		Why:    "Those who read values may have columns of the old size, or checks of the old range. It is a warning: the values that they know stay as they are.",
		Before: "// in the base\nFeature string `hh:\"metadata,maxbytes=32\"`\n\n// now\nFeature string `hh:\"metadata,maxbytes=64\"`",
		After:  "Feature string `hh:\"metadata,maxbytes=32\"`",
	})
	EnumValueAdded = Rules.Add(schema.Rule{
		ID: "ENUM_VALUE_ADDED", Severity: schema.Warning, Category: Consumer, Title: "An enum has a new value.",
		Why:    "A reader that handles each value meets one that it does not know. It is a warning, since enums grow.",
		Before: "// in the base\nconst Free Plan = \"free\"\n\n// now\nconst (\n\tFree  Plan = \"free\"\n\tTrial Plan = \"trial\"\n)",
		After:  "const Free Plan = \"free\"",
	})
	EnumFreed = Rules.Add(schema.Rule{
		ID: "ENUM_FREED", Severity: schema.Error, Category: Consumer, Title: "An enum does not become a free string.",
		Why:    "Charts that have a line for each value get as many as there are strings, and readers cannot handle each any more.",
		Before: "// in the base, with constants of type Plan\nPlan Plan `hh:\"metadata\"`\n\n// now\nPlan string `hh:\"metadata\"`",
		After:  "Plan Plan `hh:\"metadata\"`",
	})
	OverflowChanged = Rules.Add(schema.Rule{
		ID: "OVERFLOW_CHANGED", Severity: schema.Error, Category: Consumer, Title: "What becomes of long strings stays.",
		Why:    "A string that was dropped if it was too long was always whole: a reader may parse it. One that was cut was always there.",
		Before: "// in the base\nQuery string `hh:\"inputs,overflow=drop\"`\n\n// now\nQuery string `hh:\"inputs\"`",
		After:  "Query string `hh:\"inputs,overflow=drop\"`",
	})
	FieldNowOptional = Rules.Add(schema.Rule{
		ID: "FIELD_NOW_OPTIONAL", Severity: schema.Error, Category: Consumer, Title: "A required field stays required.",
		Why:    "Readers found the key with each record, and may find none now. Callers must change too: the constructor loses a parameter, and a literal gives a pointer.",
		Before: "// in the base\nPlan string `hh:\"metadata\"`\n\n// now\nPlan *string `hh:\"metadata\"`",
		After:  "Plan string `hh:\"metadata\"`",
	})
)
