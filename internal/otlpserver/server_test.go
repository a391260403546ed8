package otlpserver

import (
	"bytes"
	"compress/gzip"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/exporters/otlp/otlptrace"
	"go.opentelemetry.io/otel/exporters/otlp/otlptrace/otlptracegrpc"
	"go.opentelemetry.io/otel/exporters/otlp/otlptrace/otlptracehttp"
	"go.opentelemetry.io/otel/sdk/resource"
	"go.opentelemetry.io/otel/sdk/trace"

	"github.com/hhgen/hhgen/internal/otlp"
)

// taken is a server of a test, and what it took.
type taken struct {
	*Server
	t     *testing.T
	mu    sync.Mutex
	spans []string
	texts []string
}

func listen(t *testing.T, o Options) *taken {
	t.Helper()
	s := &taken{t: t}
	o.Address = "127.0.0.1:0"
	if o.Spans == nil {
		o.Spans = func(span *otlp.Span) error {
			s.mu.Lock()
			defer s.mu.Unlock()
			line := span.Service + "/" + span.Scope + "/" + span.Name
			for _, a := range span.Attributes {
				line += " " + a.Key + "=" + a.Value.Text
			}
			s.spans = append(s.spans, line)
			return nil
		}
	}
	o.Log = func(text string) {
		s.mu.Lock()
		defer s.mu.Unlock()
		s.texts = append(s.texts, text)
	}
	var err error
	if s.Server, err = Listen(o); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.stop() })
	return s
}

// stop stops the server, and returns what it took.
func (s *taken) stop() Stats {
	s.t.Helper()
	stats, err := s.Shutdown(context.Background())
	if err != nil {
		s.t.Error(err)
	}
	return stats
}

func (s *taken) log() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return strings.Join(s.texts, "\n")
}

func (s *taken) got() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return strings.Join(s.spans, "\n")
}

// record records a span with an SDK of OpenTelemetry, and returns when it was sent.
func record(t *testing.T, client otlptrace.Client) {
	t.Helper()
	exporter, err := otlptrace.New(t.Context(), client)
	if err != nil {
		t.Fatal(err)
	}
	provider := trace.NewTracerProvider(trace.WithBatcher(exporter),
		trace.WithResource(resource.NewSchemaless(attribute.String("service.name", "answerer"))))
	_, span := provider.Tracer("chat").Start(t.Context(), "answer")
	span.SetAttributes(attribute.String("honeyhive_metadata.feature", "search"))
	span.End()
	if err := errors.Join(provider.ForceFlush(t.Context()), provider.Shutdown(t.Context())); err != nil {
		t.Fatal(err)
	}
}

const recorded = "answerer/chat/answer honeyhive_metadata.feature=search"

// The SDK's exporters of both protocols send to one address.
func TestSDK(t *testing.T) {
	s := listen(t, Options{})
	for name, client := range map[string]otlptrace.Client{
		"HTTP":          otlptracehttp.NewClient(otlptracehttp.WithEndpointURL(s.URL() + "/v1/traces")),
		"HTTP and gzip": otlptracehttp.NewClient(otlptracehttp.WithEndpointURL(s.URL()+"/opentelemetry/v1/traces"), otlptracehttp.WithCompression(otlptracehttp.GzipCompression)),
		"gRPC":          otlptracegrpc.NewClient(otlptracegrpc.WithEndpointURL(s.URL())),
		"gRPC and gzip": otlptracegrpc.NewClient(otlptracegrpc.WithEndpointURL(s.URL()), otlptracegrpc.WithCompressor("gzip")),
	} {
		s.spans = nil
		record(t, client)
		if got := s.got(); got != recorded {
			t.Errorf("%s: %s", name, got)
		}
	}
	if stats := s.stop(); stats.Spans != 4 || stats.Requests != 4 || stats.Rejected != 0 || s.log() != "" {
		t.Errorf("%+v\n%s", stats, s.log())
	}
}

const jsonSpan = `{"resourceSpans":[{"scopeSpans":[{"spans":[{"name":"a"}]}]}]}`

// send sends a request, and returns what was answered.
func send(t *testing.T, method, url, contentType, body string, header ...string) string {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), method, url, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("Content-Type", contentType)
	for i := 0; i < len(header); i += 2 {
		r.Header.Set(header[i], header[i+1])
	}
	answer, err := http.DefaultClient.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = answer.Body.Close() }()
	text, err := io.ReadAll(answer.Body)
	if err != nil {
		t.Fatal(err)
	}
	return fmt.Sprintf("%d %s %s", answer.StatusCode, answer.Header.Get("Content-Type"), text)
}

func gzipped(text string) string {
	var b bytes.Buffer
	w := gzip.NewWriter(&b)
	_, _ = io.WriteString(w, text)
	_ = w.Close()
	return b.String()
}

func TestAnswers(t *testing.T) {
	s := listen(t, Options{})
	const post, js, pb = http.MethodPost, "application/json", "application/x-protobuf"
	for _, c := range []struct {
		method, path, contentType, body string
		header                          []string
		want                            string
	}{
		{post, "/v1/traces", js, jsonSpan, nil, "200 application/json {}"},
		{post, "/opentelemetry/v1/traces", js + "; charset=utf-8", jsonSpan, nil, "200 application/json {}"},
		{post, "/v1/traces", js, gzipped(jsonSpan), []string{"Content-Encoding", "gzip"}, "200 application/json {}"},
		{post, "/v1/traces", pb, "", nil, "200 application/x-protobuf "},
		{post, "/v1/logs", pb, "anything", nil, "200 application/x-protobuf "},
		{post, "/v1/metrics", js, "{}", nil, "200 application/json {}"},
		{post, "/opentelemetry/v1/logs", js, "{}", nil, "200 application/json {}"},
		{post, "/v1/traces", js, `{"resourceSpans":1}`, nil,
			`400 application/json {"code":3,"message":"line 1, column 18: resourceSpans is a number, and OTLP has an array here: look at what wrote this"}`},
		{post, "/v1/traces", js, jsonSpan + "x", nil, `400 application/json {"code":3,"message":"line 1, column 62: there is 'x' where the end of the request should be: ` +
			`this is not JSON: mend what wrote it, or leave the request out"}`},
		{post, "/v1/traces", pb, "\x0a\x05", nil, "400 application/x-protobuf \b\x03\x12`message 1, byte 1: this is not protobuf, or it was cut: " +
			"write it again, or look at what wrote it"},
		{post, "/v1/traces", js, "{}", []string{"Content-Encoding", "gzip"},
			`400 application/json {"code":3,"message":"the request is not gzip: unexpected EOF"}`},
		{post, "/v1/traces", js, "{}", []string{"Content-Encoding", "br"},
			`415 application/json {"code":12,"message":"the content encoding \"br\" is not known here: send gzip or none"}`},
		{post, "/v1/traces", "text/plain", "{}", nil, `415 application/json {"code":12,"message":"the content type \"text/plain\" is not one of OTLP: ` +
			`send application/x-protobuf or application/json"}`},
		{http.MethodGet, "/v1/traces", js, "", nil, `405 application/json {"code":12,"message":"OTLP is sent with POST"}`},
		{post, "/v1/trace", js, "{}", nil, `404 application/json {"code":12,"message":"/v1/trace is not a path of OTLP: send spans to /v1/traces"}`},
		{post, "/v1/traces", js, jsonSpan, []string{"Origin", "https://example.com"},
			`403 application/json {"code":7,"message":"browsers may not send here: send from the service"}`},
		{post, "/v1/traces", js, strings.Repeat(" ", maxBody+1), nil,
			`413 application/json {"code":8,"message":"the request has more than 20 MiB: send fewer spans at a time"}`},
		{post, "/v1/traces", js, gzipped(strings.Repeat(" ", maxBody+1)), []string{"Content-Encoding", "gzip"},
			`413 application/json {"code":8,"message":"the request has more than 20 MiB: send fewer spans at a time"}`},
		{post, "/session/start", js, `{"session":{"session_id":"11111111-2222-4333-8444-555555555555"}}`, nil,
			`200 application/json {"session_id":"11111111-2222-4333-8444-555555555555","success":true}`},
		{post, "/v1/sessions", js, `{"session_id":"11111111-2222-4333-8444-555555555555"}`, nil,
			`200 application/json {"session_id":"11111111-2222-4333-8444-555555555555","success":true}`},
		{http.MethodPut, "/events", js, `{"event_id":"x","metadata":{}}`, nil, `200 application/json {"success":true}`},
		{http.MethodPut, "/v1/events/x", js, `{"metadata":{}}`, nil, `200 application/json {"success":true}`},
	} {
		if got := send(t, c.method, s.URL()+c.path, c.contentType, c.body, c.header...); got != c.want {
			t.Errorf("%s %s %.40q:\n%q\nwant\n%q", c.method, c.path, c.body, got, c.want)
		}
	}
	if stats := s.stop(); stats.Spans != 4 || stats.OtherSignals != 3 || stats.Rejected != 7 || stats.Sessions != 4 {
		t.Errorf("%+v", stats)
	}
	if !strings.Contains(s.log(), "POST /v1/trace, which is not a path of OTLP") {
		t.Error(s.log())
	}
}

// Other machines reach a server only if that is asked for.
func TestAddress(t *testing.T) {
	for address, want := range map[string]string{
		"0.0.0.0:0":     `"0.0.0.0:0" is not on loopback, so other machines could send spans: use 127.0.0.1:4318`,
		":0":            `":0" is not on loopback, so other machines could send spans: use 127.0.0.1:4318`,
		"example.com:0": `"example.com:0" is not on loopback, so other machines could send spans: use 127.0.0.1:4318`,
		"4318":          `"4318" is not an address: write host:port, such as 127.0.0.1:4318`,
	} {
		if _, err := Listen(Options{Address: address}); err == nil || err.Error() != want {
			t.Errorf("%s: %v; want %s", address, err, want)
		}
	}
	s := listen(t, Options{})
	_, err := Listen(Options{Address: s.listener.Addr().String()})
	if err == nil || !strings.HasSuffix(err.Error(), "; use port 0 for one that is free") {
		t.Error(err)
	}
}

// More requests than may be in memory wait, and are then told to come again.
func TestBusy(t *testing.T) {
	release, entered := make(chan struct{}), make(chan struct{}, maxInHand+1)
	s := listen(t, Options{Spans: func(*otlp.Span) error {
		entered <- struct{}{}
		<-release
		return nil
	}})
	s.patience = time.Millisecond
	var wg sync.WaitGroup
	for range maxInHand {
		s.inHand <- struct{}{}
	}
	<-s.inHand
	wg.Go(func() { send(t, http.MethodPost, s.URL()+"/v1/traces", "application/json", jsonSpan) })
	<-entered
	got := send(t, http.MethodPost, s.URL()+"/v1/traces", "application/json", jsonSpan)
	if want := `503 application/json {"code":14,"message":"too many requests at a time: send it again"}`; got != want {
		t.Errorf("%s; want %s", got, want)
	}
	close(release)
	wg.Wait()
}

// Shutdown waits for what is in hand.
func TestShutdown(t *testing.T) {
	entered, release := make(chan struct{}), make(chan struct{})
	s := listen(t, Options{Spans: func(*otlp.Span) error {
		close(entered)
		<-release
		return nil
	}})
	answered := make(chan string, 1)
	go func() { answered <- send(t, http.MethodPost, s.URL()+"/v1/traces", "application/json", jsonSpan) }()
	<-entered
	go close(release)
	if stats := s.stop(); stats.Spans != 1 {
		t.Errorf("%+v", stats)
	}
	if got := <-answered; !strings.HasPrefix(got, "200 ") {
		t.Error(got)
	}
}

// An error of the function that takes spans stops the server from taking more.
func TestSpansFails(t *testing.T) {
	full := errors.New("full")
	s := listen(t, Options{Spans: func(*otlp.Span) error { return full }})
	for range 2 {
		got := send(t, http.MethodPost, s.URL()+"/v1/traces", "application/json", jsonSpan)
		if want := `500 application/json {"code":2,"message":"spans are not taken any more"}`; got != want {
			t.Error(got)
		}
	}
	if _, err := s.Shutdown(t.Context()); !errors.Is(err, full) {
		t.Error(err)
	}
	s.failed = nil // for the end of the test
}
