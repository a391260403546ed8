package judge

import (
	"maps"

	"github.com/hhgen/hhgen/schema"
	"github.com/hhgen/hhgen/schema/live"
	"github.com/hhgen/hhgen/schema/privacy"
)

// Traffic returns a checker of what services send under the keys of the set, by the
// configurations of all its modules. Where they differ about a rule, the stricter one
// holds.
func (s Set) Traffic() *live.Checker {
	o := live.Options{Rules: map[string]schema.Severity{}, Sensitive: map[string]privacy.Kind{}}
	for _, r := range live.Rules {
		strictest := live.Off
		for _, m := range s {
			severity, ok := m.Lint.Rules[r.ID]
			if !ok {
				severity = r.Severity
			}
			if severity == schema.Error || strictest == live.Off {
				strictest = severity
			}
		}
		o.Rules[r.ID] = strictest
	}
	for _, m := range s {
		o.Suppressions = append(o.Suppressions, m.Lint.Suppressions...)
		for _, p := range m.Sources {
			if p.Go != nil {
				o.Suppressions = append(o.Suppressions, commentsFor(p.Go)...)
			}
		}
		maps.Copy(o.Sensitive, m.Lint.Sensitive)
		if m.Lint.Limits != nil {
			o.RecordBytes = max(o.RecordBytes, m.Lint.Limits.RecordBytes)
		}
	}
	return live.New(s.Packages(), o)
}
