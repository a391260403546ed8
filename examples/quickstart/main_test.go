package main

import (
	"bytes"
	"flag"
	"os"
	"regexp"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/hhgen/hhgen/runtime/testdata/receiver"
)

var update = flag.Bool("update", false, "rewrite testdata/output.txt")

// The output equals the file in testdata, which shows the spans to readers who do
// not run the example.
func TestOutput(t *testing.T) {
	t.Setenv("HH_API_KEY", "")
	t.Setenv("OTEL_EXPORTER_OTLP_ENDPOINT", "")
	var out bytes.Buffer
	if err := run(t.Context(), &out); err != nil {
		t.Fatal(err)
	}
	// Each run has another session.
	out = *bytes.NewBuffer(regexp.MustCompile(`[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}`).ReplaceAll(out.Bytes(), []byte("<session id>")))
	const golden = "testdata/output.txt"
	if *update {
		if err := os.WriteFile(golden, out.Bytes(), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(golden)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), out.String()); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
}

// With a Collector and without a key, the spans go to the Collector, and the example
// succeeds.
func TestCollector(t *testing.T) {
	r := receiver.New(t)
	t.Setenv("HH_API_KEY", "")
	t.Setenv("OTEL_EXPORTER_OTLP_ENDPOINT", r.URL)
	var out bytes.Buffer
	if err := run(t.Context(), &out); err != nil || out.Len() > 0 {
		t.Errorf("error %v, printed:\n%s", err, out.String())
	}
	for _, s := range r.Spans() {
		if s.Value("honeyhive_user_properties.plan") != "premium" {
			t.Errorf("the span %s is without the plan of its session: %v", s.Name, s.Attributes)
		}
	}
	if got := len(r.Spans()); got != 6 {
		t.Errorf("%d spans, want 6", got)
	}
}
