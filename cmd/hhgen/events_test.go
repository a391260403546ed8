package main

import (
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	validator "github.com/santhosh-tekuri/jsonschema/v6"

	"github.com/hhgen/hhgen/internal/instance"
	"github.com/hhgen/hhgen/runtime/testdata/receiver"
)

// What the examples send is valid as events of the packages that record it.
func TestEventsOfExamples(t *testing.T) {
	for _, c := range []struct {
		example  string
		key      string            // HH_API_KEY
		packages map[string]string // by service; "" for all
		least    int
	}{
		{"quickstart", "", map[string]string{"": "chat"}, 5},
		{"services", "", map[string]string{"gateway": "gateway", "answerer": "answerer"}, 5},
		{"services", "key", map[string]string{"gateway": "gateway", "answerer": "answerer"}, 5},
	} {
		t.Run(c.example+c.key, func(t *testing.T) {
			r := runExample(t, c.example, c.key)
			n := 0
			for _, s := range r.Spans() {
				name := c.packages[s.Service]
				if name == "" {
					name = c.packages[""]
				}
				n++
				checkEvent(t, eventSchema(t, c.example, name), s.Event())
			}
			for _, request := range r.Requests() {
				if request.Path == "/events" { // updates come from the gateway
					checkEvent(t, eventSchema(t, c.example, c.packages["gateway"]), request.Body)
				}
			}
			if n < c.least {
				t.Errorf("%d events, want at least %d", n, c.least)
			}
		})
	}
}

// Events with what no record declares are not valid.
func TestEventsWithMistakes(t *testing.T) {
	valid := eventSchema(t, "quickstart", "chat")
	for _, text := range []string{
		`{"user_properties": {"user": "u-1"}}`,
		`{"user_propertys": {"user_id": "u-1"}}`,
		`{"metrics": {"score": 2}}`,
		`{"outputs": {"hits": [{"id": "d-1"}]}}`,
		`{"config": {"index": {"name": "` + strings.Repeat("a", 65) + `"}}}`,
		`{"metadata": {"undeclared": "` + strings.Repeat("a", 1025) + `"}}`,
	} {
		if err := valid.Validate(instance.Of(t, text)); err == nil {
			t.Errorf("%s is valid", text)
		}
	}
	for _, text := range []string{
		`{}`,
		`{"metadata": {"undeclared": "u-1", "split": {"by": "dots"}, "run_id": "r", "inputs": {"query": "q"}}, "feedback": {}}`,
		`{"config": {"index": {"name": "docs"}}, "error": null, "outputs": {"hits": [{"similarity": 1}]}}`,
	} {
		checkEvent(t, valid, instance.Of(t, text))
	}
}

// runExample runs an example in a process of its own, against a receiver.
func runExample(t *testing.T, name, key string) *receiver.Receiver {
	t.Helper()
	program := filepath.Join(t.TempDir(), name+".exe")
	if out, err := exec.Command("go", "build", "-o", program, "../../examples/"+name).CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	r := receiver.New(t)
	t.Setenv("HH_API_KEY", key)
	t.Setenv("HH_API_URL", r.URL)
	if key == "" {
		t.Setenv("OTEL_EXPORTER_OTLP_ENDPOINT", r.URL)
	}
	if out, err := exec.CommandContext(t.Context(), program).CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	return r
}

// eventSchema compiles the document of the events of an example's package.
func eventSchema(t *testing.T, example, pkg string) *validator.Schema {
	t.Helper()
	name := filepath.Join("..", "..", "examples", example, pkg, pkg+".event.schema.json")
	text, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	return instance.Schema(t, text)
}

func checkEvent(t *testing.T, valid *validator.Schema, event any) {
	t.Helper()
	text, err := json.MarshalIndent(event, "", "  ")
	if err != nil {
		t.Fatal(err)
	}
	if err := valid.Validate(instance.Of(t, string(text))); err != nil {
		t.Errorf("%v\n%s", err, text)
	}
}
