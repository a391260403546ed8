package breaking

import (
	"slices"

	"github.com/hhgen/hhgen/schema"
	"github.com/hhgen/hhgen/schema/report"
)

// Rule is one kind of change.
type Rule struct {
	report.Rule
	Severity report.Severity
}

// The categories of rules: whom a change breaks.
const (
	Wire     = "wire"     // stored data, and the dashboards and queries over it
	Consumer = "consumer" // programs that read values
	Go       = "go"       // callers of the generated code
)

// The ids of the rules.
const (
	PackageRemoved   schema.Rule = "PACKAGE_REMOVED"
	RecordRemoved    schema.Rule = "RECORD_REMOVED"
	KeyRemoved       schema.Rule = "KEY_REMOVED"
	KeyRetired       schema.Rule = "KEY_RETIRED"
	KeyRenamed       schema.Rule = "KEY_RENAMED"
	NamespaceChanged schema.Rule = "NAMESPACE_CHANGED"
	NamespaceClosed  schema.Rule = "NAMESPACE_CLOSED"
	TypeChanged      schema.Rule = "TYPE_CHANGED"
	UnitChanged      schema.Rule = "UNIT_CHANGED"
	BoundTightened   schema.Rule = "BOUND_TIGHTENED"
	EnumValueRemoved schema.Rule = "ENUM_VALUE_REMOVED"
	EnumClosed       schema.Rule = "ENUM_CLOSED"
	PrivacyRemoved   schema.Rule = "PRIVACY_REMOVED"
	PrivacyAdded     schema.Rule = "PRIVACY_ADDED"
	MoveCutShort     schema.Rule = "MOVE_CUT_SHORT"
	MoveExpired      schema.Rule = "MOVE_EXPIRED"

	BoundWidened     schema.Rule = "BOUND_WIDENED"
	EnumValueAdded   schema.Rule = "ENUM_VALUE_ADDED"
	EnumFreed        schema.Rule = "ENUM_FREED"
	OverflowChanged  schema.Rule = "OVERFLOW_CHANGED"
	FieldNowOptional schema.Rule = "FIELD_NOW_OPTIONAL"

	PackageMoved         schema.Rule = "PACKAGE_MOVED"
	RecordRenamed        schema.Rule = "RECORD_RENAMED"
	RequiredAdded        schema.Rule = "REQUIRED_ADDED"
	FieldNowRequired     schema.Rule = "FIELD_NOW_REQUIRED"
	ConstructorReordered schema.Rule = "CONSTRUCTOR_REORDERED"
	ConstructorRenamed   schema.Rule = "CONSTRUCTOR_RENAMED"
	ConstructorGone      schema.Rule = "CONSTRUCTOR_GONE"
	SetterRenamed        schema.Rule = "SETTER_RENAMED"
	FieldRenamed         schema.Rule = "FIELD_RENAMED"
	GoTypeChanged        schema.Rule = "GO_TYPE_CHANGED"
	EnumConstantRenamed  schema.Rule = "ENUM_CONSTANT_RENAMED"
	SpanOnlyAdded        schema.Rule = "SPAN_ONLY_ADDED"
)

// Rules are all rules, by category.
var Rules = complete(
	category(Wire, wireRules),
	category(Consumer, consumerRules),
	category(Go, goRules),
)

func category(name string, rules []Rule) []Rule {
	for i := range rules {
		rules[i].Category = name
	}
	return rules
}

// complete gives each rule the page that is made of it.
func complete(categories ...[]Rule) []Rule {
	all := slices.Concat(categories...)
	for i, r := range all {
		all[i].Page = "schema/breaking/rules/" + string(r.ID) + ".md"
	}
	return all
}

// Reported are [Rules] for [report.Write].
func Reported() []report.Rule {
	out := make([]report.Rule, len(Rules))
	for i, r := range Rules {
		out[i] = r.Rule
	}
	return out
}

var severities = func() map[schema.Rule]report.Severity {
	m := map[schema.Rule]report.Severity{}
	for _, r := range Rules {
		m[r.ID] = r.Severity
	}
	return m
}()

func severityOf(id schema.Rule) report.Severity { return severities[id] }
