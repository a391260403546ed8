package hhhttp_test

import (
	"context"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"go.opentelemetry.io/otel"
	"go.opentelemetry.io/otel/baggage"
	"go.opentelemetry.io/otel/propagation"

	hh "github.com/hhgen/hhgen/runtime"
	"github.com/hhgen/hhgen/runtime/hhhttp"
	"github.com/hhgen/hhgen/runtime/hhtest"
)

// injecting is a transport that injects the context, as instrumentation does, in a
// span of its own.
type injecting struct{ base http.RoundTripper }

func (i injecting) RoundTrip(r *http.Request) (*http.Response, error) {
	ctx, span := otel.Tracer("test").Start(r.Context(), "client")
	defer span.End()
	r = r.Clone(ctx)
	otel.GetTextMapPropagator().Inject(ctx, propagation.HeaderCarrier(r.Header))
	return i.base.RoundTrip(r)
}

// arriving is a server that notes the baggage of each request by its path. The path
// /to redirects to the URL in the query.
func arriving(t *testing.T) (u *url.URL, arrived map[string]http.Header) {
	arrived = map[string]http.Header{}
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		arrived[r.URL.Path] = r.Header
		if to := r.URL.Query().Get("to"); to != "" {
			http.Redirect(w, r, to, http.StatusTemporaryRedirect)
		}
	}))
	t.Cleanup(server.Close)
	u, err := url.Parse(server.URL)
	if err != nil {
		t.Fatal(err)
	}
	return u, arrived
}

func inSession(t *testing.T, id string, members ...baggage.Member) context.Context {
	t.Helper()
	b, err := baggage.New(members...)
	if err != nil {
		t.Fatal(err)
	}
	ctx, err := hh.ContextWithSession(baggage.ContextWithBaggage(t.Context(), b), id)
	if err != nil {
		t.Fatal(err)
	}
	return ctx
}

func member(t *testing.T, key, value string) baggage.Member {
	t.Helper()
	m, err := baggage.NewMemberRaw(key, value)
	if err != nil {
		t.Fatal(err)
	}
	return m
}

// do sends a request with headers, and checks that the caller's request stays as it
// is.
func do(t *testing.T, ctx context.Context, transport http.RoundTripper, url string, headers http.Header) {
	t.Helper()
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, url, strings.NewReader("body"))
	if err != nil {
		t.Fatal(err)
	}
	r.Header = headers.Clone()
	client := http.Client{Transport: transport}
	response, err := client.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := io.Copy(io.Discard, response.Body); err != nil {
		t.Error(err)
	}
	_ = response.Body.Close()
	if len(r.Header) != len(headers) || r.Header.Get("Baggage") != headers.Get("Baggage") || r.Context() != ctx {
		t.Errorf("the request of the caller has now the headers %v", r.Header)
	}
}

func TestBaggageLeavesForAllowedHostsOnly(t *testing.T) {
	server, arrived := arriving(t)
	other := *server
	other.Host = "localhost:" + server.Port()
	withPlan := func(t *testing.T) context.Context { return inSession(t, another, member(t, "plan", "free")) }
	inBaggage := func(t *testing.T) context.Context {
		b, err := baggage.New(member(t, "session_id", another))
		if err != nil {
			t.Fatal(err)
		}
		return baggage.ContextWithBaggage(t.Context(), b)
	}
	without := func(t *testing.T) context.Context { return t.Context() }
	own := http.Header{"Baggage": {"a=1,session_id=" + victim}}
	orders := map[string]func(...string) http.RoundTripper{
		"below": func(hosts ...string) http.RoundTripper { return injecting{hhhttp.NewTransport(nil, hosts...)} },
		"above": func(hosts ...string) http.RoundTripper {
			return hhhttp.NewTransport(injecting{http.DefaultTransport}, hosts...)
		},
		"alone": func(hosts ...string) http.RoundTripper { return hhhttp.NewTransport(http.DefaultTransport, hosts...) },
	}
	for name, test := range map[string]struct {
		ctx           func(*testing.T) context.Context
		headers       http.Header
		allowed       bool
		below, alone  string // the baggage that arrives
		clientSession string
	}{
		"session, allowed":            {withPlan, nil, true, "plan=free,session_id=" + another, "session_id=" + another, another},
		"session, not allowed":        {withPlan, nil, false, "", "", another},
		"of baggage, not allowed":     {inBaggage, nil, false, "", "", another},
		"set by the client":           {without, own, false, "", "", none},
		"set by the client, allowed":  {without, own, true, "a=1,session_id=" + victim, "a=1,session_id=" + victim, none},
		"no session, allowed":         {without, nil, true, "", "", none},
		"beside baggage":              {withPlan, http.Header{"Baggage": {"a=1"}}, true, "plan=free,session_id=" + another, "session_id=" + another + ",a=1", another},
		"OpenTracing, lower case":     {withPlan, http.Header{"Ot-Baggage-Session_id": {another}, "baggage": {"a=1"}}, false, "", "", another},
		"no headers of the caller":    {withPlan, http.Header{}, true, "plan=free,session_id=" + another, "session_id=" + another, another},
		"headers beside, not allowed": {withPlan, http.Header{"X": {"1"}}, false, "", "", another},
	} {
		for order, transport := range orders {
			t.Run(name+" "+order, func(t *testing.T) {
				rec := hhtest.New(t)
				to, allowed := *server, "127.0.0.1"
				if !test.allowed {
					to = other
				}
				do(t, test.ctx(t), transport(allowed, "*.internal.example"), to.String()+"/x", test.headers)
				got, want := arrived["/x"].Get("Baggage"), test.below
				if order == "alone" {
					want = test.alone
				}
				if !sameMembers(got, want) || arrived["/x"].Get("Ot-Baggage-Session_id") != "" || arrived["/x"].Get("X") != test.headers.Get("X") {
					t.Errorf("baggage %q, want %q, in %v", got, want, arrived["/x"])
				}
				for _, span := range rec.Spans() {
					if sessionOf(span) != test.clientSession {
						t.Errorf("the client's span is in session %q, want %q", sessionOf(span), test.clientSession)
					}
				}
			})
		}
	}
}

// sameMembers compares baggage headers without their order.
func sameMembers(a, b string) bool {
	members := func(s string) map[string]bool {
		m := map[string]bool{}
		for part := range strings.SplitSeq(s, ",") {
			m[part] = true
		}
		return m
	}
	in := members(b)
	for m := range members(a) {
		if !in[m] {
			return false
		}
	}
	return len(a) == len(b)
}

// Each hop of a redirect is judged by its own host. The caller's baggage, which
// http.Client copies to each hop, is removed too.
func TestRedirects(t *testing.T) {
	server, arrived := arriving(t)
	stranger := "http://localhost:" + server.Port() + "/stranger"
	hhtest.New(t)
	ctx := inSession(t, another)
	for name, transport := range map[string]http.RoundTripper{
		"alone": hhhttp.NewTransport(nil, server.Host),
		"below": injecting{hhhttp.NewTransport(nil, server.Host)},
	} {
		clear(arrived)
		back := url.QueryEscape(server.String() + "/back")
		do(t, ctx, transport, server.String()+"/own?to="+url.QueryEscape(stranger+"?to="+back), http.Header{"Baggage": {"session_id=" + another}})
		for path, want := range map[string]string{"/own": "session_id=" + another, "/stranger": "", "/back": "session_id=" + another} {
			if h, ok := arrived[path]; !ok || h.Get("Baggage") != want {
				t.Errorf("%s: %s got baggage %q (%v), want %q", name, path, h.Get("Baggage"), ok, want)
			}
		}
	}
}

// Full baggage keeps the session in the process, and arrives as it is.
func TestTransportBelowAnother(t *testing.T) {
	server, arrived := arriving(t)
	below := hhhttp.NewTransport(nil, "*")
	do(t, inSession(t, another), hhhttp.NewTransport(below, "internal.example"), server.String()+"/other", nil)
	do(t, inSession(t, another), hhhttp.NewTransport(below, "127.0.0.1"), server.String()+"/own", nil)
	if got := arrived["/other"].Get("Baggage"); got != "" {
		t.Errorf("baggage %q of a request to a host that one transport does not allow", got)
	}
	if got, want := arrived["/own"].Get("Baggage"), "session_id="+another; got != want {
		t.Errorf("baggage %q, want %q", got, want)
	}
}

func TestSessionDoesNotFit(t *testing.T) {
	server, arrived := arriving(t)
	hhtest.New(t)
	full := "k=" + strings.Repeat("x", 8180)
	do(t, inSession(t, another), hhhttp.NewTransport(nil, "*"), server.String()+"/x", http.Header{"Baggage": {full}})
	if got := arrived["/x"].Get("Baggage"); got != full {
		t.Errorf("baggage of %d bytes", len(got))
	}
}

// An invalid host is reported, and gets no baggage; the other hosts do.
func TestInvalidHostIsReported(t *testing.T) {
	server, arrived := arriving(t)
	hhtest.New(t)
	var errs []error
	catch(t, &errs)
	transport := hhhttp.NewTransport(nil, server.String(), "localhost")
	if len(errs) != 1 || !strings.Contains(errs[0].Error(), server.String()) {
		t.Errorf("errors %v", errs)
	}
	do(t, inSession(t, another), transport, server.String()+"/x", nil)
	if got := arrived["/x"].Get("Baggage"); got != "" {
		t.Errorf("baggage %q", got)
	}
	do(t, inSession(t, another), transport, "http://localhost:"+server.Port()+"/x", nil)
	if got := arrived["/x"].Get("Baggage"); got == "" {
		t.Error("no baggage")
	}
}

// base is a transport that counts what else it is told.
type base struct{ closed int }

func (*base) RoundTrip(r *http.Request) (*http.Response, error) {
	return &http.Response{StatusCode: 200, Body: http.NoBody, Request: r}, nil
}
func (b *base) CloseIdleConnections() { b.closed++ }

func TestCloseIdleConnections(t *testing.T) {
	b := &base{}
	(&http.Client{Transport: hhhttp.NewTransport(b)}).CloseIdleConnections()
	hhhttp.NewTransport(injecting{b}).CloseIdleConnections() // whose base has no such method
	if b.closed != 1 {
		t.Errorf("closed %d times", b.closed)
	}
}

// With a runtime that ignores the sessions of strangers, the session of this process
// leaves instead of one that another propagator took from a request.
func TestOwnSessionLeaves(t *testing.T) {
	server, arrived := arriving(t)
	before := hh.Default()
	t.Cleanup(func() { hh.SetDefault(before) })
	hh.SetDefault(hh.New(hh.WithoutRemoteSessions()))
	extracted := http.Header{"Baggage": {"a=1,session_id=" + victim + ",honeyhive_session_id=" + victim}}
	do(t, inSession(t, another), hhhttp.NewTransport(nil, server.Host), server.String()+"/x", extracted)
	if got, want := arrived["/x"].Get("Baggage"), "session_id="+another+",a=1"; got != want {
		t.Errorf("baggage %q, want %q", got, want)
	}
}
