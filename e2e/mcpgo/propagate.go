// Package mcpgo has a client and a server of the Model Context Protocol, made with
// its official SDK, which records no spans by itself. The client starts the server
// as a process and talks to it through pipes.
package mcpgo

import (
	"context"

	"github.com/modelcontextprotocol/go-sdk/mcp"
	"go.opentelemetry.io/otel"
	"go.opentelemetry.io/otel/propagation"
	"go.opentelemetry.io/otel/trace"
)

var tracer = otel.Tracer("github.com/hhgen/hhgen/e2e/mcpgo")

// send is a middleware of clients. It puts the trace and the session into the
// request's metadata, under the names that the protocol reserves for them:
// traceparent, tracestate and baggage.
func send(next mcp.MethodHandler) mcp.MethodHandler {
	return func(ctx context.Context, method string, req mcp.Request) (mcp.Result, error) {
		call, ok := req.GetParams().(*mcp.CallToolParams)
		if !ok {
			return next(ctx, method, req)
		}
		ctx, span := tracer.Start(ctx, "call "+call.Name, trace.WithSpanKind(trace.SpanKindClient))
		defer span.End()
		headers := propagation.MapCarrier{}
		otel.GetTextMapPropagator().Inject(ctx, headers)
		meta := mcp.Meta{}
		for k, v := range call.Meta {
			meta[k] = v
		}
		for k, v := range headers {
			meta[k] = v
		}
		call.Meta = meta
		return next(ctx, method, req)
	}
}

// receive is a middleware of servers: the other side of send.
func receive(next mcp.MethodHandler) mcp.MethodHandler {
	return func(ctx context.Context, method string, req mcp.Request) (mcp.Result, error) {
		call, ok := req.GetParams().(*mcp.CallToolParamsRaw)
		if !ok {
			return next(ctx, method, req)
		}
		headers := propagation.MapCarrier{}
		for k, v := range call.Meta {
			if text, ok := v.(string); ok {
				headers[k] = text
			}
		}
		ctx = otel.GetTextMapPropagator().Extract(ctx, headers)
		ctx, span := tracer.Start(ctx, "serve "+call.Name, trace.WithSpanKind(trace.SpanKindServer))
		defer span.End()
		return next(ctx, method, req)
	}
}
