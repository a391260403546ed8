package hhtrace

import (
	"slices"
	"sync"
	"sync/atomic"

	"go.opentelemetry.io/otel/attribute"
	sdktrace "go.opentelemetry.io/otel/sdk/trace"

	"github.com/hhgen/hhgen/runtime/internal/provider"
	"github.com/hhgen/hhgen/runtime/internal/record"
)

// limits reports the attributes that spans of a processor drop or cut because of
// the SDK's limits.
type limits struct {
	runtime *record.Runtime       // nil for the default one
	counts  atomic.Pointer[[]int] // how many attributes spans of the processor's providers keep
	told    sync.Map              // set of the violations of identity that were reported
}

// started reports which of the attributes that were set on a span at its start are
// cut. The first of them are its identity; started reports if one was dropped.
func (l *limits) started(span sdktrace.ReadWriteSpan, of *provider.Facts, set []attribute.KeyValue, identity int) {
	if of != nil && of.LimitsKnown {
		l.learn(of.Count)
	}
	of.EachCut(set, func(namespace, name string, characters int) {
		l.report(record.Violation{Namespace: namespace, Key: name, Kind: record.SpanValueCut, Size: characters, Limit: of.Length})
	})
	if lost, kept := provider.Lost(span, set[:identity]); len(lost) > 0 {
		namespace, name := provider.Name(lost[0].Key)
		l.report(record.Violation{Namespace: namespace, Key: name, Kind: record.SpanFull, Size: len(lost), Limit: kept})
	}
}

// learn adds the count limit of a provider.
func (l *limits) learn(count int) {
	for {
		known := l.counts.Load()
		if known != nil && slices.Contains(*known, count) {
			return
		}
		more := []int{count}
		if known != nil {
			more = append(more, *known...)
		}
		if l.counts.CompareAndSwap(known, &more) {
			return
		}
	}
}

// report reports a violation. Violations of a part of the identity would repeat for
// every span, so only the first of each is reported.
func (l *limits) report(v record.Violation) {
	if v.Key != "" {
		first := record.Violation{Namespace: v.Namespace, Key: v.Key, Kind: v.Kind}
		if _, again := l.told.LoadOrStore(first, nil); again {
			return
		}
	}
	l.runtime.Report(v)
}

// ended reports how many attributes a span dropped.
func (l *limits) ended(span sdktrace.ReadOnlySpan) {
	dropped := span.DroppedAttributes()
	if dropped == 0 {
		return
	}
	if kept := len(span.Attributes()); l.full(kept) {
		l.runtime.Report(record.Violation{Namespace: "span", Key: "attributes", Kind: record.SpanFull, Size: dropped, Limit: kept})
	}
}

// full reports whether a span that kept so many attributes had no room for more.
// If it had room, it dropped only invalid attributes: an empty key, or no value.
func (l *limits) full(kept int) bool {
	known := l.counts.Load()
	return known == nil || slices.ContainsFunc(*known, func(limit int) bool { return limit >= 0 && kept >= limit })
}
