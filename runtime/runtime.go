package hh

import (
	"slices"

	"go.opentelemetry.io/otel"
	"go.opentelemetry.io/otel/metric"

	"github.com/hhgen/hhgen/runtime/internal/record"
)

// Runtime holds what enrichers share: the handler of violations, the key of
// hashes, and the client that tells HoneyHive of sessions. It is safe for
// concurrent use.
type Runtime record.Runtime

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

// defaultSessionMemory is what sessions may take, in bytes.
const defaultSessionMemory = 32 << 20

// New returns a runtime.
func New(options ...Option) *Runtime {
	c := config{meters: otel.GetMeterProvider(), memory: defaultSessionMemory}
	for _, o := range options {
		if o != nil {
			o(&c)
		}
	}
	if c.handler == nil {
		c.handler = reportFirst()
	}
	return (*Runtime)(record.New(record.Config{
		Handler: handle(c.handler), HashKey: c.hashKey, Meters: c.meters, Client: engineClient(c.client), Memory: c.memory,
	}))
}

func init() { SetDefault(nil) }

// Default returns the runtime that enrichers use unless they are given one.
func Default() *Runtime { return (*Runtime)(record.Default()) }

// SetDefault replaces the default runtime. nil restores one without options.
func SetDefault(rt *Runtime) {
	if rt == nil {
		rt = New()
	}
	record.SetDefault(rt.engine())
}

// engine is rt as what records.
func (rt *Runtime) engine() *record.Runtime { return (*record.Runtime)(rt) }
