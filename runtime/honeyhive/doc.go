// Package honeyhive sends sessions and updates of events to HoneyHive's HTTP API.
// Its client is the [hh.SessionClient] of a service. Spans do not pass through it;
// OpenTelemetry exports them.
//
//	client, err := honeyhive.New(os.Getenv("HH_API_KEY"), honeyhive.WithSpool("/var/lib/shop/honeyhive"))
//	if err != nil {
//		return err
//	}
//	defer client.Shutdown(context.Background())
//	hh.SetDefault(hh.New(hh.WithSessionClient(client)))
//
// # How updates are sent
//
// [Client.UpdateEvent] and [Client.StartSession] add an operation to a queue in
// memory and return. They never wait for the network. A few goroutines send the
// queued operations, and end when the queue is empty.
//
// Each event has its own queue, with at most one request in flight. Waiting updates of
// the same event are merged into one request ([hh.Update.Merge]); the statistics count
// them as coalesced. If 1,000 updates of a session arrive while a request is in flight,
// the client sends them as one more request.
//
// The client repeats a request after a failure that may be temporary: a network
// error, a timeout, or status 408, 429 or 5xx. The intervals between attempts grow,
// and vary at random. A Retry-After holds back all requests of the client, because
// HoneyHive limits rates for each key. Every other status is final, except for
// updates of unknown events (see Order). A redirect is final too, unless it is a 307 or
// 308 to the same host, so neither the key nor the data goes to another host. An HTML
// page, such as the page of a login or a proxy, is a failure whatever its status. The
// exporter of package hhtrace follows the same rules.
//
// # Order
//
// The operations of an event are sent in the order of their calls, with one exception:
// the start of a session goes before updates that wait. HoneyHive merges an update into
// an event that exists (UpdateEventRequest in its openapi.yaml 2.0.0). What becomes of an
// update that it applies before it has ingested the event is not documented: it may be
// lost without an error. So the client does three things:
//
//   - A start is sent with what waits in the queue for its session, as far as a start
//     has the namespaces: config, metadata and user_properties. The rest follows as an
//     update. Inputs of an update are sent as metadata.inputs in the start too. If
//     HoneyHive rejects the start with status 400, 413 or 422, the client sends it once
//     more by itself. If the start is given up, the updates are sent by themselves.
//   - An update of an event that HoneyHive does not know is retried for the time of
//     [WithUnknownEventRetry]: the span of the event may not have ended yet, or wait for
//     its export. [Client.Flush] tries these updates at once. ForceFlush of a tracer
//     provider that package hhtrace set up sends the spans first, and then flushes.
//   - The header hh-client-timestamp of each request has the time of the call, as in
//     HoneyHive's Python SDK, whose _clock.py says that the backend orders requests by
//     it. A start has the time of its own call.
//
// Operations of different events are sent at the same time, and arrive in any order.
// Spans are exported in batches, so updates may arrive before them or after them.
//
// # When updates are lost
//
// Accepted operations are not lost silently while the process runs: [Stats] counts
// them, and an error reports them.
//
//   - The queue is bounded in entries and in bytes. When it is full, the newest
//     operation is rejected: the caller gets [ErrQueueFull].
//   - An operation is given up if HoneyHive rejects it with a final status, or if it
//     still fails at the limit of [WithRetryLimit]: the handler of
//     [WithErrorHandler] gets a [GiveUpError], which says what to check. Without a
//     handler, the first one of each status is logged. [Client.Shutdown] returns a
//     [ShutdownError] with the number of all of them.
//   - If operations are left when the time of Shutdown ends, they are dropped or
//     written to the spool: the ShutdownError has their numbers too.
//   - If the process crashes or is killed, the operations in the queue are lost. The
//     spool does not prevent that, because it is written at shutdown.
//
// If the answer to a request is lost, the client repeats the request. HoneyHive may
// then get an update twice, which changes nothing.
//
// # The spool
//
// [WithSpool] names a folder. Shutdown writes the operations that it could not send
// to a file of JSON lines with mode 0600. [New] reads the files in the folder before
// the client accepts anything. A file is removed only when each of its operations
// is delivered, given up, or spooled again, so a process that is killed before
// loses nothing. Processes may share a folder: only one at a time sends its files,
// and the others start without them. Operations that do not fit into the queue stay
// in their file for the next start, and may then arrive after newer ones.
//
// A file with damaged lines gets the suffix .damaged when its good lines are done.
// The suffix .tmp marks a file whose process was killed while it wrote the file;
// such files are not read. The spool holds recorded values in plain text, but never
// the API key.
package honeyhive
