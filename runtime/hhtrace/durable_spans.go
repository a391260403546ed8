package hhtrace

import (
	"context"
	"errors"
	"fmt"
	"time"

	"go.opentelemetry.io/otel/exporters/otlp/otlptrace"
	sdktrace "go.opentelemetry.io/otel/sdk/trace"
	tracepb "go.opentelemetry.io/proto/otlp/trace/v1"

	"github.com/hhgen/hhgen/runtime/internal/report"
	"github.com/hhgen/hhgen/runtime/internal/store"
)

// durable are the settings of [WithDurableSpans].
type durable struct {
	given      bool
	dir        string
	sync       bool
	maxWait    time.Duration
	maxBytes   int64
	maxAge     time.Duration
	dropOldest bool
}

// DurableOption configures [WithDurableSpans]. The options are those of
// [honeyhive.WithDurableQueue].
type DurableOption func(*durable)

// durableDelay is how long a span waits for others before it is stored with them.
const durableDelay = 200 * time.Millisecond

// The defaults of the options of [WithDurableSpans].
const (
	defaultMaxBytes = 64 << 20
	defaultMaxWait  = 20 * time.Millisecond
	defaultMaxAge   = 24 * time.Hour
)

// WithDurableSpans keeps spans in files of the folder dir until the receiver has taken
// them, so that they outlive the process. The next process with the same receiver,
// credentials and folder sends what a killed one has left; so do other processes that
// share the folder, within a minute. The folder is made, with mode 0700, if it does not
// exist.
//
// Spans that have ended are written in batches: after 200 ms, or earlier if
// OTEL_BSP_SCHEDULE_DELAY says so, or if a batch is full. Then the process may be
// killed, and nothing is lost. [WithSync] adds that the machine may lose its power. From
// the files, each batch is sent until the receiver has taken it or has rejected its
// spans, or until it is older than [WithMaxAge]; a Retry-After is capped at 5 minutes. If the
// key or the address is wrong, which the statuses 401, 403, 404 and 405 say, or the codes
// of gRPC that mean the same, the spans stay. A batch that the receiver finds too large
// is sent in halves.
//
// A span can arrive twice if an answer is lost, or if the process is killed before it
// has noted the answer.
//
// Spans that are printed, or that go nowhere, are not stored.
func WithDurableSpans(dir string, options ...DurableOption) ExporterOption {
	return exporterOption(func(c *config) {
		c.durable = durable{given: true, dir: dir, maxWait: defaultMaxWait, maxBytes: defaultMaxBytes, maxAge: defaultMaxAge}
		for _, o := range options {
			if o != nil {
				o(&c.durable)
			}
		}
	})
}

// WithSync syncs the files to the disk when spans are stored. Otherwise, they are
// written to the system's cache, which survives the end of the process but not a loss
// of power, and synced about once a second.
func WithSync() DurableOption { return func(d *durable) { d.sync = true } }

// WithMaxWait sets how long the export of a batch waits for the disk, at most. If the
// disk is slower, the batch is stored as soon as the disk allows. No call of the service
// waits for the export. The default is 20 ms.
func WithMaxWait(most time.Duration) DurableOption { return func(d *durable) { d.maxWait = most } }

// WithMaxBytes bounds the spans that are stored, in bytes. They are in memory too. The
// files take up to twice as much. The default is 64 MiB.
func WithMaxBytes(n int64) DurableOption { return func(d *durable) { d.maxBytes = n } }

// WithMaxAge sets how old spans become before they are given up. The age is that of the
// clock, which may jump, so none are given up before this process has tried to send
// them for 10 minutes, or for age if that is less. The default is 24 h.
func WithMaxAge(age time.Duration) DurableOption { return func(d *durable) { d.maxAge = age } }

// WithDropOldest makes a full folder drop the spans that have waited longest. Without
// it, new spans are dropped.
func WithDropOldest() DurableOption { return func(d *durable) { d.dropOldest = true } }

// check returns an error for each wrong setting.
func (d *durable) check() error {
	if !d.given {
		return nil
	}
	var errs []error
	for _, rule := range []struct {
		broken bool
		text   string
	}{
		{d.dir == "", "WithDurableSpans: the folder has no name: leave out the option to store no spans"},
		{d.maxWait < 0, fmt.Sprintf("WithMaxWait: %v is negative: set 0 to wait for nothing", d.maxWait)},
		{d.maxBytes <= 0, fmt.Sprintf("WithMaxBytes: %d is not positive", d.maxBytes)},
		{d.maxAge <= 0, fmt.Sprintf("WithMaxAge: %v is not positive", d.maxAge)},
	} {
		if rule.broken {
			errs = append(errs, errors.New("hhtrace: "+rule.text))
		}
	}
	return errors.Join(errs...)
}

// durableExporter stores batches, and its courier sends them.
type durableExporter struct {
	settings durable
	spans    *otlptrace.Exporter // makes OTLP of spans for UploadTraces
	otlp     *otlp
	store    *store.Store
	courier  *courier
	counts   *counts
}

// newDurableExporter opens the folder, and begins to send what is there.
func newDurableExporter(ctx context.Context, c *config, counts *counts) (*durableExporter, error) {
	sender, err := newOTLP(c, false)
	if err != nil {
		return nil, err
	}
	if err := sender.client.Start(ctx); err != nil {
		return nil, err
	}
	s, err := store.Open(store.Config{
		Dir: c.durable.dir, Owner: sender.owner, Kind: "spans", Sync: c.durable.sync, MaxBytes: c.durable.maxBytes, Report: report.Error,
	})
	if err != nil {
		return nil, errors.Join(fmt.Errorf("WithDurableSpans: %w", err), sender.client.Stop(ctx))
	}
	e := &durableExporter{settings: c.durable, otlp: sender, store: s, counts: counts}
	e.courier = newCourier(s, sender, counts, c.durable)
	if e.spans, err = otlptrace.New(ctx, uploader{e}); err != nil {
		return nil, errors.Join(err, s.Close(ctx), sender.client.Stop(ctx))
	}
	e.courier.take()
	return e, nil
}

// ExportSpans stores spans that were accepted. It reports errors itself.
func (e *durableExporter) ExportSpans(ctx context.Context, spans []sdktrace.ReadOnlySpan) error {
	return e.spans.ExportSpans(context.WithoutCancel(ctx), spans)
}

// Shutdown sends what is stored until ctx is done. The rest stays for the next
// process.
func (e *durableExporter) Shutdown(ctx context.Context) error {
	err := e.courier.end(ctx)
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), closeTimeout)
	defer cancel()
	defer e.otlp.closed()
	_ = e.otlp.client.Stop(ctx)
	return err
}

// closeTimeout is how long a shutdown waits for the disk.
const closeTimeout = 5 * time.Second

// uploader is a client of OTLP that stores.
type uploader struct{ *durableExporter }

func (uploader) Start(context.Context) error { return nil }
func (uploader) Stop(context.Context) error  { return nil }

// UploadTraces stores spans, and waits for the disk, but not for long.
func (u uploader) UploadTraces(_ context.Context, spans []*tracepb.ResourceSpans) error {
	b, err := newBatch(time.Now(), spans)
	if err != nil {
		// Strings that are not UTF-8, for which OTLP has no form.
		u.counts.lose(&u.counts.failed, &u.counts.lastFailed, countSpans(spans), u.otlp.explain(&receipt{}, int(countSpans(spans)), err))
		return err
	}
	if u.add(b) && u.settings.maxWait > 0 {
		u.store.Wait(b.record, u.settings.maxWait)
	}
	return nil
}

// add stores a batch, and gives it to the courier. It reports whether there was room.
func (u uploader) add(b *batch) bool {
	for {
		r, err := u.store.Add(b.data)
		switch {
		case err == nil:
			b.record = r
			u.courier.add(b)
			return true
		case errors.Is(err, store.ErrFull) && u.makeRoom(b):
		case errors.Is(err, store.ErrClosed):
			u.counts.late.Add(b.spans)
			return false
		default:
			u.counts.dropUnstored(b.spans, u.settings.maxBytes)
			return false
		}
	}
}

// makeRoom drops the oldest batch, if that may help a new one.
func (u uploader) makeRoom(b *batch) bool {
	return u.settings.dropOldest && int64(len(b.data)) < u.settings.maxBytes && u.courier.dropOldest()
}
