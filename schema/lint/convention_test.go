package lint_test

import (
	"testing"

	"github.com/hhgen/hhgen/schema"
	"github.com/hhgen/hhgen/schema/lint"
)

// Each convention that a module's instrumentation follows fills keys of its own.
func TestInstrumentation(t *testing.T) {
	for _, c := range []struct {
		convention lint.Convention
		namespace  schema.Namespace
		key        string
		want       bool
	}{
		{lint.OTelGenAI, schema.Config, "model", true}, {lint.OpenInference, schema.Config, "model", true}, {lint.Traceloop, schema.Config, "model", true},
		{lint.OTelGenAI, schema.Metadata, "input_tokens", true}, {lint.OpenInference, schema.Metadata, "input_tokens", false},
		{lint.OTelGenAI, schema.Metadata, "user_id", false}, {lint.OpenInference, schema.Metadata, "user_id", true}, {lint.Traceloop, schema.Metadata, "user_id", false},
		{lint.OTelGenAI, schema.Metadata, "total_tokens", false}, {lint.Traceloop, schema.Metadata, "total_tokens", true},
		{lint.OTelGenAI, schema.Inputs, "chat_history", true}, {lint.Traceloop, schema.Outputs, "tool_calls", true},
		{lint.OTelGenAI, schema.Inputs, "model", false}, {lint.OTelGenAI, schema.Metadata, "ticket_id", false},
	} {
		cfg := lint.Config{Level: lint.Minimal, Rules: map[string]schema.Severity{lint.AutoCaptured.ID: schema.Warning}}
		if n := len(lint.Run(cfg, []*schema.Package{pkg("example.com/a", text(c.key, c.namespace))})); n > 0 {
			t.Errorf("%s.%s without instrumentation: %d findings", c.namespace, c.key, n)
		}
		cfg.Instrumentation = []lint.Instrumentation{{Convention: c.convention}}
		if got := len(lint.Run(cfg, []*schema.Package{pkg("example.com/a", text(c.key, c.namespace))})) > 0; got != c.want {
			t.Errorf("%s, %s.%s: %t, want %t", c.convention, c.namespace, c.key, got, c.want)
		}
	}
}
