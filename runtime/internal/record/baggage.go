package record

import (
	"context"

	"go.opentelemetry.io/otel/baggage"
)

// sessionMembers are the baggage members that hold a session's id: the one that
// is written, and two that other SDKs have written.
var sessionMembers = [...]string{"session_id", "honeyhive_session_id", "honeyhive.session_id"}

// IgnoresRemote reports whether the baggage of requests names no session and no
// experiment.
func (rt *Runtime) IgnoresRemote() bool { return rt.orDefault().ignoreRemote }

// baggageSession is what BaggageSession returns, unless rt ignores it. It overrides the
// session that the context itself holds, because a request's baggage is newer.
func (rt *Runtime) baggageSession(ctx context.Context) (id string, err error) {
	if rt.IgnoresRemote() {
		return "", ErrNoSession
	}
	return BaggageSession(ctx)
}

// BaggageSession returns the session id in the baggage of ctx. The error is
// [ErrNoSession], or [ErrInvalidSession] if the baggage names only what is no UUID.
func BaggageSession(ctx context.Context) (id string, err error) {
	b := baggage.FromContext(ctx)
	if b.Len() == 0 {
		return "", ErrNoSession
	}
	err = ErrNoSession
	for _, key := range sessionMembers {
		id := b.Member(key).Value()
		if id == "" {
			continue
		}
		invalid := checkSessionID(id)
		if invalid == nil {
			return id, nil
		}
		if err == ErrNoSession {
			err = invalid
		}
	}
	return "", err
}

// The limits of OpenTelemetry's propagator of W3C baggage. It drops baggage with
// more bytes, and keeps any 64 of more members.
const (
	maxBaggageBytes   = 8192
	maxBaggageMembers = 64
)

// baggageWith adds the id of a session to b. If the id does not fit, limit is the
// exceeded limit, and b is returned unchanged so that its members still travel. But
// if b has the id of another session, that is replaced in any case, and the fields of
// that session are removed.
func baggageWith(b baggage.Baggage, id string) (with baggage.Baggage, size, limit int, err error) {
	other := false
	for _, key := range sessionMembers {
		m := b.Member(key)
		other = other || m.Key() != "" && m.Value() != id
	}
	if other {
		b = withoutFields(b)
	}
	m, err := baggage.NewMember(sessionMembers[0], id)
	if err != nil {
		return b, 0, 0, err
	}
	with, err = b.SetMember(m)
	if err != nil {
		return b, 0, 0, err
	}
	size, limit = overBaggage(with)
	if limit == 0 {
		return with, 0, 0, nil
	}
	if !other {
		return b, size, limit, nil
	}
	for _, key := range sessionMembers[1:] {
		with = with.DeleteMember(key)
	}
	size, limit = overBaggage(with)
	return with, size, limit, nil
}

// withoutSession returns b without the members that hold a session's id, and without
// fields.
func withoutSession(b baggage.Baggage) baggage.Baggage {
	b = withoutFields(b)
	for _, key := range sessionMembers {
		b = b.DeleteMember(key)
	}
	return b
}

// overBaggage returns the size of baggage that is too large to travel, and the limit
// that it exceeds; 0 and 0 if it fits.
func overBaggage(b baggage.Baggage) (size, limit int) {
	if b.Len() == 1 {
		return 0, 0 // the session alone
	}
	if n := len(b.String()); n > maxBaggageBytes {
		return n, maxBaggageBytes
	}
	if n := b.Len(); n > maxBaggageMembers {
		return n, maxBaggageMembers
	}
	return 0, 0
}
