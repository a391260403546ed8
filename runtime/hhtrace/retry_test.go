package hhtrace

import (
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"strings"
	"syscall"
	"testing"
	"testing/synctest"
	"time"

	"go.opentelemetry.io/otel/exporters/otlp/otlptrace"
	"go.opentelemetry.io/otel/exporters/otlp/otlptrace/otlptracehttp"
	sdktrace "go.opentelemetry.io/otel/sdk/trace"
	"go.opentelemetry.io/otel/sdk/trace/tracetest"

	"github.com/hhgen/hhgen/runtime/internal/transport"
)

// scripted answers each request with the next answer, and repeats the last one. An
// answer of nil is a refused connection.
type scripted struct {
	answers []func() *http.Response
	at      []time.Time
	open    int // bodies that were not closed
}

func (s *scripted) RoundTrip(*http.Request) (*http.Response, error) {
	next := s.answers[min(len(s.at), len(s.answers)-1)]
	s.at = append(s.at, time.Now())
	if next == nil {
		return nil, &net.OpError{Op: "dial", Net: "tcp", Err: os.NewSyscallError("connect", syscall.ECONNREFUSED)}
	}
	response := next()
	s.open++
	response.Body = closing{response.Body, s}
	return response, nil
}

type closing struct {
	io.Reader
	s *scripted
}

func (c closing) Close() error { c.s.open--; return nil }

func response(status int, retryAfter string, body io.Reader) func() *http.Response {
	return func() *http.Response {
		header := http.Header{}
		if retryAfter != "" {
			header.Set("Retry-After", retryAfter)
		}
		return &http.Response{StatusCode: status, Status: fmt.Sprint(status, " ", http.StatusText(status)), Header: header, Body: io.NopCloser(body)}
	}
}

// stalls is a body that does not end before the request ends.
type stalls struct{}

func (stalls) Read([]byte) (int, error) {
	time.Sleep(5 * time.Second)
	return 0, context.DeadlineExceeded
}

// The exporter sends spans again when the receiver asks for it, or could not be
// reached, but never spans that the receiver may have taken.
func TestRetries(t *testing.T) {
	empty := strings.NewReader("")
	for name, test := range map[string]struct {
		answers  []func() *http.Response
		requests int
		after    time.Duration // the second request, at least
		want     string        // part of the error; "" for none
	}{
		"429":         {[]func() *http.Response{response(429, "7", empty), response(200, "", empty)}, 2, 7 * time.Second, ""},
		"502":         {[]func() *http.Response{response(502, "", empty), response(200, "", empty)}, 2, time.Second, ""},
		"503":         {[]func() *http.Response{response(503, "20", strings.NewReader(page)), response(200, "", empty)}, 2, 20 * time.Second, ""},
		"504":         {[]func() *http.Response{response(504, "", empty), response(204, "", empty)}, 2, time.Second, ""},
		"too long":    {[]func() *http.Response{response(503, "3600", strings.NewReader("busy"))}, 1, 0, "body: busy"},
		"500":         {[]func() *http.Response{response(500, "", empty)}, 1, 0, "500 Internal Server Error"},
		"a page":      {[]func() *http.Response{response(200, "1", strings.NewReader(page))}, 1, 0, "HTML page"},
		"incomplete":  {[]func() *http.Response{response(200, "1", stalls{})}, 1, 0, "HTTP 200: the answer is incomplete"},
		"a redirect":  {[]func() *http.Response{response(302, "1", empty)}, 1, 0, "302 Found"},
		"restart":     {[]func() *http.Response{nil, nil, response(200, "", empty)}, 3, time.Second, ""},
		"slow to say": {[]func() *http.Response{response(503, "1", stalls{}), response(200, "", empty)}, 2, time.Second, ""},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				s := &scripted{answers: test.answers}
				redact := transport.Redactor("secret")
				client := transport.NewClient(answers{dials{s}, redact, advice{}})
				client.Timeout = 3 * time.Second
				sender := otlptracehttp.NewClient(otlptracehttp.WithHTTPClient(client), otlptracehttp.WithEndpointURL("http://collector.example"))
				spans, err := otlptrace.New(t.Context(), sender)
				if err != nil {
					t.Fatal(err)
				}
				exporter := &otlpExporter{&otlp{client: sender, redact: redact, closed: func() {}}, spans}
				err = exporter.ExportSpans(t.Context(), []sdktrace.ReadOnlySpan{tracetest.SpanStub{Name: "span"}.Snapshot()})
				if test.want == "" && err != nil || test.want != "" && (err == nil || !strings.Contains(err.Error(), test.want)) {
					t.Errorf("error %v, want %q", err, test.want)
				}
				if len(s.at) != test.requests || s.open != 0 {
					t.Fatalf("%d requests, %d bodies are open", len(s.at), s.open)
				}
				if test.requests > 1 && s.at[1].Sub(s.at[0]) < test.after {
					t.Errorf("sent again after %v", s.at[1].Sub(s.at[0]))
				}
				if err := exporter.Shutdown(t.Context()); err != nil {
					t.Error(err)
				}
			})
		})
	}
}

const page = "<!DOCTYPE html><html><body>Log in</body></html>"
