package record

import (
	"context"
	"slices"

	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/trace"
)

type contextKey struct{}

// carried is what a context carries to its spans, and which span was active when
// the first of it was added.
type carried struct {
	kvs   []attribute.KeyValue
	since trace.SpanID
}

// ContextAttributes returns the attributes that ctx carries to every span that
// is started in it: those of the ContextWith of generated packages. The
// processor of the package hhtrace sets them. The slice must not be changed.
func ContextAttributes(ctx context.Context) []attribute.KeyValue {
	if ctx == nil {
		return nil
	}
	c, _ := ctx.Value(contextKey{}).(carried)
	return c.kvs
}

// contextWith adds kvs, which belong to members in part, to what ctx carries. Of
// one key the last value stays, whole.
func contextWith(ctx context.Context, kvs []attribute.KeyValue, members []member) context.Context {
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
	all := make([]attribute.KeyValue, 0, len(before.kvs)+len(kvs))
	for _, kv := range before.kvs {
		if !slices.ContainsFunc(members, func(m member) bool { return m.above(kv.Key) }) {
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
	return context.WithValue(ctx, contextKey{}, carried{slices.Clip(kept), before.since})
}
