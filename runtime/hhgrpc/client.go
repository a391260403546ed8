package hhgrpc

import (
	"context"

	"google.golang.org/grpc/metadata"
	"google.golang.org/grpc/stats"

	"github.com/hhgen/hhgen/runtime/internal/record"
	"github.com/hhgen/hhgen/runtime/internal/travel"
)

// NewClientHandler returns a handler for the connection to one server. It sends the
// session of a call's context as baggage, with its fields, if no propagator has added
// it; with [WithoutBaggage], it removes all baggage. It may come before or after the
// instrumentation of OpenTelemetry:
//
//	grpc.NewClient(target,
//		grpc.WithStatsHandler(otelgrpc.NewClientHandler()),
//		grpc.WithStatsHandler(hhgrpc.NewClientHandler()))
func NewClientHandler(options ...ClientOption) stats.Handler {
	h := &clientHandler{}
	for _, o := range options {
		if o != nil {
			o(h)
		}
	}
	return h
}

type clientHandler struct {
	withoutBaggage bool
	ignore
}

// TagRPC returns the context of a call with the metadata to send.
func (h *clientHandler) TagRPC(ctx context.Context, _ *stats.RPCTagInfo) context.Context {
	if h.withoutBaggage {
		return withoutBaggage(ctx)
	}
	return withSession(ctx)
}

func withSession(ctx context.Context) context.Context {
	md, _ := metadata.FromOutgoingContext(ctx) // a copy
	header, ok := travel.Outgoing(ctx, md[baggageKey])
	if !ok {
		return ctx
	}
	if md == nil {
		md = metadata.MD{}
	}
	setBaggage(md, header)
	return metadata.NewOutgoingContext(ctx, md)
}

// withoutBaggage removes the baggage that has been put into the metadata, and that of
// the context, from which instrumentation that comes later would put it there.
func withoutBaggage(ctx context.Context) context.Context {
	ctx = record.ContextWithoutBaggage(ctx)
	md, _ := metadata.FromOutgoingContext(ctx) // a copy
	if !deleteKeys(md, isBaggage) {
		return ctx
	}
	return metadata.NewOutgoingContext(ctx, md)
}
