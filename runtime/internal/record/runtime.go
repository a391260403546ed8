package record

import (
	"sync/atomic"

	"go.opentelemetry.io/otel/metric"

	"github.com/hhgen/hhgen/runtime/internal/report"
)

// Runtime holds what enrichers share. It is safe for concurrent use.
type Runtime struct {
	handler    func(Violation)
	hashKey    func() []byte       // nil without a key; a function, because printers would show a slice
	violations metric.Int64Counter // nil without a provider
	client     Client
	sessions   *sessions    // nil if spans do not inherit
	running    runningSpans // that get later fields
	turns      turns        // of the calls for each event
	clock      clock        // of these calls
	spansOnly  bool         // sessions have no client, by design

	ignoreRemote bool // baggage names no session

	processorMissed atomic.Bool // a missing span processor was reported
	spansOnlyTold   atomic.Bool // that updates are not sent was reported
	handlerPanicked atomic.Bool // a panic of the handler was reported
}

// Client takes starts of sessions and updates. Without a client, both are nil. A wait
// that is not nil is called after the turn of the event.
type Client struct {
	Start  func(SessionStart) (wait func(), err error)
	Update func(Update) (wait func(), err error)
}

// Config configures a runtime.
type Config struct {
	Handler func(Violation)
	HashKey []byte
	Meters  metric.MeterProvider // nil for no metric
	Client  Client
	Memory  int // bytes that sessions may take

	SpansOnly    bool // sessions have no client, by design
	IgnoreRemote bool // baggage names no session
}

// New returns a runtime.
func New(c Config) *Runtime {
	rt := &Runtime{
		handler: c.Handler, client: c.Client, violations: counter(c.Meters),
		spansOnly: c.SpansOnly, ignoreRemote: c.IgnoreRemote,
	}
	if c.Memory > 0 {
		rt.sessions = newSessions(c.Memory)
		rt.running.first = map[string]*runningSpan{}
	}
	switch n := len(c.HashKey); {
	case n >= minHashKeyBytes:
		rt.hashKey = func() []byte { return c.HashKey }
	case n > 0:
		rt.Report(Violation{Key: "WithHashKey", Kind: WeakHashKey, Size: n, Limit: minHashKeyBytes})
	}
	return rt
}

// counter is the metric of violations; nil without a provider.
func counter(meters metric.MeterProvider) metric.Int64Counter {
	if meters == nil {
		return nil
	}
	counter, err := meters.Meter("github.com/hhgen/hhgen/runtime").Int64Counter("hhgen.violations",
		metric.WithDescription("Values that were not recorded as they were given."), metric.WithUnit("{violation}"))
	if err != nil {
		report.Error(err)
		return nil
	}
	return counter
}

var defaultRuntime atomic.Pointer[Runtime]

// Default returns the runtime that is used in place of nil. Package hh sets it.
func Default() *Runtime { return defaultRuntime.Load() }

// SetDefault replaces the default runtime.
func SetDefault(rt *Runtime) { defaultRuntime.Store(rt) }

// orDefault is rt, or the default runtime for nil.
func (rt *Runtime) orDefault() *Runtime {
	if rt == nil {
		return Default()
	}
	return rt
}
