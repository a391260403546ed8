package honeyhive

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"slices"
	"sync"
	"testing"
	"time"

	"go.uber.org/goleak"

	hh "github.com/hhgen/hhgen/runtime"
)

// testKey is the API key that tests search for in outputs.
const testKey = `hh_s3cr3t"key/<&>`

func TestMain(m *testing.M) {
	if run := children[os.Getenv(childEnv)]; run != nil {
		run() // until it is killed
		os.Exit(1)
	}
	goleak.VerifyTestMain(m)
}

// id is the id of the nth event.
func id(n int) string { return fmt.Sprintf("00000000-0000-4000-8000-%012d", n) }

// update sets one key.
func update(event, key string, value any) hh.Update {
	text, err := json.Marshal(value)
	if err != nil {
		panic(err)
	}
	return hh.Update{EventID: event, Time: time.Now(), Members: []hh.Member{{Namespace: "metadata", Key: key, Value: text}}}
}

// request is a request as the server got it.
type request struct {
	Method, Path, Body string
	Header             http.Header
	at                 time.Time
}

// server records its requests.
type server struct {
	*httptest.Server
	mu       sync.Mutex
	requests []request
}

// newServer starts a server. answer gets the number of the request, from 0, and its
// body, because the body of the request was read already; nil answers 200.
func newServer(t testing.TB, answer func(n int, w http.ResponseWriter, r *http.Request)) *server {
	t.Helper()
	s := &server{}
	s.Server = httptest.NewServer(s.handler(answer))
	t.Cleanup(s.Close)
	return s
}

func (s *server) handler(answer func(n int, w http.ResponseWriter, r *http.Request)) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		s.mu.Lock()
		n := len(s.requests)
		s.requests = append(s.requests, request{r.Method, r.URL.RequestURI(), string(body), r.Header.Clone(), time.Now()})
		s.mu.Unlock()
		if answer != nil {
			answer(n, w, r)
		}
	})
}

// got returns the requests up to now.
func (s *server) got() []request {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.requests)
}

// bodies returns the bodies of the requests up to now.
func (s *server) bodies() []string {
	var bodies []string
	for _, r := range s.got() {
		bodies = append(bodies, r.Body)
	}
	return bodies
}

// reports collects the errors that an error handler gets.
type reports struct {
	mu   sync.Mutex
	errs []error
}

func (r *reports) handle(err error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.errs = append(r.errs, err)
}

func (r *reports) all() []error {
	r.mu.Lock()
	defer r.mu.Unlock()
	return slices.Clone(r.errs)
}

// gaveUp returns the errors of operations that were given up.
func (r *reports) gaveUp() []*GiveUpError {
	var all []*GiveUpError
	for _, err := range r.all() {
		if e, ok := errors.AsType[*GiveUpError](err); ok {
			all = append(all, e)
		}
	}
	return all
}

// newClient returns a client that retries quickly, and its reports.
func newClient(t testing.TB, url string, options ...Option) (*Client, *reports) {
	t.Helper()
	r := &reports{}
	options = append([]Option{WithURL(url), WithBackoff(time.Millisecond, 5*time.Millisecond), WithErrorHandler(r.handle)}, options...)
	c, err := New(testKey, options...)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = c.Shutdown(cancelled()) })
	return c, r
}

func mustUpdate(t testing.TB, c *Client, u hh.Update) {
	t.Helper()
	if err := c.UpdateEvent(u); err != nil {
		t.Fatal(err)
	}
}

func mustStart(t testing.TB, c *Client, s hh.SessionStart) {
	t.Helper()
	if err := c.StartSession(s); err != nil {
		t.Fatal(err)
	}
}

func mustFlush(t testing.TB, c *Client) {
	t.Helper()
	if err := c.Flush(t.Context()); err != nil {
		t.Fatal(err)
	}
}

// until waits for a state of the client. It calls reached with c.mu held.
func until(c *Client, reached func() bool) {
	for ok := false; !ok; time.Sleep(time.Millisecond) {
		c.mu.Lock()
		ok = reached()
		c.mu.Unlock()
	}
}

// wantStats compares statistics, and checks that they add up.
func wantStats(t testing.TB, c *Client, want Stats) {
	t.Helper()
	got := c.Stats()
	if got != want {
		t.Errorf("stats are\n\t%+v, want\n\t%+v", got, want)
	}
	wantSum(t, got)
}

func wantSum(t testing.TB, s Stats) {
	t.Helper()
	if s.Accepted+s.Recovered != s.Delivered+s.Coalesced+s.Dropped+s.Spooled+s.Pending {
		t.Errorf("stats do not add up: %+v", s)
	}
}

// status answers with a status.
func status(code int) func(int, http.ResponseWriter, *http.Request) {
	return func(_ int, w http.ResponseWriter, _ *http.Request) { w.WriteHeader(code) }
}

// roundTripper is a transport that is a function.
type roundTripper func(*http.Request) (*http.Response, error)

func (f roundTripper) RoundTrip(r *http.Request) (*http.Response, error) { return f(r) }

// respond makes an answer without a network.
func respond(code int, header http.Header) *http.Response {
	return &http.Response{StatusCode: code, Header: header, Body: http.NoBody}
}

// blocked is a transport that does not answer until the request is cancelled.
func blocked(r *http.Request) (*http.Response, error) {
	<-r.Context().Done()
	return nil, r.Context().Err()
}

// to is a transport that sends requests to a server, whatever their URL: a client's URL
// is a part of what its operations belong to.
func to(server string) http.RoundTripper {
	target, err := url.Parse(server)
	if err != nil {
		panic(err)
	}
	return roundTripper(func(r *http.Request) (*http.Response, error) {
		r = r.Clone(r.Context())
		r.URL.Scheme, r.URL.Host = target.Scheme, target.Host
		return http.DefaultTransport.RoundTrip(r)
	})
}
