// Package hhtrace connects hhgen's runtime to the OpenTelemetry SDK and to
// HoneyHive.
//
// [Setup] sets up everything for a service, from environment variables:
//
//	shutdown, err := hhtrace.Setup(ctx)
//	if err != nil {
//		log.Fatal(err)
//	}
//	defer shutdown(context.WithoutCancel(ctx))
//
// A service that builds its own tracer provider registers the processor of
// [NewSpanProcessor] there. The processor sets on each span the identity of its
// session, and the fields of its session and of its context:
//
//	provider := sdktrace.NewTracerProvider(
//		sdktrace.WithSpanProcessor(hhtrace.NewSpanProcessor()),
//		sdktrace.WithBatcher(exporter),
//	)
//
// # Where spans go
//
// Spans and the API key go only to the configured host. Of redirects, the exporter
// follows only a 307 or 308 to the same host, port and scheme.
//
// An answer that an OTLP receiver would not give is a failure even with status
// 200: for example a login page, or JSON that does not confirm that the receiver
// took the spans. Failures are reported to [otel.Handle] with the number of spans.
// The reports do not show the API key or the values of headers.
//
// # Event types
//
// Instrumentation that follows OpenTelemetry's conventions for generative AI, or
// OpenInference's, says what a span is. The processor derives the event type from
// gen_ai.operation.name or else openinference.span.kind if the span is started with
// one of them; the exporter does so if they are set later. The SDK lets no processor
// change a span that ends, so another exporter sends such a span without an event
// type. An event type that the service set itself, with [hh.SetEventType] or
// [hh.EventType.Attribute], stays.
//
// The event types are those that HoneyHive's Python SDK 1.5.1 gives to spans with
// these attributes: docs/runtime.md has the table, and the source is
// src/honeyhive/tracer/processing/span_processor.py in
// github.com/honeyhiveai/python-sdk. In two respects, the Python SDK does more: it
// replaces the event type tool, and it guesses the event types of all other spans
// from their names.
//
// # Environment
//
// Setup reads these variables. An option overrides its variable.
//
//	HH_API_KEY   key of HoneyHive's API; without a key, spans and session updates
//	             are printed, so a program runs anywhere
//	HH_API_URL   address of the API; https, or http on loopback
//	HH_PROJECT   project, for keys that do not belong to a single project
//	HH_SOURCE    environment that spans come from, such as production; dev by default
//
//	OTEL_EXPORTER_OTLP_ENDPOINT, OTEL_EXPORTER_OTLP_TRACES_ENDPOINT
//	             send spans to this address, for example to a Collector, instead of
//	             to HoneyHive; the other OTEL_EXPORTER_OTLP_ variables configure
//	             this; session updates still go to HoneyHive, and without a key
//	             they are rejected with hh.ErrNoSessionClient
//	OTEL_TRACES_EXPORTER
//	             otlp (default), console, or none; with none and without a key,
//	             session updates are rejected with hh.ErrNoSessionClient too
//	OTEL_SPAN_ATTRIBUTE_COUNT_LIMIT
//	             attributes that a span keeps; 1024 by default
//	OTEL_SPAN_ATTRIBUTE_VALUE_LENGTH_LIMIT
//	             characters that a string keeps; no limit by default; a limit that
//	             would cut session ids is raised and reported
//	OTEL_SDK_DISABLED
//	             true: nothing is recorded, and updates of sessions are dropped
//	             without an error
package hhtrace
