package hhtrace_test

import (
	"encoding/base64"
	"errors"
	"fmt"
	"html"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync"
	"testing"

	"go.opentelemetry.io/otel"
	collector "go.opentelemetry.io/proto/otlp/collector/trace/v1"
	"google.golang.org/protobuf/proto"

	"github.com/hhgen/hhgen/runtime/hhtrace"
	"github.com/hhgen/hhgen/runtime/testdata/chat"
)

// reported collects the errors given to otel.Handle until the test ends.
type reported struct {
	mu   sync.Mutex
	errs []error
	lost hhtrace.ExporterStats // of the shutdown, if spans were lost
}

func handled(t *testing.T) *reported {
	t.Helper()
	r := &reported{}
	before := otel.GetErrorHandler()
	otel.SetErrorHandler(otel.ErrorHandlerFunc(func(err error) {
		r.mu.Lock()
		defer r.mu.Unlock()
		r.errs = append(r.errs, err)
	}))
	t.Cleanup(func() { otel.SetErrorHandler(before) })
	return r
}

// text returns all errors, one line each.
func (r *reported) text() string {
	r.mu.Lock()
	defer r.mu.Unlock()
	return fmt.Sprint(errors.Join(r.errs...))
}

func (r *reported) none() bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	return len(r.errs) == 0
}

// exported records three spans through Setup, shuts it down, and returns the
// reported errors. Shutdown returns an error if spans were lost.
func exported(t *testing.T, options ...hhtrace.Option) *reported {
	t.Helper()
	errs := handled(t)
	shutdown, err := hhtrace.Setup(t.Context(), options...)
	if err != nil {
		t.Fatal(err)
	}
	for range 3 {
		ctx, span := otel.GetTracerProvider().Tracer("test").Start(t.Context(), "span")
		chat.EnrichSpan(ctx, chat.WithUserID("user_42"))
		span.End()
	}
	err = shutdown(t.Context())
	if lost, ok := errors.AsType[*hhtrace.LostError](err); ok {
		errs.lost = lost.ExporterStats
	} else if err != nil {
		t.Error(err)
	}
	return errs
}

// taken is a server that keeps its requests.
type taken struct {
	*httptest.Server
	mu       sync.Mutex
	requests []*http.Request
}

func takes(t *testing.T, answer http.HandlerFunc) *taken {
	t.Helper()
	s := &taken{}
	s.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		_, _ = io.Copy(io.Discard, r.Body)
		s.mu.Lock()
		s.requests = append(s.requests, r)
		s.mu.Unlock()
		answer(w, r)
	}))
	t.Cleanup(s.Close)
	return s
}

func (s *taken) paths() (paths []string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, r := range s.requests {
		paths = append(paths, r.URL.Path)
	}
	return paths
}

func answerWith(status int, contentType, body string) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		if contentType != "" {
			w.Header().Set("Content-Type", contentType)
		}
		w.WriteHeader(status)
		_, _ = io.WriteString(w, body)
	}
}

// breaksOff answers with fewer bytes than its Content-Length.
func breaksOff(w http.ResponseWriter, _ *http.Request) {
	w.Header().Set("Content-Length", "100")
	_, _ = io.WriteString(w, "\n")
}

// partial is the answer of a receiver that took some of the spans.
func partial(t *testing.T) string {
	t.Helper()
	text, err := proto.Marshal(&collector.ExportTraceServiceResponse{
		PartialSuccess: &collector.ExportTracePartialSuccess{RejectedSpans: 2, ErrorMessage: "quota"},
	})
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

const page = "<!DOCTYPE html><html><body>Log in</body></html>"

// The answers of an OTLP receiver are successes. Any other answer is reported, with
// the number of spans, whatever its status.
func TestAnswers(t *testing.T) {
	for name, test := range map[string]struct {
		answer http.HandlerFunc
		want   string // part of the report; "" for none
	}{
		"nothing":                 {answerWith(200, "", ""), ""},
		"no content":              {answerWith(204, "", ""), ""},
		"empty protobuf":          {answerWith(200, "application/x-protobuf", ""), ""},
		"empty JSON":              {answerWith(200, "application/json", "{}"), ""},
		"JSON with a charset":     {answerWith(200, "application/json; charset=utf-8", `{"partialSuccess":{}}`), ""},
		"JSON that says text":     {answerWith(200, "text/plain; charset=utf-8", `{"success":true,"errors":[]}`), ""},
		"partial":                 {answerWith(200, "application/x-protobuf", partial(t)), "quota (2 spans rejected)"},
		"partial, type with more": {answerWith(200, "Application/X-Protobuf; v=1", partial(t)), "quota (2 spans rejected)"},
		"partial without a type":  {answerWith(200, "application/octet-stream", partial(t)), "quota (2 spans rejected)"},
		"partial, long message":   {answerWith(200, "application/json", `{"partialSuccess":{"rejectedSpans":1,"errorMessage":"`+strings.Repeat("x", 9000)+`"}}`), "xxx..."},
		"a warning":               {answerWith(200, "application/json", `{"partialSuccess":{"errorMessage":"soon too old"}}`), "soon too old (0 spans rejected)"},
		"partial in JSON":         {answerWith(200, "text/plain", `{"partialSuccess":{"rejectedSpans":"1","errorMessage":"late"}}`), "late (1 spans rejected)"},
		"page":                    {answerWith(200, "text/html; charset=utf-8", page), "HTTP 200: the answer is an HTML page"},
		"page that says protobuf": {answerWith(200, "application/x-protobuf", page), "HTTP 200: the answer is an HTML page"},
		"page that says JSON":     {answerWith(200, "application/json", "\n"+page), "HTTP 200: the answer is an HTML page"},
		"page, 203":               {answerWith(203, "text/html", page), "HTTP 203: the answer is an HTML page"},
		"text":                    {answerWith(200, "text/plain", "welcome"), `of type "text/plain", is not from an OTLP receiver: check the URL; the answer begins: "welcome"`},
		"XML":                     {answerWith(200, "application/xml", "<r/>"), `of type "application/xml"`},
		"JSON, not an object":     {answerWith(200, "application/json", `"ok"`), `of type "application/json"`},
		"JSON with an error":      {answerWith(200, "application/json", `{"error":"no such project"}`), "no such project"},
		"JSON that says success":  {answerWith(200, "application/json", `{"event_ids":["1"],"ok":true}`), ""},
		"JSON of a login":         {answerWith(200, "application/json", `{"redirect":"/login"}`), `is not from an OTLP receiver: check the URL; the answer begins: "{\"redirect\"`},
		"JSON of a gateway":       {answerWith(200, "text/html", ` {"code":16,"message":"unauthenticated"}`), "unauthenticated"},
		"JSON that says no":       {answerWith(200, "application/json", `{"success":false,"partialSuccess":{}}`), "is not from an OTLP receiver"},
		"page with a mark":        {answerWith(200, "application/x-protobuf", "\uFEFF"+page), "HTTP 200: the answer is an HTML page"},
		"gRPC":                    {answerWith(200, "application/grpc+proto", ""), "the answer is from a gRPC server: set the URL"},
		"incomplete":              {breaksOff, "HTTP 200: the answer is incomplete: unexpected EOF"},
		"incomplete, rejected": {func(w http.ResponseWriter, r *http.Request) {
			w.Header().Set("Content-Length", "99")
			answerWith(403, "", "no")(w, r)
		}, "403 Forbidden (body: no)"},
		"invalid protobuf":         {answerWith(200, "application/x-protobuf", "\xff\xff"), "proto"},
		"too long":                 {answerWith(200, "application/x-protobuf", strings.Repeat("\n\x00", 1<<20)), "has over 1048576 bytes, so it is not from an OTLP receiver"},
		"rejected":                 {answerWith(400, "text/plain", "no such project"), "400 Bad Request (body: no such project)"},
		"found":                    {func(w http.ResponseWriter, r *http.Request) { http.Redirect(w, r, "/login", 302) }, "is not followed"},
		"moved without a target":   {answerWith(301, "text/html", page), "301 Moved Permanently"},
		"error with a long answer": {answerWith(500, "text/plain", strings.Repeat("x", 100_000)), "xxx..."},
	} {
		t.Run(name, func(t *testing.T) {
			s := takes(t, test.answer)
			t.Setenv("HH_API_KEY", "")
			t.Setenv("OTEL_EXPORTER_OTLP_ENDPOINT", s.URL)
			errs := exported(t)
			if len(s.paths()) != 1 {
				t.Errorf("requests to %q", s.paths())
			}
			if lost := errs.lost.Lost(); (lost > 0) != (test.want != "" && name != "a warning") {
				t.Errorf("shutdown says that %d spans were lost", lost)
			}
			switch got := errs.text(); {
			case test.want == "" && !errs.none():
				t.Errorf("reported: %v", got)
			case test.want != "" && (!strings.Contains(got, test.want) || !strings.Contains(got, "hhtrace: exporting 3 span(s): ")):
				t.Errorf("reported: %v\nwant %q", got, test.want)
			case len(got) > 2500:
				t.Errorf("reported %d bytes", len(got))
			}
		})
	}
}

// Neither the key nor the spans go to another host, port or scheme.
func TestSpansStayWithTheirHost(t *testing.T) {
	elsewhere := takes(t, answerWith(200, "", ""))
	for name, test := range map[string]struct {
		status   int
		to       func(*http.Request) string
		followed bool
	}{
		"307 to a path":         {307, func(*http.Request) string { return "/moved" }, true},
		"308 to the same host":  {308, func(r *http.Request) string { return "http://" + r.Host + "/moved" }, true},
		"307 to another port":   {307, func(*http.Request) string { return elsewhere.URL }, false},
		"308 to another host":   {308, func(*http.Request) string { return strings.Replace(elsewhere.URL, "127.0.0.1", "localhost", 1) }, false},
		"302 to another host":   {302, func(*http.Request) string { return elsewhere.URL }, false},
		"303 to a path":         {303, func(*http.Request) string { return "/moved" }, false},
		"301 to a path":         {301, func(*http.Request) string { return "/moved" }, false},
		"307 to another scheme": {307, func(r *http.Request) string { return "https://" + r.Host + "/moved" }, false},
		"307 with a user":       {307, func(r *http.Request) string { return "http://user:pass@" + r.Host + "/moved" }, false},
		"307 to an invalid URL": {307, func(*http.Request) string { return "http://%zz/secret-key" }, false},
		"308 with the key":      {308, func(*http.Request) string { return "http://secret-key.example/secret-key" }, false},
	} {
		for _, receiver := range []string{"HoneyHive", "Collector"} {
			t.Run(name+" by "+receiver, func(t *testing.T) {
				s := takes(t, func(w http.ResponseWriter, r *http.Request) {
					if r.URL.Path != "/moved" {
						w.Header().Set("Location", test.to(r))
						w.WriteHeader(test.status)
					}
				})
				t.Setenv("HH_API_URL", s.URL)
				t.Setenv("HH_API_KEY", "secret-key")
				if receiver == "Collector" {
					t.Setenv("OTEL_EXPORTER_OTLP_ENDPOINT", s.URL)
					t.Setenv("OTEL_EXPORTER_OTLP_HEADERS", "api-key=secret-key")
				}
				errs := exported(t)
				paths := s.paths()
				if followed := len(paths) == 2 && paths[1] == "/moved"; followed != test.followed || errs.none() != test.followed {
					t.Errorf("requests to %q, reported: %v", paths, errs.text())
				}
				for _, secret := range []string{"pass@", "secret-key"} {
					if strings.Contains(errs.text(), secret) {
						t.Errorf("%q is in the report: %v", secret, errs.text())
					}
				}
			})
		}
	}
	if paths := elsewhere.paths(); len(paths) > 0 {
		t.Errorf("the other host got requests to %q", paths)
	}
}

// A redirect from https to http on the same host and port is not followed.
func TestSpansStayEncrypted(t *testing.T) {
	plain := takes(t, answerWith(200, "", ""))
	secure := httptest.NewTLSServer(http.RedirectHandler(plain.URL, http.StatusTemporaryRedirect))
	defer secure.Close()
	t.Setenv("HH_API_KEY", "")
	t.Setenv("OTEL_EXPORTER_OTLP_ENDPOINT", secure.URL)
	t.Setenv("OTEL_EXPORTER_OTLP_CERTIFICATE", certificateOf(t, secure))
	if errs := exported(t); !strings.Contains(errs.text(), "is not followed") || len(plain.paths()) > 0 {
		t.Errorf("reported: %v; requests without TLS: %q", errs.text(), plain.paths())
	}
}

// If a receiver sends the key, or the values of other headers, back in any form,
// errors do not show them.
func TestSecretsOfSpansAreNotReported(t *testing.T) {
	const key, other, password = "sk-s3cr3t/\"key<&>", "0therS3cret", "pa55word"
	basic := base64.StdEncoding.EncodeToString([]byte("user:" + password))
	headers := "x-team=" + other + ", x-escaped=s3cr3t%2Fvalue,authorization=Basic " + url.PathEscape(basic)
	secrets := []string{key, html.EscapeString(key), url.QueryEscape(key), strings.ToLower(url.QueryEscape(key)),
		other, "s3cr3t/value", "s3cr3t%2Fvalue", basic, password}
	for name, status := range map[string]int{"200": 200, "400": 400, "401": 401} {
		for _, receiver := range []string{"HoneyHive", "Collector"} {
			t.Run(name+" by "+receiver, func(t *testing.T) {
				body := strings.Join(secrets, " ")
				for _, secret := range secrets {
					body += fmt.Sprintf(" bad key Bearer %s %q", secret, secret)
				}
				s := takes(t, answerWith(status, "text/plain", body))
				t.Setenv("HH_API_KEY", key)
				t.Setenv("HH_API_URL", s.URL)
				t.Setenv("OTEL_EXPORTER_OTLP_HEADERS", headers)
				if receiver == "Collector" {
					t.Setenv("OTEL_EXPORTER_OTLP_TRACES_ENDPOINT", s.URL)
				}
				errs := exported(t)
				if !strings.Contains(errs.text(), "[redacted]") {
					t.Errorf("reported: %v", errs.text())
				}
				for _, secret := range append(secrets, "sk-s3cr3t") {
					if strings.Contains(errs.text(), secret) {
						t.Errorf("%q is in the report: %v", secret, errs.text())
					}
				}
			})
		}
	}
}

// If an excerpt ends within a secret, the error shows no part of the secret.
func TestSecretAtTheCut(t *testing.T) {
	for before := range 40 {
		s := takes(t, answerWith(400, "text/plain", strings.Repeat("x", 490+before)+"sk-s3cr3t-of-honeyhive"))
		t.Setenv("HH_API_KEY", "sk-s3cr3t-of-honeyhive")
		t.Setenv("HH_API_URL", s.URL)
		if errs := exported(t); strings.Contains(errs.text(), "sk-") || errs.none() {
			t.Fatalf("after %d bytes, reported: %v", before, errs.text())
		}
	}
}

// A header that the exporter would print and not send is an error. The error does
// not show the header.
func TestInvalidHeaders(t *testing.T) {
	for _, headers := range []string{"sk-s3cr3t", "api-key=%zzs3cr3t", "a=b,=s3cr3t"} {
		t.Setenv("HH_API_KEY", "")
		t.Setenv("OTEL_EXPORTER_OTLP_ENDPOINT", "http://127.0.0.1:1")
		t.Setenv("OTEL_EXPORTER_OTLP_HEADERS", headers)
		errs := handled(t)
		_, err := hhtrace.Setup(t.Context())
		if err == nil || !strings.Contains(err.Error(), "OTEL_EXPORTER_OTLP_HEADERS: a header is not a name=value pair") {
			t.Errorf("%s: %v", headers, err)
		}
		if text := fmt.Sprint(err, errs.text()); strings.Contains(text, "s3cr3t") {
			t.Errorf("the secret is shown: %s", text)
		}
	}
}

// Shutdown leaves no connection open.
func TestShutdownClosesConnections(t *testing.T) {
	closed := make(chan struct{})
	s := httptest.NewUnstartedServer(answerWith(200, "", ""))
	s.Config.ConnState = func(_ net.Conn, state http.ConnState) {
		if state == http.StateClosed {
			close(closed)
		}
	}
	s.Start()
	t.Setenv("HH_API_KEY", "")
	t.Setenv("OTEL_EXPORTER_OTLP_ENDPOINT", s.URL)
	exported(t)
	<-closed
	s.Close()
}
