package hhtrace

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"unicode/utf8"

	"go.opentelemetry.io/otel"
	"go.opentelemetry.io/otel/propagation"
	sdktrace "go.opentelemetry.io/otel/sdk/trace"

	hh "github.com/hhgen/hhgen/runtime"
	"github.com/hhgen/hhgen/runtime/honeyhive"
)

// ErrAlreadySetUp means that [Setup] was called again before its first call was
// shut down.
var ErrAlreadySetUp = errors.New("hhtrace: Setup was called before: call its shutdown function first")

// active is locked from [Setup] until shutdown.
var active sync.Mutex

// Setup makes this process record for HoneyHive. Environment variables and options
// configure it: see the package's documentation. It installs the global tracer
// provider, the propagators of trace context and baggage, and the default runtime
// with the client of HoneyHive's API. Without a key it prints spans and session
// updates.
//
// Call shutdown before the program ends, with a context that is not done. It sends
// everything that is still queued; if the context has no deadline, it takes at
// most [honeyhive.ShutdownTimeout]. Its error says what was not sent. A second call
// does nothing and returns nil.
//
// The error has a line for each wrong variable and option. In that case, Setup
// installs nothing, and shutdown does nothing.
func Setup(ctx context.Context, options ...Option) (shutdown func(context.Context) error, err error) {
	if !active.TryLock() {
		return nothing, ErrAlreadySetUp
	}
	end, err := setup(ctx, options)
	if err != nil {
		active.Unlock()
		return nothing, err
	}
	var once sync.Once
	return func(ctx context.Context) (err error) {
		once.Do(func() {
			defer active.Unlock()
			err = end(ctx)
		})
		return err
	}, nil
}

func nothing(context.Context) error { return nil }

func setup(ctx context.Context, options []Option) (shutdown func(context.Context) error, err error) {
	c, err := configOf(options)
	if err != nil {
		return nothing, err
	}
	if c.disabled {
		c.install(discard{})
		return nothing, nil
	}
	client, end, err := c.sessionClient()
	if err != nil {
		return nothing, err
	}
	provider, err := c.tracerProvider(ctx)
	if err != nil {
		return nothing, errors.Join(err, end(ctx))
	}
	otel.SetTracerProvider(provider)
	c.install(client)
	return func(ctx context.Context) error { return shutDown(ctx, provider.Shutdown, end) }, nil
}

// install sets the propagators and the default runtime. client may be nil.
func (c *config) install(client hh.SessionClient) {
	options := c.runtimeOptions
	if client != nil {
		options = append([]hh.Option{hh.WithSessionClient(client)}, options...)
	}
	otel.SetTextMapPropagator(propagation.NewCompositeTextMapPropagator(propagation.TraceContext{}, propagation.Baggage{}))
	hh.SetDefault(hh.New(options...))
}

// discard is the session client of a disabled SDK. It accepts everything and sends
// nothing, because a service must not fail if the SDK is disabled.
type discard struct{}

func (discard) StartSession(hh.SessionStart) error { return nil }
func (discard) UpdateEvent(hh.Update) error        { return nil }

// shutDown calls all ends at the same time. A receiver of spans that does not
// answer must not take the time for the updates of sessions.
func shutDown(ctx context.Context, ends ...func(context.Context) error) error {
	if _, ok := ctx.Deadline(); !ok {
		var cancel context.CancelFunc
		ctx, cancel = context.WithTimeout(ctx, honeyhive.ShutdownTimeout)
		defer cancel()
	}
	errs := make([]error, len(ends))
	var all sync.WaitGroup
	for i, end := range ends {
		all.Go(func() { errs[i] = end(ctx) })
	}
	all.Wait()
	return errors.Join(errs...)
}

// sessionClient makes the client for updates of sessions, and the function that
// ends it. The client is nil if spans go to a Collector, or nowhere, and there is
// no key for HoneyHive.
func (c *config) sessionClient() (client hh.SessionClient, end func(context.Context) error, err error) {
	switch {
	case c.apiKey != "":
		options := []honeyhive.Option{honeyhive.WithSource(c.source)}
		if c.apiURL != "" {
			options = append(options, honeyhive.WithURL(c.apiURL))
		}
		hc, err := honeyhive.New(c.apiKey, append(options, c.clientOptions...)...)
		if err != nil {
			return nil, nothing, fmt.Errorf("hhtrace: %w", err)
		}
		return hc, hc.Shutdown, nil
	case c.exporter == toHoneyHive || c.exporter == toOutput:
		return &printer{w: c.output}, nothing, nil
	}
	return nil, nothing, nil
}

// tracerProvider makes the provider, with the exporter of c.
func (c *config) tracerProvider(ctx context.Context) (*sdktrace.TracerProvider, error) {
	options := []sdktrace.TracerProviderOption{
		sdktrace.WithRawSpanLimits(c.limits()),
		sdktrace.WithSpanProcessor(NewSpanProcessor(WithProject(c.project), WithSource(c.source))),
	}
	exporter, err := newExporter(ctx, c)
	if err != nil {
		return nil, err
	}
	options = append(options, sdktrace.WithSpanProcessor(newSender(exporter)))
	return sdktrace.NewTracerProvider(append(options, c.providerOptions...)...), nil
}

// limits are the limits of spans from the environment. A limit that would cut the
// identity of every span is raised and reported.
func (c *config) limits() sdktrace.SpanLimits {
	limits := sdktrace.NewSpanLimits()
	limits.AttributeCountLimit = c.limit
	least := sessionIDLength
	for _, s := range []string{c.project, c.source} {
		least = max(least, utf8.RuneCountInString(s))
	}
	if given := limits.AttributeValueLengthLimit; given >= 0 && given < least {
		limits.AttributeValueLengthLimit = least
		otel.Handle(fmt.Errorf("hhtrace: a limit of %d characters for the values of attributes would cut the session, project or source "+
			"of every span, so it was raised to %d: set OTEL_SPAN_ATTRIBUTE_VALUE_LENGTH_LIMIT to that or more", given, least))
	}
	return limits
}

// sessionIDLength is the number of characters of a UUID.
const sessionIDLength = 36
