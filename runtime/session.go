package hh

import (
	"context"
	"time"

	"go.opentelemetry.io/otel/attribute"

	"github.com/hhgen/hhgen/runtime/internal/record"
)

// Errors of sessions. Errors of the session client are returned unchanged.
var (
	// ErrNoSession means that the context has no session: start one with
	// [StartSession], or continue one with [ContextWithSession].
	ErrNoSession = record.ErrNoSession
	// ErrInvalidSession means that a session id is not a UUID of 36 characters:
	// make one from your own id with [SessionIDFrom].
	ErrInvalidSession = record.ErrInvalidSession
	// ErrBaggageFull means that the session does not travel to other services,
	// because the baggage has no room for it: put less into the baggage.
	ErrBaggageFull = record.ErrBaggageFull
	// ErrNoSessionClient means that an update was not sent, because the runtime
	// has no session client: use hhtrace.Setup or [WithSessionClient].
	ErrNoSessionClient = record.ErrNoSessionClient
)

// SessionConfig configures [StartSession].
type SessionConfig struct {
	ID     string // UUID; "" for a new one
	Name   string // as HoneyHive shows it; "" for none
	Source string // environment, such as production; "" for the session client's
}

// SessionIDFrom returns the session id from an id of your own, such as conv_123: the
// same one in each process, so services that know the id of a conversation need not
// store another. It is the UUIDv5 of s in the namespace
// daae6c40-bcf3-5942-9723-0ae5e709c980; in Python, uuid.uuid5(namespace, s) is the
// same. An s that is a session id already is returned unchanged.
//
// For "", SessionIDFrom returns "", so conversations without an id do not share a
// session: [StartSession] makes a new id, and [ContextWithSession] returns
// [ErrInvalidSession].
func SessionIDFrom(s string) string { return record.SessionIDFrom(s) }

// StartSession begins a session in HoneyHive and returns a context that belongs
// to it. Spans that start in this context carry the session's identity, if the
// processor of package hhtrace is registered; requests to other services carry its
// id as the baggage member session_id. StartSession does not wait for the network.
// It uses the default runtime; if that has no session client, the session begins
// with its first span. StartSession of a generated package also gives the session
// fields from its start.
//
// For an id that is not a UUID, StartSession returns [ErrInvalidSession] and ctx.
// With any other error, the returned context belongs to the session: after an
// error of the session client, the session begins with its first span; after
// [ErrBaggageFull], the session stays in this process.
func StartSession(ctx context.Context, c SessionConfig) (context.Context, error) {
	return Default().StartSession(ctx, c)
}

// StartSession does what the function [StartSession] does, with the session client
// of rt.
func (rt *Runtime) StartSession(ctx context.Context, c SessionConfig) (context.Context, error) {
	return rt.engine().StartSession(ctx, record.SessionConfig(c))
}

// ContextWithSession returns a context that belongs to a session that began
// elsewhere, for example in a service that passes no baggage, or before the user
// gave feedback. For an id that is not a UUID, it returns [ErrInvalidSession] and
// ctx. With [ErrBaggageFull], the returned context belongs to the session, but the
// session stays in this process.
func ContextWithSession(ctx context.Context, id string) (context.Context, error) {
	return Default().ContextWithSession(ctx, id)
}

// ContextWithSession does what the function [ContextWithSession] does, with the
// violation handler of rt.
func (rt *Runtime) ContextWithSession(ctx context.Context, id string) (context.Context, error) {
	return rt.engine().ContextWithSession(ctx, id)
}

// SessionFromContext returns the id of ctx's session, as [CurrentSession] does. ok is
// false if there is no session, or if the id in the baggage is not a UUID.
func SessionFromContext(ctx context.Context) (id string, ok bool) {
	s, err := CurrentSession(ctx)
	return s.ID, err == nil
}

// Session describes a session as this process knows it.
type Session struct {
	ID      string // UUID
	Name    string // as given to [StartSession] in this process
	Started bool   // this process started it in HoneyHive, and the start has not failed
}

// CurrentSession returns the session of ctx, for span processors. It is the session
// whose id arrived in the baggage of a request; without one, the session that was
// started or continued in this process; and without one of these, the session of the
// active span, which may be in a context that holds nothing else. CurrentSession uses
// the default runtime: with [WithoutRemoteSessions], baggage does not count.
//
// The error is [ErrNoSession], or [ErrInvalidSession] if the id in the baggage is not
// a UUID.
func CurrentSession(ctx context.Context) (Session, error) { return Default().CurrentSession(ctx) }

// CurrentSession does what the function [CurrentSession] does, with the options of
// rt.
func (rt *Runtime) CurrentSession(ctx context.Context) (Session, error) {
	s, err := rt.engine().CurrentSession(ctx)
	return Session(s), err
}

// AppendAttributes appends the attributes that make a span belong to s: its id
// and, unless this process started s in HoneyHive, the request that HoneyHive
// begins the session with the span.
func (s Session) AppendAttributes(kvs []attribute.KeyValue) []attribute.KeyValue {
	return record.Session(s).AppendAttributes(kvs)
}

// JoinSession makes the active span of ctx belong to the session of ctx, instead of
// the session that the span may have had, for example from a stranger's baggage.
// Spans that start in the session need no call. Use it for a span that started before
// the session was known, such as a server's span for a request whose body names the
// session. Fields that the span has inherited from another session stay on it, unless
// the new one has the same: attributes cannot be removed.
//
// The span gets the fields that EnrichSession has recorded on the session, and those
// that it records while the span runs, if it is a span of the SDK. Values that were
// recorded on the span itself stay. JoinSession uses the default runtime; if ctx has
// no session, it does nothing.
func JoinSession(ctx context.Context) { Default().JoinSession(ctx) }

// JoinSession does what the function [JoinSession] does, with the fields that the
// session was enriched with through rt.
func (rt *Runtime) JoinSession(ctx context.Context) { rt.engine().JoinSession(ctx) }

// SetSessionDuration records how long the session of ctx has taken. It uses the
// default runtime, and returns the errors of EnrichSession.
func SetSessionDuration(ctx context.Context, d time.Duration) error {
	return Default().SetSessionDuration(ctx, d)
}

// SetSessionDuration does what the function [SetSessionDuration] does, with the
// session client of rt.
func (rt *Runtime) SetSessionDuration(ctx context.Context, d time.Duration) error {
	return rt.engine().SetSessionDuration(ctx, d)
}

// ContextAttributes returns the attributes that ctx carries to every span that
// starts in it: those that ContextWith of generated packages added. The processor
// of package hhtrace sets them. Do not change the slice.
func ContextAttributes(ctx context.Context) []attribute.KeyValue {
	return record.ContextAttributes(ctx)
}
