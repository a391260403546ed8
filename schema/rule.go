package schema

import "slices"

// Rule is one entry of a table of rules. All that is printed about it, and its
// page, is made of this.
type Rule struct {
	ID       string // with which messages end
	Severity Severity
	Category string // whom a break of it concerns, where its table has several; else ""
	Title    string // what it demands, as a sentence
	Why      string // the reason, in one or more paragraphs of Markdown
	Before   string // Go code, or a part of a struct, that breaks the rule
	After    string // the same without the finding
	// Failure says that a command that finds it cannot do its work. Such a
	// command ends with exit code 2.
	Failure bool
}

// RuleTable holds rules in the order in which they were added. The zero value is
// ready to use.
type RuleTable []*Rule

// Rules are the rules that a schema must keep to become code.
var Rules RuleTable

// Add adds a rule, and returns it as findings name it. Its severity is [Error]
// unless it says another.
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
