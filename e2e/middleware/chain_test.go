package middleware

import (
	"context"
	"fmt"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync"
	"testing"

	"google.golang.org/grpc"
	"google.golang.org/grpc/credentials/insecure"
	"google.golang.org/grpc/health/grpc_health_v1"
	"google.golang.org/grpc/metadata"

	hh "github.com/hhgen/hhgen/runtime"
	"github.com/hhgen/hhgen/runtime/hhgrpc"
	"github.com/hhgen/hhgen/runtime/hhhttp"
	"github.com/hhgen/hhgen/runtime/hhtest"
	"github.com/hhgen/hhgen/runtime/testdata/chat"
)

// arrived notes the session of each request that a service got, by the service.
type arrived struct {
	mu  sync.Mutex
	ids map[string][]string
}

func (a *arrived) add(service string, ctx context.Context) {
	id, _ := hh.SessionFromContext(ctx)
	a.mu.Lock()
	defer a.mu.Unlock()
	if a.ids == nil {
		a.ids = map[string][]string{}
	}
	a.ids[service] = append(a.ids[service], id)
}

// ranker answers one unary call and one that streams.
type ranker struct {
	grpc_health_v1.UnimplementedHealthServer
	arrived *arrived
}

func (r ranker) Check(ctx context.Context, _ *grpc_health_v1.HealthCheckRequest) (*grpc_health_v1.HealthCheckResponse, error) {
	r.arrived.add("unary", ctx)
	return &grpc_health_v1.HealthCheckResponse{}, nil
}

func (r ranker) Watch(_ *grpc_health_v1.HealthCheckRequest, stream grpc.ServerStreamingServer[grpc_health_v1.HealthCheckResponse]) error {
	r.arrived.add("stream", stream.Context())
	return stream.Send(&grpc_health_v1.HealthCheckResponse{})
}

func serve(t *testing.T, h http.Handler) *httptest.Server {
	t.Helper()
	server := httptest.NewServer(h)
	t.Cleanup(server.Close)
	return server
}

// serveRanker returns the address of a ranker, and what stops it: all its spans have
// ended then. Close the connections to it before.
func serveRanker(t *testing.T, a *arrived, options []grpc.ServerOption) (address string, stop func()) {
	t.Helper()
	server := grpc.NewServer(options...)
	grpc_health_v1.RegisterHealthServer(server, ranker{arrived: a})
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	go func() { _ = server.Serve(listener) }()
	t.Cleanup(server.Stop)
	return listener.Addr().String(), server.GracefulStop
}

// chain starts a gateway and the services that it calls. After stop, all their spans
// have ended.
func chain(t *testing.T, o order, a *arrived) (front *httptest.Server, stop func()) {
	t.Helper()
	model := serve(t, http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		if b := r.Header.Get("Baggage"); b != "" || r.Header.Get("Traceparent") == "" {
			t.Errorf("the model of a third party got headers %v", r.Header)
		}
	}))
	answerer := serve(t, o.handler(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		a.add("answerer", r.Context())
	}), "answerer", hhhttp.TrustBaggage()))
	address, stopRanker := serveRanker(t, a, o.server(hhgrpc.TrustBaggage()))
	conn, err := o.dial(address)
	if err != nil {
		t.Fatal(err)
	}
	thirdParty := strings.Replace(model.URL, "127.0.0.1", "localhost", 1)
	g, err := newGateway(thirdParty, answerer.URL, conn)
	if err != nil {
		t.Fatal(err)
	}
	front = serve(t, o.handler(g, "gateway", hhhttp.FromHeader(sessionHeader), hhhttp.WithResponseHeader(sessionHeader)))
	return front, func() {
		front.Close()
		answerer.Close()
		_ = conn.Close()
		stopRanker()
	}
}

// ask asks the gateway for a user, and returns the session.
func ask(t *testing.T, front *httptest.Server, user string, headers ...string) (session string) {
	r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, front.URL+"?user="+url.QueryEscape(user), nil)
	if err != nil {
		t.Error(err)
		return ""
	}
	for i := 0; i < len(headers); i += 2 {
		r.Header.Set(headers[i], headers[i+1])
	}
	response, err := front.Client().Do(r)
	if err != nil {
		t.Error(err)
		return ""
	}
	_ = response.Body.Close()
	if response.StatusCode != http.StatusOK {
		t.Errorf("status %d", response.StatusCode)
	}
	return response.Header.Get(sessionHeader)
}

var orders = map[string]order{"outside": outside, "inside": inside}

// Concurrent users have one session each, through all services.
func TestConcurrentSessions(t *testing.T) {
	const users, requests = 20, 3
	for name, o := range orders {
		t.Run(name, func(t *testing.T) {
			rec, a := hhtest.New(t), &arrived{}
			front, stop := chain(t, o, a)
			var all sync.WaitGroup
			sessions := make([]string, users)
			for i := range users {
				all.Go(func() {
					user := fmt.Sprint("user ", i)
					sessions[i] = ask(t, front, user)
					for range requests - 1 {
						if again := ask(t, front, user, sessionHeader, sessions[i]); again != sessions[i] {
							t.Errorf("session %q goes on as %q", sessions[i], again)
						}
					}
				})
			}
			all.Wait()
			stop()
			for i, id := range sessions {
				hhtest.Session(t, rec, id).HasExactly(chat.WithUserID(fmt.Sprint("user ", i)))
			}
			if len(rec.Sessions()) != users {
				t.Errorf("%d sessions started, want %d", len(rec.Sessions()), users)
			}
			wantShares(t, sessions, rec, a, requests)
		})
	}
}

// wantShares checks that each session has the same number of spans and of requests
// to each service.
func wantShares(t *testing.T, sessions []string, rec *hhtest.Recorder, a *arrived, requests int) {
	t.Helper()
	counts := map[string]int{}
	for _, span := range rec.Spans() {
		for _, kv := range span.Attributes() {
			if kv.Key == "honeyhive.session_id" {
				counts[kv.Value.AsString()]++
			}
		}
	}
	a.mu.Lock()
	defer a.mu.Unlock()
	for _, id := range sessions {
		if counts[id] == 0 || counts[id] != len(rec.Spans())/len(sessions) {
			t.Errorf("%d of %d spans are in session %q", counts[id], len(rec.Spans()), id)
		}
		for _, service := range []string{"answerer", "unary", "stream"} {
			n := 0
			for _, got := range a.ids[service] {
				if got == id {
					n++
				}
			}
			if n != requests {
				t.Errorf("%s got %d requests of session %q, want %d", service, n, id, requests)
			}
		}
	}
}

// A stranger names the session of a victim in baggage: neither the session nor its
// spans change, and no service gets the id.
func TestStranger(t *testing.T) {
	for name, o := range orders {
		t.Run(name, func(t *testing.T) {
			rec, a := hhtest.New(t), &arrived{}
			front, stop := chain(t, o, a)
			victim := ask(t, front, "victim")
			stranger := ask(t, front, "stranger", "Baggage", "session_id="+victim)
			if stranger == victim || stranger == "" {
				t.Errorf("the stranger has session %q, the victim %q", stranger, victim)
			}
			stop()
			hhtest.Session(t, rec, victim).HasExactly(chat.WithUserID("victim"))
			hhtest.Session(t, rec, stranger).HasExactly(chat.WithUserID("stranger"))
			wantShares(t, []string{victim, stranger}, rec, a, 1)
			for _, span := range rec.Spans() {
				if kvs := fmt.Sprint(span.Attributes()); strings.Contains(kvs, stranger) && strings.Contains(kvs, victim) {
					t.Errorf("span %q has both sessions: %s", span.Name(), kvs)
				}
			}
		})
	}
}

// A stranger calls a server of gRPC that trusts nobody.
func TestStrangerCalls(t *testing.T) {
	const victim = "11111111-2222-4333-8444-555555555555"
	for name, o := range orders {
		t.Run(name, func(t *testing.T) {
			rec, a := hhtest.New(t), &arrived{}
			address, stop := serveRanker(t, a, o.server())
			conn, err := o.dial(address, hhgrpc.WithoutBaggage())
			if err != nil {
				t.Fatal(err)
			}
			ctx := metadata.AppendToOutgoingContext(t.Context(), "baggage", "session_id="+victim)
			g := &gateway{ranker: grpc_health_v1.NewHealthClient(conn)}
			if err := g.rank(ctx); err != nil { // the client removes the baggage
				t.Error(err)
			}
			_ = conn.Close()
			if conn, err = grpc.NewClient(address, grpc.WithTransportCredentials(insecure.NewCredentials())); err != nil {
				t.Fatal(err)
			}
			g.ranker = grpc_health_v1.NewHealthClient(conn)
			if err := g.rank(ctx); err != nil {
				t.Error(err)
			}
			_ = conn.Close()
			stop()
			if len(rec.Sessions()) != 4 {
				t.Errorf("%d sessions started, want one for each call", len(rec.Sessions()))
			}
			for service, ids := range a.ids {
				for _, id := range ids {
					if id == victim || id == "" {
						t.Errorf("%s got session %q", service, id)
					}
				}
			}
		})
	}
}
