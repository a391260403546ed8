package hhgrpc_test

import (
	"context"
	"slices"
	"strings"
	"testing"

	"go.opentelemetry.io/otel/baggage"
	"google.golang.org/grpc/metadata"
	"google.golang.org/grpc/stats"

	hh "github.com/hhgen/hhgen/runtime"
	"github.com/hhgen/hhgen/runtime/hhgrpc"
	"github.com/hhgen/hhgen/runtime/hhtest"
)

func TestBaggageOfClients(t *testing.T) {
	const session = "session_id=" + another
	held := func(t *testing.T) context.Context {
		m, err := baggage.NewMember("plan", "free")
		if err != nil {
			t.Fatal(err)
		}
		b, err := baggage.New(m)
		if err != nil {
			t.Fatal(err)
		}
		ctx, err := hh.ContextWithSession(baggage.ContextWithBaggage(t.Context(), b), another)
		if err != nil {
			t.Fatal(err)
		}
		return ctx
	}
	for name, test := range map[string]struct {
		ctx      func(*testing.T) context.Context
		handlers []stats.Handler
		want     string // the members of the baggage that arrives, sorted
	}{
		"alone":         {held, []stats.Handler{hhgrpc.NewClientHandler()}, session},
		"before":        {held, []stats.Handler{hhgrpc.NewClientHandler(), traced{client: true}}, "plan=free," + session},
		"after":         {held, []stats.Handler{traced{client: true}, hhgrpc.NewClientHandler()}, "plan=free," + session},
		"no session":    {func(t *testing.T) context.Context { return t.Context() }, []stats.Handler{hhgrpc.NewClientHandler()}, ""},
		"beside others": {func(t *testing.T) context.Context { return metadata.AppendToOutgoingContext(held(t), "baggage", "a=1") }, []stats.Handler{hhgrpc.NewClientHandler()}, "a=1," + session},
		"set by the caller": {func(t *testing.T) context.Context {
			return metadata.AppendToOutgoingContext(held(t), "baggage", "session_id="+victim)
		}, []stats.Handler{hhgrpc.NewClientHandler()}, "session_id=" + victim},
		"does not fit": {func(t *testing.T) context.Context {
			return metadata.AppendToOutgoingContext(held(t), "baggage", "k="+strings.Repeat("x", 8180))
		}, []stats.Handler{hhgrpc.NewClientHandler()}, "k=" + strings.Repeat("x", 8180)},
		"third party, alone": {func(t *testing.T) context.Context {
			return metadata.AppendToOutgoingContext(held(t), "baggage", session, "ot-baggage-session_id", another)
		}, []stats.Handler{hhgrpc.NewClientHandler(hhgrpc.WithoutBaggage())}, ""},
		"third party, before":    {held, []stats.Handler{hhgrpc.NewClientHandler(hhgrpc.WithoutBaggage()), traced{client: true}}, ""},
		"third party, then ours": {held, []stats.Handler{hhgrpc.NewClientHandler(hhgrpc.WithoutBaggage()), hhgrpc.NewClientHandler()}, ""},
		"third party, after":     {held, []stats.Handler{traced{client: true}, hhgrpc.NewClientHandler(hhgrpc.WithoutBaggage())}, ""},
	} {
		for _, stream := range []bool{false, true} {
			t.Run(name, func(t *testing.T) {
				rec := hhtest.New(t)
				got := call(t, test.ctx(t), stream, nil, test.handlers...)
				members := strings.Split(strings.Join(got.md["baggage"], ","), ",")
				if slices.Sort(members); !slices.Equal(members, strings.Split(test.want, ",")) {
					t.Errorf("baggage %q, want %q", members, test.want)
				}
				if len(got.md["ot-baggage-session_id"]) > 0 && strings.HasPrefix(name, "third") {
					t.Errorf("metadata %v", got.md)
				}
				for _, span := range rec.Spans() {
					if span.Name() == "client" {
						hhtest.Span(t, rec, "client").InSession(another)
					}
				}
			})
		}
	}
}
