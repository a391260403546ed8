package hhtrace_test

import (
	"bytes"
	"fmt"
	"net/http"
	"os"
	"strings"
	"testing"

	"go.opentelemetry.io/otel"
	"go.opentelemetry.io/otel/propagation"
	sdktrace "go.opentelemetry.io/otel/sdk/trace"
	"go.opentelemetry.io/otel/sdk/trace/tracetest"
	"go.opentelemetry.io/otel/trace"

	hh "github.com/hhgen/hhgen/runtime"
	"github.com/hhgen/hhgen/runtime/hhtrace"
	"github.com/hhgen/hhgen/runtime/testdata/chat"
	"github.com/hhgen/hhgen/runtime/testdata/kinds/travel"
	"github.com/hhgen/hhgen/runtime/testdata/receiver"
)

// typedKey is a key of a typed form, which no server knows.
func typedKey(prefix string) string {
	return prefix + strings.Repeat("A", 24) + "_" + strings.Repeat("b", 64)
}

// The key and the address come from the variables of all HoneyHive SDKs, in the
// order of the package's documentation.
func TestKeyVariables(t *testing.T) {
	ingestion := typedKey("hh_ingst_")
	for _, test := range []struct{ set, want string }{
		{"HH_API_KEY=one", "one"},
		{"HH_PROJECT_API_KEY=two", "two"},
		{"HH_API_KEY=one HH_PROJECT_API_KEY=two", "two"},
		{"HH_API_KEY=one HH_PROJECT_API_KEY=two HH_INGESTION_API_KEY=" + ingestion, ingestion},
		{"HH_API_KEY=" + ingestion, ingestion},
	} {
		for _, address := range []string{"HH_API_URL", "HH_DATA_PLANE_URL"} {
			t.Run(test.set+" "+address, func(t *testing.T) {
				r := receiver.New(t)
				t.Setenv("HH_API_URL", "https://other.invalid")
				t.Setenv(address, r.URL)
				for pair := range strings.FieldsSeq(test.set) {
					name, value, _ := strings.Cut(pair, "=")
					t.Setenv(name, value)
				}
				if errs := exported(t); !errs.none() {
					t.Error(errs.text())
				}
				if got := r.Requests(); len(got) != 1 || got[0].Header.Get("Authorization") != "Bearer "+test.want {
					t.Errorf("requests %v", got)
				}
			})
		}
	}
}

// Each wrong value of a variable is an error that names the variable, without the
// value of a key.
func TestWrongVariables(t *testing.T) {
	for _, test := range []struct{ set, want string }{
		{"HH_API_KEY=hh_fgdp_123", "HH_API_KEY: honeyhive: the API key is a data plane key"},
		{"HH_PROJECT_API_KEY=hh_ingst_123", "HH_PROJECT_API_KEY: honeyhive: the API key begins as an ingestion key"},
		{"HH_INGESTION_API_KEY=hh_123", "HH_INGESTION_API_KEY: the value is not an ingestion key"},
		{"HH_DATA_PLANE_URL=ftp://x", "HH_DATA_PLANE_URL: honeyhive: the URL"},
		{"OTEL_TRACES_SAMPLER=jaeger_remote", `OTEL_TRACES_SAMPLER: "jaeger_remote" is not a sampler of the Go SDK: set one of always_off, always_on,`},
		{"OTEL_TRACES_SAMPLER=traceidratio OTEL_TRACES_SAMPLER_ARG=25%", `OTEL_TRACES_SAMPLER_ARG: "25%" is not a ratio`},
		{"OTEL_TRACES_SAMPLER=traceidratio OTEL_TRACES_SAMPLER_ARG=1.5", `OTEL_TRACES_SAMPLER_ARG: "1.5" is not a ratio`},
		{"OTEL_TRACES_SAMPLER=traceidratio OTEL_TRACES_SAMPLER_ARG=NaN", `OTEL_TRACES_SAMPLER_ARG: "NaN" is not a ratio`},
		{"OTEL_RESOURCE_ATTRIBUTES=team=shop,eu", `OTEL_RESOURCE_ATTRIBUTES: "eu" is not a name=value pair`},
		{"OTEL_RESOURCE_ATTRIBUTES=team=50%", `OTEL_RESOURCE_ATTRIBUTES: "team=50%" is not a name=value pair`},
		{"OTEL_PROPAGATORS=tracecontext,bagage", `OTEL_PROPAGATORS: "bagage" is not a propagator of this program`},
		{"OTEL_PROPAGATORS=none,baggage", "OTEL_PROPAGATORS: none stands beside other names"},
	} {
		t.Run(test.set, func(t *testing.T) {
			t.Setenv("HH_API_KEY", "secret-key")
			for pair := range strings.FieldsSeq(test.set) {
				name, value, _ := strings.Cut(pair, "=")
				t.Setenv(name, value)
			}
			_, err := hhtrace.Setup(t.Context())
			if err == nil || !strings.Contains(err.Error(), "hhtrace: "+test.want) {
				t.Errorf("error %v, want %q", err, test.want)
			}
			if err != nil && strings.Contains(err.Error(), "_123") {
				t.Errorf("the error shows the key: %v", err)
			}
		})
	}
}

// A key that was set in the wrong variable, or is wrong itself, is in no error.
func TestKeyInTheWrongVariable(t *testing.T) {
	key := "hh_" + strings.Repeat("Zebra7-x", 4)
	for _, test := range []struct{ set, want string }{
		{"HH_PROJECT=" + key, "HH_PROJECT: the name is an API key, which would be on every span: set it in HH_API_KEY"},
		{"HH_SOURCE=my " + key, "HH_SOURCE: the name is an API key"},
		{"HH_API_URL=" + key, "HH_API_URL: honeyhive: the URL does not begin with https://"},
		{"HH_API_URL=https://user:" + key + "@example.com", "HH_API_URL: honeyhive: the URL has a user"},
		{"HH_API_KEY=" + key + "\n", "HH_API_KEY: honeyhive: the API key has a space"},
		{"HH_API_KEY=hh_fgdp_" + key, "HH_API_KEY: honeyhive: the API key is a data plane key"},
		{"OTEL_TRACES_SAMPLER=" + key, `OTEL_TRACES_SAMPLER: "[redacted]" is not a sampler`},
		{"OTEL_TRACES_SAMPLER=secret-key", `OTEL_TRACES_SAMPLER: "[redacted]" is not a sampler`},
		{"OTEL_PROPAGATORS=" + key, `OTEL_PROPAGATORS: "[redacted]" is not a propagator`},
		{"OTEL_RESOURCE_ATTRIBUTES=" + key, `OTEL_RESOURCE_ATTRIBUTES: "[redacted]" is not a name=value pair`},
		{"OTEL_SDK_DISABLED=" + key, `OTEL_SDK_DISABLED: "[redacted]" is not a boolean`},
		{"OTEL_SPAN_ATTRIBUTE_COUNT_LIMIT=" + key, `OTEL_SPAN_ATTRIBUTE_COUNT_LIMIT: "[redacted]" is not a number`},
	} {
		t.Run(test.set, func(t *testing.T) {
			t.Setenv("HH_API_KEY", "secret-key")
			name, value, _ := strings.Cut(test.set, "=")
			t.Setenv(name, value)
			_, err := hhtrace.Setup(t.Context())
			if err == nil || !strings.Contains(err.Error(), "hhtrace: "+test.want) {
				t.Fatalf("error %v, want %q", err, test.want)
			}
			if text := fmt.Sprintf("%v %+v %#v", err, err, err); strings.Contains(text, "Zebra7") || strings.Contains(text, "secret-key") {
				t.Errorf("the error shows the key: %s", text)
			}
		})
	}
}

// Samplers with an argument that they do not read are right.
func TestArgumentOfOtherSampler(t *testing.T) {
	toReceiver(t)
	t.Setenv("OTEL_TRACES_SAMPLER", "always_on")
	t.Setenv("OTEL_TRACES_SAMPLER_ARG", "endpoint=http://localhost")
	if errs := exported(t); !errs.none() {
		t.Error(errs.text())
	}
}

func TestSamplerOfTheEnvironment(t *testing.T) {
	for set, want := range map[string]int{"always_on": 3, "always_off": 0, "traceidratio 0": 0, "parentbased_traceidratio 1": 3} {
		t.Run(set, func(t *testing.T) {
			r := toReceiver(t)
			name, argument, _ := strings.Cut(set, " ")
			t.Setenv("OTEL_TRACES_SAMPLER", name)
			if argument != "" {
				t.Setenv("OTEL_TRACES_SAMPLER_ARG", argument)
			}
			if errs := exported(t); !errs.none() || len(r.Spans()) != want {
				t.Errorf("%d spans, want %d; reported: %s", len(r.Spans()), want, errs.text())
			}
		})
	}
}

// The SDK reads the resource once in a process.
func TestResourceOfTheEnvironment(t *testing.T) {
	t.Setenv("OTEL_SERVICE_NAME", "shop")
	t.Setenv("OTEL_RESOURCE_ATTRIBUTES", "team=a%20b,service.name=other")
	if !alone(t) {
		return
	}
	r, ended := toReceiver(t), tracetest.NewSpanRecorder()
	if errs := exported(t, hhtrace.WithTracerProviderOptions(sdktrace.WithSpanProcessor(ended))); !errs.none() {
		t.Error(errs.text())
	}
	if spans := r.Spans(); len(spans) != 3 || spans[0].Service != "shop" {
		t.Errorf("spans %v", spans)
	}
	if got := ended.Ended()[0].Resource().String(); !strings.Contains(got, "team=a b") {
		t.Errorf("the resource is %s", got)
	}
}

// A header's value is decoded, as OpenTelemetry's specification says.
func TestHeadersOfTheEnvironment(t *testing.T) {
	s := takes(t, answerWith(http.StatusOK, "", ""))
	t.Setenv("HH_API_KEY", "")
	t.Setenv("OTEL_EXPORTER_OTLP_ENDPOINT", s.URL)
	t.Setenv("OTEL_EXPORTER_OTLP_HEADERS", "x-team=a%20b%2Cc, x-other = d ")
	if errs := exported(t); !errs.none() || len(s.requests) != 1 {
		t.Fatalf("%d requests, reported: %s", len(s.requests), errs.text())
	}
	if h := s.requests[0].Header; h.Get("x-team") != "a b,c" || h.Get("x-other") != "d" {
		t.Errorf("headers %v", h)
	}
}

func TestPropagatorsOfTheEnvironment(t *testing.T) {
	for set, want := range map[string]string{
		"":                    "baggage traceparent",
		"b3, baggage,b3":      "b3 baggage",
		"b3multi,baggage":     "baggage x-b3-sampled x-b3-spanid x-b3-traceid",
		"jaeger,xray,ottrace": "ot-tracer-sampled ot-tracer-spanid ot-tracer-traceid ot-baggage-k uber-trace-id x-amzn-trace-id",
		"tracecontext":        "traceparent",
		"none":                "",
	} {
		t.Run("propagators "+set, func(t *testing.T) {
			t.Setenv("OTEL_PROPAGATORS", set)
			if !alone(t) {
				return
			}
			errs := handled(t)
			shutdown, err := hhtrace.Setup(t.Context(), hhtrace.WithOutput(&bytes.Buffer{}))
			if err != nil {
				t.Fatal(err)
			}
			ctx := trace.ContextWithSpanContext(withBaggage(t, "k", "v"), trace.NewSpanContext(trace.SpanContextConfig{
				TraceID: trace.TraceID{1}, SpanID: trace.SpanID{1}, TraceFlags: trace.FlagsSampled,
			}))
			carrier := propagation.MapCarrier{}
			otel.GetTextMapPropagator().Inject(ctx, carrier)
			for key := range carrier {
				if !strings.Contains(" "+want+" ", " "+strings.ToLower(key)+" ") {
					t.Errorf("the header %s is injected", key)
				}
			}
			if got := len(strings.Fields(want)); len(carrier) != got {
				t.Errorf("injected %v, want %s", carrier, want)
			}
			if told := strings.Contains(errs.text(), "does not carry baggage"); told != !strings.Contains(want, "baggage") {
				t.Errorf("reported: %s", errs.text())
			}
			if err := shutdown(t.Context()); err != nil {
				t.Error(err)
			}
		})
	}
}

// The baggage of OTEL_PROPAGATORS carries fields to other services.
func TestBaggageOfSetupCarriesFields(t *testing.T) {
	if !alone(t) {
		return
	}
	shutdown, err := hhtrace.Setup(t.Context(), hhtrace.WithOutput(&bytes.Buffer{}))
	if err != nil {
		t.Fatal(err)
	}
	carrier := propagation.MapCarrier{}
	otel.GetTextMapPropagator().Inject(travel.ContextWith(t.Context(), travel.WithTenant("acme")), carrier)
	if got := carrier["baggage"]; got != "hh.metadata.tenant=acme" {
		t.Errorf("baggage %q", got)
	}
	if err := shutdown(t.Context()); err != nil {
		t.Error(err)
	}
}

// Without a key, Setup prints only if somebody asked.
func TestWithoutKey(t *testing.T) {
	const noKey = "there is no key of HoneyHive, and no other place for spans: set HH_API_KEY to send them to HoneyHive, " +
		"OTEL_EXPORTER_OTLP_ENDPOINT to send them to a Collector, or OTEL_TRACES_EXPORTER=console, or WithOutput, to print them"
	collector := receiver.New(t)
	for _, test := range []struct {
		set, want string
		output    bool
		printed   bool
	}{
		{"", noKey, false, false},
		{"OTEL_TRACES_EXPORTER=otlp", noKey, false, false},
		{"HH_APIKEY=x", "HH_APIKEY is set, but nothing reads it: did you mean HH_API_KEY?", false, false},
		{"", "", true, true},
		{"OTEL_TRACES_EXPORTER=console", "", false, true},
		{"OTEL_TRACES_EXPORTER=none", "", false, false},
		{"OTEL_TRACES_EXPORTER=none", "", true, false},
		{"OTEL_EXPORTER_OTLP_ENDPOINT=" + collector.URL, "", true, false},
		{"OTEL_EXPORTER_OTLP_ENDPOINT=" + collector.URL, "", false, false},
	} {
		t.Run(fmt.Sprint(test.set, " output ", test.output), func(t *testing.T) {
			handled(t) // takes what WithoutSessionClient reports
			for pair := range strings.FieldsSeq("HH_API_KEY= " + test.set) {
				name, value, _ := strings.Cut(pair, "=")
				t.Setenv(name, value)
			}
			printed := &bytes.Buffer{}
			var options []hhtrace.Option
			if test.output {
				options = append(options, hhtrace.WithOutput(printed))
			}
			stdout := captureStdout(t, printed)
			shutdown, err := hhtrace.Setup(t.Context(), options...)
			if test.want != "" {
				stdout()
				if err == nil || !strings.Contains(err.Error(), test.want) {
					t.Errorf("error %v, want %q", err, test.want)
				}
				return
			}
			if err != nil {
				t.Fatal(err)
			}
			ctx, err := hh.StartSession(t.Context(), hh.SessionConfig{Name: "conversation"})
			if err != nil {
				t.Error(err)
			}
			if err := chat.EnrichSession(ctx, chat.WithFeature("search")); err != nil {
				t.Error(err)
			}
			spanOf(otel.GetTracerProvider(), ctx, "span")
			if err := shutdown(t.Context()); err != nil {
				t.Error(err)
			}
			stdout()
			if got := strings.Contains(printed.String(), "span span"); got != test.printed || !test.printed && printed.Len() > 0 {
				t.Errorf("printed:\n%s", printed)
			}
		})
	}
	if got := names(collector); got != "span span" {
		t.Errorf("the collector has the spans %q", got)
	}
}

// captureStdout makes standard output a file until the returned function appends what
// was written to b.
func captureStdout(t *testing.T, b *bytes.Buffer) (end func()) {
	t.Helper()
	file, err := os.CreateTemp(t.TempDir(), "stdout")
	if err != nil {
		t.Fatal(err)
	}
	stdout := os.Stdout
	os.Stdout = file
	return func() {
		os.Stdout = stdout
		text, err := os.ReadFile(file.Name())
		if err != nil {
			t.Error(err)
		}
		_ = file.Close()
		b.Write(text)
	}
}

// Names that are close to a variable of HoneyHive are mistakes. Other names, with those
// that HoneyHive's other SDKs read, are not.
func TestMisspeltVariables(t *testing.T) {
	for name, want := range map[string]string{
		"HH_APIKEY": "HH_API_KEY", "HHAPI_KEY": "HH_API_KEY", "HH_API_TOKEN": "HH_API_KEY", "HH_API_KYE": "HH_API_KEY", "HH_KEY": "HH_API_KEY",
		"HH_INGEST_API_KEY": "HH_INGESTION_API_KEY", "HH_BASE_URL": "HH_API_URL",
		"HONEYHIVE_API_KEY": "HH_API_KEY", "hh_api_key": "HH_API_KEY", "HH_APPI_KEY": "HH_API_KEY", "HH_INGESTION_KEY": "HH_INGESTION_API_KEY",
		"HH_API_ENDPOINT": "HH_API_URL", "HH_URL": "HH_API_URL", "HH_PROJECTS": "HH_PROJECT", "HH_SOURC": "HH_SOURCE",
	} {
		if got := hhtrace.MeantBy(name); got != want {
			t.Errorf("%s: %q, want %q", name, got, want)
		}
	}
	// The second line and the following are what src/ of honeyhiveai/python-sdk,
	// @honeyhive/api-client and @honeyhive/cli read.
	for name := range strings.FieldsSeq(`
		HOME H HH OTEL_TRACES_EXPORTER HH_API_KEY HH_PROJECT_API_KEY HH_INGESTION_API_KEY HH_API_URL HH_DATA_PLANE_URL HH_PROJECT HH_SOURCE
		HH_API_TIMEOUT HH_VERBOSE HH_OTLP_ENABLED HH_EXPORT_TIMEOUT_SECONDS HH_BATCH_SIZE HH_OTLP_PROTOCOL HH_HIGH_CONCURRENCY HH_FLUSH_INTERVAL
		HH_DISABLE_HTTP_TRACING HH_TIMEOUT HH_TEST_MODE HH_MAX_CONNECTIONS HH_EXPERIMENT_ID HH_VERIFY_SSL HH_SESSION_NAME HH_SERVICE_VERSION
		HH_SERVICE_NAME HH_SERVER_URL HH_RATE_LIMIT_WINDOW HH_RATE_LIMIT_CALLS HH_POOL_TIMEOUT HH_OTLP_HEADERS HH_OTLP_ENDPOINT HH_NO_PROXY
		HH_MAX_RETRIES HH_MAX_KEEPALIVE_CONNECTIONS HH_MAX_EXPORT_BATCH_SIZE HH_KEEPALIVE_EXPIRY HH_HTTP_PROXY HH_HTTPS_PROXY HH_FOLLOW_REDIRECTS
		HH_EXPORT_TIMEOUT HH_EXPERIMENT_VARIANT HH_EXPERIMENT_NAME HH_EXPERIMENT_METADATA HH_EXPERIMENT_GROUP HH_TELEMETRY
		HH_PRESERVE_CORE_ATTRIBUTES HH_MAX_SPAN_SIZE HH_MAX_LINKS HH_MAX_EVENTS HH_MAX_ATTRIBUTES HH_DISABLE_TRACING HH_DISABLE_BATCH
		HH_CACHE_TTL HH_CACHE_MAX_SIZE HH_CACHE_ENABLED HH_CACHE_CLEANUP_INTERVAL
		HH_DATA_PLANE_API_KEY HH_CONTROL_PLANE_API_KEY HH_CONTROL_PLANE_URL`) {
		if got := hhtrace.MeantBy(name); got != "" {
			t.Errorf("%s is taken for %s", name, got)
		}
	}
}

// With a key, a misspelt variable is reported once.
func TestMisspeltVariableIsReported(t *testing.T) {
	toReceiver(t)
	t.Setenv("HH_SORUCE", "production")
	errs := handled(t)
	for range 2 {
		shutdown, err := hhtrace.Setup(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		if err := shutdown(t.Context()); err != nil {
			t.Error(err)
		}
	}
	if got := errs.text(); strings.Count(got, "HH_SORUCE is set, but nothing reads it: did you mean HH_SOURCE?") != 1 {
		t.Errorf("reported: %s", got)
	}
}
