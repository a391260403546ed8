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

// line is an operation in a spool file.
type line struct {
	Kind     string       `json:"kind"` // start or update
	EventID  string       `json:"event_id"`
	Time     int64        `json:"time"` // nanoseconds of Unix
	Name     string       `json:"session_name,omitempty"`
	Source   string       `json:"source,omitempty"`
	Duration *float64     `json:"duration,omitempty"`
	Members  []lineMember `json:"members,omitempty"`
}

// lineMember is an hh.Member in a spool file.
type lineMember struct {
	Namespace string          `json:"namespace"`
	Key       string          `json:"key"`
	Value     json.RawMessage `json:"value"`
}

const (
	startKind  = "start"
	updateKind = "update"
)

// encodeLine encodes an operation as a line. The error says that a value is not
// valid JSON.
func encodeLine(o *operation) ([]byte, error) {
	l := line{Kind: updateKind, EventID: o.id, Time: o.time().UnixNano(), Duration: o.update.Duration}
	members := o.update.Members
	if s := o.start; s != nil {
		l.Kind, l.Name, l.Source, members = startKind, s.Name, s.Source, s.Members
	}
	for _, m := range members {
		l.Members = append(l.Members, lineMember(m))
	}
	var text bytes.Buffer
	e := json.NewEncoder(&text)
	e.SetEscapeHTML(false) // values stay as they were given
	err := e.Encode(l)
	return text.Bytes(), err
}

// readLine decodes a line. The error says how the line is damaged.
func readLine(text []byte) (*operation, error) {
	var l line
	if err := json.Unmarshal(text, &l); err != nil {
		return nil, err
	}
	if l.EventID == "" {
		return nil, errors.New("the line has no event_id")
	}
	at := time.Unix(0, l.Time)
	members, err := l.members()
	if err != nil {
		return nil, err
	}
	switch l.Kind {
	case startKind:
		s := &hh.SessionStart{ID: l.EventID, Name: l.Name, Source: l.Source, Time: at, Members: members}
		return &operation{id: s.ID, start: s, size: startSize(*s)}, nil
	case updateKind:
		u := hh.Update{EventID: l.EventID, Time: at, Duration: l.Duration, Members: members}
		return &operation{id: u.EventID, update: u, size: updateSize(u)}, nil
	}
	return nil, fmt.Errorf("the kind is %q, not start or update", transport.Cut(l.Kind, mostExcerpt))
}

// members returns the members of a line. The error says that one is incomplete.
func (l *line) members() (members []hh.Member, err error) {
	for _, m := range l.Members {
		if m.Namespace == "" || len(m.Value) == 0 {
			return nil, errors.New("a member has no namespace or no value")
		}
		members = append(members, hh.Member(m))
	}
	return members, nil
}
