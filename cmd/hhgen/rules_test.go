package main

import (
	"bytes"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/hhgen/hhgen/internal/rules"
	"github.com/hhgen/hhgen/internal/scratch"
	"github.com/hhgen/hhgen/schema"
	"github.com/hhgen/hhgen/schema/lint"
)

// The examples of the rules of schemas are true: what is before breaks the rule,
// and what is after generates. Those of rules that lint reports too are examples
// for lint.
func TestRuleExamples(t *testing.T) {
	dir := scratch.Module(t, "example.com")
	t.Chdir(dir)
	var inGo schema.RuleTable
	for _, r := range schema.Rules {
		switch {
		case r.Before == "" || lint.Descriptions().Find(r.ID) != nil:
		case rules.Language(r.Before) == "json":
			checkDocument(t, r)
		default:
			inGo = append(inGo, r)
			for name, text := range map[string]string{"before": r.Before, "after": r.After} {
				scratch.Write(t, filepath.Join(name, strings.ToLower(r.ID), "a.go"), asPackage(text))
			}
		}
	}
	found := findingsOf("./before/...")
	for _, r := range inGo {
		if line := "before/" + strings.ToLower(r.ID) + "/"; !regexp.MustCompile(`(?m)^` + line + `.*\(` + r.ID + `\)$`).MatchString(found) {
			t.Errorf("the example of %s does not break it:\n%s", r.ID, found)
		}
	}
	if found := findingsOf("./after/..."); found != "" {
		t.Errorf("examples after the fix have findings:\n%s", found)
	}
}

// checkDocument checks the example of a rule of JSON Schema.
func checkDocument(t *testing.T, r *schema.Rule) {
	t.Helper()
	before, after := r.ID+"/before/turn.json", r.ID+"/after/turn.json"
	scratch.Write(t, before, r.Before)
	scratch.Write(t, after, r.After)
	if found := findingsOf("--package", "example", before); !strings.Contains(found, "("+r.ID+")\n") {
		t.Errorf("the example of %s does not break it:\n%s", r.ID, found)
	}
	if found := findingsOf("--package", "example", after); found != "" {
		t.Errorf("the example of %s has findings after the fix:\n%s", r.ID, found)
	}
}

// findingsOf is what generating prints on its error stream.
func findingsOf(args ...string) string {
	var stdout, stderr bytes.Buffer
	run(args, nil, &stdout, &stderr)
	return stderr.String()
}

// asPackage makes a file of an example: of declarations, or of fields.
func asPackage(text string) string {
	if !strings.HasPrefix(text, "type ") {
		text = "type Turn struct {\n" + text + "\n}"
	}
	header := "package example\n\n"
	if strings.Contains(text, "time.") {
		header += "import \"time\"\n\n"
	}
	if strings.Contains(text, "hh.") {
		header += "import hh \"github.com/hhgen/hhgen/runtime\"\n\n"
	}
	return header + text + "\n"
}
