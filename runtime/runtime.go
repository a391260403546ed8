package hh

import (
	"fmt"
	"io"
	"slices"

	"go.opentelemetry.io/otel"
	"go.opentelemetry.io/otel/metric"

	"github.com/hhgen/hhgen/runtime/internal/record"
)

// Runtime holds what enrichers share: the handler of violations, the key of
// hashes, and the client that sends sessions to HoneyHive. It is safe for
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

	spansOnly    bool
	ignoreRemote bool
}

// WithViolationHandler makes the runtime call f with every violation, in the
// goroutine that records. f must not record values that are violations
// themselves: that would call f again without end. If f panics, recording goes on,
// and the first panic is passed to [otel.Handle]. The default handler passes the first
// violation of each key and kind to [otel.Handle].
func WithViolationHandler(f func(Violation)) Option {
	return func(c *config) { c.handler = f }
}

// WithHashKey sets the key of the HMAC-SHA-256 that hashes [Hashed] values.
// Without a key, they are not sent. Use 32 random bytes, and the same bytes in all
// services whose hashes you compare: RFC 2104, section 3, strongly discourages
// keys that are shorter than the hash, and asks for random keys.
//
// Anybody who guesses the key can find values by trying them, so the runtime does
// not use a key of fewer than 16 bytes: [New] reports a [Violation] of kind
// [WeakHashKey], and no hashed value is sent.
func WithHashKey(key []byte) Option {
	key = slices.Clone(key)
	return func(c *config) { c.hashKey = key }
}

// WithMeterProvider sets the provider of the metric hhgen.violations. The default
// is the global provider; with nil, there is no metric.
func WithMeterProvider(p metric.MeterProvider) Option {
	return func(c *config) { c.meters = p }
}

// WithSessionClient sets the client that takes the starts of sessions and the
// updates of EnrichSession and EnrichEvent. Without a client, StartSession starts
// nothing in HoneyHive, and the other two return [ErrNoSessionClient]. It overrides
// an earlier [WithoutSessionClient].
func WithSessionClient(client SessionClient) Option {
	return func(c *config) { c.client, c.spansOnly = client, false }
}

// WithoutSessionClient makes sessions live on spans alone, for services whose spans
// reach HoneyHive in another way, for example through a Collector. HoneyHive begins
// a session with its first span. EnrichSession records on spans that start later in
// the session in this process, and returns nil. The runtime tells [otel.Handle]
// once that it does not send these updates to HoneyHive's API.
//
// EnrichEvent and SetSessionDuration return [ErrNoSessionClient], because no span
// carries what they record. With [WithSessionMemory](0), EnrichSession does too. It
// overrides an earlier [WithSessionClient].
func WithoutSessionClient() Option {
	return func(c *config) { c.client, c.spansOnly = nil, true }
}

// WithoutRemoteSessions ignores the sessions that the baggage of requests names, for
// services that strangers can reach. Baggage is a header that anybody can write: with
// the id of another user's session, EnrichSession would change that session, and the
// stranger's spans would belong to it.
//
// Sessions then come from [StartSession] and [ContextWithSession] alone, which still
// put the id into the baggage of outgoing requests and replace another id there. Ids
// of experiments and fields in the baggage are ignored too. What is ignored travels no
// further if the propagator is that of hhtrace.NewPropagator, which hhtrace.Setup
// installs; with another propagator, requests to other services carry it on.
//
// A service that trusts the baggage of some requests passes their session ids to
// ContextWithSession, as packages hhhttp and hhgrpc do.
//
// A span that belongs to a session passes it on to the spans below it, so give the
// option to the runtime of the span processor as well.
func WithoutRemoteSessions() Option {
	return func(c *config) { c.ignoreRemote = true }
}

// WithSessionMemory sets how many bytes the runtime may use to remember the
// fields of sessions. Spans that start later in a session carry these fields too.
// The default is 32 MiB. When the memory is used up, the runtime forgets the
// session that was used least recently, and reports a [Violation] of kind
// [SessionForgotten]. With 0, spans do not get fields of sessions.
func WithSessionMemory(bytes int) Option {
	return func(c *config) { c.memory = bytes }
}

// defaultSessionMemory bounds the memory for sessions, in bytes.
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
		SpansOnly: c.spansOnly, IgnoreRemote: c.ignoreRemote,
	}))
}

func init() { SetDefault(nil) }

// Default returns the runtime of enrichers that were made without a runtime.
func Default() *Runtime { return (*Runtime)(record.Default()) }

// SetDefault replaces the default runtime. nil sets a runtime without options.
func SetDefault(rt *Runtime) {
	if rt == nil {
		rt = New()
	}
	record.SetDefault(rt.engine())
}

// Format prints only the name of the type, with any verb. A runtime holds what sessions
// recorded and a key, which do not belong in a log.
func (rt *Runtime) Format(f fmt.State, _ rune) { _, _ = io.WriteString(f, "hh.Runtime") }

// engine returns rt as the engine's type.
func (rt *Runtime) engine() *record.Runtime { return (*record.Runtime)(rt) }
