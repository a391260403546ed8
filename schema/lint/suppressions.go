package lint

// The rules about suppressions.

import (
	"github.com/hhgen/hhgen/internal/suppression"
	"github.com/hhgen/hhgen/schema"
)

var suppressionRules = []Rule{
	{suppression.Form, Minimal, schema.Error, nil},
	{suppression.Unused, Standard, schema.Warning, nil},
}

// remaining returns what was found since it was last called, without what is
// suppressed.
func (r *run) remaining() (left schema.Findings) {
	for i := range r.found {
		if f := &r.found[i]; !r.suppressions.Suppresses(&f.Finding, f.subject) {
			left = append(left, &f.Finding)
		}
	}
	r.found = nil
	return left
}

// judgeSuppressions applies the rules about suppressions, after all others have
// shown which ones are needed. Their findings may be suppressed too.
func (r *run) judgeSuppressions() schema.Findings {
	ids, severities := IDs(), map[string]schema.Severity{}
	for _, rule := range Rules {
		severities[rule.ID] = r.cfg.severity(rule)
	}
	applied := func(id string) bool { return severities[id] != "" && severities[id] != Off }
	r.report(suppression.Form, severities, r.suppressions.Malformed(ids, r.cfg.Foreign))
	findings := r.remaining()
	r.report(suppression.Unused, severities, r.suppressions.Unneeded(applied))
	return append(findings, r.remaining()...)
}

// report adds findings about suppressions, unless their rule is off.
func (r *run) report(rule *schema.Rule, severities map[string]schema.Severity, problems []suppression.Problem) {
	if severities[rule.ID] == Off {
		return
	}
	for _, p := range problems {
		r.found = append(r.found, finding{
			Finding: schema.Finding{Pos: p.Pos, Rule: rule, Severity: severities[rule.ID], Message: p.Message},
			subject: suppression.Subject{Package: p.Package, Record: p.Record, Key: p.Key},
		})
	}
}
