package record

import (
	"context"
	"slices"

	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/trace"
)

type contextKey struct{}

// carried holds the attributes that a context carries to its spans, and the span
// that was active when the first of them was added.
type carried struct {
	kvs     []attribute.KeyValue
	baggage []attribute.Key // of those that travel to other services
	since   trace.SpanID
}

// ContextAttributes returns the attributes that ctx carries to every span that
// starts in it: those that ContextWith of generated packages added. The processor
// of package hhtrace sets them. Do not change the slice.
func ContextAttributes(ctx context.Context) []attribute.KeyValue {
	if ctx == nil {
		return nil
	}
	c, _ := ctx.Value(contextKey{}).(carried)
	return c.kvs
}

// contextWith adds kvs to the attributes that ctx carries. members are the composite
// values among them, and travel the keys of those that travel to other services. A later
// value of a key replaces the whole earlier value.
func contextWith(ctx context.Context, kvs []attribute.KeyValue, members []member, travel []attribute.Key) context.Context {
	if len(kvs) == 0 {
		return ctx
	}
	if ctx == nil {
		ctx = context.Background()
	}
	before, ok := ctx.Value(contextKey{}).(carried)
	if !ok {
		before.since = trace.SpanContextFromContext(ctx).SpanID()
	}
	replaced := func(key attribute.Key) bool {
		return slices.ContainsFunc(members, func(m member) bool { return m.above(key) })
	}
	all := make([]attribute.KeyValue, 0, len(before.kvs)+len(kvs))
	for _, kv := range before.kvs {
		if !replaced(kv.Key) {
			all = append(all, kv)
		}
	}
	all = append(all, kvs...)
	last := make(map[attribute.Key]int, len(all))
	for i, kv := range all {
		last[kv.Key] = i
	}
	kept := all[:0]
	for i, kv := range all {
		if last[kv.Key] == i {
			kept = append(kept, kv)
		}
	}
	note(&anyCarry)
	baggage := stillTravel(before.baggage, travel, func(key attribute.Key) bool {
		return replaced(key) || slices.ContainsFunc(kvs, func(kv attribute.KeyValue) bool { return kv.Key == key })
	}, kept)
	return context.WithValue(ctx, contextKey{}, carried{slices.Clip(kept), baggage, before.since})
}
