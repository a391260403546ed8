package gen_test

import (
	"context"
	"net/http"
	"net/netip"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/propagation"

	hh "github.com/hhgen/hhgen/runtime"
	"github.com/hhgen/hhgen/runtime/hhtrace"
	"github.com/hhgen/hhgen/runtime/testdata/kinds/travel"
	"github.com/hhgen/hhgen/runtime/testdata/vectors"
)

// Fields of each kind that travels arrive in another service as its spans have them in
// the first one, if they were recorded on the session or on the context.
func TestFieldsTravel(t *testing.T) {
	region := "eu"
	journey := travel.Journey{
		Plan: travel.Premium, Tenant: "acme corp, \"München\"", Feature: "3", Trial: true, Seats: 12, Quota: 7, Share: 0.1,
		Timeout: 1500 * time.Millisecond, Since: time.Unix(1700000000, 5), Gateway: netip.MustParseAddr("::1"), Region: &region, Local: "stays",
	}
	for _, c := range []struct {
		name  string
		begin func(travel.Enricher) (context.Context, error)
	}{
		{"StartSession", func(e travel.Enricher) (context.Context, error) {
			return e.StartSession(t.Context(), hh.SessionConfig{ID: sessionID}, journey)
		}},
		{"EnrichSession", func(e travel.Enricher) (context.Context, error) {
			ctx, err := hh.ContextWithSession(t.Context(), sessionID)
			if err != nil {
				return nil, err
			}
			return ctx, e.EnrichSession(ctx, &journey)
		}},
		{"ContextWith", func(e travel.Enricher) (context.Context, error) {
			return e.ContextWith(t.Context(), journey, travel.WithPlan(travel.Free), travel.WithPlan(travel.Premium)), nil
		}},
	} {
		t.Run(c.name, func(t *testing.T) {
			first, second := hh.New(hh.WithSessionClient(&vectors.Client{})), hh.New()
			ctx, err := c.begin(travel.NewEnricher(first))
			if err != nil {
				t.Fatal(err)
			}
			want := enrichments(attributesIn(t, ctx, first))
			if len(want) != 13 || want["honeyhive_metadata.local"] != "stays" {
				t.Fatalf("a span of the first service has %v", want)
			}
			delete(want, "honeyhive_metadata.local")
			header := propagation.HeaderCarrier(http.Header{})
			hhtrace.NewPropagator(hhtrace.WithRuntime(first)).Inject(ctx, header)
			ctx = hhtrace.NewPropagator(hhtrace.WithRuntime(second)).Extract(t.Context(), header)
			if diff := cmp.Diff(want, enrichments(attributesIn(t, ctx, second))); diff != "" {
				t.Errorf("a span of the second service (-want +got):\n%s\nwith the header %v", diff, header)
			}
		})
	}
}

// enrichments are the attributes that enrich a span.
func enrichments(kvs []attribute.KeyValue) map[string]any {
	m := map[string]any{}
	for _, kv := range kvs {
		if len(kv.Key) > len("honeyhive_") && kv.Key[:len("honeyhive_")] == "honeyhive_" {
			m[string(kv.Key)] = kv.Value.AsInterface()
		}
	}
	return m
}
