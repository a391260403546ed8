package lint

// Exceptions, and the rules about them.

import (
	"go/token"
	"slices"

	"github.com/hhgen/hhgen/schema"
)

// The rules.
var (
	IgnoreForm = &schema.Rule{
		ID: "IGNORE_FORM", Title: "An exception names a rule and gives a reason.",
		Why: `Whoever finds an exception next year has only the reason to decide whether it still holds. An exception without one, or
from a rule that does not exist, makes none.`,
		Before: "//hhgen:ignore KEY_GENERIC\nData string `hh:\"metadata,maxbytes=256\"`",
		After:  "//hhgen:ignore KEY_GENERIC the partner's API calls it so\nData string `hh:\"metadata,maxbytes=256\"`",
	}
	IgnoreUnused = &schema.Rule{
		ID: "IGNORE_UNUSED", Title: "An exception is needed.",
		Why:    `An exception that nothing needs hides the next finding in its place.`,
		Before: "//hhgen:ignore KEY_GENERIC the partner's API calls it so\nShippingNote string `hh:\"metadata,maxbytes=256\"`",
		After:  "ShippingNote string `hh:\"metadata,maxbytes=256\"`",
	}
)

var exceptionRules = []Rule{
	{IgnoreForm, Minimal, schema.Error, nil},
	{IgnoreUnused, Standard, schema.Warning, nil},
}

// exceptionChecks are applied after all other rules. They look at the table, so
// that it cannot hold them itself.
var exceptionChecks = map[*schema.Rule]func(*run){IgnoreForm: ignoreForm, IgnoreUnused: ignoreUnused}

// Exception permits findings of one rule: at a line of a file, or of a package,
// record or key, of which "" stands for any.
type Exception struct {
	Rule   string // id
	Reason string
	Pos    token.Position // of the exception itself

	File string // for one at a line
	Line int

	Package, Record string
	Key             string // with its namespace

	// Silent says that nothing is said if no finding needs the exception, since
	// not all that it could be about is linted.
	Silent bool
}

// covers reports whether an exception is about a finding.
func (e *Exception) covers(f *finding) bool {
	if e.Rule != f.Rule.ID || e.Reason == "" {
		return false
	}
	if e.File != "" {
		return e.File == f.Pos.Filename && e.Line == f.Pos.Line
	}
	matches := func(want, got string) bool { return want == "" || want == got }
	return e.Package+e.Record+e.Key != "" &&
		matches(e.Package, f.pkg) && matches(e.Record, f.record) && matches(e.Key, f.key)
}

// permitted takes the findings that exceptions cover away.
func (r *run) permitted() (left schema.Findings) {
	for i := range r.found {
		covered := false
		for _, e := range r.cfg.Exceptions {
			if e.covers(&r.found[i]) {
				r.used[e], covered = true, true
			}
		}
		if !covered {
			left = append(left, &r.found[i].Finding)
		}
	}
	return left
}

// about reports something about an exception.
func (r *run) about(e *Exception, message string) {
	r.add(&schema.Package{Path: e.Package}, &schema.Record{Name: e.Record}, e.Key, e.Pos, nil, message)
}

func ignoreForm(r *run) {
	for _, e := range r.cfg.Exceptions {
		switch {
		case slices.Contains(r.cfg.Foreign, e.Rule):
		case e.Rule == "":
			r.about(e, "the exception names no rule: write //hhgen:ignore RULE reason")
		case !slices.Contains(IDs(), e.Rule):
			r.about(e, e.Rule+" is no rule that takes exceptions: "+schema.SuggestOr(e.Rule, IDs(), "hhgen lint --rules lists those that do"))
		case e.Reason == "":
			r.about(e, "the exception from "+e.Rule+" has no reason: say why it is needed")
		}
	}
}

// ignoreUnused reports the exceptions that no finding needed, of rules that
// were applied.
func ignoreUnused(r *run) {
	for _, e := range r.cfg.Exceptions {
		i := slices.IndexFunc(Rules, func(rule Rule) bool { return rule.ID == e.Rule })
		if i < 0 || r.used[e] || e.Silent || e.Reason == "" || r.cfg.severity(Rules[i]) == Off {
			continue
		}
		r.about(e, "no finding of "+e.Rule+" needs this exception: remove it")
	}
}
