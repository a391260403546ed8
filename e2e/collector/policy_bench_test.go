package main

import (
	"fmt"
	"os"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/open-telemetry/opentelemetry-collector-contrib/processor/transformprocessor"
	"go.opentelemetry.io/collector/component"
	"go.opentelemetry.io/collector/confmap"
	"go.opentelemetry.io/collector/consumer/consumertest"
	"go.opentelemetry.io/collector/pdata/ptrace"
	"go.opentelemetry.io/collector/processor"
	"go.opentelemetry.io/collector/processor/processortest"
	"go.yaml.in/yaml/v3"

	policy "github.com/hhgen/hhgen/gen/collector"
	"github.com/hhgen/hhgen/schema"
)

// BenchmarkPolicy puts batches of 100 spans of 20 attributes, 8 of them enrichments,
// through the processor of a policy, and through none: the time is that of one span.
func BenchmarkPolicy(b *testing.B) {
	b.Run("none", func(b *testing.B) {
		for range b.N/100 + 1 {
			_ = batch()
		}
	})
	for _, c := range []struct {
		name, dir string
		packages  []string
		options   policy.Options
	}{
		{"quickstart", "../..", []string{"./examples/quickstart/chat"}, policy.Options{}},
		{"services", "../..", []string{"./examples/services/..."}, policy.Options{}},
		{"kinds", "../../runtime", []string{"./testdata/kinds"}, policy.Options{}},
		{"kinds_report", "../../runtime", []string{"./testdata/kinds"}, policy.Options{Mode: policy.Report}},
	} {
		b.Run(c.name, func(b *testing.B) { benchmarkPolicy(b, schemas(b, c.dir, c.packages...), c.options) })
	}
}

func benchmarkPolicy(b *testing.B, packages []*schema.Package, o policy.Options) {
	p := processorOf(b, policyFile(b, packages, o))
	b.ResetTimer()
	begun := processorTime(b)
	for range b.N/100 + 1 {
		if err := p.ConsumeTraces(b.Context(), batch()); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(processorTime(b)-begun)/float64(100*(b.N/100+1)), "cpu-ns/op")
}

// processorTime is what the process has used of the processors, which others may use
// too.
func processorTime(b *testing.B) time.Duration {
	var used syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &used); err != nil {
		b.Fatal(err)
	}
	return time.Duration(used.Utime.Nano() + used.Stime.Nano())
}

// processorOf is the transform processor of a policy.
func processorOf(b *testing.B, file string) processor.Traces {
	b.Helper()
	text, err := os.ReadFile(file)
	if err != nil {
		b.Fatal(err)
	}
	var all map[string]any
	if err := yaml.Unmarshal([]byte(strings.ReplaceAll(string(text), "$$", "$")), &all); err != nil {
		b.Fatal(err)
	}
	factory := transformprocessor.NewFactory()
	config := factory.CreateDefaultConfig()
	own, err := confmap.NewFromStringMap(all).Sub("processors::transform/hhgen")
	if err != nil {
		b.Fatal(err)
	}
	if err := own.Unmarshal(config); err != nil {
		b.Fatal(err)
	}
	settings := processortest.NewNopSettings(component.MustNewType("transform"))
	p, err := factory.CreateTraces(b.Context(), settings, config, consumertest.NewNop())
	if err != nil {
		b.Fatal(err)
	}
	return p
}

// batch has spans as the quick start's, with other attributes.
func batch() ptrace.Traces {
	traces := ptrace.NewTraces()
	spans := traces.ResourceSpans().AppendEmpty().ScopeSpans().AppendEmpty().Spans()
	for range 100 {
		a := spans.AppendEmpty().Attributes()
		for i := range 12 {
			a.PutStr(fmt.Sprintf("http.attribute.%d", i), "a value of some length")
		}
		a.PutStr("honeyhive_user_properties.user_id", "user-1234567")
		a.PutStr("honeyhive_user_properties.plan", "premium")
		a.PutStr("honeyhive_metadata.feature", "summary")
		a.PutDouble("honeyhive_metrics.score", 0.93)
		a.PutStr("honeyhive_metadata.tags.0", "beta")
		a.PutStr("honeyhive_metadata.tags.1", "mobile")
		a.PutInt("honeyhive_feedback.rating", 5)
		a.PutStr("honeyhive_inputs.query", strings.Repeat("why is it so ", 10))
	}
	return traces
}
