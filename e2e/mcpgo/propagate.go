// Package mcpgo has a client and a server of the Model Context Protocol, made with
// its official SDK, which records no spans by itself. The client starts the server
// as a process and talks to it through pipes.
package mcpgo

import (
	"context"
	"maps"

	"github.com/modelcontextprotocol/go-sdk/mcp"
	"go.opentelemetry.io/otel"
	"go.opentelemetry.io/otel/propagation"
	"go.opentelemetry.io/otel/trace"

	hh "github.com/hhgen/hhgen/runtime"
)

var tracer = otel.Tracer("github.com/hhgen/hhgen/e2e/mcpgo")

// send is a middleware of clients, which records a span for each call of a tool.
func send(next mcp.MethodHandler) mcp.MethodHandler {
	return func(ctx context.Context, method string, req mcp.Request) (mcp.Result, error) {
		call, ok := req.GetParams().(*mcp.CallToolParams)
		if !ok {
			return next(ctx, method, req)
		}
		kind := trace.WithSpanKind(trace.SpanKindClient)
		ctx, span := tracer.Start(ctx, "call "+call.Name, kind, trace.WithAttributes(hh.EventTool.Attribute()))
		defer span.End()
		call.Meta = inject(ctx, call.Meta)
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
		ctx, span := tracer.Start(extract(ctx, call.Meta), "serve "+call.Name, trace.WithSpanKind(trace.SpanKindServer))
		defer span.End()
		return next(ctx, method, req)
	}
}

// inject returns the metadata of a call with the trace and the session, under the
// names that the protocol reserves for them: traceparent, tracestate and baggage.
func inject(ctx context.Context, meta mcp.Meta) mcp.Meta {
	headers := propagation.MapCarrier{}
	otel.GetTextMapPropagator().Inject(ctx, headers)
	with := mcp.Meta{}
	maps.Copy(with, meta)
	for k, v := range headers {
		with[k] = v
	}
	return with
}

// extract returns a context with the trace and the session of a call's metadata.
func extract(ctx context.Context, meta mcp.Meta) context.Context {
	headers := propagation.MapCarrier{}
	for k, v := range meta {
		if text, ok := v.(string); ok {
			headers[k] = text
		}
	}
	return otel.GetTextMapPropagator().Extract(ctx, headers)
}
