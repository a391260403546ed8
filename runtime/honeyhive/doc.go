// Package honeyhive sends sessions and updates of events to HoneyHive's HTTP API.
// Its client is the [hh.SessionClient] of a service. Spans do not pass through it;
// OpenTelemetry exports them.
//
//	client, err := honeyhive.New(os.Getenv("HH_API_KEY"), honeyhive.WithDurableQueue("/var/lib/shop/honeyhive"))
//	if err != nil {
//		return err
//	}
//	defer client.Shutdown(context.Background())
//	hh.SetDefault(hh.New(hh.WithSessionClient(client)))
//
// # How updates are sent
//
// [Client.UpdateEvent] and [Client.StartSession] add an operation to a queue in
// memory and return. They never wait for the network; with [WithDurableQueue], they wait
// for the disk, but not longer than [WithMaxWait]. A few goroutines send the queued
// operations, and end when the queue is empty.
//
// Each event has its own queue, with at most one request in flight. Waiting updates of
// the same event are merged into one request ([hh.Update.Merge]) of up to 256 KiB; the
// statistics count them as coalesced when they are delivered. If 1,000 updates of a
// session arrive while a request is in flight, the client sends them as one or a few more
// requests. If HoneyHive rejects merged updates with status 400, 413 or 422, the client
// sends the halves by themselves, and so on, so one update does not cost the others.
//
// The client repeats a request after a failure that may be temporary: a network
// error, a timeout, an answer that breaks off, or status 408, 429 or 5xx. The intervals between attempts grow,
// and vary at random. A Retry-After holds back all requests of the client, because
// HoneyHive limits rates for each key: for two minutes at most, after which the client
// tries other events. Every other status is final, except for updates of unknown events
// (see Order), and for a key that is not accepted if there is a folder for operations
// (see below). A redirect is final too, unless it is a 307 or 308 to the same host, so
// neither the key nor the data goes to another host. An HTML page, such as the page of a
// login or a proxy, is a failure whatever its status. The exporter of package hhtrace
// follows the same rules.
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
// # What is lost, and when
//
// Accepted operations are not lost silently while the process runs: [Stats] counts
// them as the callers gave them, and an error reports them.
//
//	what happens                      memory alone       WithSpool          WithDurableQueue   ... and WithSync
//	HoneyHive is away for a while     nothing            nothing            nothing            nothing           TestServerComesUpLater
//	... longer than the retry limit   given up           given up           kept for 24 h      kept for 24 h     TestRetryLimits
//	HoneyHive rejects an operation    given up           given up           given up           given up          TestRejectedPart
//	the key is not accepted           given up           kept               kept               kept              TestWrongKeyKeepsOperations
//	the queue is full                 rejected           rejected           rejected, or the oldest is given up  TestDropOldest
//	Shutdown ends too early           dropped            stored             stored             stored            TestNextProcessSendsWhatIsLeft
//	the process crashes or is killed  the queue          the queue          nothing            nothing           TestKilledProcesses
//	the machine loses its power       the queue          the queue          the last second    nothing           TestLossOfPower
//	the disk is full or read-only     -                  dropped            as in memory       as in memory      TestDiskFails
//	the disk is slow                  -                  -                  stored late        stored late       TestSlowDisk
//	a file is damaged                 -                  its damaged parts  its damaged parts  its damaged parts TestDamagedFile
//
// What is rejected is an error of the call: [ErrQueueFull]. What is given up is a
// [GiveUpError] for the handler of [WithErrorHandler], which says what to check; without
// a handler, the first one of each status is logged. [Client.Shutdown] returns a
// [ShutdownError] with the numbers of what was given up, dropped and stored.
//
// If the answer to a request is lost, the client repeats the request; so does the next
// process if the process is killed between an answer and its mark on disk. HoneyHive may
// then get an update twice, which changes nothing.
//
// # Operations on disk
//
// [WithDurableQueue] and [WithSpool] name a folder. Its files belong to the key and the
// URL of the client: a client with another key or URL does not send them, but reports
// that they are there. After a change of the key, start one process with the old key, or
// remove its files. [New] adds to the queue what processes that have ended left there, in
// the order of their calls, which does not depend on the clock. What does not fit into the
// queue is taken over when there is room. Processes may share a folder: each has files of its own, and what one of
// them leaves is taken over by another, by one only. An operation is removed from its file
// when it is delivered or given up.
//
// If HoneyHive does not accept the key (401, 403, or the 404 that it answers for keys),
// operations on disk stay, because HoneyHive may accept it later; the client
// says so once, and asks again after the longest interval of [WithBackoff].
//
// The files have the log format of LevelDB, with checksums. They are open to their user
// only (mode 0600, in a folder of mode 0700) and hold recorded values in plain text, apart
// from those that are hashed or masked, which are recorded as hashes and masks. They never
// hold the API key; the name of their folder has a hash of it. Damaged parts of a file are
// reported and kept aside, with the suffix .damaged, up to 16 MiB.
package honeyhive
