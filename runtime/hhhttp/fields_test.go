package hhhttp_test

import (
	"context"
	"net/http"
	"strings"
	"testing"

	hh "github.com/hhgen/hhgen/runtime"
	"github.com/hhgen/hhgen/runtime/hhhttp"
	"github.com/hhgen/hhgen/runtime/hhimpl"
	"github.com/hhgen/hhgen/runtime/hhtest"
	"github.com/hhgen/hhgen/runtime/internal/record"
)

// Fields that travel.
var (
	plan  = record.Attr{Key: "honeyhive_user_properties.plan", MaxBytes: 16, Baggage: true}
	trial = record.Attr{Key: "honeyhive_metadata.trial", Baggage: true}
)

// withFields starts a session with a plan, and returns a context that carries trial.
func withFields(ctx context.Context) (within context.Context, err error) {
	within = ctx
	start := hhimpl.NewSession(nil, hh.SessionConfig{ID: another})
	start.String(&plan, "free")
	start.Start(&within, &err)
	values := hhimpl.Values(nil)
	values.Bool(&trial, true)
	values.Context(&within)
	return within, err
}

// The fields of a session go where the session goes, and nowhere else.
func TestFieldsLeaveForAllowedHostsOnly(t *testing.T) {
	server, arrived := arriving(t)
	const fields = "hh.user_properties.plan=free,hh.metadata.trial=true"
	for name, transport := range map[string]http.RoundTripper{
		"alone": hhhttp.NewTransport(nil, "127.0.0.1"),
		"below": injecting{hhhttp.NewTransport(nil, "127.0.0.1")},
		"above": hhhttp.NewTransport(injecting{http.DefaultTransport}, "127.0.0.1"),
	} {
		t.Run(name, func(t *testing.T) {
			hhtest.New(t)
			ctx, err := withFields(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			do(t, ctx, transport, server.String()+"/own", nil)
			do(t, ctx, transport, "http://localhost:"+server.Port()+"/other", nil)
			if got, want := arrived["/own"].Get("Baggage"), "session_id="+another+","+fields; !sameMembers(got, want) {
				t.Errorf("baggage %q, want %q", got, want)
			}
			if got := arrived["/other"].Get("Baggage"); got != "" {
				t.Errorf("another host got baggage %q", got)
			}
		})
	}
}

// What does not fit stays here; the members that others have set go on.
func TestFieldsDoNotFit(t *testing.T) {
	server, arrived := arriving(t)
	hhtest.New(t)
	ctx, err := withFields(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	rest := "k=" + strings.Repeat("x", 8192-len("k=")-len(",session_id=")-len(another)-len(",hh.metadata.trial=true"))
	do(t, ctx, hhhttp.NewTransport(nil, "*"), server.String()+"/x", http.Header{"Baggage": {rest}})
	if got, want := arrived["/x"].Get("Baggage"), rest+",session_id="+another+",hh.metadata.trial=true"; !sameMembers(got, want) {
		t.Errorf("baggage of %d bytes, want %d", len(got), len(want))
	}
}
