// Package hhtrace connects hhgen's runtime to the OpenTelemetry SDK and to
// HoneyHive.
//
// [Setup] does all of it for a service, from the environment:
//
//	shutdown, err := hhtrace.Setup(ctx)
//	if err != nil {
//		log.Fatal(err)
//	}
//	defer shutdown(context.WithoutCancel(ctx))
//
// A service that builds its own tracer provider registers [NewSpanProcessor]
// there, which makes each span carry its session's identity and what its context
// and its session were enriched with:
//
//	provider := sdktrace.NewTracerProvider(
//		sdktrace.WithSpanProcessor(hhtrace.NewSpanProcessor()),
//		sdktrace.WithBatcher(exporter),
//	)
//
// # Where spans go
//
// Nowhere but to the host that was configured: of redirects, only a 307 or 308
// that stays on the host, its port and its scheme is followed, so neither the API
// key nor what was recorded goes elsewhere. An answer that an OTLP receiver would
// not give is a failure even with the status 200: a login page, or JSON that does
// not say that the spans were taken.
// A failure is given to [otel.Handle] with the number of spans, and without the
// API key and the values of headers.
//
// # Environment
//
// Setup reads these variables; an option goes before its variable.
//
//	HH_API_KEY   key of HoneyHive's API; without one, spans and session updates
//	             are printed, so that a program runs anywhere
//	HH_API_URL   address of the API; https, or http on loopback
//	HH_PROJECT   project, for keys that are not a project's own
//	HH_SOURCE    environment that spans come from, such as production; dev by default
//
//	OTEL_EXPORTER_OTLP_ENDPOINT, OTEL_EXPORTER_OTLP_TRACES_ENDPOINT
//	             send spans there instead of to HoneyHive, for example to a
//	             Collector, as the other OTEL_EXPORTER_OTLP_ variables say; session
//	             updates go to HoneyHive even so, and without a key they are
//	             rejected with hh.ErrNoSessionClient
//	OTEL_TRACES_EXPORTER
//	             otlp (default), console, or none, which rejects session updates
//	             without a key too
//	OTEL_SPAN_ATTRIBUTE_COUNT_LIMIT
//	             attributes that a span keeps; 1024 by default
//	OTEL_SPAN_ATTRIBUTE_VALUE_LENGTH_LIMIT
//	             characters that a string keeps; no limit by default, and at least
//	             as many as a session id has
//	OTEL_SDK_DISABLED
//	             true: nothing is recorded, and updates of sessions are dropped
//	             without an error
package hhtrace
