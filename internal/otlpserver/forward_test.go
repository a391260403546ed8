package otlpserver

import (
	"io"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"
	"go.opentelemetry.io/otel/exporters/otlp/otlptrace/otlptracegrpc"

	"github.com/hhgen/hhgen/runtime/testdata/receiver"
)

// other is a receiver that requests are passed on to.
type other struct {
	*httptest.Server
	mu       sync.Mutex
	requests []string // method, path, headers of interest, body
	status   int
	header   http.Header // of its answers
	body     string
}

func newOther(t *testing.T) *other {
	o := &other{status: http.StatusOK}
	o.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		o.mu.Lock()
		defer o.mu.Unlock()
		o.requests = append(o.requests, strings.Join([]string{r.Method, r.URL.String(), r.Header.Get("Authorization"), r.Header.Get("Content-Type"),
			r.Header.Get("Content-Encoding"), r.Header.Get("Hh-Client-Timestamp"), string(body)}, " | "))
		for name, values := range o.header {
			w.Header()[name] = values
		}
		w.WriteHeader(o.status)
		_, _ = io.WriteString(w, o.body)
	}))
	t.Cleanup(o.Close)
	return o
}

func forward(t *testing.T, address string, header http.Header) *Forward {
	t.Helper()
	f, err := NewForward(address, header)
	if err != nil {
		t.Fatal(err)
	}
	return f
}

// A request arrives as it was sent, and its sender gets the answer.
func TestForward(t *testing.T) {
	o := newOther(t)
	o.status, o.header, o.body = http.StatusAccepted, http.Header{"Content-Type": {"application/json"}}, `{"partialSuccess":{}}`
	s := listen(t, Options{Forward: forward(t, o.URL, nil)})
	zipped := gzipped(jsonSpan)
	got := []string{
		send(t, http.MethodPost, s.URL()+"/v1/traces", "application/json", zipped, "Content-Encoding", "gzip", "Authorization", "Bearer k"),
		send(t, http.MethodPost, s.URL()+"/opentelemetry/v1/traces", "application/json", jsonSpan),
		send(t, http.MethodPost, s.URL()+"/v1/logs", "application/json", "{}"),
		send(t, http.MethodPost, s.URL()+"/session/start", "application/json", `{"session":{"session_id":"i"}}`), // the other is not HoneyHive
	}
	want := []string{`202 application/json {"partialSuccess":{}}`, `202 application/json {"partialSuccess":{}}`, `202 application/json {"partialSuccess":{}}`,
		`200 application/json {"session_id":"i","success":true}`}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	want = []string{
		"POST | /v1/traces | Bearer k | application/json | gzip |  | " + zipped,
		"POST | /v1/traces |  | application/json |  |  | " + jsonSpan,
		"POST | /v1/logs |  | application/json |  |  | {}",
	}
	if diff := cmp.Diff(want, o.requests); diff != "" {
		t.Error(diff)
	}
	if stats := s.stop(); stats.Spans != 2 || stats.Failed != 0 || s.log() != "" {
		t.Errorf("%+v\n%s", stats, s.log())
	}
}

// Spans that come over gRPC are passed on as the same bytes, and sessions go to HoneyHive.
func TestForwardToHoneyHive(t *testing.T) {
	o := receiver.New(t)
	s := listen(t, Options{Forward: forward(t, o.URL+"/opentelemetry/v1/traces", http.Header{"Authorization": {"Bearer real"}})})
	record(t, otlptracegrpc.NewClient(otlptracegrpc.WithEndpointURL(s.URL()), otlptracegrpc.WithCompressor("gzip"),
		otlptracegrpc.WithHeaders(map[string]string{"authorization": "Bearer local"})))
	send(t, http.MethodPut, s.URL()+"/events", "application/json", `{"event_id":"e"}`, "Hh-Client-Timestamp", "5", "Authorization", "Bearer local")
	send(t, http.MethodPost, s.URL()+"/v1/metrics", "application/json", `{}`) // which HoneyHive does not take
	send(t, http.MethodPost, s.URL()+"/runs", "application/json", `{}`)       // which experiments ask for
	var got []string
	for _, r := range o.Requests() {
		got = append(got, r.Method+" "+r.Path+" "+r.Header.Get("Authorization")+" "+r.Header.Get("Hh-Client-Timestamp"))
	}
	want := []string{"POST /opentelemetry/v1/traces Bearer real ", "PUT /events Bearer real 5", "POST /runs Bearer real "}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	if spans := o.Spans(); len(spans) != 1 || spans[0].Value("honeyhive_metadata.feature") != "search" || s.got() != recorded {
		t.Errorf("%+v\n%s", spans, s.got())
	}
}

// A sender whose request could not be passed on tries again, and its spans count once.
func TestForwardUnreachable(t *testing.T) {
	o := newOther(t)
	o.Close()
	s := listen(t, Options{Forward: forward(t, o.URL, http.Header{"Authorization": {"Bearer secret"}})})
	for range 2 {
		got := send(t, http.MethodPost, s.URL()+"/v1/traces", "application/json", jsonSpan)
		if !strings.HasPrefix(got, `503 application/json {"code":14,"message":"`+o.URL+` cannot be reached: dial tcp`) {
			t.Error(got)
		}
	}
	if text := s.log(); !strings.Contains(text, "senders are told to try again") || strings.Count(text, "\n") > 0 || strings.Contains(text, "secret") {
		t.Error(text)
	}
	if stats := s.stop(); stats.Spans != 1 || stats.Failed != 2 {
		t.Errorf("%+v", stats)
	}
}

// What the other receiver refuses, the sender is told as it was said.
func TestForwardRefused(t *testing.T) {
	for _, c := range []struct {
		status     int
		retryAfter string
		want, log  string
		grpc       string
	}{
		{http.StatusUnauthorized, "", "401 ", "have the senders send the key that it knows", "Unauthenticated"},
		{http.StatusTooManyRequests, "7", "429 ", "senders are told to try again", ""},
		{http.StatusFound, "", "302 ", "check its address", "Unknown"},
		{http.StatusBadRequest, "", "400 ", "the sender is told so", "InvalidArgument"},
	} {
		o := newOther(t)
		o.status, o.body, o.header = c.status, "why", http.Header{"Content-Type": {"text/plain"}, "Retry-After": {c.retryAfter}, "Location": {"http://127.0.0.1:1/"}}
		s := listen(t, Options{Forward: forward(t, o.URL, nil)})
		if got := send(t, http.MethodPost, s.URL()+"/v1/traces", "application/json", jsonSpan); got != c.want+"text/plain why" {
			t.Errorf("%d: %s", c.status, got)
		}
		if !strings.Contains(s.log(), c.log) {
			t.Errorf("%d: %s", c.status, s.log())
		}
		if c.grpc == "" {
			continue
		}
		client := otlptracegrpc.NewClient(otlptracegrpc.WithEndpointURL(s.URL()))
		if err := client.Start(t.Context()); err != nil {
			t.Fatal(err)
		}
		if err := client.UploadTraces(t.Context(), nil); err == nil || !strings.Contains(err.Error(), c.grpc) {
			t.Errorf("%d: %v; want %s", c.status, err, c.grpc)
		}
		_ = client.Stop(t.Context())
	}
}

func TestNewForward(t *testing.T) {
	for address, want := range map[string][2]string{
		"https://api.honeyhive.ai":                          {"https://api.honeyhive.ai/opentelemetry", "https://api.honeyhive.ai"},
		"https://api.dp1.us.honeyhive.ai/":                  {"https://api.dp1.us.honeyhive.ai/opentelemetry", "https://api.dp1.us.honeyhive.ai"},
		"https://hh.example.com/x/opentelemetry/v1/traces/": {"https://hh.example.com/x/opentelemetry", "https://hh.example.com/x"},
		"http://collector:4318":                             {"http://collector:4318", ""},
		"http://collector:4318/v1/traces":                   {"http://collector:4318", ""},
		"https://nothoneyhive.ai/otlp/":                     {"https://nothoneyhive.ai/otlp", ""},
	} {
		f := forward(t, address, nil)
		api := ""
		if f.api != nil {
			api = f.api.String()
		}
		if got := [2]string{f.otlp.String(), api}; got != want {
			t.Errorf("%s: %q; want %q", address, got, want)
		}
	}
	for address, want := range map[string]string{
		"collector:4318":                       `"collector:4318" is not an address to pass spans on to: write one such as https://api.honeyhive.ai or http://collector:4318`,
		"https://user:secret@api.honeyhive.ai": "the address to pass spans on to has a user, a query or a fragment, which would not be sent: give a header instead",
		"https://%zz:secret@x?key=secret":      `"…@x" is not an address to pass spans on to: write one such as https://api.honeyhive.ai or http://collector:4318`,
	} {
		if _, err := NewForward(address, nil); err == nil || err.Error() != want {
			t.Errorf("%s: %v; want %s", address, err, want)
		}
	}
}

func TestEnvironment(t *testing.T) {
	s := listen(t, Options{})
	base := []string{"PATH=/bin", "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT=https://x", "OTEL_SDK_DISABLED=true", "HH_DATA_PLANE_URL=https://y",
		"OTEL_EXPORTER_OTLP_PROTOCOL=grpc", "OTEL_BSP_SCHEDULE_DELAY=", "HTTP_PROXY=http://p:1", "NO_PROXY=internal"}
	want := []string{"PATH=/bin", "OTEL_EXPORTER_OTLP_PROTOCOL=grpc", "HTTP_PROXY=http://p:1", "OTEL_EXPORTER_OTLP_ENDPOINT=" + s.URL(),
		"OTEL_TRACES_EXPORTER=otlp", "OTEL_BSP_SCHEDULE_DELAY=500", "HH_API_URL=" + s.URL(), "HH_API_KEY=not-a-key",
		"NO_PROXY=internal,127.0.0.1,localhost", "no_proxy=127.0.0.1,localhost"}
	if diff := cmp.Diff(want, s.Environment(base)); diff != "" {
		t.Error(diff)
	}
	if env := s.Environment([]string{"HH_PROJECT_API_KEY=k"}); slices.Contains(env, "HH_API_KEY=not-a-key") || !slices.Contains(env, "OTEL_EXPORTER_OTLP_PROTOCOL=http/protobuf") {
		t.Error(env)
	}
	s = listen(t, Options{Forward: forward(t, "http://127.0.0.1:1", nil)})
	if env := s.Environment(nil); slices.ContainsFunc(env, isKey) {
		t.Error(env)
	}
}
