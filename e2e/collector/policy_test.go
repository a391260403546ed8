package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"go.opentelemetry.io/collector/featuregate"
	"go.opentelemetry.io/collector/otelcol"

	policy "github.com/hhgen/hhgen/gen/collector"
	"github.com/hhgen/hhgen/internal/load"
	"github.com/hhgen/hhgen/internal/otlp"
	"github.com/hhgen/hhgen/schema"
)

// lambdas is the feature gate of a policy with lambdas.
const lambdas = "ottl.functions.enableLambda"

// schemas reads the packages that patterns name, from a folder.
func schemas(t testing.TB, dir string, patterns ...string) []*schema.Package {
	t.Helper()
	sources, err := load.Load(load.Request{Args: patterns, Dir: dir})
	if err != nil {
		t.Fatal(err)
	}
	return load.Schemas(sources)
}

// policyFile writes a policy into a file.
func policyFile(t testing.TB, packages []*schema.Package, o policy.Options) string {
	t.Helper()
	p, err := policy.Generate(packages, o)
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), "policy.yaml")
	if err := os.WriteFile(path, p.Text, 0o666); err != nil {
		t.Fatal(err)
	}
	return path
}

// receives is a Collector that writes spans into a file.
const receives = `
receivers:
  otlp:
    protocols:
      http: { endpoint: localhost:4318 }
      grpc: { endpoint: localhost:4317 }
exporters:
  file: { path: spans.json, flush_interval: 10ms }
service:
  pipelines:
    traces: { receivers: [otlp], exporters: [file] }
`

// Every policy of the schemas here is one that the Collector loads: without a
// mistake in OTTL, in a regular expression or in YAML.
func TestPoliciesLoad(t *testing.T) {
	if err := featuregate.GlobalRegistry().Set(lambdas, true); err != nil {
		t.Fatal(err)
	}
	base := filepath.Join(t.TempDir(), "collector.yaml")
	if err := os.WriteFile(base, []byte(receives), 0o666); err != nil {
		t.Fatal(err)
	}
	t.Setenv("HH_HASH_KEY", "0123456789abcdef0123456789abcdef")
	all := schemas(t, "../..", "./examples/...", "./testdata/sizes", "./testdata/turn")
	all = append(all, schemas(t, "../../runtime", "./testdata/chat", "./testdata/kinds/...", "./testdata/wire")...)
	sets := [][]*schema.Package{all} // all at once, and each alone
	for _, p := range all {
		sets = append(sets, []*schema.Package{p})
	}
	for i, set := range sets {
		o := []policy.Options{{}, {Lambda: true, HashKey: "HH_HASH_KEY"}, {Mode: policy.Report, Undeclared: policy.Metadata, SkipGo: true}}[i%3]
		for _, o := range []policy.Options{o, {Lambda: !o.Lambda}} {
			loads(t, base, policyFile(t, set, o))
		}
	}
}

// loads checks that the Collector takes a configuration of several files.
func loads(t *testing.T, files ...string) {
	t.Helper()
	s := settings()
	for _, f := range files {
		s.ConfigProviderSettings.ResolverSettings.URIs = append(s.ConfigProviderSettings.ResolverSettings.URIs, "file:"+f)
	}
	c, err := otelcol.NewCollector(s)
	if err != nil {
		t.Fatal(err)
	}
	if err := c.DryRun(t.Context()); err != nil {
		t.Error(err)
	}
}

// under starts a Collector with a policy, and returns a function that sends spans
// through it: each has one enrichment, and is returned as it left.
func under(t *testing.T, file string, arguments ...string) func(reporter, []otlp.Attribute) []otlp.Span {
	t.Helper()
	spans := filepath.Join(t.TempDir(), "spans.json")
	c := newCollector(t, strings.Replace(receives, "spans.json", spans, 1), "")
	c.arguments = append([]string{"--config", "file:" + file}, arguments...)
	c.start(t)
	sent := 0
	return func(t reporter, enrichments []otlp.Attribute) []otlp.Span {
		post(t, "http://"+c.http+"/v1/traces", enrichments)
		sent += len(enrichments)
		left := received(t, spans, sent)
		return left[sent-len(enrichments):]
	}
}

// reporter is what a test and a check of random values share.
type reporter interface {
	Helper()
	Fatal(...any)
	Fatalf(string, ...any)
	Context() context.Context
}

// post sends spans as a service in Python does, with one enrichment each.
func post(t reporter, url string, enrichments []otlp.Attribute) {
	t.Helper()
	var b bytes.Buffer
	b.WriteString(`{"resourceSpans":[{"resource":{"attributes":[{"key":"telemetry.sdk.language","value":{"stringValue":"python"}}]},` +
		`"scopeSpans":[{"spans":[`)
	for i, a := range enrichments {
		if i > 0 {
			b.WriteByte(',')
		}
		fmt.Fprintf(&b, `{"traceId":"5b8efff798038103d269b633813fc60c","spanId":"%016x","name":"answer","kind":1,"startTimeUnixNano":"1",`+
			`"endTimeUnixNano":"2","attributes":[{"key":"http.route","value":{"stringValue":"/answer"}},{"key":%s,"value":%s}]}`,
			i+1, jsonText(a.Key), wire(a.Value))
	}
	b.WriteString(`]}]}]}`)
	response, err := http.Post(url, "application/json", &b)
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	if response.StatusCode != http.StatusOK {
		t.Fatalf("the Collector answers %s", response.Status)
	}
}

// wire is a value as OTLP has it in JSON.
func wire(v otlp.Value) string {
	switch v.Kind {
	case otlp.String:
		return `{"stringValue":` + jsonText(v.Text) + `}`
	case otlp.Bool:
		return fmt.Sprintf(`{"boolValue":%t}`, v.Bool())
	case otlp.Int:
		return fmt.Sprintf(`{"intValue":"%d"}`, v.Int())
	case otlp.Double:
		switch f := v.Double(); {
		case f != f:
			return `{"doubleValue":"NaN"}`
		case f-f != 0:
			return fmt.Sprintf(`{"doubleValue":"%sInfinity"}`, strings.TrimSuffix(strings.TrimSuffix(fmt.Sprint(f), "Inf"), "+"))
		default:
			return fmt.Sprintf(`{"doubleValue":%s}`, jsonText(f))
		}
	case otlp.List:
		items := make([]string, len(v.List))
		for i, item := range v.List {
			items[i] = wire(item)
		}
		return `{"arrayValue":{"values":[` + strings.Join(items, ",") + `]}}`
	}
	return `{}`
}

// jsonText is a value as JSON.
func jsonText(v any) string {
	b, err := json.Marshal(v)
	if err != nil {
		panic(err)
	}
	return string(b)
}

// received are the spans in a file of the Collector, once there are n.
func received(t reporter, file string, n int) (spans []otlp.Span) {
	t.Helper()
	for {
		spans = nil
		b, err := os.ReadFile(file)
		if err != nil && !errors.Is(err, fs.ErrNotExist) {
			t.Fatal(err)
		}
		if end := bytes.LastIndexByte(b, '\n'); end >= 0 {
			if _, err := otlp.Read(bytes.NewReader(b[:end+1]), func(s *otlp.Span) error {
				kept := *s
				kept.Attributes = append([]otlp.Attribute(nil), s.Attributes...)
				spans = append(spans, kept)
				return nil
			}); err != nil {
				t.Fatal(err)
			}
		}
		if len(spans) >= n {
			return spans
		}
		select {
		case <-t.Context().Done():
			t.Fatalf("%d of %d spans arrived", len(spans), n)
		case <-time.After(10 * time.Millisecond):
		}
	}
}

// enrichmentsOf are the enrichments of a span, by their keys without the prefix, and
// what the policy says that it has done.
func enrichmentsOf(s otlp.Span) (values map[string]otlp.Value, notes []string) {
	values = map[string]otlp.Value{}
	for _, a := range s.Attributes {
		if key, ours := strings.CutPrefix(a.Key, schema.AttributePrefix); ours {
			values[key] = a.Value
		}
		if a.Key == policy.EnforcedAttribute || a.Key == policy.ReportedAttribute {
			for _, item := range a.Value.List {
				notes = append(notes, item.Text)
			}
		}
	}
	return values, notes
}

// In the mode that reports, spans leave as they came, and have the notes of the other.
func TestReportOnly(t *testing.T) {
	packages := schemas(t, "../../runtime", "./testdata/kinds/moved")
	enrichments := []otlp.Attribute{
		{Key: "honeyhive_user_properties.uid", Value: otlp.StringValue("123456789")},
		{Key: "honeyhive_metadata.labels.0", Value: otlp.StringValue("a")},
		{Key: "honeyhive_inputs.pieces.1.t", Value: otlp.StringValue("a")},
		{Key: "honeyhive_metadata.Plan", Value: otlp.StringValue("free")},
		{Key: "honeyhive_metrics.nobody", Value: otlp.IntValue(1)},
		{Key: "honeyhive_metadata.plan", Value: otlp.StringValue("none")},
	}
	enforced := under(t, policyFile(t, packages, policy.Options{Undeclared: policy.Metadata}))(t, enrichments)
	for i, left := range under(t, policyFile(t, packages, policy.Options{Mode: policy.Report, Undeclared: policy.Metadata}))(t, enrichments) {
		values, notes := enrichmentsOf(left)
		changed, done := enrichmentsOf(enforced[i])
		sent := enrichments[i]
		if len(values) != 1 || wire(values[strings.TrimPrefix(sent.Key, schema.AttributePrefix)]) != wire(sent.Value) {
			t.Errorf("%s became %v", sent.Key, shown(values))
		}
		if fmt.Sprint(notes) != fmt.Sprint(done) || len(notes) == 0 {
			t.Errorf("%s: %q is reported, and %q is done", sent.Key, notes, done)
		}
		want := []string{
			"user_properties.user_id", "metadata.tags.0", "inputs.parts.1.text", "metadata.plan", "metadata.undeclared.metrics.nobody", "",
		}[i]
		if _, ok := changed[want]; ok != (want != "") {
			t.Errorf("%s became %v, want %s", sent.Key, changed, want)
		}
	}
}
