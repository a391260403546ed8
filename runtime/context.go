package hh

import (
	"context"
	"slices"

	"go.opentelemetry.io/otel/attribute"
)

type contextKey struct{}

// ContextAttributes returns the attributes that ctx carries to every span that
// is started in it: those of the ContextWith of generated packages. The
// processor of the package hhtrace sets them. The slice must not be changed.
func ContextAttributes(ctx context.Context) []attribute.KeyValue {
	if ctx == nil {
		return nil
	}
	kvs, _ := ctx.Value(contextKey{}).([]attribute.KeyValue)
	return kvs
}

// contextWith adds kvs to what ctx carries; of one key the last value stays.
func contextWith(ctx context.Context, kvs []attribute.KeyValue) context.Context {
	if len(kvs) == 0 {
		return ctx
	}
	if ctx == nil {
		ctx = context.Background()
	}
	all := slices.Concat(ContextAttributes(ctx), kvs)
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
	return context.WithValue(ctx, contextKey{}, slices.Clip(kept))
}
