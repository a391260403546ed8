package hhgrpc

import (
	"context"

	"google.golang.org/grpc/metadata"
	"google.golang.org/grpc/stats"
)

// NewServerHandler returns a handler that gives each call of a server a session. The
// package's documentation says where to put it.
func NewServerHandler(options ...Option) stats.Handler {
	return &serverHandler{config: newConfig(options)}
}

type serverHandler struct {
	*config
	ignore
}

// TagRPC returns the context of a call in its session.
func (h *serverHandler) TagRPC(ctx context.Context, info *stats.RPCTagInfo) context.Context {
	md, _ := metadata.FromIncomingContext(ctx) // a copy
	values := md[baggageKey]
	ctx, header := h.rules.Enter(ctx, info, values)
	changed := len(values) > 0
	setBaggage(md, header)
	if !h.rules.TrustBaggage {
		changed = deleteKeys(md, isOwnOpenTracing) || changed
	}
	if !changed {
		return ctx
	}
	return metadata.NewIncomingContext(ctx, md)
}

// ignore ignores everything but the start of calls.
type ignore struct{}

// HandleRPC does nothing.
func (ignore) HandleRPC(context.Context, stats.RPCStats) {}

// TagConn does nothing.
func (ignore) TagConn(ctx context.Context, _ *stats.ConnTagInfo) context.Context { return ctx }

// HandleConn does nothing.
func (ignore) HandleConn(context.Context, stats.ConnStats) {}
