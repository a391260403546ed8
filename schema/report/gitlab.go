package report

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"path/filepath"

	"github.com/hhgen/hhgen/schema"
)

// gitlabIssue is what GitLab reads of a finding:
// https://docs.gitlab.com/ci/testing/code_quality/#code-quality-report-format.
// It drops one that lacks a member.
type gitlabIssue struct {
	Description string         `json:"description"`
	CheckName   string         `json:"check_name"`
	Fingerprint string         `json:"fingerprint"`
	Severity    string         `json:"severity"` // of info, minor, major, critical and blocker
	Location    gitlabLocation `json:"location"`
}

type gitlabLocation struct {
	Path  string      `json:"path"`
	Lines gitlabLines `json:"lines"`
}

type gitlabLines struct {
	Begin int `json:"begin"`
}

func writeGitLab(w io.Writer, findings schema.Findings) error {
	issues, seen := []gitlabIssue{}, map[string]int{}
	for _, f := range findings {
		issue := gitlabIssue{Description: f.Message, CheckName: f.Rule.ID, Severity: "minor"}
		if f.Severity == schema.Error {
			issue.Severity = "major"
		}
		issue.Location.Path = cmp.Or(filepath.ToSlash(f.Pos.Filename), ".") // of a finding about no file
		issue.Location.Lines.Begin = max(f.Pos.Line, 1)
		issue.Fingerprint = fingerprint(f, seen)
		issues = append(issues, issue)
	}
	return encode(w, issues)
}

// fingerprint tells findings apart, and is the same after lines have moved: equal
// findings in one file are numbered. GitLab shows one issue for each.
func fingerprint(f *schema.Finding, seen map[string]int) string {
	about := fmt.Sprintf("%q %q %q", f.Rule.ID, filepath.ToSlash(f.Pos.Filename), f.LastingMessage())
	seen[about]++
	sum := sha256.Sum256(fmt.Appendf(nil, "%s %d", about, seen[about]))
	return hex.EncodeToString(sum[:16])
}
