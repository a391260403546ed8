package hh

import (
	"context"
	"time"

	"go.opentelemetry.io/otel/attribute"

	"github.com/hhgen/hhgen/runtime/internal/record"
)

// Errors of sessions. The session client's own errors come as they are.
var (
	// ErrNoSession is that of a context without a session: start one with
	// [StartSession], or continue one with [ContextWithSession].
	ErrNoSession = record.ErrNoSession
	// ErrInvalidSession is that of a session id that is not a UUID of 36 characters.
	ErrInvalidSession = record.ErrInvalidSession
	// ErrBaggageFull is that of a session that does not travel to other services,
	// because the baggage has no room for it: put less into the baggage.
	ErrBaggageFull = record.ErrBaggageFull
	// ErrNoSessionClient is that of an update that was not sent, because the
	// runtime has no session client: use hhtrace.Setup or [WithSessionClient].
	ErrNoSessionClient = record.ErrNoSessionClient
)

// SessionConfig describes a session that begins.
type SessionConfig struct {
	ID     string // UUID; "" for a new one
	Name   string // as HoneyHive shows it; "" for none
	Source string // environment, such as production; "" for the session client's
}

// StartSession begins a session in HoneyHive and returns a context that belongs
// to it: spans that are started there carry its identity, where the processor of
// the package hhtrace is registered, and requests to other services carry its id
// as the baggage member session_id. It does not wait for the network. It uses
// the default runtime; without a session client, the session begins with its
// first span.
//
// The error is [ErrInvalidSession] for an id that is not a UUID, and the context is
// then the one that was given; or it is the session client's, and the session
// then begins with its first span too; or it is [ErrBaggageFull], and the session
// then stays in this process. With the last two, the context belongs to the
// session.
func StartSession(ctx context.Context, c SessionConfig) (context.Context, error) {
	return Default().StartSession(ctx, c)
}

// StartSession is the function [StartSession] with the session client of rt.
func (rt *Runtime) StartSession(ctx context.Context, c SessionConfig) (context.Context, error) {
	return rt.engine().StartSession(ctx, record.SessionConfig(c))
}

// ContextWithSession returns a context that belongs to a session that has begun
// elsewhere: in another service that passes no baggage, or before a user's
// feedback comes. The error is [ErrInvalidSession] for an id that is not a UUID, and
// the context is then the one that was given; or it is [ErrBaggageFull], and the
// context belongs to the session, which stays in this process.
func ContextWithSession(ctx context.Context, id string) (context.Context, error) {
	return record.ContextWithSession(ctx, id)
}

// SessionFromContext returns the id of ctx's session: of the one that was
// started or continued in this process, or of the baggage that came with a
// request. ok is false if there is none, or if the id in the baggage is not a UUID.
func SessionFromContext(ctx context.Context) (id string, ok bool) {
	s, err := CurrentSession(ctx)
	return s.ID, err == nil
}

// Session is what a process knows of a session.
type Session struct {
	ID      string // UUID
	Name    string // as given to [StartSession] in this process
	Started bool   // this process starts it in HoneyHive, and has not failed to
}

// CurrentSession returns the session of ctx, for span processors. The error is
// [ErrNoSession], or [ErrInvalidSession] for baggage without a UUID.
func CurrentSession(ctx context.Context) (Session, error) {
	s, err := record.CurrentSession(ctx)
	return Session(s), err
}

// AppendAttributes appends what makes a span belong to s: its id, and, unless
// this process starts it in HoneyHive, that HoneyHive begins it with the span.
func (s Session) AppendAttributes(kvs []attribute.KeyValue) []attribute.KeyValue {
	return record.Session(s).AppendAttributes(kvs)
}

// JoinSession makes the active span of ctx belong to the session of ctx. Spans
// that start in the session need no call; this is for one that had started
// before the session was known, such as a server's span for the request that
// says which session it is. It uses the default runtime; without a session it
// does nothing.
func JoinSession(ctx context.Context) { Default().JoinSession(ctx) }

// JoinSession is the function [JoinSession], with what the session was enriched
// with through rt.
func (rt *Runtime) JoinSession(ctx context.Context) { rt.engine().JoinSession(ctx) }

// SetSessionDuration records how long the session of ctx has taken. It uses the
// default runtime; errors are those of EnrichSession.
func SetSessionDuration(ctx context.Context, d time.Duration) error {
	return Default().SetSessionDuration(ctx, d)
}

// SetSessionDuration is the function [SetSessionDuration] with the session
// client of rt.
func (rt *Runtime) SetSessionDuration(ctx context.Context, d time.Duration) error {
	return rt.engine().SetSessionDuration(ctx, d)
}

// ContextAttributes returns the attributes that ctx carries to every span that
// is started in it: those of the ContextWith of generated packages. The
// processor of the package hhtrace sets them. The slice must not be changed.
func ContextAttributes(ctx context.Context) []attribute.KeyValue {
	return record.ContextAttributes(ctx)
}
