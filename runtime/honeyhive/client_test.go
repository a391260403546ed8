package honeyhive

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strconv"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	hh "github.com/hhgen/hhgen/runtime"
)

func TestRequests(t *testing.T) {
	at := time.Unix(1700000000, 123456789)
	duration := 12.0
	u := hh.Update{EventID: id(1), Time: at, Duration: &duration, Members: []hh.Member{
		{Namespace: "outputs", Key: "answer", Value: []byte(`{"b":[1,null],"a":"x"}`)},
		{Namespace: "metadata", Key: "n", Value: []byte(`1.0`)},
	}}
	with := hh.SessionStart{ID: id(2), Name: "a \"b\" <c>\xff", Time: at, Members: []hh.Member{
		{Namespace: "user_properties", Key: "plan", Value: []byte(`"free"`)},
		{Namespace: "inputs", Key: "query", Value: []byte(`{"text":"x"}`)},
		{Namespace: "metadata", Key: "inputs", Value: []byte(`1`)},
		{Namespace: "config", Key: "model", Value: []byte(`null`)},
		{Namespace: "inputs", Key: "n", Value: []byte(`2.0`)},
	}}
	body := `{"session_id":"` + id(2) + `","session_name":"a \"b\" <c>` + "\ufffd" + `","source":"dev","inputs":{"query":{"text":"x"},"n":2.0},` +
		`"config":{"model":null},"metadata":{"inputs":1},"user_properties":{"plan":"free"}}`
	for _, test := range []struct {
		name    string
		options []Option
		start   *hh.SessionStart
		want    request
	}{
		{"update", nil, nil, request{"PUT", "/events",
			`{"event_id":"` + id(1) + `","metadata":{"n":1.0},"outputs":{"answer":{"b":[1,null],"a":"x"}},"duration":12.0}`, nil, at}},
		{"update v1", []Option{WithV1Paths()}, nil, request{"PUT", "/v1/events/" + id(1),
			`{"metadata":{"n":1.0},"outputs":{"answer":{"b":[1,null],"a":"x"}},"duration":12.0}`, nil, at}},
		{"start", nil, &hh.SessionStart{ID: id(2), Name: "n", Source: "production", Time: at}, request{"POST", "/session/start",
			`{"session":{"session_id":"` + id(2) + `","session_name":"n","source":"production"}}`, nil, at}},
		{"start without a name", nil, &hh.SessionStart{ID: id(2), Time: at}, request{"POST", "/session/start",
			`{"session":{"session_id":"` + id(2) + `","source":"dev"}}`, nil, at}},
		{"start v1", []Option{WithV1Paths(), WithSource("staging")}, &hh.SessionStart{ID: id(2), Time: at}, request{"POST", "/v1/sessions",
			`{"session_id":"` + id(2) + `","source":"staging"}`, nil, at}},
		{"start with fields", nil, &with, request{"POST", "/session/start", `{"session":` + body + `}`, nil, at}},
		{"start with fields v1", []Option{WithV1Paths()}, &with, request{"POST", "/v1/sessions", body, nil, at}},
	} {
		t.Run(test.name, func(t *testing.T) {
			s := newServer(t, nil)
			c, _ := newClient(t, s.URL+"/", test.options...)
			if test.start != nil {
				mustStart(t, c, *test.start)
			} else {
				mustUpdate(t, c, u)
			}
			mustFlush(t, c)
			test.want.Header = http.Header{
				"Accept-Encoding":     {"gzip"}, // net/http's own
				"Authorization":       {"Bearer " + testKey},
				"Content-Length":      {strconv.Itoa(len(test.want.Body))},
				"Content-Type":        {"application/json"},
				"Hh-Client-Timestamp": {"1700000000123456789"},
				"User-Agent":          {"hhgen (github.com/hhgen/hhgen)"},
			}
			if diff := cmp.Diff([]request{test.want}, s.got(), cmp.FilterPath(isTime, cmp.Ignore())); diff != "" {
				t.Errorf("requests (-want +got):\n%s", diff)
			}
			wantStats(t, c, Stats{Accepted: 1, Delivered: 1})
		})
	}
}

func isTime(p cmp.Path) bool { return p.Last().String() == ".at" }

func TestURLWithPath(t *testing.T) {
	s := newServer(t, nil)
	c, _ := newClient(t, s.URL+"/a%2Fb/hh/")
	mustUpdate(t, c, update(id(1), "k", 1))
	mustFlush(t, c)
	if got := s.got()[0].Path; got != "/a%2Fb/hh/events" {
		t.Errorf("the path is %q", got)
	}
}

func TestNothingToSend(t *testing.T) {
	s := newServer(t, nil)
	c, _ := newClient(t, s.URL)
	if err := c.UpdateEvent(hh.Update{EventID: id(1), Time: time.Now()}); err != nil {
		t.Error(err)
	}
	if c.UpdateEvent(update("", "k", 1)) == nil || c.StartSession(hh.SessionStart{}) == nil {
		t.Error("an empty event id is accepted")
	}
	mustFlush(t, c)
	if got := s.got(); len(got) > 0 {
		t.Errorf("requests: %v", got)
	}
	wantStats(t, c, Stats{})
}

// Without a time, an operation gets the time of the call.
func TestNoTime(t *testing.T) {
	s := newServer(t, nil)
	c, _ := newClient(t, s.URL)
	u := update(id(1), "k", 1)
	u.Time = time.Time{}
	before := time.Now()
	mustStart(t, c, hh.SessionStart{ID: id(1)})
	mustUpdate(t, c, u)
	mustFlush(t, c)
	for _, r := range s.got() {
		ns, err := strconv.ParseInt(r.Header.Get(timestampHeader), 10, 64)
		if at := time.Unix(0, ns); err != nil || at.Before(before) || at.After(time.Now()) {
			t.Errorf("%s: the time is %v (%v)", r.Path, at, err)
		}
	}
}

// gate lets requests through one by one.
type gate struct {
	arrived chan string // bodies
	pass    chan int    // statuses
}

func newGate() gate { return gate{make(chan string), make(chan int)} }

func (g gate) server(t *testing.T) *server {
	t.Helper()
	var s *server
	s = newServer(t, func(n int, w http.ResponseWriter, r *http.Request) {
		select {
		case g.arrived <- s.got()[n].Body:
			if status, ok := <-g.pass; ok {
				w.WriteHeader(status)
			}
		case <-r.Context().Done():
		}
	})
	return s
}

func TestUpdatesCoalesce(t *testing.T) {
	g := newGate()
	c, _ := newClient(t, g.server(t).URL)
	mustUpdate(t, c, update(id(1), "a", 1))
	first := <-g.arrived
	for i := range 3 {
		mustUpdate(t, c, update(id(1), "b", i))
		mustUpdate(t, c, update(id(1), fmt.Sprint("c", i), i))
	}
	wantStats(t, c, Stats{Accepted: 7, Pending: 7})
	g.pass <- 200
	second := <-g.arrived
	g.pass <- 200
	mustFlush(t, c)
	wantStats(t, c, Stats{Accepted: 7, Coalesced: 5, Delivered: 2})
	want := []string{
		`{"event_id":"` + id(1) + `","metadata":{"a":1}}`,
		`{"event_id":"` + id(1) + `","metadata":{"c0":0,"c1":1,"b":2,"c2":2}}`,
	}
	if diff := cmp.Diff(want, []string{first, second}); diff != "" {
		t.Errorf("bodies (-want +got):\n%s", diff)
	}
}

// A retry merges later updates into the failed one, and later values replace
// earlier ones.
func TestRetryTakesLaterUpdatesIn(t *testing.T) {
	g := newGate()
	c, _ := newClient(t, g.server(t).URL)
	mustUpdate(t, c, update(id(1), "a", "old"))
	mustUpdate(t, c, update(id(2), "x", 1)) // another event is not held up
	got := map[string]bool{<-g.arrived: true, <-g.arrived: true}
	mustUpdate(t, c, update(id(1), "b", 1))
	mustUpdate(t, c, update(id(1), "a", "new"))
	g.pass <- 503
	g.pass <- 503
	for range 2 {
		got[<-g.arrived] = true
		g.pass <- 200
	}
	mustFlush(t, c)
	want := map[string]bool{
		`{"event_id":"` + id(1) + `","metadata":{"a":"old"}}`:       true,
		`{"event_id":"` + id(1) + `","metadata":{"b":1,"a":"new"}}`: true,
		`{"event_id":"` + id(2) + `","metadata":{"x":1}}`:           true,
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("bodies (-want +got):\n%s", diff)
	}
	wantStats(t, c, Stats{Accepted: 4, Coalesced: 2, Delivered: 2})
}

// Updates before a start and updates after it are never merged, even if requests
// fail.
func TestOrderOfStarts(t *testing.T) {
	g := newGate()
	s := g.server(t)
	c, _ := newClient(t, s.URL)
	mustStart(t, c, hh.SessionStart{ID: id(1), Name: "one"})
	<-g.arrived
	mustUpdate(t, c, update(id(1), "a", 1))
	mustUpdate(t, c, update(id(1), "b", 2))
	mustStart(t, c, hh.SessionStart{ID: id(1), Name: "two"})
	mustUpdate(t, c, update(id(1), "c", 3))
	for _, status := range []int{500, 200, 500} {
		g.pass <- status
		<-g.arrived
	}
	g.pass <- 200
	mustFlush(t, c)
	start := `{"session":{"session_id":"` + id(1) + `","session_name":"`
	one := start + `one","source":"dev"}}`
	withUpdates := start + `one","source":"dev","metadata":{"a":1,"b":2}}}`
	two := start + `two","source":"dev","metadata":{"c":3}}}`
	if diff := cmp.Diff([]string{one, withUpdates, two, two}, s.bodies()); diff != "" {
		t.Errorf("bodies (-want +got):\n%s", diff)
	}
	wantStats(t, c, Stats{Accepted: 5, Coalesced: 3, Delivered: 2})
}

// The caller's members are neither copied nor changed.
func TestMembersStay(t *testing.T) {
	c, _ := newClient(t, "http://127.0.0.1:1", WithTransport(roundTripper(blocked)))
	mustUpdate(t, c, update(id(1), "in flight", 1))
	u := update(id(1), "k", 1)
	mustUpdate(t, c, u)
	c.mu.Lock()
	waiting := c.events[id(1)].ops[1].parts[0].update
	c.mu.Unlock()
	if &waiting.Members[0] != &u.Members[0] {
		t.Error("the members of the first waiting update were copied")
	}
	mustUpdate(t, c, update(id(1), "k", 2))
	if diff := cmp.Diff(update(id(1), "k", 1).Members, u.Members); diff != "" {
		t.Errorf("the caller's members changed:\n%s", diff)
	}
}

func TestFlush(t *testing.T) {
	g := newGate()
	c, _ := newClient(t, g.server(t).URL)
	mustFlush(t, c) // nothing is pending
	mustUpdate(t, c, update(id(1), "k", 1))
	err := c.Flush(cancelled())
	if !errors.Is(err, context.Canceled) {
		t.Errorf("the error is %v", err)
	}
	<-g.arrived
	flushed := make(chan error)
	go func() { flushed <- c.Flush(t.Context()) }()
	g.pass <- 204
	if err := <-flushed; err != nil {
		t.Error(err)
	}
	wantStats(t, c, Stats{Accepted: 1, Delivered: 1})
}

func cancelled() context.Context {
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	return ctx
}
