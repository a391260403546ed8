// Package hhgrpc gives the calls of gRPC their sessions, and keeps sessions from
// servers that they should not travel to.
//
// # Servers
//
// [NewServerHandler] gives each call a session, unary or streaming, which the
// server's span and all spans below it belong to. Put it in front of the
// instrumentation of OpenTelemetry:
//
//	grpc.NewServer(
//		grpc.StatsHandler(hhgrpc.NewServerHandler(hhgrpc.TrustBaggage())),
//		grpc.StatsHandler(otelgrpc.NewServerHandler()))
//
// It may also come after. The server's span has started then, and joins the session;
// but what it has inherited from the session that baggage named, and the ids of an
// experiment, stay on it.
//
// By default, nothing that comes from outside chooses a session, and the handler
// starts one for each call: everybody who can call the server can send
// "baggage: session_id=...". For servers that only services of one's own can call,
// use [TrustBaggage]. Package hhhttp describes the same rules for HTTP.
//
// Errors of sessions are reported, see [OnError]; the call goes on.
//
// # Clients
//
// [NewClientHandler] sends the session with each call, for connections to services of
// one's own. With [WithoutBaggage], no baggage leaves, whoever has set it.
package hhgrpc
