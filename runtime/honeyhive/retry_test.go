package honeyhive

import (
	"crypto/tls"
	"errors"
	"io"
	"log"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	hh "github.com/hhgen/hhgen/runtime"
)

// hijack takes the connection from the server, writes to it, and closes it.
func hijack(w http.ResponseWriter, text string) {
	conn, _, err := w.(http.Hijacker).Hijack()
	if err != nil {
		panic(err)
	}
	_, _ = io.WriteString(conn, text)
	_ = conn.Close()
}

// first answers the first request in a special way, and others with 200.
func first(answer func(http.ResponseWriter, *http.Request)) func(int, http.ResponseWriter, *http.Request) {
	return func(n int, w http.ResponseWriter, r *http.Request) {
		if n == 0 {
			answer(w, r)
		}
	}
}

func write(code int, body string) func(http.ResponseWriter, *http.Request) {
	return func(w http.ResponseWriter, _ *http.Request) {
		w.WriteHeader(code)
		_, _ = io.WriteString(w, body)
	}
}

// With any first answer, the update is delivered or reported.
func TestFaults(t *testing.T) {
	for _, test := range []struct {
		name     string
		first    func(http.ResponseWriter, *http.Request)
		requests int
		status   int // of the error, if the update is given up
	}{
		{"200", write(200, `{"ok":true}`), 1, 0},
		{"201", write(201, ``), 1, 0},
		{"204", write(204, ``), 1, 0},
		{"malformed body", write(200, `{"ok`), 1, 0},
		{"long body", write(200, strings.Repeat("x", 1<<20)), 1, 0},
		{"breaks off in the body", func(w http.ResponseWriter, _ *http.Request) {
			hijack(w, "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{")
		}, 2, 0},
		{"breaks off before the body", func(w http.ResponseWriter, _ *http.Request) {
			hijack(w, "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n")
		}, 2, 0},
		{"breaks off in the body of a rejection", func(w http.ResponseWriter, _ *http.Request) {
			hijack(w, "HTTP/1.1 400 Bad Request\r\nContent-Length: 100\r\n\r\n{")
		}, 2, 0},
		{"breaks off in the header", func(w http.ResponseWriter, _ *http.Request) {
			hijack(w, "HTTP/1.1 200 OK\r\nContent-Le")
		}, 2, 0},
		{"no answer", func(w http.ResponseWriter, _ *http.Request) { hijack(w, "") }, 2, 0},
		{"not HTTP", func(w http.ResponseWriter, _ *http.Request) { hijack(w, "SSH-2.0\r\n\r\n") }, 2, 0},
		{"408", write(408, ``), 2, 0},
		{"429", write(429, `slow down`), 2, 0},
		{"500", write(500, `oops`), 2, 0},
		{"502", write(502, ``), 2, 0},
		{"503", write(503, ``), 2, 0},
		{"504", write(504, ``), 2, 0},
		{"599", write(599, ``), 2, 0},
		{"304", write(304, ``), 1, 304},
		{"400", write(400, `{"error":"bad"}`), 1, 400},
		{"401", write(401, ``), 1, 401},
		{"403", write(403, ``), 1, 403},
		{"404", write(404, ``), 1, 404},
		{"413", write(413, ``), 1, 413},
		{"422", write(422, ``), 1, 422},
	} {
		t.Run(test.name, func(t *testing.T) {
			s := newServer(t, first(test.first))
			c, r := newClient(t, s.URL, WithUnknownEventRetry(0))
			mustUpdate(t, c, update(id(1), "k", 1))
			mustFlush(t, c)
			if got := len(s.got()); got != test.requests {
				t.Errorf("the server got %d requests, want %d", got, test.requests)
			}
			want := Stats{Accepted: 1, Delivered: 1}
			if test.status != 0 {
				want = Stats{Accepted: 1, Dropped: 1}
			}
			wantStats(t, c, want)
			gaveUp := r.gaveUp()
			if len(gaveUp) != want.Dropped || len(r.all()) != want.Dropped {
				t.Fatalf("reported: %v", r.all())
			}
			if len(gaveUp) == 1 && (gaveUp[0].Status != test.status || gaveUp[0].EventID != id(1) || gaveUp[0].Attempts != 1) {
				t.Errorf("reported: %+v", gaveUp[0])
			}
		})
	}
}

func TestSlowServer(t *testing.T) {
	s := newServer(t, first(func(_ http.ResponseWriter, r *http.Request) { <-r.Context().Done() }))
	c, _ := newClient(t, s.URL, WithTimeout(20*time.Millisecond))
	mustUpdate(t, c, update(id(1), "k", 1))
	mustFlush(t, c)
	// On a busy machine, the second request may be slow too.
	if got := len(s.got()); got < 2 {
		t.Errorf("the server got %d requests", got)
	}
	wantStats(t, c, Stats{Accepted: 1, Delivered: 1})
}

func TestServerComesUpLater(t *testing.T) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	address := l.Addr().String()
	_ = l.Close()
	failed := make(chan struct{}, 1000)
	transport := http.DefaultTransport.(*http.Transport).Clone()
	defer transport.CloseIdleConnections()
	c, _ := newClient(t, "http://"+address, WithTransport(roundTripper(func(r *http.Request) (*http.Response, error) {
		response, err := transport.RoundTrip(r)
		if err != nil {
			failed <- struct{}{}
		}
		return response, err
	})))
	mustStart(t, c, hh.SessionStart{ID: id(1)})
	mustUpdate(t, c, update(id(1), "k", 1))
	<-failed
	<-failed
	if l, err = net.Listen("tcp", address); err != nil {
		t.Skip("the port was taken meanwhile:", err)
	}
	s := &server{}
	s.Server = &httptest.Server{Listener: l, Config: &http.Server{Handler: s.handler(nil)}}
	s.Start()
	defer s.Close()
	mustFlush(t, c)
	wantStats(t, c, Stats{Accepted: 2, Coalesced: 1, Delivered: 1})
	if got := len(s.got()); got != 1 { // the start, with the update folded into it
		t.Errorf("the server got %d requests", got)
	}
}

func TestGiveUp(t *testing.T) {
	s := newServer(t, func(_ int, w http.ResponseWriter, _ *http.Request) {
		w.WriteHeader(400)
		_, _ = io.WriteString(w, "no such\n!"+strings.Repeat("é", 1000))
	})
	c, r := newClient(t, s.URL)
	var failed atomic.Int32
	mustStart(t, c, hh.SessionStart{ID: id(1), Failed: func() { failed.Add(1) }})
	mustUpdate(t, c, update(id(1), "k", 1)) // is sent, although the start was given up
	mustFlush(t, c)
	if failed.Load() != 1 {
		t.Errorf("Failed was called %d times", failed.Load())
	}
	wantStats(t, c, Stats{Accepted: 2, Dropped: 2})
	excerpt := "no such\n!" + strings.Repeat("é", 251) + "..."
	want := []*GiveUpError{
		{EventID: id(1), Start: true, Attempts: 1, URL: s.URL, Status: 400, Answer: excerpt},
		{EventID: id(1), Attempts: 1, URL: s.URL, Status: 400, Answer: excerpt},
	}
	if diff := cmp.Diff(want, r.gaveUp()); diff != "" {
		t.Errorf("reported (-want +got):\n%s", diff)
	}
	text := `honeyhive: the start of the session "` + id(1) + `" was given up after 1 attempt(s): HTTP 400 Bad Request: "no such\n`
	if got := r.all()[0].Error(); !strings.HasPrefix(got, text) {
		t.Errorf("the error is %q", got)
	}
}

// A session start fails if HoneyHive answers with the id of another session.
func TestSessionIDOfTheAnswer(t *testing.T) {
	upper := strings.ToUpper("abcdef00-0000-4000-8000-000000000001")
	for _, test := range []struct {
		body   string
		failed bool
	}{
		{`{"session_id":"` + strings.ToLower(upper) + `"}`, false},
		{`{"session_id":""}`, false},
		{`{"session_id":7}`, false},
		{`{}`, false},
		{`[]`, false},
		{`nonsense`, false},
		{``, false},
		{`{"session_id":"` + id(9) + `"}`, true},
	} {
		s := newServer(t, first(write(200, test.body)))
		c, r := newClient(t, s.URL)
		failed := false
		mustStart(t, c, hh.SessionStart{ID: upper, Failed: func() { failed = true }})
		mustFlush(t, c)
		if failed != test.failed {
			t.Errorf("%s: Failed called: %v", test.body, failed)
		}
		if !test.failed {
			wantStats(t, c, Stats{Accepted: 1, Delivered: 1})
			continue
		}
		wantStats(t, c, Stats{Accepted: 1, Dropped: 1})
		if e := r.gaveUp()[0]; e.Status != 200 || !strings.Contains(e.Error(), id(9)) {
			t.Errorf("reported: %v", e)
		}
	}
}

// The certificate of a server is checked.
func TestUnknownCertificate(t *testing.T) {
	s := &server{}
	s.Server = httptest.NewUnstartedServer(s.handler(nil))
	s.Config.ErrorLog = log.New(io.Discard, "", 0)
	s.StartTLS()
	defer s.Close()
	c, r := newClient(t, s.URL, WithRetryLimit(10*time.Millisecond))
	mustUpdate(t, c, update(id(1), "k", 1))
	mustFlush(t, c)
	if _, ok := errors.AsType[*tls.CertificateVerificationError](r.gaveUp()[0]); !ok || len(s.got()) > 0 {
		t.Errorf("reported: %v, requests: %v", r.all(), s.got())
	}
	c, _ = newClient(t, s.URL, WithTransport(s.Client().Transport))
	mustUpdate(t, c, update(id(1), "k", 1))
	mustFlush(t, c)
	wantStats(t, c, Stats{Accepted: 1, Delivered: 1})
}

func TestTransportPanics(t *testing.T) {
	c, r := newClient(t, "http://127.0.0.1:1", WithTransport(roundTripper(func(r *http.Request) (*http.Response, error) {
		panic(r)
	})))
	mustUpdate(t, c, update(id(1), "k", 1))
	mustFlush(t, c)
	wantStats(t, c, Stats{Accepted: 1, Dropped: 1})
	if e := r.gaveUp()[0]; !strings.Contains(e.Error(), "the transport panicked") {
		t.Errorf("reported: %v", e)
	}
}

// An error handler may use the client: its operations are queued behind the others.
func TestHandlerUsesTheClient(t *testing.T) {
	s := newServer(t, first(write(400, ``)))
	var c *Client
	set := make(chan struct{})
	c, _ = newClient(t, s.URL, WithErrorHandler(func(err error) {
		<-set
		wantSum(t, c.Stats())
		if err := c.UpdateEvent(update(id(1), "error", err.Error())); err != nil {
			t.Error(err)
		}
	}))
	close(set)
	mustUpdate(t, c, update(id(1), "k", 1))
	mustFlush(t, c)
	mustFlush(t, c) // the handler's update came after the first call
	wantStats(t, c, Stats{Accepted: 2, Dropped: 1, Delivered: 1})
}

func TestNetworkErrorIsWrapped(t *testing.T) {
	broken := errors.New("broken")
	c, r := newClient(t, "http://127.0.0.1:1", WithRetryLimit(10*time.Millisecond),
		WithTransport(roundTripper(func(*http.Request) (*http.Response, error) { return nil, broken })))
	mustUpdate(t, c, update(id(1), "k", 1))
	mustFlush(t, c)
	wantStats(t, c, Stats{Accepted: 1, Dropped: 1})
	if e := r.gaveUp()[0]; !errors.Is(e, broken) || e.Attempts < 2 {
		t.Errorf("reported: %v", e)
	}
}

// Connections are used again after any answer.
func TestConnectionsAreReused(t *testing.T) {
	var connections atomic.Int32
	s := &server{}
	s.Server = httptest.NewUnstartedServer(s.handler(func(n int, w http.ResponseWriter, _ *http.Request) {
		w.WriteHeader([]int{200, 500, 429, 404}[n%4])
		_, _ = io.WriteString(w, strings.Repeat("x", 10_000))
	}))
	s.Config.ConnState = func(_ net.Conn, state http.ConnState) {
		if state == http.StateNew {
			connections.Add(1)
		}
	}
	s.Start()
	t.Cleanup(s.Close)
	c, _ := newClient(t, s.URL, WithConcurrency(1), WithUnknownEventRetry(0))
	for i := range 40 {
		mustUpdate(t, c, update(id(i), "k", 1))
	}
	mustFlush(t, c)
	if connections.Load() != 1 {
		t.Errorf("%d connections for %d requests", connections.Load(), len(s.got()))
	}
}
