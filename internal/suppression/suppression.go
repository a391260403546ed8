// Package suppression decides which findings the authors of a schema or of a
// call accept. A comment suppresses findings of one rule or several:
//
//	//hhgen:ignore KEY_GENERIC,KEY_RANDOM the partner's API calls it so
//
// It is about its own line, or, where it stands alone, about the line below,
// other comments left out. The reason is required. An entry of the configuration
// does the same for a package, a record or a key.
package suppression

import (
	"go/token"
	"slices"

	"github.com/hhgen/hhgen/schema"
)

// Rules are the rules about suppressions themselves.
var Rules schema.RuleTable

// The rules.
var (
	Form = Rules.Add(schema.Rule{
		ID: "SUPPRESSION_FORM", Title: "A suppression names a rule and gives a reason.",
		Why: `Whoever finds a suppression next year has only the reason to decide whether it still holds. Without a reason, or with a rule
that does not exist, it suppresses nothing.`,
		Before: "//hhgen:ignore KEY_GENERIC\nData string `hh:\"metadata,maxbytes=256\"`",
		After:  "//hhgen:ignore KEY_GENERIC the partner's API calls it so\nData string `hh:\"metadata,maxbytes=256\"`",
	})
	Unused = Rules.Add(schema.Rule{
		ID: "SUPPRESSION_UNUSED", Severity: schema.Warning, Title: "A suppression is needed.",
		Why: `A suppression without a finding hides the next finding in its place. Those of rules about changes are not judged: they are
needed until the base has the change too.`,
		Before: "//hhgen:ignore KEY_GENERIC the partner's API calls it so\nShippingNote string `hh:\"metadata,maxbytes=256\"`",
		After:  "ShippingNote string `hh:\"metadata,maxbytes=256\"`",
	})
)

// Suppression suppresses findings of one rule: at a line of a file, or of a
// package, record or key, of which "" stands for any.
type Suppression struct {
	Rule    string // id; "" if it is missing
	Reason  string // "" if it is missing
	Pos     token.Position
	Several bool // its comment names other rules too

	// A comment is about a line: of a file on disk, and as messages have it, where
	// a //line comment says that the source is.
	Comment Comment

	Package, Record string
	Key             string // with its namespace

	// Silent says that not all that the suppression could be about was judged, so
	// nobody knows whether it is needed.
	Silent bool
}

// Subject is what a finding is about, beside its place.
type Subject struct{ Package, Record, Key string }

// suppresses reports whether the suppression is about a finding.
func (s *Suppression) suppresses(f *schema.Finding, subject Subject) bool {
	if shown := s.Comment.Shown; shown.IsValid() {
		return shown.Filename == f.Pos.Filename && shown.Line == f.Pos.Line
	}
	matches := func(want, got string) bool { return want == "" || want == got }
	return s.Package+s.Record+s.Key != "" &&
		matches(s.Package, subject.Package) && matches(s.Record, subject.Record) && matches(s.Key, subject.Key)
}

// Set is the suppressions of one run, and which of them a finding has needed.
type Set struct {
	all  []*Suppression
	used map[*Suppression]bool
}

// NewSet returns a set of which none was needed yet.
func NewSet(all []*Suppression) *Set { return &Set{all, map[*Suppression]bool{}} }

// Suppresses reports whether one is about a finding, whose place is as messages
// have it.
func (s *Set) Suppresses(f *schema.Finding, subject Subject) bool {
	return s.any(f.Rule, func(one *Suppression) bool { return one.suppresses(f, subject) })
}

// SuppressesLine reports whether one is about a rule at a line of a file on disk.
func (s *Set) SuppressesLine(rule *schema.Rule, file string, line int) bool {
	return s.any(rule, func(one *Suppression) bool { return one.Comment.File == file && one.Comment.Line == line })
}

func (s *Set) any(rule *schema.Rule, about func(*Suppression) bool) (found bool) {
	for _, one := range s.all {
		if one.Rule == rule.ID && one.Reason != "" && about(one) {
			s.used[one], found = true, true
		}
	}
	return found
}

// Problem is something wrong with a suppression.
type Problem struct {
	*Suppression
	Message string
}

// Malformed returns the suppressions that suppress nothing, because they lack a
// rule of own, or a reason. Those of others are left to the commands that report
// these rules.
func (s *Set) Malformed(own, others []string) (problems []Problem) {
	for _, one := range s.all {
		if message := one.malformed(own, others); message != "" {
			problems = append(problems, Problem{one, message})
		}
	}
	return problems
}

func (s *Suppression) malformed(own, others []string) string {
	switch {
	case s.Rule == "":
		return "the suppression names no rule: write //hhgen:ignore RULE and the reason"
	case !slices.Contains(own, s.Rule) && slices.Contains(others, s.Rule):
		return ""
	case !slices.Contains(own, s.Rule) && schema.Rules.Find(s.Rule) != nil:
		return s.Rule + " cannot be suppressed, since nothing is generated with it: fix what it reports, and remove this"
	case !slices.Contains(own, s.Rule):
		return "there is no rule " + s.Rule + " to suppress: " + schema.SuggestOr(s.Rule, slices.Concat(own, others), "hhgen explain lists them")
	case s.Reason == "":
		return "the suppression of " + s.Rule + " gives no reason: say why it is needed"
	}
	return ""
}

// Unneeded returns the suppressions of rules that were applied and that no
// finding needed.
func (s *Set) Unneeded(applied func(rule string) bool) (problems []Problem) {
	for _, one := range s.all {
		if s.used[one] || one.Silent || one.Reason == "" || !applied(one.Rule) {
			continue
		}
		what := "it"
		if one.Several {
			what = one.Rule + " from it"
		}
		problems = append(problems, Problem{one, "no finding of " + one.Rule + " needs this suppression: remove " + what})
	}
	return problems
}
