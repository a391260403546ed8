package hh

import (
	"fmt"
	"runtime"
	"slices"
	"time"

	"github.com/hhgen/hhgen/runtime/internal/record"
)

// SessionClient takes starts of sessions and updates of events for HoneyHive.
// Its methods are called in the goroutine that enriches, so they must not wait:
// if they cannot queue a start or an update, they return an error. A panic becomes
// such an error. They must be safe for concurrent use. The client of package
// honeyhive sends to HoneyHive.
//
// A runtime makes calls for one event one after the other, in the order of their
// times. Two calls for one event overlap only if a method takes longer than a second,
// or enriches the event itself.
type SessionClient interface {
	StartSession(SessionStart) error
	UpdateEvent(Update) error
}

// SessionStart begins a session.
type SessionStart struct {
	ID     string    // UUID
	Name   string    // "" for none
	Source string    // "" for the client's
	Time   time.Time // of the call

	// Members are the keys that the session starts with, in the order in which they
	// were recorded. Their namespaces are inputs, config, metadata and
	// user_properties; no two have the same namespace and key.
	Members []Member

	// Failed, if it is not nil, is called once if the client accepts the start
	// and later gives it up.
	Failed func()
}

// startNamespaces are the namespaces that HoneyHive takes in the start of a session.
// Source: StartSessionRequest of HoneyHive's Python SDK 1.5.1, which also has outputs;
// a session that begins has none yet.
var startNamespaces = [...]string{"inputs", "config", "metadata", "user_properties"}

// AppendJSON appends s as the JSON object that HoneyHive takes, {"session_id": "...",
// "session_name": "...", "source": "...", "inputs": {...}, ...}. What is empty is left
// out.
func (s SessionStart) AppendJSON(text []byte) []byte {
	o := openObject(text)
	o.text("session_id", s.ID)
	o.text("session_name", s.Name)
	o.text("source", s.Source)
	o.members(startNamespaces[:], s.Members)
	return append(o.json, '}')
}

// Merge adds a later update of the session to s, as far as the start of a session has
// its namespaces, and returns what is left of the update. If both have the same key, the
// later value stays. The inputs of an update stay the member inputs of metadata, because
// they must be found in one place, however soon the update came. Merge changes the
// members of neither in place.
func (s *SessionStart) Merge(later Update) (rest Update) {
	var taken Update
	rest = later
	rest.Members = nil
	for _, m := range later.Members {
		if slices.Contains(startNamespaces[:], m.Namespace) {
			taken.Members = append(taken.Members, m)
		} else {
			rest.Members = append(rest.Members, m)
		}
	}
	if taken.Empty() {
		return later
	}
	both := Update{Members: s.Members}
	both.Merge(taken)
	s.Members = both.Members
	return rest
}

// Size returns roughly how many bytes s takes in memory, for the limits of a queue.
func (s SessionStart) Size() int {
	return updateBytes + len(s.ID) + len(s.Name) + len(s.Source) + membersSize(s.Members)
}

// engineClient adapts a session client to the calls of the engine. A panic of the
// client is an error of the call.
func engineClient(c SessionClient) record.Client {
	if c == nil {
		return record.Client{}
	}
	q, ok := c.(queuer)
	if !ok {
		q = waiting{c}
	}
	return record.Client{
		Start: func(s record.SessionStart) (wait func(), err error) {
			defer recovered(&err)
			return q.QueueStart(SessionStart{
				ID: s.ID, Name: s.Name, Source: s.Source, Time: s.Time,
				Members: record.MembersOf[Member](&s.Fields), Failed: s.Failed,
			})
		},
		Update: func(u record.Update) (wait func(), err error) {
			defer recovered(&err)
			return q.QueueUpdate(Update{EventID: u.EventID, Time: u.Time, Duration: u.Duration, Members: record.MembersOf[Member](&u)})
		},
	}
}

// queuer is a session client whose calls have two steps: the first one decides the
// order, and wait, if it is not nil, takes time.
type queuer interface {
	QueueStart(SessionStart) (wait func(), err error)
	QueueUpdate(Update) (wait func(), err error)
}

// waiting makes one step of the calls of another session client.
type waiting struct{ SessionClient }

func (c waiting) QueueStart(s SessionStart) (wait func(), err error) { return nil, c.StartSession(s) }
func (c waiting) QueueUpdate(u Update) (wait func(), err error)      { return nil, c.UpdateEvent(u) }

// recovered makes an error of a session client's panic. Its value may hold what was
// recorded, so the error shows it only if it comes from Go's runtime.
func recovered(err *error) {
	reason := recover()
	if reason == nil {
		return
	}
	shown := fmt.Sprintf("the value is a %T", reason)
	if e, ok := reason.(runtime.Error); ok {
		shown = e.Error()
	}
	*err = fmt.Errorf("hh: the client of hh.WithSessionClient panicked, so HoneyHive may lack what was recorded: %s", shown)
}
