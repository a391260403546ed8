package record

import (
	"context"
	"errors"
	"fmt"
	"sync/atomic"
	"time"

	"github.com/google/uuid"
	"go.opentelemetry.io/otel/baggage"
	"go.opentelemetry.io/otel/trace"
)

// Errors of sessions, which package hh describes.
var (
	ErrNoSession = errors.New("hh: the context has no session: " +
		"start one with hh.StartSession, or continue one with hh.ContextWithSession")
	ErrInvalidSession = errors.New("hh: a session id is a UUID of 36 characters")
	ErrBaggageFull    = errors.New("hh: the session does not travel to other services, because the baggage has no room for it: " +
		"put less into the baggage")
	ErrNoSessionClient = errors.New("hh: the update was not sent, because the runtime has no session client: " +
		"use hhtrace.Setup, which needs HH_API_KEY where spans go to a Collector, or hh.WithSessionClient")
)

// SessionConfig is hh.SessionConfig.
type SessionConfig struct{ ID, Name, Source string }

// SessionStart is hh.SessionStart.
type SessionStart struct {
	ID     string
	Name   string
	Source string
	Time   time.Time
	Fields Update // that the session starts with
	Failed func()
}

// Session is hh.Session.
type Session struct {
	ID      string
	Name    string
	Started bool
}

// StartSession begins a session and returns a context that belongs to it.
func (rt *Runtime) StartSession(ctx context.Context, c SessionConfig) (within context.Context, err error) {
	within = ctx
	rt.NewSession(c).Start(&within, &err)
	return within, err
}

// NewSession returns a batch for the fields that a session starts with, which ends
// with [Batch.Start]. A nil rt is the default runtime.
func (rt *Runtime) NewSession(c SessionConfig) *Batch {
	if c.ID == "" {
		c.ID = uuid.NewString()
	}
	b := rt.event(c.ID, true)
	b.json.begins, b.json.start = true, c
	return b
}

// Start begins the session, and stores the context that belongs to it in ctx. Callers
// defer it, like [Batch.Send].
func (b *Batch) Start(ctx *context.Context, err *error) {
	if r := recover(); r != nil {
		b.panicked(r)
	}
	*ctx, *err = b.startSession(*ctx)
	b.release()
}

// startSession begins the session of b, and sends as an update what its start cannot take.
func (b *Batch) startSession(ctx context.Context) (context.Context, error) {
	if ctx == nil {
		ctx = context.Background()
	}
	rt, c := b.runtime(), b.json.start
	s := &session{id: c.ID, name: rt.text(&sessionName, c.Name)}
	ctx, full := rt.contextWithSession(ctx, s)
	if full != nil && !errors.Is(full, ErrBaggageFull) {
		return ctx, full
	}
	err := rt.start(b, s)
	if full != nil {
		err = errors.Join(err, full)
	}
	return ctx, err
}

// start gives the start of a session to the session client.
func (rt *Runtime) start(b *Batch, s *session) error {
	fields := b.collected()
	if rt.client.Start == nil {
		return b.keep(func() (func(), error) { return rt.sendRest(fields) })
	}
	source := rt.text(&sessionSource, b.json.start.Source)
	return b.keep(func() (func(), error) {
		now, later := rt.clock.now(), fields.splitStart()
		s.started.Store(true)
		wait, err := callClient(func() (func(), error) {
			return rt.client.Start(SessionStart{
				ID: s.id, Name: s.name, Source: source, Time: now, Fields: fields, Failed: func() { s.started.Store(false) },
			})
		})
		if err != nil {
			s.started.Store(false)
			return nil, err
		}
		last, err := rt.sendRest(later)
		if last != nil {
			wait = last // the start is stored before its rest
		}
		return wait, err
	})
}

// sendRest sends the fields that the start of a session has not sent, if there are any.
func (rt *Runtime) sendRest(fields Update) (wait func(), err error) {
	if len(fields.members) == 0 {
		return nil, nil
	}
	return rt.send(fields)
}

// The bounds of a session's own strings, and their names in violations.
var (
	sessionName   = Attr{Key: "honeyhive_session.name", MaxBytes: 1024}
	sessionSource = Attr{Key: "honeyhive_session.source", MaxBytes: 1024}
)

// text returns s as it can be sent, and reports a violation if it changes s.
func (rt *Runtime) text(a *Attr, s string) string {
	if clean(s, a.MaxBytes) {
		return s
	}
	b := rt.Batch()
	defer b.release()
	s, _ = b.mend(a, s)
	return s
}

// ContextWithSession returns a context that belongs to a session that has begun
// elsewhere.
func (rt *Runtime) ContextWithSession(ctx context.Context, id string) (context.Context, error) {
	if ctx == nil {
		ctx = context.Background()
	}
	if s := sessionOf(ctx); s != nil && s.id == id {
		return rt.contextWithSession(ctx, s) // it may have been started here
	}
	return rt.contextWithSession(ctx, &session{id: id})
}

// CurrentSession returns the session of ctx or, if it has none, that of its active
// span. The error is [ErrNoSession], or [ErrInvalidSession] for baggage without a
// UUID.
func (rt *Runtime) CurrentSession(ctx context.Context) (Session, error) {
	s, err := rt.ContextSession(ctx)
	if err != nil && ctx != nil {
		if on, ok := sessionOn(trace.SpanFromContext(ctx)); ok {
			return on, nil
		}
	}
	return s, err
}

// ContextSession returns the session that the baggage of ctx names, or that ctx itself
// holds.
func (rt *Runtime) ContextSession(ctx context.Context) (Session, error) {
	if ctx == nil {
		return Session{}, ErrNoSession
	}
	local := sessionOf(ctx)
	id, err := rt.baggageSession(ctx)
	switch {
	case local != nil && (err != nil || id == local.id):
		return Session{local.id, local.name, local.started.Load()}, nil
	case err != nil:
		return Session{}, err
	}
	return Session{ID: id}, nil
}

// session is a session as a context of this process holds it.
type session struct {
	id, name string
	started  atomic.Bool
}

type sessionContextKey struct{}

// entered is the session of a context, and the span that was active when the context
// was made.
type entered struct {
	*session
	since trace.SpanID
}

func sessionOf(ctx context.Context) *session {
	e, _ := ctx.Value(sessionContextKey{}).(entered)
	return e.session
}

// contextWithSession adds s to ctx and to its baggage.
func (rt *Runtime) contextWithSession(ctx context.Context, s *session) (context.Context, error) {
	if err := checkSessionID(s.id); err != nil {
		return ctx, err
	}
	since := trace.SpanContextFromContext(ctx).SpanID()
	note(&anyEntered)
	within := context.WithValue(ctx, sessionContextKey{}, entered{s, since})
	before := baggage.FromContext(ctx)
	if rt.IgnoresRemote() {
		before = withoutSession(before) // or other services would read another id
	}
	b, size, limit, err := baggageWith(before, s.id)
	if err != nil {
		return ctx, fmt.Errorf("hh: baggage of the session: %w", err)
	}
	within = baggage.ContextWithBaggage(within, b)
	if limit == 0 {
		return within, nil
	}
	rt.Report(Violation{Namespace: "session", Key: sessionMembers[0], Kind: BaggageFull, Size: size, Limit: limit})
	return within, fmt.Errorf("%w (%d, limit %d)", ErrBaggageFull, size, limit)
}

// SetSessionDuration tells the session client how long the session of ctx has taken.
func (rt *Runtime) SetSessionDuration(ctx context.Context, d time.Duration) error {
	rt = rt.orDefault()
	s, err := rt.CurrentSession(ctx)
	if err != nil {
		return err
	}
	if d < 0 {
		return fmt.Errorf("hh: the duration %v of the session is negative: give the time since its start", d)
	}
	ms := float64(d) / float64(time.Millisecond)
	return rt.turns.inTurn(s.ID, func() (func(), error) { return rt.send(Update{EventID: s.ID, Duration: &ms}) })
}
