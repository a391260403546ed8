package hh

import (
	"time"

	"github.com/hhgen/hhgen/runtime/internal/record"
)

// SessionClient takes what is to be told to HoneyHive about sessions and
// events. Its methods are called in the goroutine that enriches, so they do not
// wait: what they cannot queue, they reject with an error. They are safe for
// concurrent use. The package honeyhive has the one that talks to HoneyHive.
type SessionClient interface {
	StartSession(SessionStart) error
	UpdateEvent(Update) error
}

// SessionStart begins a session.
type SessionStart struct {
	ID     string    // UUID
	Name   string    // "" for none
	Source string    // "" for the client's
	Time   time.Time // when the caller called

	// Failed, if it is not nil, is called once if the start was accepted and
	// then given up.
	Failed func()
}

// engineClient is a session client as the engine calls it.
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
