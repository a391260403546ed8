package hhtrace

import (
	"errors"
	"io"

	"go.opentelemetry.io/otel/propagation"
	sdktrace "go.opentelemetry.io/otel/sdk/trace"

	hh "github.com/hhgen/hhgen/runtime"
	"github.com/hhgen/hhgen/runtime/honeyhive"
)

// ProcessorOption configures [NewSpanProcessor].
type ProcessorOption interface{ applyProcessor(*processorConfig) }

// PropagatorOption configures [NewPropagator].
type PropagatorOption interface{ applyPropagator(*propagatorConfig) }

// RuntimeOption configures [NewSpanProcessor] and [NewPropagator].
type RuntimeOption interface {
	ProcessorOption
	PropagatorOption
}

// Option configures [Setup].
type Option interface{ apply(*config) }

// AttachOption configures [Attach] and [Setup].
type AttachOption interface {
	Option
	attaches()
}

// ExporterOption configures [NewExporter], [Attach] and [Setup].
type ExporterOption interface {
	AttachOption
	exports()
}

// IdentityOption configures [NewSpanProcessor], [Attach] and [Setup].
type IdentityOption interface {
	ProcessorOption
	AttachOption
}

type processorConfig struct {
	runtime         *hh.Runtime
	project, source string
}

type propagatorConfig struct{ runtime *hh.Runtime }

type config struct {
	apiKey, apiURL  string
	project, source string
	output          io.Writer // for printing
	outputGiven     bool      // by an option
	exporter        exporter
	exporterErr     error // of the variables of exporters
	limit           int   // of a span's attributes
	propagator      propagation.TextMapPropagator
	disabled        bool
	purpose         purpose

	samplerHasArgument bool

	keep func(sdktrace.ReadOnlySpan) bool // nil: all spans are exported

	durable durable

	clientOptions   []honeyhive.Option
	runtimeOptions  []hh.Option
	providerOptions []sdktrace.TracerProviderOption
}

type runtimeOption struct{ rt *hh.Runtime }

func (o runtimeOption) applyProcessor(c *processorConfig)   { c.runtime = o.rt }
func (o runtimeOption) applyPropagator(c *propagatorConfig) { c.runtime = o.rt }

type option func(*config)

func (o option) apply(c *config) { o(c) }

type attachOption func(*config)

func (o attachOption) apply(c *config) { o(c) }
func (attachOption) attaches()         {}

type exporterOption func(*config)

func (o exporterOption) apply(c *config) { o(c) }
func (exporterOption) attaches()         {}
func (exporterOption) exports()          {}

// identity sets a string that both configurations have.
type identity struct {
	processor func(*processorConfig)
	setup     func(*config)
}

func (o identity) applyProcessor(c *processorConfig) { o.processor(c) }
func (o identity) apply(c *config)                   { o.setup(c) }
func (identity) attaches()                           {}

// WithRuntime sets the runtime from whose sessions spans inherit, and the baggage of
// requests gets its fields. Without it, that is the runtime that is the default when the
// span starts or the request is made.
func WithRuntime(rt *hh.Runtime) RuntimeOption { return runtimeOption{rt} }

// WithProject names HoneyHive's project: HH_PROJECT. A key that belongs to a single
// project needs no name.
func WithProject(name string) IdentityOption {
	return identity{func(c *processorConfig) { c.project = name }, func(c *config) { c.project = name }}
}

// WithSource names the environment that spans come from, such as production:
// HH_SOURCE. The default of [Setup] is dev; [NewSpanProcessor] has none.
func WithSource(name string) IdentityOption {
	return identity{func(c *processorConfig) { c.source = name }, func(c *config) { c.source = name }}
}

// WithAPIKey sets the key of HoneyHive's API: HH_API_KEY and others.
func WithAPIKey(key string) ExporterOption { return exporterOption(func(c *config) { c.apiKey = key }) }

// WithAPIURL sets the address of HoneyHive's API: HH_DATA_PLANE_URL or HH_API_URL. The default is
// [honeyhive.DefaultURL].
func WithAPIURL(url string) ExporterOption { return exporterOption(func(c *config) { c.apiURL = url }) }

// WithOutput prints spans and session updates to w if there is no key, and no other
// place for spans: OTEL_TRACES_EXPORTER=console, which prints to standard output
// without this option. If w blocks, up to 1 MiB waits for it, and what ends or is
// recorded afterwards is dropped and counted; recording goes on.
func WithOutput(w io.Writer) ExporterOption {
	return exporterOption(func(c *config) { c.output, c.outputGiven = w, true })
}

// WithSpanFilter exports only the spans for which keep returns true. A service whose
// other exporters take all spans can leave out those that HoneyHive does not need,
// such as the spans of its database driver: keep can tell them by their
// InstrumentationScope. With several filters, a span is exported if all keep it.
//
// The filter is called when a span ends, by the goroutine that ends it; it must not
// keep the span. If it panics, the span is exported, and the first panic is reported
// to [otel.Handle]. The children of a span that is left out have no parent in
// HoneyHive.
func WithSpanFilter(keep func(sdktrace.ReadOnlySpan) bool) ExporterOption {
	return exporterOption(func(c *config) {
		first := c.keep
		switch {
		case keep == nil:
		case first == nil:
			c.keep = keep
		default:
			c.keep = func(span sdktrace.ReadOnlySpan) bool { return first(span) && keep(span) }
		}
	})
}

// WithClientOptions configures the client of HoneyHive's API, for example
// [honeyhive.WithDurableQueue].
func WithClientOptions(options ...honeyhive.Option) AttachOption {
	return attachOption(func(c *config) { c.clientOptions = append(c.clientOptions, options...) })
}

// WithRuntimeOptions configures the default runtime, for example
// [hh.WithHashKey].
func WithRuntimeOptions(options ...hh.Option) AttachOption {
	return attachOption(func(c *config) { c.runtimeOptions = append(c.runtimeOptions, options...) })
}

// WithTracerProviderOptions configures the tracer provider: its resource, its
// sampler, more processors. They are applied after Setup's own options.
func WithTracerProviderOptions(options ...sdktrace.TracerProviderOption) Option {
	return option(func(c *config) { c.providerOptions = append(c.providerOptions, options...) })
}

// configOf reads the environment and applies the options. The error has a line for
// each wrong variable and option.
func configOf[O Option](options []O, f purpose) (config, error) {
	c, err := fromEnvironment(f)
	for _, o := range options {
		if any(o) != nil {
			o.apply(&c)
		}
	}
	return c, withoutKeys(errors.Join(err, c.check()), c.apiKey)
}
