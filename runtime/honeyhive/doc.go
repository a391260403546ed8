// Package honeyhive tells HoneyHive of sessions and events, over its HTTP API:
// it is the [hh.SessionClient] of a service. Spans do not pass through it; they
// go the way of OpenTelemetry.
//
//	client, err := honeyhive.New(os.Getenv("HH_API_KEY"), honeyhive.WithSpool("/var/lib/shop/honeyhive"))
//	if err != nil {
//		return err
//	}
//	defer client.Shutdown(context.Background())
//	hh.SetDefault(hh.New(hh.WithSessionClient(client)))
//
// # What happens to an update
//
// [Client.UpdateEvent] and [Client.StartSession] put what they are given into a
// queue in memory and return. They never wait on the network. A few goroutines
// send what is queued, and end when nothing is left to send.
//
// Each event has a queue of its own, with at most one request in flight, so that
// what one event is told arrives in the order in which it was told: its start
// first, then its updates. Updates of one event that wait together are merged
// into one request ([hh.Update.Merge]), which the statistics call coalesced:
// 1,000 updates of one session while a request is in flight are one more
// request.
//
// A request that fails for a reason that may pass is made again, after an
// interval that grows and is drawn at random: when the network fails, when there
// is no answer in time, and for the statuses 408, 429 and 5xx. A Retry-After
// holds back all requests of the client, since HoneyHive limits rates by key.
// Every other status is final. So is a redirect, unless it is a 307 or 308 that
// stays on the same host: neither the key nor what is sent goes elsewhere. An
// answer that is an HTML page, of a login or a proxy, is a failure whatever its
// status. Package hhtrace holds the exporter of spans to the same rules.
//
// # What is lost, and when
//
// Nothing that was accepted is lost without being counted in [Stats] and
// reported:
//
//   - When the queue is full, which is bounded in entries and in bytes, the
//     newest is refused: the caller gets [ErrQueueFull].
//   - What HoneyHive refuses for good, and what still fails when the limit of
//     [WithRetryLimit] is reached, is given up: the handler of
//     [WithErrorHandler] gets a [GiveUpError].
//   - What is left when the time of [Client.Shutdown] is up is dropped, or
//     written to the spool: Shutdown returns a [ShutdownError].
//   - What the queue holds when the process is killed or crashes is lost. The
//     spool does not help there: it is written at shutdown.
//
// A request whose answer got lost is made again, so HoneyHive may see an update
// twice, which changes nothing. Every request says when the caller called (the
// header hh-client-timestamp), by which HoneyHive can order what arrives out of
// turn.
//
// # The spool
//
// [WithSpool] names a folder. Shutdown writes there what it could not send,
// one file of JSON lines with mode 0600, and [New] reads what it finds there,
// before it accepts anything. A file is removed only when everything in it was
// delivered, given up or spooled anew, so a process that is killed in between
// loses nothing. Processes may share a folder: one of them at a time works
// off its files, the others start without. What does not fit into the queue stays
// in its file for the next start, and may then arrive after what is newer.
//
// A file with damaged lines is kept with the suffix .damaged when its good lines
// are done. A file with the suffix .tmp was being written when its process was
// killed; nothing reads it. The spool holds what was recorded, in plain text,
// but never the API key.
package honeyhive
