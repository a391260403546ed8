package hhgrpc_test

import (
	"context"
	"errors"
	"net"
	"slices"
	"strings"
	"testing"

	"go.opentelemetry.io/otel"
	"go.opentelemetry.io/otel/propagation"
	"go.opentelemetry.io/otel/trace"
	"google.golang.org/grpc"
	"google.golang.org/grpc/credentials/insecure"
	"google.golang.org/grpc/health/grpc_health_v1"
	"google.golang.org/grpc/metadata"
	"google.golang.org/grpc/stats"

	hh "github.com/hhgen/hhgen/runtime"
	"github.com/hhgen/hhgen/runtime/hhgrpc"
	"github.com/hhgen/hhgen/runtime/hhtest"
	"github.com/hhgen/hhgen/runtime/testdata/chat"
)

const (
	victim  = "11111111-2222-4333-8444-555555555555"
	another = "99999999-2222-4333-8444-555555555555"
	fresh   = "a new session"
	none    = "no session"
)

// carrier is metadata as the propagators of gRPC use it.
type carrier metadata.MD

func (c carrier) Get(key string) string {
	if values := metadata.MD(c).Get(key); len(values) > 0 {
		return values[0]
	}
	return ""
}
func (c carrier) Set(key, value string) { metadata.MD(c).Set(key, value) }
func (carrier) Keys() []string          { return nil }

// traced does what the instrumentation of OpenTelemetry does with calls. The module
// e2e has the tests with package otelgrpc.
type traced struct{ client bool }

func (h traced) TagRPC(ctx context.Context, _ *stats.RPCTagInfo) context.Context {
	if h.client {
		ctx, _ = otel.Tracer("test").Start(ctx, "client")
		md, _ := metadata.FromOutgoingContext(ctx)
		if md == nil {
			md = metadata.MD{}
		}
		otel.GetTextMapPropagator().Inject(ctx, carrier(md))
		return metadata.NewOutgoingContext(ctx, md)
	}
	md, _ := metadata.FromIncomingContext(ctx)
	ctx, _ = otel.Tracer("test").Start(otel.GetTextMapPropagator().Extract(ctx, carrier(md)), "server")
	return ctx
}

func (traced) HandleRPC(ctx context.Context, s stats.RPCStats) {
	if _, ok := s.(*stats.End); ok {
		trace.SpanFromContext(ctx).End()
	}
}
func (traced) TagConn(ctx context.Context, _ *stats.ConnTagInfo) context.Context { return ctx }
func (traced) HandleConn(context.Context, stats.ConnStats)                       {}

// seen is what a call sees.
type seen struct {
	session, sent string
	md            metadata.MD
}

// service observes its calls, in a span of its own.
type service struct {
	grpc_health_v1.UnimplementedHealthServer
	seen chan seen
}

func (s *service) observe(ctx context.Context) {
	ctx, span := otel.Tracer("test").Start(ctx, "work")
	defer span.End()
	var now seen
	now.session, _ = hh.SessionFromContext(ctx)
	now.md, _ = metadata.FromIncomingContext(ctx)
	sent := propagation.MapCarrier{}
	otel.GetTextMapPropagator().Inject(ctx, sent)
	now.sent = sent["baggage"]
	_ = chat.EnrichSession(ctx, chat.WithUserID("caller")) // without a session, an error
	s.seen <- now
}

func (s *service) Check(ctx context.Context, _ *grpc_health_v1.HealthCheckRequest) (*grpc_health_v1.HealthCheckResponse, error) {
	s.observe(ctx)
	return &grpc_health_v1.HealthCheckResponse{}, nil
}

func (s *service) Watch(_ *grpc_health_v1.HealthCheckRequest, stream grpc.ServerStreamingServer[grpc_health_v1.HealthCheckResponse]) error {
	s.observe(stream.Context())
	return errors.Join(stream.Send(&grpc_health_v1.HealthCheckResponse{}), stream.Send(&grpc_health_v1.HealthCheckResponse{}))
}

// call starts a server with handlers, calls it in ctx, unary or streaming, and
// returns what the call saw. All spans have ended then.
func call(t *testing.T, ctx context.Context, stream bool, server []stats.Handler, client ...stats.Handler) seen {
	t.Helper()
	s := &service{seen: make(chan seen, 1)}
	var serverOptions []grpc.ServerOption
	for _, h := range server {
		serverOptions = append(serverOptions, grpc.StatsHandler(h))
	}
	srv := grpc.NewServer(serverOptions...)
	grpc_health_v1.RegisterHealthServer(srv, s)
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	go func() { _ = srv.Serve(listener) }()
	options := []grpc.DialOption{grpc.WithTransportCredentials(insecure.NewCredentials())}
	for _, h := range client {
		options = append(options, grpc.WithStatsHandler(h))
	}
	conn, err := grpc.NewClient(listener.Addr().String(), options...)
	if err != nil {
		t.Fatal(err)
	}
	health := grpc_health_v1.NewHealthClient(conn)
	if stream {
		var responses grpc.ServerStreamingClient[grpc_health_v1.HealthCheckResponse]
		if responses, err = health.Watch(ctx, &grpc_health_v1.HealthCheckRequest{}); err == nil {
			for err == nil {
				_, err = responses.Recv()
			}
			err = nil // the end of the stream
		}
	} else {
		_, err = health.Check(ctx, &grpc_health_v1.HealthCheckRequest{})
	}
	if err != nil {
		t.Fatal(err)
	}
	got := <-s.seen
	_ = conn.Close()
	srv.GracefulStop()
	return got
}

// positions are the places of the handler: before and after instrumentation.
var positions = map[string]func(...hhgrpc.Option) []stats.Handler{
	"before": func(o ...hhgrpc.Option) []stats.Handler {
		return []stats.Handler{hhgrpc.NewServerHandler(o...), traced{}}
	},
	"after": func(o ...hhgrpc.Option) []stats.Handler {
		return []stats.Handler{traced{}, hhgrpc.NewServerHandler(o...)}
	},
}

// with returns the context of a call with metadata.
func with(t *testing.T, pairs ...string) context.Context {
	return metadata.AppendToOutgoingContext(t.Context(), pairs...)
}

func allow(ids ...string) hhgrpc.Option {
	return hhgrpc.Allow(func(_ context.Context, info *stats.RPCTagInfo, id string) bool {
		return slices.Contains(ids, id) && strings.HasPrefix(info.FullMethodName, "/grpc.health.v1.Health/")
	})
}

func TestWhichSession(t *testing.T) {
	stranger := []string{"baggage", "a=1,session_id=" + victim}
	for name, test := range map[string]struct {
		metadata []string
		options  []hhgrpc.Option
		want     string
	}{
		"nothing":              {nil, nil, fresh},
		"nothing, not started": {nil, []hhgrpc.Option{hhgrpc.WithoutStart()}, none},
		"stranger":             {stranger, nil, fresh},
		"second value":         {[]string{"baggage", "a=1", "baggage", "session_id=" + victim}, nil, fresh},
		"trusted":              {stranger, []hhgrpc.Option{hhgrpc.TrustBaggage()}, victim},
		"allowed":              {stranger, []hhgrpc.Option{allow(victim)}, victim},
		"not allowed":          {stranger, []hhgrpc.Option{allow(another), hhgrpc.TrustBaggage()}, fresh},
		"metadata":             {[]string{"x-session", "conv_123"}, []hhgrpc.Option{hhgrpc.FromMetadata("X-Session")}, hh.SessionIDFrom("conv_123")},
		"metadata absent":      {nil, []hhgrpc.Option{hhgrpc.FromMetadata("x-session")}, fresh},
		"OpenTracing":          {[]string{"ot-baggage-session_id", victim, "ot-baggage-plan", "free"}, nil, fresh},
	} {
		for position, handlers := range positions {
			for _, stream := range []bool{false, true} {
				t.Run(name+" "+position, func(t *testing.T) {
					rec := hhtest.New(t)
					got := call(t, with(t, test.metadata...), stream, handlers(test.options...))
					want := test.want
					switch starts := rec.Sessions(); {
					case want == fresh && len(starts) == 1:
						want = starts[0].ID
					case len(starts) > 0 || want == fresh:
						t.Errorf("starts %v", starts)
					}
					wantSpans(t, rec, want)
					if want != none && (got.session != want || !strings.Contains(got.sent, "session_id="+want)) {
						t.Errorf("session %q and baggage %q, want %q", got.session, got.sent, want)
					}
					if test.want != victim {
						wantNothingOfVictim(t, rec, got)
					}
				})
			}
		}
	}
}

// wantSpans checks that both spans belong to a session.
func wantSpans(t *testing.T, rec *hhtest.Recorder, session string) {
	t.Helper()
	if len(rec.Spans()) != 2 {
		t.Errorf("%d spans, want 2", len(rec.Spans()))
	}
	for _, span := range rec.Spans() {
		id := none
		for _, kv := range span.Attributes() {
			if kv.Key == "honeyhive.session_id" {
				id = kv.Value.AsString()
			}
		}
		if id != session {
			t.Errorf("span %q is in session %q, want %q", span.Name(), id, session)
		}
	}
}

// wantNothingOfVictim checks that a call neither sees the victim's session nor writes
// into it.
func wantNothingOfVictim(t *testing.T, rec *hhtest.Recorder, got seen) {
	t.Helper()
	for key, values := range got.md {
		if strings.Contains(strings.Join(values, ","), victim) {
			t.Errorf("metadata %s: %v", key, values)
		}
	}
	if strings.Contains(got.sent, victim) {
		t.Errorf("baggage %q", got.sent)
	}
	for _, u := range rec.Updates() {
		if u.EventID == victim {
			t.Errorf("the victim's session got %v", u)
		}
	}
}

// A stranger's span cannot leave the session that instrumentation has put it into
// without one, so it gets a new one.
func TestStrangerWithoutStart(t *testing.T) {
	for position, handlers := range positions {
		rec := hhtest.New(t)
		got := call(t, with(t, "baggage", "session_id="+victim), false, handlers(hhgrpc.WithoutStart()))
		wantNothingOfVictim(t, rec, got)
		if want := position == "after"; want != (len(rec.Sessions()) == 1) || want != (got.session != "") {
			t.Errorf("%s: starts %v, session %q", position, rec.Sessions(), got.session)
		}
	}
}

func TestHowSessionsStart(t *testing.T) {
	rec := hhtest.New(t)
	call(t, t.Context(), false, positions["before"](hhgrpc.WithName("call")))
	got := call(t, t.Context(), true, positions["after"](hhgrpc.WithStart(
		func(ctx context.Context, info *stats.RPCTagInfo) (context.Context, error) {
			return hh.StartSession(ctx, hh.SessionConfig{ID: another, Name: info.FullMethodName})
		})))
	starts := rec.Sessions()
	if len(starts) != 2 || starts[0].Name != "call" || starts[1].Name != "/grpc.health.v1.Health/Watch" || got.session != another {
		t.Errorf("starts %v, session %q", starts, got.session)
	}
}

// rejecting is a session client that rejects everything.
type rejecting struct{}

var errRejected = errors.New("rejected")

func (rejecting) StartSession(hh.SessionStart) error { return errRejected }
func (rejecting) UpdateEvent(hh.Update) error        { return errRejected }

// No error of telemetry fails a call.
func TestErrorsAreReported(t *testing.T) {
	for position, handlers := range positions {
		t.Run(position, func(t *testing.T) {
			rec := hhtest.New(t)
			rt := hh.New(hh.WithSessionClient(rejecting{}))
			var errs []error
			got := call(t, t.Context(), false, handlers(hhgrpc.WithRuntime(rt),
				hhgrpc.OnError(func(_ context.Context, _ *stats.RPCTagInfo, err error) { errs = append(errs, err) })))
			wantSpans(t, rec, got.session)
			if len(errs) != 1 || !errors.Is(errs[0], errRejected) {
				t.Errorf("errors %v", errs)
			}
		})
	}
}
