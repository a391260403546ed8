package breaking

import "github.com/hhgen/hhgen/schema"

// The rules are about programs that read values.
var (
	BoundWidened = Rules.Add(schema.Rule{
		ID: "BOUND_WIDENED", Severity: schema.Warning, Category: Consumer, Title: "A bound became wider.",
		Why:    "Readers may have columns of the old size, or checks of the old range or pattern. It is a warning, since values that they know do not change.",
		Before: "// in the base\nFeature string `hh:\"metadata,maxbytes=32\"`\n\n// now\nFeature string `hh:\"metadata,maxbytes=64\"`",
		After:  "Feature string `hh:\"metadata,maxbytes=32\"`",
	})
	EnumValueAdded = Rules.Add(schema.Rule{
		ID: "ENUM_VALUE_ADDED", Severity: schema.Warning, Category: Consumer, Title: "An enum has a new value.",
		Why:    "A reader that handles each value gets one that it does not know. It is a warning, since enums grow.",
		Before: "// in the base\nconst Free Plan = \"free\"\n\n// now\nconst (\n\tFree  Plan = \"free\"\n\tTrial Plan = \"trial\"\n)",
		After:  "const Free Plan = \"free\"",
	})
	EnumFreed = Rules.Add(schema.Rule{
		ID: "ENUM_FREED", Severity: schema.Error, Category: Consumer, Title: "An enum does not become a free string.",
		Why:    "A chart with a line for each value gets a line for each string, and readers can no longer handle each value.",
		Before: "// in the base, with constants of type Plan\nPlan Plan `hh:\"metadata\"`\n\n// now\nPlan string `hh:\"metadata\"`",
		After:  "Plan Plan `hh:\"metadata\"`",
	})
	OverflowChanged = Rules.Add(schema.Rule{
		ID: "OVERFLOW_CHANGED", Severity: schema.Error, Category: Consumer, Title: "Strings over their bound are treated as before.",
		Why:    "With overflow=drop, a string was always complete, so a reader may parse it. A string that was cut was always present.",
		Before: "// in the base\nQuery string `hh:\"inputs,overflow=drop\"`\n\n// now\nQuery string `hh:\"inputs\"`",
		After:  "Query string `hh:\"inputs,overflow=drop\"`",
	})
	FieldNowOptional = Rules.Add(schema.Rule{
		ID: "FIELD_NOW_OPTIONAL", Severity: schema.Error, Category: Consumer, Title: "A required field stays required.",
		Why:    "Readers found the key with each record, and may no longer find it. Callers must change too: the constructor loses a parameter, and a literal needs a pointer.",
		Before: "// in the base\nPlan string `hh:\"metadata\"`\n\n// now\nPlan *string `hh:\"metadata\"`",
		After:  "Plan string `hh:\"metadata\"`",
	})
)
