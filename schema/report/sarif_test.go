package report_test

import (
	"bytes"
	"encoding/json"
	"os"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"

	"github.com/hhgen/hhgen/schema/report"
)

// sarif compiles the schema that OASIS publishes.
func sarif(t *testing.T) *jsonschema.Schema {
	t.Helper()
	text, err := os.ReadFile("testdata/sarif-schema-2.1.0.json")
	if err != nil {
		t.Fatal(err)
	}
	doc, err := jsonschema.UnmarshalJSON(bytes.NewReader(text))
	if err != nil {
		t.Fatal(err)
	}
	c := jsonschema.NewCompiler()
	c.AssertFormat()
	id := doc.(map[string]any)["id"].(string)
	if err := c.AddResource(id, doc); err != nil {
		t.Fatal(err)
	}
	s, err := c.Compile(id)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func TestSARIFIsValid(t *testing.T) {
	s := sarif(t)
	for name, findings := range cases {
		doc, err := jsonschema.UnmarshalJSON(bytes.NewReader(written(t, report.SARIF, findings)))
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		if err := s.Validate(doc); err != nil {
			t.Errorf("%s: %v", name, err)
		}
		if got, want := doc.(map[string]any)["$schema"], s.Location; want != got.(string)+"#" {
			t.Errorf("%s: $schema is %s, the document was validated against %s", name, got, want)
		}
	}
}

// The schema rejects output that is wrong because of a mistake in the writer.
func TestSARIFSchemaRefuses(t *testing.T) {
	s := sarif(t)
	good := string(written(t, report.SARIF, cases["one"]))
	for _, change := range [][2]string{
		{`"level": "error"`, `"level": "fatal"`},
		{`"startLine": 5`, `"startLine": 0`},
		{`"chat/chat.go"`, `"chat/%zz.go"`},
		{`"ruleIndex": 0`, `"index": 0`},
		{`"name": "hhgen",`, ``},
	} {
		text := bytes.Replace([]byte(good), []byte(change[0]), []byte(change[1]), 1)
		doc, err := jsonschema.UnmarshalJSON(bytes.NewReader(text))
		if err != nil {
			t.Fatal(err)
		}
		if string(text) == good || s.Validate(doc) == nil {
			t.Errorf("%s in place of %s is accepted", change[1], change[0])
		}
	}
}

// Each result leads to the description of its rule.
func TestSARIFRuleIndex(t *testing.T) {
	for name, findings := range cases {
		var log struct {
			Runs []struct {
				Tool struct {
					Driver struct{ Rules []struct{ ID string } }
				}
				Results []struct {
					RuleID    string
					RuleIndex int
				}
			}
		}
		if err := json.Unmarshal(written(t, report.SARIF, findings), &log); err != nil {
			t.Fatal(err)
		}
		described := log.Runs[0].Tool.Driver.Rules
		for _, r := range log.Runs[0].Results {
			if r.RuleIndex >= len(described) || described[r.RuleIndex].ID != r.RuleID {
				t.Errorf("%s: rule %d is not %s", name, r.RuleIndex, r.RuleID)
			}
		}
		for _, r := range described {
			if r.ID == "UNUSED" {
				t.Errorf("%s: a rule that no finding names is described", name)
			}
		}
	}
}
