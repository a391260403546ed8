package hhtrace

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"go.opentelemetry.io/contrib/propagators/autoprop"
	"go.opentelemetry.io/otel"
	"go.opentelemetry.io/otel/baggage"
	"go.opentelemetry.io/otel/propagation"
	"go.opentelemetry.io/otel/trace"

	"github.com/hhgen/hhgen/runtime/internal/report"
)

// defaultPropagators is the default of OTEL_PROPAGATORS in OpenTelemetry's
// specification.
const defaultPropagators = "tracecontext,baggage"

// ownPropagator marks the propagator that Setup sets, so the next Setup may replace
// it.
type ownPropagator struct{ propagation.TextMapPropagator }

// readPropagators makes the propagators of a list of names.
func readPropagators(c *config, list string) error {
	var all []propagation.TextMapPropagator
	seen := map[string]bool{}
	for name := range strings.SplitSeq(list, ",") {
		name = strings.TrimSpace(name)
		if seen[name] {
			continue
		}
		seen[name] = true
		p, err := propagatorOf(name)
		if err != nil {
			return err
		}
		all = append(all, p)
	}
	if seen["none"] && len(seen) > 1 {
		return errors.New("none stands beside other names: set none alone, or remove it")
	}
	c.propagator = propagation.NewCompositeTextMapPropagator(all...)
	return nil
}

func propagatorOf(name string) (propagation.TextMapPropagator, error) {
	if name == "baggage" {
		return NewPropagator(), nil
	}
	p, err := autoprop.TextMapPropagator(name)
	if err != nil {
		return nil, fmt.Errorf("%q is not a propagator of this program: set names such as tracecontext, baggage, b3, b3multi, jaeger, xray, "+
			"ottrace or none, or register your own with autoprop.RegisterTextMapPropagator", name)
	}
	return p, nil
}

// setPropagators sets the global propagator, unless the program has set one. It
// reports a propagator that does not carry sessions to other services.
func (c *config) setPropagators() {
	now := otel.GetTextMapPropagator()
	if _, own := now.(*ownPropagator); own || isUnset(now) {
		now = &ownPropagator{c.propagator}
		otel.SetTextMapPropagator(now)
	}
	reportWithoutBaggage(now)
}

// isUnset reports whether a global propagator is the one that exists before others are
// set, and does nothing.
func isUnset(p propagation.TextMapPropagator) bool { return isPlaceholder(p) && len(p.Fields()) == 0 }

func reportWithoutBaggage(p propagation.TextMapPropagator) {
	if !carriesBaggage(p) {
		report.Error(errors.New("hhtrace: the global propagator does not carry baggage, so sessions stay in this process: " +
			"add baggage to OTEL_PROPAGATORS, or hhtrace.NewPropagator() to the propagator that the program sets"))
	}
}

// carriesBaggage tries a propagator out. It looks at what the propagator sends, because
// a runtime with hh.WithoutRemoteSessions takes no session out of what arrives.
func carriesBaggage(p propagation.TextMapPropagator) bool {
	const id = "example"
	member, err := baggage.NewMemberRaw("session_id", id)
	if err != nil {
		return false
	}
	b, err := baggage.New(member)
	if err != nil {
		return false
	}
	// Some propagators, such as ottrace, carry no baggage without a span. Of the id of
	// its trace, ottrace uses the last 8 bytes.
	span := trace.NewSpanContext(trace.SpanContextConfig{TraceID: trace.TraceID{15: 1}, SpanID: trace.SpanID{1}})
	ctx := trace.ContextWithSpanContext(baggage.ContextWithBaggage(context.Background(), b), span)
	carrier := propagation.MapCarrier{}
	p.Inject(ctx, carrier)
	for _, value := range carrier {
		if strings.Contains(value, id) {
			return true
		}
	}
	return false
}
