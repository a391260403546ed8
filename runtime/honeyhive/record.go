package honeyhive

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	hh "github.com/hhgen/hhgen/runtime"
	"github.com/hhgen/hhgen/runtime/internal/transport"
)

// record is an operation on disk.
type record struct {
	Kind     string         `json:"kind"` // start or update
	EventID  string         `json:"event_id"`
	Time     int64          `json:"time"` // nanoseconds of Unix
	Name     string         `json:"session_name,omitempty"`
	Source   string         `json:"source,omitempty"`
	Duration *float64       `json:"duration,omitempty"`
	Members  []recordMember `json:"members,omitempty"`
}

// recordMember is an hh.Member on disk.
type recordMember struct {
	Namespace string          `json:"namespace"`
	Key       string          `json:"key"`
	Value     json.RawMessage `json:"value"`
}

const (
	startKind  = "start"
	updateKind = "update"
)

// encode encodes the start of a session, or else an update, as a record. The error says
// that a value is not valid JSON.
func encode(start *hh.SessionStart, u hh.Update) ([]byte, error) {
	l := record{Kind: updateKind, EventID: u.EventID, Time: u.Time.UnixNano(), Duration: u.Duration}
	members := u.Members
	if s := start; s != nil {
		l = record{Kind: startKind, EventID: s.ID, Time: s.Time.UnixNano(), Name: s.Name, Source: s.Source}
		members = s.Members
	}
	for _, m := range members {
		l.Members = append(l.Members, recordMember(m))
	}
	var text bytes.Buffer
	e := json.NewEncoder(&text)
	e.SetEscapeHTML(false) // values stay as they were given
	err := e.Encode(l)
	if err != nil {
		err = fmt.Errorf("honeyhive: an operation of the event %q cannot be kept on disk: %w", l.EventID, err)
	}
	return text.Bytes(), err
}

// decode decodes a record. The error says what is wrong with it.
func decode(text []byte) (start *hh.SessionStart, u hh.Update, err error) {
	var l record
	if err := json.Unmarshal(text, &l); err != nil {
		return nil, u, err
	}
	if l.EventID == "" {
		return nil, u, errors.New("the record has no event_id")
	}
	at := time.Unix(0, l.Time)
	members, err := l.members()
	if err != nil {
		return nil, u, err
	}
	switch l.Kind {
	case startKind:
		return &hh.SessionStart{ID: l.EventID, Name: l.Name, Source: l.Source, Time: at, Members: members}, u, nil
	case updateKind:
		return nil, hh.Update{EventID: l.EventID, Time: at, Duration: l.Duration, Members: members}, nil
	}
	return nil, u, fmt.Errorf("the kind is %q, not start or update", transport.Cut(l.Kind, mostExcerpt))
}

// members returns the members of a record. The error says that one is incomplete.
func (l *record) members() (members []hh.Member, err error) {
	for _, m := range l.Members {
		if m.Namespace == "" || len(m.Value) == 0 {
			return nil, errors.New("a member has no namespace or no value")
		}
		members = append(members, hh.Member(m))
	}
	return members, nil
}
