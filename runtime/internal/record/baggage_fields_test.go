package record_test

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/baggage"
	"go.opentelemetry.io/otel/propagation"
	sdktrace "go.opentelemetry.io/otel/sdk/trace"

	hh "github.com/hhgen/hhgen/runtime"
	"github.com/hhgen/hhgen/runtime/hhimpl"
	"github.com/hhgen/hhgen/runtime/hhtrace"
	"github.com/hhgen/hhgen/runtime/internal/record"
	"github.com/hhgen/hhgen/runtime/testdata/random"
)

// Fields that travel, one of each kind.
var (
	hhPlan    = record.Attr{Key: "honeyhive_user_properties.plan", MaxBytes: 256, Baggage: true}
	hhSeats   = record.Attr{Key: "honeyhive_user_properties.seats", Baggage: true}
	hhShare   = record.Attr{Key: "honeyhive_metrics.share", Baggage: true}
	hhTrial   = record.Attr{Key: "honeyhive_metadata.trial", Baggage: true}
	hhTrialOf = record.Attr{Key: "honeyhive_metadata.trial.of", MaxBytes: 16}
)

func withPlan(v string) field   { return func(b *record.Batch) { b.String(&hhPlan, v) } }
func withSeats(v int) field     { return func(b *record.Batch) { b.Int(&hhSeats, int64(v)) } }
func withShare(v float64) field { return func(b *record.Batch) { b.Float(&hhShare, v) } }
func withTrial(v bool) field    { return func(b *record.Batch) { b.Bool(&hhTrial, v) } }

// withTrialOf records an object in the place of trial.
func withTrialOf(v string) field {
	return func(b *record.Batch) {
		b.Object("honeyhive_metadata.trial")
		b.String(&hhTrialOf, v)
		b.EndObject()
	}
}

func startSession(ctx context.Context, rt *hh.Runtime, c hh.SessionConfig, fields ...field) (within context.Context, err error) {
	within = ctx
	b := hhimpl.NewSession(rt, c)
	defer b.Start(&within, &err)
	putAll(b, fields)
	return within, nil
}

func contextWithFields(ctx context.Context, fields ...field) (within context.Context) {
	within = ctx
	b := hhimpl.Values(nil)
	defer b.Context(&within)
	putAll(b, fields)
	return within
}

// service is one process of several.
type service struct {
	*hh.Runtime
	propagation.TextMapPropagator
	violations []hh.Violation
}

func newService(options ...hh.Option) *service {
	s := &service{}
	s.Runtime = hh.New(append(options, hh.WithSessionClient(&sessionClient{}),
		hh.WithViolationHandler(func(v hh.Violation) { s.violations = append(s.violations, v) }))...)
	s.TextMapPropagator = hhtrace.NewPropagator(hhtrace.WithRuntime(s.Runtime))
	return s
}

// call returns the context of a request that s makes in ctx to another service.
func (s *service) call(ctx context.Context, to *service) context.Context {
	carrier := propagation.MapCarrier{}
	s.Inject(ctx, carrier)
	return to.Extract(context.Background(), carrier)
}

// wantFields compares the fields on a span that starts in ctx.
func (s *service) wantFields(t *testing.T, ctx context.Context, want ...attribute.KeyValue) {
	t.Helper()
	provider := sdktrace.NewTracerProvider(sdktrace.WithSpanProcessor(hhtrace.NewSpanProcessor(hhtrace.WithRuntime(s.Runtime))))
	_, span := provider.Tracer("test").Start(ctx, "span")
	defer span.End()
	got := map[attribute.Key]any{}
	for _, kv := range span.(sdktrace.ReadOnlySpan).Attributes() {
		if strings.HasPrefix(string(kv.Key), record.Enrichment) {
			got[kv.Key] = kv.Value.AsInterface()
		}
	}
	wanted := map[attribute.Key]any{}
	for _, kv := range want {
		wanted[kv.Key] = kv.Value.AsInterface()
	}
	if diff := cmp.Diff(wanted, got); diff != "" {
		t.Errorf("fields of a span (-want +got):\n%s", diff)
	}
}

// Fields of the session and of the context arrive with their types, through a service
// that knows none of them, and the last value of each.
func TestFieldsTravel(t *testing.T) {
	first, middle, last := newService(), newService(), newService()
	ctx, err := startSession(t.Context(), first.Runtime, hh.SessionConfig{ID: sessionID}, withPlan("free"), withSeats(3), withFeature("stays"))
	if err != nil {
		t.Fatal(err)
	}
	if err := enrichSession(ctx, first.Runtime, withShare(2), withPlan("a b,;=\"%é"), withUserID("stays")); err != nil {
		t.Fatal(err)
	}
	ctx = contextWithFields(ctx, withTrial(true), withQuery("stays"))
	want := []attribute.KeyValue{
		hhPlan.Key.String("a b,;=\"%é"), hhSeats.Key.Int(3), hhShare.Key.Float64(2), hhTrial.Key.Bool(true),
	}
	there := first.call(ctx, middle)
	middle.wantFields(t, there, want...)
	last.wantFields(t, middle.call(there, last), want...)

	// What the service in the middle records replaces what arrived, there and from there on.
	if err := enrichSession(there, middle.Runtime, withPlan("premium")); err != nil {
		t.Fatal(err)
	}
	want[0] = hhPlan.Key.String("premium")
	middle.wantFields(t, there, want...)
	last.wantFields(t, middle.call(there, last), want...)
	for _, s := range []*service{first, middle, last} {
		if len(s.violations) > 0 {
			t.Errorf("violations %v", s.violations)
		}
	}
}

// A field that was replaced by one that stays, or dropped, travels no more.
func TestFieldsStay(t *testing.T) {
	here, there := newService(), newService()
	ctx, err := startSession(t.Context(), here.Runtime, hh.SessionConfig{}, withTrial(true))
	if err != nil {
		t.Fatal(err)
	}
	there.wantFields(t, here.call(ctx, there), hhTrial.Key.Bool(true))
	if err := enrichSession(ctx, here.Runtime, withTrialOf("x")); err != nil {
		t.Fatal(err)
	}
	there.wantFields(t, here.call(ctx, there))
	ctx = contextWithFields(t.Context(), withTrial(true))
	there.wantFields(t, here.call(ctx, there), hhTrial.Key.Bool(true))
	there.wantFields(t, here.call(record.ContextWithoutBaggage(ctx), there))
}

// A span's fields, and those of an event, are its own.
func TestOnlySessionFieldsTravel(t *testing.T) {
	here, there := newService(), newService()
	ctx, err := here.StartSession(t.Context(), hh.SessionConfig{})
	if err != nil {
		t.Fatal(err)
	}
	ctx, span := sdktrace.NewTracerProvider().Tracer("test").Start(ctx, "span")
	defer span.End()
	enrichSpanOf(ctx, here.Runtime, withPlan("free"))
	b, err := hhimpl.Event(ctx, here.Runtime, hh.NewEventID())
	if err != nil {
		t.Fatal(err)
	}
	withPlan("free")(b)
	b.Update(&err)
	there.wantFields(t, here.call(ctx, there))
}

// Fields are those of one session: another one does not get them.
func TestFieldsOfAnotherSession(t *testing.T) {
	here, there, last := newService(), newService(), newService()
	ctx, err := startSession(t.Context(), here.Runtime, hh.SessionConfig{ID: sessionID}, withPlan("free"))
	if err != nil {
		t.Fatal(err)
	}
	arrived := here.call(ctx, there)
	other, err := there.StartSession(arrived, hh.SessionConfig{ID: otherID})
	if err != nil {
		t.Fatal(err)
	}
	there.wantFields(t, other)
	last.wantFields(t, there.call(other, last))
	same, err := there.ContextWithSession(arrived, sessionID)
	if err != nil {
		t.Fatal(err)
	}
	there.wantFields(t, same, hhPlan.Key.String("free"))
	last.wantFields(t, there.call(same, last), hhPlan.Key.String("free"))
}

// Instrumentation may keep the baggage of a request, and nothing else of its context.
func TestFieldsOfBaggageAlone(t *testing.T) {
	s := newService()
	header := propagation.MapCarrier{"baggage": "session_id=" + sessionID + ",hh.user_properties.plan=premium,hh.bogus=1"}
	ctx := s.Extract(t.Context(), header)
	reported := len(s.violations)
	alone := baggage.ContextWithBaggage(t.Context(), baggage.FromContext(ctx))
	s.wantFields(t, alone, attribute.String("honeyhive_user_properties.plan", "premium"))
	if len(s.violations) != reported {
		t.Errorf("violations are reported again: %v", s.violations[reported:])
	}
	distrustful := newService(hh.WithoutRemoteSessions())
	distrustful.wantFields(t, alone)
	other, err := s.StartSession(alone, hh.SessionConfig{})
	if err != nil {
		t.Fatal(err)
	}
	s.wantFields(t, other)
}

// Who may not choose the session may not choose its fields.
func TestFieldsOfStrangers(t *testing.T) {
	distrustful := newService(hh.WithoutRemoteSessions())
	header := propagation.MapCarrier{"baggage": "session_id=" + sessionID + ",hh.user_properties.plan=premium,hh.bogus=1"}
	ctx := distrustful.Extract(t.Context(), header)
	distrustful.wantFields(t, ctx)
	if len(distrustful.violations) > 0 {
		t.Errorf("violations %v", distrustful.violations)
	}
	own, err := distrustful.StartSession(ctx, hh.SessionConfig{})
	if err != nil {
		t.Fatal(err)
	}
	trusting := newService()
	trusting.wantFields(t, distrustful.call(own, trusting))
	trusting.wantFields(t, record.ContextWithoutOwnMembers(trusting.Extract(t.Context(), header)))
	// A request without fields has those of no earlier one.
	ctx = trusting.Extract(trusting.Extract(t.Context(), header), propagation.MapCarrier{"baggage": "session_id=" + sessionID})
	trusting.wantFields(t, ctx)
}

// Members that no field can have made are left out, and their violations hold nothing
// of them.
func TestInvalidFields(t *testing.T) {
	s := newService()
	var want []hh.Violation
	for _, c := range []struct {
		member string
		kind   hh.Kind
	}{
		{"hh.metadata.Plan=1", hh.InvalidKey}, {"hh.metadata.a.b=1", hh.InvalidKey}, {"hh.metadata.=1", hh.InvalidKey}, {"hh.metadata=1", hh.InvalidKey},
		{"hh.=1", hh.InvalidKey}, {"hh.error.a=1", hh.InvalidKey}, {"hh.session.id=1", hh.InvalidKey},
		{"hh.metadata." + strings.Repeat("k", 129) + "=1", hh.InvalidKey}, {"hh.metadata.long=" + strings.Repeat("v", 257), hh.TooLongDropped},
		{"hh.metadata.fits=" + strings.Repeat("v", 256), ""}, {"hh.metadata." + strings.Repeat("k", 128) + "=1", ""}, {"hhmetadata.a=1", ""},
	} {
		s.violations, want = nil, nil
		ctx := s.Extract(t.Context(), propagation.MapCarrier{"baggage": c.member})
		kvs := (*record.Runtime)(s.Runtime).AppendArrivedAttributes(nil, ctx, "")
		switch c.kind {
		case hh.InvalidKey:
			want = []hh.Violation{{Namespace: "baggage", Key: "hh.*", Kind: c.kind}}
		case hh.TooLongDropped:
			want = []hh.Violation{{Namespace: "baggage", Key: "hh.*", Kind: c.kind, Size: 257, Limit: 256}}
		}
		if diff := cmp.Diff(want, s.violations); diff != "" {
			t.Errorf("%s: violations (-want +got):\n%s", c.member, diff)
		}
		if fits := c.kind == "" && strings.HasPrefix(c.member, "hh."); fits != (len(kvs) == 1) {
			t.Errorf("%s: attributes %v", c.member, kvs)
		}
	}
}

// Fields get the room that other baggage and the session leave.
func TestFieldsWithoutRoom(t *testing.T) {
	for _, c := range []struct {
		name         string
		members      int
		bytes, limit int
		arrives      bool
	}{
		{"members fit", 62, 1, 64, true}, {"members", 63, 1, 64, false}, {"bytes fit", 1, 8114, 8192, true}, {"bytes", 1, 8115, 8192, false},
	} {
		t.Run(c.name, func(t *testing.T) {
			here, there := newService(), newService()
			var members []string
			for i := range c.members {
				members = append(members, fmt.Sprintf("m%d=%s", i, strings.Repeat("v", c.bytes)))
			}
			b, err := baggage.Parse(strings.Join(members, ","))
			if err != nil {
				t.Fatal(err)
			}
			ctx, err := startSession(baggage.ContextWithBaggage(t.Context(), b), here.Runtime, hh.SessionConfig{ID: sessionID}, withSeats(3))
			if err != nil {
				t.Fatal(err)
			}
			arrived := here.call(ctx, there)
			wantRuntimeSession(t, there.Runtime, arrived, hh.Session{ID: sessionID})
			if got := baggage.FromContext(arrived).Len(); got != c.members+1+map[bool]int{true: 1}[c.arrives] {
				t.Errorf("%d members arrive", got)
			}
			full := slices.ContainsFunc(here.violations, func(v hh.Violation) bool {
				return v.Kind == hh.BaggageFull && v.Namespace == "user_properties" && v.Key == "seats" && v.Limit == c.limit && v.Size > c.limit
			})
			if full == c.arrives || len(here.violations) > 1 {
				t.Errorf("violations %v", here.violations)
			}
		})
	}
}

// Every value comes back as it was, with its type.
func TestBaggageValues(t *testing.T) {
	text := func(want string, v attribute.Value) {
		t.Helper()
		if got := record.BaggageText(v); got != want {
			t.Errorf("%v is written as %s, want %s", v.AsInterface(), got, want)
		}
	}
	text("free", attribute.StringValue("free"))
	text("a b", attribute.StringValue("a b"))
	text("2026-01-02T03:04:05Z", attribute.StringValue("2026-01-02T03:04:05Z"))
	text(`"3"`, attribute.StringValue("3"))
	text(`"true"`, attribute.StringValue("true"))
	text(`""`, attribute.StringValue(""))
	text(`" a"`, attribute.StringValue(" a"))
	text(`"\"a"`, attribute.StringValue(`"a`))
	text("null", attribute.StringValue("null"))
	text("3", attribute.IntValue(3))
	text("3.0", attribute.Float64Value(3))
	text("true", attribute.BoolValue(true))
	random.Check(t, 2000, func(s random.Source) {
		var v attribute.Value
		switch s.IntN(5) {
		case 0:
			v = attribute.BoolValue(s.IntN(2) == 0)
		case 1:
			v = attribute.Int64Value(int64(s.IntN(1<<30)) << s.IntN(33))
		case 2:
			v = attribute.Float64Value(float64(s.IntN(1<<30)-1<<29) / float64(1+s.IntN(1000)))
		default:
			var b strings.Builder
			for range s.IntN(8) {
				b.WriteString([]string{"1", "-", ".", "e", "true", `"`, " ", "a", "\\", "é", ",", "null", "\n"}[s.IntN(13)])
			}
			v = attribute.StringValue(b.String())
		}
		if got := record.BaggageValue(record.BaggageText(v)); got != v {
			s.Errorf("%#v comes back as %#v through %s", v.AsInterface(), got.AsInterface(), record.BaggageText(v))
		}
	})
}
