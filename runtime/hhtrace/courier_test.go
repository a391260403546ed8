package hhtrace

import (
	"context"
	"errors"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"
	tracepb "go.opentelemetry.io/proto/otlp/trace/v1"

	"github.com/hhgen/hhgen/runtime/internal/store"
)

// timedClient is a client of OTLP that answers at once, in a test whose time passes
// when nothing else happens.
type timedClient struct {
	answer func(n int, r *receipt) error // n counts requests from 0
	mu     sync.Mutex
	begin  time.Time
	at     []time.Duration
	sent   []int64 // spans of each request
}

func (*timedClient) Start(context.Context) error { return nil }
func (*timedClient) Stop(context.Context) error  { return nil }

func (c *timedClient) UploadTraces(ctx context.Context, spans []*tracepb.ResourceSpans) error {
	c.mu.Lock()
	n := len(c.at)
	c.at = append(c.at, time.Since(c.begin))
	c.sent = append(c.sent, countSpans(spans))
	c.mu.Unlock()
	return c.answer(n, receiptOf(ctx))
}

func (c *timedClient) requests() []time.Duration {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.at
}

var errDown = errors.New("down")

// always is an answer of a receiver that takes nothing.
func always(r receipt) func(int, *receipt) error {
	return func(_ int, got *receipt) error {
		*got = r
		return errDown
	}
}

// timed is a durable exporter that sends through a timed client.
type timed struct {
	*durableExporter
	client *timedClient
	counts counts
}

func newTimed(t testing.TB, dir string, settings durable, answer func(int, *receipt) error) *timed {
	t.Helper()
	client := &timedClient{answer: answer, begin: time.Now()}
	settings.dir = dir
	if settings.maxBytes == 0 {
		settings.maxBytes = defaultMaxBytes
	}
	if settings.maxAge == 0 {
		settings.maxAge = defaultMaxAge
	}
	s, err := store.Open(store.Config{Dir: dir, Owner: "test", Kind: "spans", MaxBytes: settings.maxBytes, Report: func(err error) { t.Error(err) }})
	if err != nil {
		t.Fatal(err)
	}
	to := &otlp{client: client, redact: func(s string) string { return s }, closed: func() {}}
	e := &timed{client: client}
	e.durableExporter = &durableExporter{settings: settings, otlp: to, store: s, counts: &e.counts}
	e.courier = newCourier(s, to, &e.counts, settings)
	e.courier.take()
	return e
}

// keep stores a batch with so many spans.
func (e *timed) keep(t *testing.T, spans int) {
	t.Helper()
	e.counts.accepted.Add(int64(spans))
	scope := &tracepb.ScopeSpans{}
	for range spans {
		scope.Spans = append(scope.Spans, &tracepb.Span{Name: "span"})
	}
	if err := (uploader{e.durableExporter}).UploadTraces(t.Context(), []*tracepb.ResourceSpans{{ScopeSpans: []*tracepb.ScopeSpans{scope}}}); err != nil {
		t.Error(err)
	}
}

// A Retry-After holds everything back, capped at five minutes. A flush does not wait
// for longer than it can, and does not break the wait.
func TestRetryAfterOfAnHour(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "spans")
	synctest.Test(t, func(t *testing.T) {
		handleNone(t)
		e := newTimed(t, dir, durable{}, func(n int, r *receipt) error {
			if n == 0 {
				*r = receipt{status: 429, busy: true, retryAfter: time.Hour}
				return errDown
			}
			r.taken = true
			return nil
		})
		e.keep(t, 2)
		synctest.Wait()
		e.keep(t, 3)
		begin := time.Now()
		err := e.courier.flush(t.Context())
		stored, ok := errors.AsType[*StoredError](err)
		if !ok || stored.Spans != 5 || !errors.Is(err, errAskedToWait) || !errors.Is(err, errDown) || time.Since(begin) > 0 {
			t.Errorf("flush after %v: %v", time.Since(begin), err)
		}
		time.Sleep(mostRetryAfter)
		synctest.Wait()
		if diff := cmp.Diff([]time.Duration{0, mostRetryAfter}, e.client.requests()); diff != "" {
			t.Errorf("requests (-want +got):\n%s", diff)
		}
		if err := e.Shutdown(t.Context()); err != nil || e.counts.exported.Load() != 5 {
			t.Errorf("%d spans are exported, shutdown: %v", e.counts.exported.Load(), err)
		}
	})
}

// While the receiver is away, one request at a time tries whether it is back, ever more
// rarely. When it is, what has gathered is sent in few requests.
func TestOutage(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "spans")
	synctest.Test(t, func(t *testing.T) {
		handleNone(t)
		var up atomic.Bool
		e := newTimed(t, dir, durable{}, func(_ int, r *receipt) error {
			if up.Load() {
				r.taken = true
				return nil
			}
			*r = receipt{status: 503, busy: true}
			return errDown
		})
		for range 100 {
			e.keep(t, 5)
			time.Sleep(durableDelay)
		}
		time.Sleep(time.Hour)
		if n := len(e.client.requests()); n < 80 || n > 300 {
			t.Errorf("%d requests in an hour", n)
		}
		up.Store(true)
		before := len(e.client.requests())
		if err := e.courier.flush(t.Context()); err != nil {
			t.Error(err)
		}
		if n := len(e.client.requests()) - before; n != 1 {
			t.Errorf("%d requests for 500 spans", n)
		}
		if err := e.Shutdown(t.Context()); err != nil || e.counts.exported.Load() != 500 {
			t.Errorf("%d spans are exported, shutdown: %v", e.counts.exported.Load(), err)
		}
	})
}

// Spans that are too old are given up, and counted, but not before they were tried for
// a while: the clock may have jumped.
func TestMaxAge(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "spans")
	synctest.Test(t, func(t *testing.T) {
		errs := handleNone(t)
		first := newTimed(t, dir, durable{maxAge: time.Hour}, always(receipt{status: 500}))
		first.keep(t, 2)
		time.Sleep(59 * time.Minute)
		synctest.Wait()
		if first.counts.failed.Load() != 0 {
			t.Error("the spans are given up early")
		}
		first.keep(t, 3)
		time.Sleep(5 * time.Minute) // both batches are tried in turn
		synctest.Wait()
		if first.counts.failed.Load() != 2 || first.courier.pending() != 3 {
			t.Errorf("%d spans are given up, %d wait", first.counts.failed.Load(), first.courier.pending())
		}
		ctx, cancel := context.WithCancel(t.Context())
		cancel()
		if err := first.Shutdown(ctx); err == nil {
			t.Error("no error of the shutdown")
		}

		time.Sleep(24 * time.Hour) // or a clock that jumps
		second := newTimed(t, dir, durable{maxAge: time.Hour}, always(receipt{status: 500}))
		time.Sleep(leastTried - time.Minute)
		synctest.Wait()
		if second.counts.failed.Load() != 0 || second.counts.recovered.Load() != 3 {
			t.Errorf("%d of %d spans are given up early", second.counts.failed.Load(), second.counts.recovered.Load())
		}
		time.Sleep(2 * time.Minute)
		synctest.Wait()
		if second.counts.failed.Load() != 3 {
			t.Errorf("%d spans are given up", second.counts.failed.Load())
		}
		if err := second.Shutdown(t.Context()); err != nil {
			t.Error(err)
		}
		if !strings.Contains(errs.text(), "3 span(s) were given up, because they are older than 1h0m0s: hhtrace: exporting 3 span(s): HTTP 500: down") {
			t.Errorf("reported: %s", errs.text())
		}
	})
}

// A process takes over what another one leaves while both live.
func TestTakeOverWhileAlive(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "spans")
	synctest.Test(t, func(t *testing.T) {
		handleNone(t)
		takes := func(_ int, r *receipt) error { r.taken = true; return nil }
		living, ends := newTimed(t, dir, durable{}, takes), newTimed(t, dir, durable{}, always(receipt{status: 503, busy: true}))
		ends.keep(t, 4)
		time.Sleep(2 * takeInterval)
		if living.counts.recovered.Load() != 0 {
			t.Error("spans of a living process are taken over")
		}
		ctx, cancel := context.WithCancel(t.Context())
		cancel()
		_ = ends.Shutdown(ctx)
		time.Sleep(takeInterval)
		synctest.Wait()
		if living.counts.recovered.Load() != 4 || living.counts.exported.Load() != 4 {
			t.Errorf("%d spans are taken over, %d exported", living.counts.recovered.Load(), living.counts.exported.Load())
		}
		if err := living.Shutdown(t.Context()); err != nil {
			t.Error(err)
		}
	})
}

// What a process left is taken over in parts, if it is more than a process may have.
func TestTakeOverInParts(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "spans")
	synctest.Test(t, func(t *testing.T) {
		handleNone(t)
		for range 5 {
			e := newTimed(t, dir, durable{}, always(receipt{status: 503, busy: true}))
			e.keep(t, 100)
			_ = e.courier.store.Close(t.Context()) // as if it were killed
			e.courier.mu.Lock()
			e.courier.ended = true
			e.courier.mu.Unlock()
		}
		var up atomic.Bool
		e := newTimed(t, dir, durable{maxBytes: 2500}, func(_ int, r *receipt) error {
			if !up.Load() {
				*r = receipt{status: 503, busy: true}
				return errDown
			}
			r.taken = true
			return nil
		})
		if got := e.counts.recovered.Load(); got == 0 || got == 500 {
			t.Errorf("%d of 500 spans are taken over at once", got)
		}
		up.Store(true)
		time.Sleep(takeInterval) // the backoff is shorter
		synctest.Wait()
		if got := e.counts.exported.Load(); got != 500 {
			t.Errorf("%d spans are exported", got)
		}
		if err := e.Shutdown(t.Context()); err != nil {
			t.Error(err)
		}
	})
}
