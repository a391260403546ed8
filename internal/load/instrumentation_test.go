package load

import (
	"slices"
	"strings"
	"testing"

	"golang.org/x/mod/module"

	"github.com/hhgen/hhgen/schema/lint"
)

// The modules that are known, with their parts, major versions, and the first
// version that sets attributes.
func TestConventionOf(t *testing.T) {
	for _, c := range []struct {
		module, version string
		want            lint.Convention
	}{
		{"github.com/Arize-ai/openinference/go/openinference-instrumentation-openai-go", "v0.1.0", lint.OpenInference},
		{"github.com/traceloop/go-openllmetry/traceloop-sdk", "v0.0.0-20240101000000-abcdefabcdef", lint.Traceloop},
		{"google.golang.org/adk", "v1.6.1", lint.OTelGenAI}, {"google.golang.org/adk/v2", "v2.0.0", lint.OTelGenAI},
		{"google.golang.org/adkx", "v1.0.0", ""}, {"google.golang.org/grpc", "v1.80.0", ""},
		{"github.com/anthropics/anthropic-sdk-go", "v1.81.0", lint.OTelGenAI}, {"github.com/anthropics/anthropic-sdk-go", "v1.80.9", ""},
		{"github.com/openai/openai-go/v3", "v3.99.0", ""},
	} {
		if got, ok := conventionOf(module.Version{Path: c.module, Version: c.version}); got != c.want || ok != (c.want != "") {
			t.Errorf("%s %s: %q, %t", c.module, c.version, got, ok)
		}
	}
}

// Each row of the table has a known convention and a source.
func TestInstrumentationTable(t *testing.T) {
	rows := strings.Split(strings.TrimSpace(instrumentationData), "\n")[1:]
	for _, row := range rows {
		columns := strings.Split(row, "\t")
		if len(columns) != 4 || !slices.Contains(lint.Conventions, lint.Convention(columns[1])) || !strings.HasPrefix(columns[3], "https://") {
			t.Errorf("%q", row)
		}
	}
	if !slices.IsSorted(rows) {
		t.Error("the rows are not sorted")
	}
}
