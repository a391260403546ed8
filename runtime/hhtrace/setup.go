package hhtrace

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"unicode/utf8"

	"go.opentelemetry.io/otel"
	"go.opentelemetry.io/otel/exporters/otlp/otlptrace/otlptracehttp"
	"go.opentelemetry.io/otel/propagation"
	sdktrace "go.opentelemetry.io/otel/sdk/trace"

	hh "github.com/hhgen/hhgen/runtime"
	"github.com/hhgen/hhgen/runtime/honeyhive"
)

// ErrAlreadySetUp is what [Setup] returns while an earlier one has not been
// shut down.
var ErrAlreadySetUp = errors.New("hhtrace: Setup was called before and has not been shut down")

// active is held by the Setup that has not been shut down.
var active sync.Mutex

// Setup makes this process record for HoneyHive, as the environment and options
// say: see the package's documentation. It installs the global tracer provider,
// the propagators of trace context and baggage, and the default runtime with the
// client of HoneyHive's API. Without a key it prints spans and session updates.
//
// shutdown sends what is left and must be called before the program ends, with a
// context that is not done; without a deadline it takes at most
// [honeyhive.ShutdownTimeout]. Its error says what was lost. Called again, it
// returns nil.
//
// The error has a line for each variable and option that is wrong; nothing is
// installed then, and shutdown does nothing.
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
	c, err := fromEnvironment()
	for _, o := range options {
		if o != nil {
			o.apply(&c)
		}
	}
	if err = errors.Join(err, c.check()); err != nil {
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

// install sets what does not depend on a tracer provider. client may be nil.
func (c *config) install(client hh.SessionClient) {
	options := c.runtimeOptions
	if client != nil {
		options = append([]hh.Option{hh.WithSessionClient(client)}, options...)
	}
	otel.SetTextMapPropagator(propagation.NewCompositeTextMapPropagator(propagation.TraceContext{}, propagation.Baggage{}))
	hh.SetDefault(hh.New(options...))
}

// discard is the session client of a disabled SDK: a service must not fail for
// that, so it takes all and tells nobody.
type discard struct{}

func (discard) StartSession(hh.SessionStart) error { return nil }
func (discard) UpdateEvent(hh.Update) error        { return nil }

// shutDown ends all at the same time, so that a receiver of spans that does not
// answer leaves the updates of sessions their time.
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

// sessionClient is what updates of sessions go to, and how it ends. It is nil
// where spans go to a Collector and there is no key for HoneyHive.
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
	export, err := c.export(ctx)
	if err != nil {
		return nil, fmt.Errorf("hhtrace: exporter of spans: %w", err)
	}
	if export != nil {
		options = append(options, export)
	}
	return sdktrace.NewTracerProvider(append(options, c.providerOptions...)...), nil
}

// limits are those of spans, as the environment says, but none that cuts the
// identity of every span: such a limit is raised, and reported.
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
			"of every span: it is raised to %d; set OTEL_SPAN_ATTRIBUTE_VALUE_LENGTH_LIMIT to that or more", given, least))
	}
	return limits
}

// sessionIDLength is how many characters a UUID has.
const sessionIDLength = 36

// tracesPath is where HoneyHive's API takes spans.
const tracesPath = "/opentelemetry/v1/traces"

// export registers the exporter; nil for none.
func (c *config) export(ctx context.Context) (sdktrace.TracerProviderOption, error) {
	var options []otlptracehttp.Option
	switch {
	case c.exporter == toNowhere:
		return nil, nil
	case c.exporter == toOutput, c.exporter == toHoneyHive && c.apiKey == "":
		return sdktrace.WithSyncer(&printer{w: c.output}), nil
	case c.exporter == toHoneyHive:
		api := c.apiURL
		if api == "" {
			api = honeyhive.DefaultURL
		}
		options = []otlptracehttp.Option{
			otlptracehttp.WithEndpointURL(strings.TrimRight(api, "/") + tracesPath),
			otlptracehttp.WithHeaders(map[string]string{"Authorization": "Bearer " + c.apiKey}),
			otlptracehttp.WithCompression(otlptracehttp.GzipCompression),
		}
	}
	e, err := otlpExporter(ctx, []string{c.apiKey}, options...)
	if err != nil {
		return nil, err
	}
	return sdktrace.WithBatcher(e), nil // which starts a goroutine
}
