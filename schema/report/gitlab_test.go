package report_test

import (
	"bytes"
	"encoding/json"
	"slices"
	"strings"
	"testing"

	"github.com/hhgen/hhgen/schema"
	"github.com/hhgen/hhgen/schema/report"
)

// issue is what https://docs.gitlab.com/ci/testing/code_quality/#code-quality-report-format
// asks for.
type issue struct {
	Description *string `json:"description"`
	CheckName   *string `json:"check_name"`
	Fingerprint *string `json:"fingerprint"`
	Severity    *string `json:"severity"`
	Location    *struct {
		Path  *string `json:"path"`
		Lines *struct {
			Begin *int `json:"begin"`
		} `json:"lines"`
	} `json:"location"`
}

func issues(t *testing.T, findings schema.Findings) (found []issue) {
	t.Helper()
	dec := json.NewDecoder(bytes.NewReader(written(t, report.GitLab, findings)))
	dec.DisallowUnknownFields()
	if err := dec.Decode(&found); err != nil {
		t.Fatal(err)
	}
	return found
}

// GitLab reads a list, even of nothing, in which each issue is complete, and has a
// fingerprint of its own: it shows one issue for each.
func TestGitLabIsComplete(t *testing.T) {
	for name, findings := range cases {
		found := issues(t, findings)
		if found == nil || len(found) != len(sorted(findings)) {
			t.Errorf("%s: %d issues, want %d", name, len(found), len(sorted(findings)))
		}
		seen := map[string]bool{}
		for i, one := range found {
			if one.Description == nil || one.CheckName == nil || one.Fingerprint == nil || one.Severity == nil || one.Location == nil ||
				one.Location.Path == nil || one.Location.Lines == nil || one.Location.Lines.Begin == nil {
				t.Errorf("%s: a member of issue %d is missing", name, i)
				continue
			}
			if !slices.Contains([]string{"info", "minor", "major", "critical", "blocker"}, *one.Severity) {
				t.Errorf("%s: there is no severity %s", name, *one.Severity)
			}
			if path := *one.Location.Path; path == "" || strings.HasPrefix(path, "./") || *one.Location.Lines.Begin < 1 {
				t.Errorf("%s: no file is at %q, or has the line %d", name, path, *one.Location.Lines.Begin)
			}
			if seen[*one.Fingerprint] || *one.Fingerprint == "" {
				t.Errorf("%s: two issues have the fingerprint %q", name, *one.Fingerprint)
			}
			seen[*one.Fingerprint] = true
		}
	}
}

// moved are findings after lines above them were added.
func moved(findings schema.Findings) schema.Findings {
	after := make(schema.Findings, len(findings))
	for i, f := range findings {
		other := *f
		if other.Pos.Line > 0 {
			other.Pos.Line += 40
		}
		other.Message = strings.NewReplacer("two.go:1:2", "two.go:41:2", "two.go:7:8", "two.go:47:8").Replace(other.Message)
		after[i] = &other
	}
	return after
}

func TestGitLabFingerprintsLast(t *testing.T) {
	for name, findings := range cases {
		before, after := issues(t, findings), issues(t, moved(findings))
		for i := range before {
			if *before[i].Fingerprint != *after[i].Fingerprint {
				t.Errorf("%s: issue %d has another fingerprint after lines have moved", name, i)
			}
		}
	}
}
