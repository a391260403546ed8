package hh

import (
	"time"

	"github.com/hhgen/hhgen/runtime/internal/record"
)

// SessionClient takes starts of sessions and updates of events for HoneyHive.
// Its methods are called in the goroutine that enriches, so they must not wait:
// if they cannot queue a start or an update, they return an error. They must be
// safe for concurrent use. The client of package honeyhive sends to HoneyHive.
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

	// Failed, if it is not nil, is called once if the client accepts the start
	// and later gives it up.
	Failed func()
}

// engineClient adapts a session client to the calls of the engine.
func engineClient(c SessionClient) record.Client {
	if c == nil {
		return record.Client{}
	}
	return record.Client{
		Start: func(s record.SessionStart) error { return c.StartSession(SessionStart(s)) },
		Update: func(u record.Update) error {
			return c.UpdateEvent(Update{EventID: u.EventID, Time: u.Time, Duration: u.Duration, Members: record.MembersOf[Member](&u)})
		},
	}
}
