package hh

import (
	"slices"
	"sync/atomic"

	"go.opentelemetry.io/otel"
	"go.opentelemetry.io/otel/metric"
)

// Runtime holds what enrichers share: the handler of violations, the key of
// hashes, and the client that tells HoneyHive of sessions. It is safe for
// concurrent use.
type Runtime struct {
	handler       func(Violation)
	hashKey       []byte
	violations    metric.Int64Counter
	sessionClient SessionClient
	sessions      *sessions // nil if spans do not inherit

	processorMissed atomic.Bool // a missing span processor was reported
}

// Option configures a [Runtime].
type Option func(*config)

type config struct {
	handler func(Violation)
	hashKey []byte
	meters  metric.MeterProvider
	client  SessionClient
	memory  int
}

// WithViolationHandler has every violation given to f, in the goroutine that
// records. f must not enrich with values that are violations themselves, which
// would call it again without end. The default handler gives the first of each
// key and kind to [otel.Handle].
func WithViolationHandler(f func(Violation)) Option {
	return func(c *config) { c.handler = f }
}

// WithHashKey sets the key that [Hashed] values are hashed with, by
// HMAC-SHA-256. Without it, they are not sent. Use 32 random bytes, and the same
// ones in all services whose hashes should be comparable: RFC 2104, section 3,
// strongly discourages keys shorter than the hash, and asks for random ones.
//
// Anybody who guesses the key can find out values by trying them, so a key of
// fewer than 16 bytes is not used: that is a [Violation] of the kind [WeakHashKey]
// when the runtime is made, and no hashed value is sent.
func WithHashKey(key []byte) Option {
	key = slices.Clone(key)
	return func(c *config) { c.hashKey = key }
}

// WithMeterProvider sets where the metric hhgen.violations is counted. The
// default is the global provider.
func WithMeterProvider(p metric.MeterProvider) Option {
	return func(c *config) { c.meters = p }
}

// WithSessionClient sets what takes the updates of EnrichSession and
// EnrichEvent, and the starts of sessions. Without one, StartSession starts
// nothing in HoneyHive, and the other two return [ErrNoSessionClient].
func WithSessionClient(client SessionClient) Option {
	return func(c *config) { c.client = client }
}

// WithSessionMemory sets how many bytes the runtime may use to remember what
// sessions were enriched with, so that the spans that are started later in them
// carry it too. The default is 32 MiB. When it is used up, the sessions that were
// used least recently are forgotten, which is a [Violation] of the kind
// [SessionForgotten]. With 0, spans do not inherit from sessions.
func WithSessionMemory(bytes int) Option {
	return func(c *config) { c.memory = bytes }
}

// New returns a runtime.
func New(options ...Option) *Runtime {
	c := config{meters: otel.GetMeterProvider(), memory: defaultSessionMemory}
	for _, o := range options {
		if o != nil {
			o(&c)
		}
	}
	rt := &Runtime{handler: c.handler, hashKey: c.hashKey, sessionClient: c.client}
	if c.memory > 0 {
		rt.sessions = newSessions(c.memory)
	}
	if rt.handler == nil {
		rt.handler = reportFirst()
	}
	rt.violations = counter(c.meters)
	if n := len(rt.hashKey); n > 0 && n < minHashKeyBytes {
		rt.hashKey = nil
		rt.report(Violation{Key: "WithHashKey", Kind: WeakHashKey, Size: n, Limit: minHashKeyBytes})
	}
	return rt
}

// minHashKeyBytes is the least length of a key of hashes: half as long as the hash,
// which FIPS 198 (2002), section 3, asked for.
const minHashKeyBytes = 16

// counter is the metric of violations; nil without a provider.
func counter(meters metric.MeterProvider) metric.Int64Counter {
	if meters == nil {
		return nil
	}
	counter, err := meters.Meter("github.com/hhgen/hhgen/runtime").Int64Counter("hhgen.violations",
		metric.WithDescription("Values that were not recorded as they were given."), metric.WithUnit("{violation}"))
	if err != nil {
		otel.Handle(err)
		return nil
	}
	return counter
}

var defaultRuntime atomic.Pointer[Runtime]

func init() { defaultRuntime.Store(New()) }

// Default returns the runtime that enrichers use unless they are given one.
func Default() *Runtime { return defaultRuntime.Load() }

// orDefault is rt, or the default runtime for nil.
func (rt *Runtime) orDefault() *Runtime {
	if rt == nil {
		return Default()
	}
	return rt
}

// SetDefault replaces the default runtime. nil restores one without options.
func SetDefault(rt *Runtime) {
	if rt == nil {
		rt = New()
	}
	defaultRuntime.Store(rt)
}
