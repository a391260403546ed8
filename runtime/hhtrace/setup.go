package hhtrace

import (
	"context"
	"errors"
	"fmt"
	"unicode/utf8"

	sdktrace "go.opentelemetry.io/otel/sdk/trace"

	"github.com/hhgen/hhgen/runtime/internal/report"
)

// ErrAlreadySetUp means that [Setup] was called again before its first call was
// shut down.
var ErrAlreadySetUp = errors.New("hhtrace: Setup was called before: call its shutdown function first")

// Setup makes this process record for HoneyHive. Environment variables and options
// configure it: see the package's documentation. It makes a tracer provider and sets
// it as the global one, sets the propagators, and sets the default runtime with the
// client of HoneyHive's API.
//
// Setup replaces nothing. If a tracer provider of the SDK is global already, Setup
// does what [Attach] does with it; then it rejects [WithTracerProviderOptions]. If
// the global provider is of another implementation, or was shut down, Setup returns
// an error. A global propagator is kept; if it does not carry baggage, Setup reports
// to [otel.Handle] that sessions stay in this process. If somebody replaces the
// global provider later, the next call that starts or enriches a session reports it.
//
// Call shutdown before the program ends, with a context that is not done. It sends
// everything that is still queued; if the context has no deadline, it takes at
// most [honeyhive.ShutdownTimeout]. Its error says what was lost since Setup. A
// second call does nothing and returns nil.
//
// After shutdown, Setup may be called again. Package variables such as
//
//	var tracer = otel.Tracer("shop")
//
// keep the first global provider, so shutdown leaves Setup's provider alive, and the
// next Setup continues with it. With [WithTracerProviderOptions], shutdown must shut
// the provider down, because the options may have processors. The next Setup then
// makes another provider, and reports that earlier tracers record nothing.
//
// The error of Setup has a line for each wrong variable and option. In that case,
// Setup installs nothing, and shutdown does nothing.
func Setup(ctx context.Context, options ...Option) (shutdown func(context.Context) error, err error) {
	links.Lock()
	defer links.Unlock()
	if links.setUp() {
		return nothing, ErrAlreadySetUp
	}
	l, err := setup(ctx, options)
	if err != nil {
		return nothing, err
	}
	l.setup = true
	l.begin()
	return l.shutdown(), nil
}

func nothing(context.Context) error { return nil }

func setup(ctx context.Context, options []Option) (*link, error) {
	found, unusable := existingProvider()
	foreign, purpose := found != nil && !made.has(found), forNewProvider
	if foreign {
		purpose = forFoundProvider
	}
	c, err := configOf(options, purpose)
	switch {
	case c.disabled:
	case unusable != nil:
		err = errors.Join(err, unusable)
	case foreign && len(c.providerOptions) > 0:
		err = errors.Join(err, errNoProviderOptions)
	case found != nil:
		err = errors.Join(err, attachable(found))
	}
	if err != nil {
		return nil, err
	}
	l, err := newLink(ctx, &c)
	if err != nil {
		return nil, err
	}
	made.removeLate()
	switch {
	case c.disabled:
	case foreign, found != nil && c.continues(found):
		err = errors.Join(l.register(found), l.registerFirst())
	default:
		err = errors.Join(c.install(l), l.registerFirst())
	}
	if err != nil {
		return nil, errors.Join(err, l.abandon(ctx))
	}
	c.setPropagators()
	if !c.disabled {
		l.watch.begin()
		c.reportRaisedLimit()
	}
	return l, nil
}

var errNoProviderOptions = errors.New("hhtrace: WithTracerProviderOptions: the options cannot apply, because the global tracer provider " +
	"exists already: pass them to sdktrace.NewTracerProvider where that provider is made")

// tracerProvider makes a provider with the processors of l.
func (c *config) tracerProvider(l *link) *sdktrace.TracerProvider {
	options := []sdktrace.TracerProviderOption{sdktrace.WithRawSpanLimits(c.limits())}
	for _, p := range l.processors {
		options = append(options, sdktrace.WithSpanProcessor(p))
	}
	return sdktrace.NewTracerProvider(append(options, c.providerOptions...)...)
}

// limits are the limits of spans from the environment. A limit that would cut the
// identity of every span is raised.
func (c *config) limits() sdktrace.SpanLimits {
	limits := sdktrace.NewSpanLimits()
	limits.AttributeCountLimit = c.limit
	least := sessionIDLength
	for _, s := range []string{c.project, c.source} {
		least = max(least, utf8.RuneCountInString(s))
	}
	if given := limits.AttributeValueLengthLimit; given >= 0 {
		limits.AttributeValueLengthLimit = max(given, least)
	}
	return limits
}

// reportRaisedLimit tells otel.Handle if limits raised a limit.
func (c *config) reportRaisedLimit() {
	if c.purpose != forNewProvider {
		return
	}
	given, raised := sdktrace.NewSpanLimits().AttributeValueLengthLimit, c.limits().AttributeValueLengthLimit
	if given != raised {
		report.Error(fmt.Errorf("hhtrace: a limit of %d characters for the values of attributes would cut the session, project or source "+
			"of every span, so it was raised to %d: set OTEL_SPAN_ATTRIBUTE_VALUE_LENGTH_LIMIT to that or more", given, raised))
	}
}

// sessionIDLength is the number of characters of a UUID.
const sessionIDLength = 36
