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
// A service that has a tracer provider adds hhtrace to it, with [Attach]:
//
//	shutdown, err := hhtrace.Attach(ctx, provider)
//
// A service whose spans reach HoneyHive without hhtrace, for example through a
// Collector, registers the processor of [NewSpanProcessor] alone. The processor sets
// on each span the identity of its session, and the fields of its session and of its
// context:
//
//	provider := sdktrace.NewTracerProvider(
//		sdktrace.WithSpanProcessor(hhtrace.NewSpanProcessor()),
//		sdktrace.WithBatcher(exporter),
//	)
//
// # What exists already
//
// hhtrace replaces no tracer provider and no propagator. [Setup] adds to a global
// provider of the SDK, rejects one of another implementation or one that was shut
// down, and checks that a provider of its own took effect. If another provider
// replaces it later, spans can be lost: [otel.Handle] and shutdown's error say so.
//
// # Where spans go
//
// Spans and the API key go only to the configured host. Of redirects, the exporter
// follows only a 307 or 308 to the same host, port and scheme.
//
// The reports of failures do not show the API key or the values of headers.
//
// # What is lost, and when
//
// Spans wait in a queue and are sent in batches, so no call waits for the network or for
// a disk. Each span that is accepted is exported, or counted in one of these ways:
//
//	rejected  the receiver answered that it did not take the span: a status 4xx, or a
//	          partial success; errors of 401, 403 and 404 say what to check
//	failed    nobody took the span in spite of retries, or the answer was not one of
//	          an OTLP receiver, even with status 200: for example a login page
//	dropped   the queue was full, or the output that spans are printed to took nothing;
//	          or shutdown ended before the span was sent; or the span ended after it
//	stored    with [WithDurableSpans], shutdown left the span for the next process, where
//	          it is counted as recovered
//
// So accepted + recovered = exported + rejected + failed + dropped + stored, once the
// exporter is shut down. [otel.Handle] gets the error of each batch that is lost, with
// the number of spans and the reason, and the first span that is dropped for each
// reason. The error of shutdown is a [LostError] with all counts, a [StoredError] if spans
// are stored, or both. The metric hhgen.spans of the global meter provider has the counts
// by the attribute outcome: the words above, and filtered for [WithSpanFilter].
//
// The last column names the test of each row:
//
//	what happens                   by default              with WithDurableSpans
//	the receiver restarts          sent again for 10 to    sent again for 24 h      TestRetries, TestDurableAnswers
//	                               30 s, then lost
//	429, 502, 503, 504             as above                sent again for 24 h      TestRetries, TestDurableAnswers
//	500, an answer that is lost    lost                    sent again for 24 h      TestLossIsTold, TestDurableAnswers
//	or is not one of OTLP
//	401, 403, 404, 405             lost                    stored until the key or  TestWrongKey, TestDurableAnswers
//	                                                       the address is right
//	400 and other 4xx, partial     lost                    lost                     TestLossIsTold, TestDurableAnswers
//	success
//	413                            lost                    sent in halves; a span   TestLossIsTold, TestDurableAnswers
//	                                                       that is too large alone
//	                                                       is lost
//	the queue of 2048 is full      new spans are lost      as by default: the disk  TestFullQueue
//	                                                       is slower than the spans
//	the folder of 64 MiB is full                           new spans are lost, or   TestFullFolder
//	                                                       the oldest ones
//	the disk is full or broken                             what is not sent before  TestFullDisk
//	                                                       the process ends
//	the process is killed          what is not sent yet:   what ended in the last   TestKilledServices
//	                               5 s, and the queue      200 ms
//	the process ends without a     as above                as above
//	shutdown
//	the receiver is away for the   lost                    nothing                  TestReceiverThatIsAway
//	whole life of the process
//	the machine loses its power    as if it were killed    the last second; with
//	                                                       WithSync the last 200 ms
//	shutdown's context is done     what is not sent        nothing                  TestShutdownWithoutTime,
//	                                                                                TestReceiverThatIsAway
//	standard output blocks         what does not fit into 1 MiB                     TestBlockedOutput
//	otel.Handle panics or blocks   nothing                 nothing                  TestHandlerOfErrorsThatPanics
//	spans end after shutdown       lost                    lost                     TestSpansAfterShutdown
//
// The queue takes 2048 spans (OTEL_BSP_MAX_QUEUE_SIZE), while one batch of up to 512
// (OTEL_BSP_MAX_EXPORT_BATCH_SIZE) is being sent. By default, a batch is sent again if no
// connection to the receiver could be made, as while a Collector restarts, and after
// the statuses 429, 502, 503 and 504, or the codes of gRPC that mean the same. The
// first wait is 2.5 to 7.5 seconds, later ones are longer, and none is shorter
// than the Retry-After of the receiver; if that is longer than the time that is left,
// the batch is lost at once. A batch is tried
//
//   - over HTTP for 30 seconds (OTEL_BSP_EXPORT_TIMEOUT), each request for 10 seconds
//     (OTEL_EXPORTER_OTLP_TIMEOUT), and never for more than about a minute;
//   - over gRPC for 10 seconds, all requests together (OTEL_EXPORTER_OTLP_TIMEOUT);
//   - during shutdown, until the end of its context.
//
// A service that gives the exporter of [NewExporter] to a batch processor of the SDK
// has the SDK's queue, which drops spans without a word; [NewBatchSpanProcessor] makes
// one that counts them, as [Setup] and [Attach] have it.
//
// # Flushing
//
// ForceFlush of a tracer provider that [Setup] made or that is attached, like its
// Shutdown, sends the spans that have ended, and then the session starts and updates
// that are queued, so a program that ends or is frozen afterwards, such as a function
// on AWS Lambda, needs nothing else:
//
//	if p, ok := otel.GetTracerProvider().(interface{ ForceFlush(context.Context) error }); ok {
//		err = p.ForceFlush(ctx)
//	}
//
// HoneyHive does not know the event of a span before it has the span. Updates do not
// wait for ForceFlush, and spans are sent in batches, so an update can arrive before
// its span. It is then retried, for the time of [honeyhive.WithUnknownEventRetry], and
// once more at ForceFlush when the spans are sent.
//
// The error of ForceFlush says how many operations are still pending. They stay
// queued. Without a deadline, ForceFlush waits for them for at most
// [honeyhive.ShutdownTimeout].
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
//	HH_INGESTION_API_KEY, HH_PROJECT_API_KEY, HH_API_KEY
//	             key of HoneyHive's API; the first one that is set counts
//	HH_DATA_PLANE_URL, HH_API_URL
//	             address of the API; https, or http on loopback; the first one that
//	             is set counts
//	HH_PROJECT   project, for keys that do not belong to a single project
//	HH_SOURCE    environment that spans come from, such as production; dev by default
//
//	OTEL_EXPORTER_OTLP_ENDPOINT, OTEL_EXPORTER_OTLP_TRACES_ENDPOINT
//	             send spans to this address, for example to a Collector, instead of
//	             to HoneyHive; session updates still go to HoneyHive; the scheme http
//	             means that there is no TLS
//	OTEL_EXPORTER_OTLP_PROTOCOL
//	             http/protobuf (default), http/json, or grpc, for that address;
//	             HoneyHive gets http/protobuf
//	OTEL_EXPORTER_OTLP_INSECURE
//	             true: there is no TLS if the address has no scheme, such as
//	             collector:4317; without this variable, there is none to this
//	             machine
//	OTEL_EXPORTER_OTLP_HEADERS, _COMPRESSION, _TIMEOUT, _CERTIFICATE,
//	_CLIENT_CERTIFICATE, _CLIENT_KEY
//	             for that address; each of these variables, and of the two above, has
//	             one for traces, such as OTEL_EXPORTER_OTLP_TRACES_HEADERS
//	OTEL_BSP_MAX_QUEUE_SIZE, _MAX_EXPORT_BATCH_SIZE, _SCHEDULE_DELAY,
//	_EXPORT_TIMEOUT
//	             queue of spans, as the SDK reads it; the delay is at most 200 ms with
//	             [WithDurableSpans]
//	OTEL_TRACES_EXPORTER
//	             otlp (default); console, to print spans; or none
//	OTEL_TRACES_SAMPLER, OTEL_TRACES_SAMPLER_ARG
//	             sampler, as the SDK reads it
//	OTEL_RESOURCE_ATTRIBUTES, OTEL_SERVICE_NAME
//	             resource, as the SDK reads it
//	OTEL_PROPAGATORS
//	             tracecontext,baggage by default; baggage is NewPropagator; others
//	             are those of package autoprop in go.opentelemetry.io/contrib, where a
//	             program can register more; sessions need one that carries baggage
//	OTEL_SPAN_ATTRIBUTE_COUNT_LIMIT
//	             attributes that a span keeps; 1024 by default
//	OTEL_SPAN_ATTRIBUTE_VALUE_LENGTH_LIMIT
//	             characters that a string keeps; no limit by default; a limit that
//	             would cut session ids is raised and reported
//	OTEL_SDK_DISABLED
//	             true: nothing is recorded, and updates of sessions are dropped
//	             without an error
//
// Without a key, and without an address for OTLP, spans and session updates are
// printed if [WithOutput] or OTEL_TRACES_EXPORTER=console asks for it; otherwise, Setup
// returns an error that says what to set. With an address for OTLP, or with none, and
// without a key, sessions live on spans alone, as with [hh.WithoutSessionClient].
//
// A provider that exists, or that a service makes for [NewExporter], has its own
// sampler, limits and resource, so their variables are not read for it. It may also
// have exporters of its own, which OTEL_TRACES_EXPORTER and the OTEL_EXPORTER_OTLP_
// variables configure: with a key, hhtrace then sends to HoneyHive whatever these
// variables say, except if the first is none. Without a key, it sends to their address
// too; if the provider's own exporter does that already, register [NewSpanProcessor]
// alone.
// [Attach] sets no propagator, so it does not read OTEL_PROPAGATORS.
//
// HoneyHive's SDKs read the same variables, in the same order: the TypeScript client
// takes HH_INGESTION_API_KEY for what sends spans and events, otherwise
// HH_PROJECT_API_KEY before HH_API_KEY, and HH_DATA_PLANE_URL before HH_API_URL
// (@honeyhive/api-client 1.5, src/util.ts); the Python SDK knows HH_INGESTION_API_KEY,
// HH_API_KEY and HH_API_URL (src/honeyhive/config/resolved.py in
// github.com/honeyhiveai/python-sdk). As there, HH_INGESTION_API_KEY must have an
// ingestion key; [honeyhive.CheckKey] knows which kinds of keys HoneyHive takes nothing
// from. A variable whose name is almost that of one of HoneyHive's, such as HH_APIKEY,
// is reported.
package hhtrace
