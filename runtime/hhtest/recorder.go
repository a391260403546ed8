package hhtest

import (
	"context"
	"slices"
	"sync"
	"testing"

	"go.opentelemetry.io/otel/sdk/resource"
	sdktrace "go.opentelemetry.io/otel/sdk/trace"

	hh "github.com/hhgen/hhgen/runtime"
	"github.com/hhgen/hhgen/runtime/hhtrace"
)

// HashKey is the key that a recorder's runtime uses to hash [hh.Hashed] values,
// unless [WithRuntimeOptions] sets another key.
const HashKey = "hhtest hashes with this key, which is no secret"

// Recorder holds the spans, sessions, updates and violations of the code under
// test. It is safe for concurrent use. When its test has ended, it records nothing
// more.
type Recorder struct {
	t         testing.TB
	provider  *sdktrace.TracerProvider
	processor processor
	runtime   *hh.Runtime
	config    config

	// life is held while something is recorded, so that the test does not end in
	// between: a test that has ended must not report failures.
	life sync.RWMutex
	over bool

	mu         sync.Mutex // guards the fields below
	spans      []*span    // in the order in which they were started
	byID       map[spanID]*span
	starts     []hh.SessionStart
	updates    []hh.Update
	violations []hh.Violation
}

// Option configures a [Recorder].
type Option func(*config)

type config struct {
	local           bool
	allowViolations bool
	runtime         []hh.Option
}

// Local makes a recorder that does not change the process's globals, so that tests
// can run in parallel. It records only through its TracerProvider and its Runtime.
func Local() Option { return func(c *config) { c.local = true } }

// AllowViolations lets the test pass in spite of violations. The test can read
// them with [Recorder.Violations].
func AllowViolations() Option { return func(c *config) { c.allowViolations = true } }

// WithRuntimeOptions configures the recorder's runtime, for example with the
// service's hash key. The violation handler and the session client are always
// those of the recorder.
func WithRuntimeOptions(options ...hh.Option) Option {
	return func(c *config) { c.runtime = append(c.runtime, options...) }
}

// New returns a recorder for the rest of the test. Unless it is [Local], it
// records through the process's globals, and restores them when the test ends.
// Such a test must not be parallel: if it is, New fails it, and t.Parallel after
// New panics; the error says what to write instead.
func New(t testing.TB, options ...Option) *Recorder {
	t.Helper()
	r := &Recorder{t: t, byID: map[spanID]*span{}}
	for _, o := range options {
		if o != nil {
			o(&r.config)
		}
	}
	if !r.config.local && parallel(t) {
		t.Fatalf("hhtest: %s is parallel, and hhtest.New records through globals that parallel tests share: "+
			"give New the option hhtest.Local(), and the code under test the recorder's TracerProvider and Runtime", t.Name())
	}
	r.runtime = r.config.newRuntime(hh.WithViolationHandler(r.violated), hh.WithSessionClient(client{r}))
	r.processor = processor{r, hhtrace.NewSpanProcessor(hhtrace.WithRuntime(r.runtime))}
	r.provider = newProvider(sdktrace.AlwaysSample(), r.processor)
	if !r.config.local {
		active.add(r)
	}
	t.Cleanup(r.end)
	return r
}

// laterParallel explains the panic of t.Parallel, whose message names t.Setenv.
const laterParallel = "t.Parallel was called after hhtest.New, which records through globals that parallel tests share: " +
	"call t.Parallel first and give New the option hhtest.Local(), and the code under test the recorder's TracerProvider and Runtime, " +
	"or leave out t.Parallel"

// newRuntime returns a runtime with the options of the test. The options own
// override them.
func (c *config) newRuntime(own ...hh.Option) *hh.Runtime {
	defaults := []hh.Option{hh.WithHashKey([]byte(HashKey)), hh.WithMeterProvider(nil)}
	return hh.New(slices.Concat(defaults, c.runtime, own)...)
}

// newProvider returns a provider whose spans have no limits.
func newProvider(sampler sdktrace.Sampler, processor sdktrace.SpanProcessor) *sdktrace.TracerProvider {
	return sdktrace.NewTracerProvider(
		sdktrace.WithResource(resource.Empty()),
		sdktrace.WithSampler(sampler),
		sdktrace.WithRawSpanLimits(sdktrace.SpanLimits{
			AttributeValueLengthLimit: -1,
			AttributeCountLimit:       -1, EventCountLimit: -1, LinkCountLimit: -1,
			AttributePerEventCountLimit: -1, AttributePerLinkCountLimit: -1,
		}),
		sdktrace.WithSpanProcessor(processor),
	)
}

// end ends the recording with the test.
func (r *Recorder) end() {
	if !r.config.local {
		active.remove(r)
		if becomesParallel() {
			r.t.Errorf("hhtest: %s: %s", r.t.Name(), laterParallel)
		}
	}
	r.life.Lock()
	r.over = true
	r.life.Unlock()
	// The processors return no errors. The context of the test is done by now.
	_ = r.provider.Shutdown(context.Background())
}

// record calls f, which adds something to r, unless the test has ended.
func (r *Recorder) record(f func()) (ok bool) {
	r.life.RLock()
	defer r.life.RUnlock()
	if r.over {
		return false
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	f()
	return true
}

func (r *Recorder) ended() bool {
	r.life.RLock()
	defer r.life.RUnlock()
	return r.over
}

// TracerProvider returns a provider of its own for r, whose spans r records. Code that
// takes a provider of the SDK, such as a framework or hhtrace.Attach, takes it too.
func (r *Recorder) TracerProvider() *sdktrace.TracerProvider { return r.provider }

// Runtime returns the runtime whose sessions, events and violations r records, for
// NewEnricher of generated packages.
func (r *Recorder) Runtime() *hh.Runtime { return r.runtime }

// Spans returns the spans that have ended, in the order in which they were
// started.
func (r *Recorder) Spans() []sdktrace.ReadOnlySpan {
	r.mu.Lock()
	defer r.mu.Unlock()
	var spans []sdktrace.ReadOnlySpan
	for _, s := range r.spans {
		if s.ended {
			spans = append(spans, s.ReadOnlySpan)
		}
	}
	return spans
}

// Sessions returns the starts of sessions, in order, as [hh.StartSession] would
// have sent them to HoneyHive.
func (r *Recorder) Sessions() []hh.SessionStart {
	r.mu.Lock()
	defer r.mu.Unlock()
	return slices.Clone(r.starts)
}

// Updates returns the updates of sessions and events, in order, as EnrichSession
// and EnrichEvent made them.
func (r *Recorder) Updates() []hh.Update {
	r.mu.Lock()
	defer r.mu.Unlock()
	return slices.Clone(r.updates)
}

// Violations returns the violations, in order.
func (r *Recorder) Violations() []hh.Violation {
	r.mu.Lock()
	defer r.mu.Unlock()
	return slices.Clone(r.violations)
}
