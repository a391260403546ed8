package schema

import "slices"

// Rule is one entry of a table of rules. Messages about a rule, and its page,
// are made from its entry.
type Rule struct {
	ID       string // messages end with it
	Severity Severity
	Category string // who is affected if the rule is broken; "" if its table makes no such difference
	Title    string // what the rule demands, as a sentence
	Why      string // the reason, in one or more paragraphs of Markdown
	Before   string // Go code, or a part of a struct, that breaks the rule
	After    string // the same code, corrected
	// Failure says that a command cannot do its work after such a finding. The
	// command then ends with exit code 2.
	Failure bool
}

// RuleTable holds rules in the order in which they were added. The zero value is
// ready to use.
type RuleTable []*Rule

// Rules are the rules that a schema must keep to become code.
var Rules RuleTable

// Add adds a rule, and returns it as findings name it. Its severity is [Error]
// unless r has another one.
func (t *RuleTable) Add(r Rule) *Rule {
	if r.Severity == "" {
		r.Severity = Error
	}
	*t = append(*t, &r)
	return &r
}

// Find returns the rule with an id; nil if the table does not hold it.
func (t RuleTable) Find(id string) *Rule {
	if i := slices.IndexFunc(t, func(r *Rule) bool { return r.ID == id }); i >= 0 {
		return t[i]
	}
	return nil
}

// IDs are the ids of the rules.
func (t RuleTable) IDs() []string {
	ids := make([]string, len(t))
	for i, r := range t {
		ids[i] = r.ID
	}
	return ids
}

// Page is the page of the rule, relative to the repository's root.
func (r *Rule) Page() string { return "docs/rules/" + r.ID + ".md" }

// URL is the address of the page.
func (r *Rule) URL() string { return "https://github.com/hhgen/hhgen/blob/main/" + r.Page() }
