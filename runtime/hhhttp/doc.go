// Package hhhttp gives the requests of net/http their sessions, and keeps sessions
// from hosts that they should not travel to.
//
// # Servers
//
// [NewHandler] and [NewMiddleware] give each request a session, which the server's
// span and all spans below it belong to. Put the handler outside of the
// instrumentation of OpenTelemetry:
//
//	handler := hhhttp.NewHandler(otelhttp.NewHandler(mux, "gateway"), hhhttp.FromHeader("X-Session-Id"))
//
// It may also be inside, as a middleware of a router is. The server's span has
// started then, and joins the session; but what it has inherited from the session
// that baggage named, and the ids of an experiment, stay on it.
//
// A request continues the session that an option reads from it, or else the session
// of its baggage if an option trusts that, and otherwise starts one. By default,
// nothing that comes from outside chooses a session: everybody can send
// "baggage: session_id=...", and would write into the session of another user. The
// handler removes such members from the context and from the headers that the code
// behind sees. It does not touch other members, the body, or the ResponseWriter.
//
// Errors of sessions are reported, see [OnError]; the request goes on.
//
// # Clients
//
// Instrumented clients send baggage, and with it the session, to every host that
// they call. [NewTransport] sends it to the named hosts only:
//
//	otelhttp.NewTransport(hhhttp.NewTransport(http.DefaultTransport, "*.svc.cluster.local"))
package hhhttp
