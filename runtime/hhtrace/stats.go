package hhtrace

import (
	"fmt"
	"strings"
	"sync/atomic"

	"github.com/hhgen/hhgen/runtime/internal/report"
)

// ExporterStats counts spans by what became of them. Spans that are still queued,
// or being sent, are accepted and nothing else.
type ExporterStats struct {
	Accepted int // reached the exporter, or the queue in front of it
	Exported int // the receiver took them
	Rejected int // the receiver answered that it did not take them
	Failed   int // no receiver took them in spite of retries
	Dropped  int // the queue was full, or the exporter was shut down before they were sent
	Filtered int // left out by [WithSpanFilter]; they are not among the accepted spans

	// Of [WithDurableSpans].
	Recovered int // stored by earlier processes, and taken over
	Pending   int // stored, and not sent yet
	Stored    int // left by the shutdown for the next process
}

// Lost is how many spans were lost.
func (s ExporterStats) Lost() int { return s.Rejected + s.Failed + s.Dropped }

// counts are the counts behind [ExporterStats], with the reasons for losses.
type counts struct {
	accepted, exported, rejected, failed, filtered atomic.Int64

	// dropped spans, by reason
	full atomic.Int64 // the queue was full
	left atomic.Int64 // shutdown ended before they were sent
	late atomic.Int64 // they ended after the shutdown

	unprinted atomic.Int64 // the output took nothing
	unstored  atomic.Int64 // the folder was full
	unwritten atomic.Int64 // the disk did not take them until shutdown ended

	recovered, stored atomic.Int64

	lastRejected, lastFailed atomic.Pointer[string] // the last errors
}

func (c *counts) stats() ExporterStats {
	return ExporterStats{
		Accepted: int(c.accepted.Load()),
		Exported: int(c.exported.Load()),
		Rejected: int(c.rejected.Load()),
		Failed:   int(c.failed.Load()),
		Dropped:  int(c.full.Load() + c.left.Load() + c.late.Load() + c.unprinted.Load() + c.unstored.Load() + c.unwritten.Load()),
		Filtered: int(c.filtered.Load()),

		Recovered: int(c.recovered.Load()),
		Stored:    int(c.stored.Load()),
	}
}

// settle counts a batch that was sent. err is what the exporter returned for it.
func (c *counts) settle(spans int64, r *receipt, err error) {
	switch rejected := min(max(r.rejectedSpans, 0), spans); {
	case r.taken && rejected > 0:
		c.lose(&c.rejected, &c.lastRejected, rejected, err)
		c.exported.Add(spans - rejected)
	case r.taken || err == nil:
		c.exported.Add(spans)
	case r.rejected:
		c.lose(&c.rejected, &c.lastRejected, spans, err)
	default:
		c.lose(&c.failed, &c.lastFailed, spans, err)
	}
}

func (c *counts) lose(count *atomic.Int64, last *atomic.Pointer[string], spans int64, err error) {
	count.Add(spans)
	text := err.Error()
	last.Store(&text)
}

// fullFolder is what to do about a folder that is full.
const fullFolder = "check that the receiver answers, or raise the limit with WithMaxBytes"

// dropUnstored counts spans that were dropped because the folder is full.
func (c *counts) dropUnstored(spans, most int64) {
	if c.unstored.Add(spans) == spans {
		report.Error(fmt.Errorf("hhtrace: WithDurableSpans: %d span(s) were dropped because %d bytes are stored, which is the limit: %s; "+
			"shutdown's error will say how many were", spans, most, fullFolder))
	}
}

// LostError says how many spans were lost, and why. It is the error of a shutdown.
type LostError struct {
	ExporterStats
	reasons string
}

// Error has the number of spans for each kind of loss, and its last reason.
func (e *LostError) Error() string {
	return fmt.Sprintf("hhtrace: %d of %d spans were lost: %s", e.Lost(), e.Accepted+e.Recovered, e.reasons)
}

// lost returns a [LostError], or nil if no span was lost.
func (c *counts) lost(queue int) error {
	var reasons []string
	for _, loss := range []struct {
		spans  int64
		reason string
	}{
		{c.rejected.Load(), "were rejected; the last error: " + text(&c.lastRejected)},
		{c.failed.Load(), "could not be sent; the last error: " + text(&c.lastFailed)},
		{c.full.Load(), fmt.Sprintf("were dropped because %s", fullQueue(queue))},
		{c.left.Load(), "were dropped because shutdown ended before they were sent: give its context more time"},
		{c.unstored.Load(), "were dropped because the folder was full: " + fullFolder},
		{c.unwritten.Load(), "were dropped because the disk did not take them until shutdown ended: check the folder of WithDurableSpans"},
		{c.unprinted.Load(), "were dropped because " + errFullOutput.Error()},
		{c.late.Load(), "were dropped because they ended after the shutdown"},
	} {
		if loss.spans > 0 {
			reasons = append(reasons, fmt.Sprintf("%d %s", loss.spans, loss.reason))
		}
	}
	if reasons == nil {
		return nil
	}
	return &LostError{c.stats(), strings.Join(reasons, "; ")}
}

func text(last *atomic.Pointer[string]) string {
	if s := last.Load(); s != nil {
		return strings.TrimPrefix(*s, "hhtrace: ")
	}
	return ""
}

// fullQueue is the reason for drops of a full queue, and its fix.
func fullQueue(size int) string {
	return fmt.Sprintf("the queue of %d spans was full: spans end faster than the receiver takes them; "+
		"raise OTEL_BSP_MAX_QUEUE_SIZE, sample, or leave spans out with WithSpanFilter", size)
}
