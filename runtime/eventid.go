package hh

import "github.com/hhgen/hhgen/runtime/internal/record"

// EventID identifies a HoneyHive event. The zero EventID is not sent.
type EventID [16]byte

// NewEventID returns a random event id.
func NewEventID() EventID { return record.NewEventID() }

// ParseEventID reads a UUIDv4 in its usual form of 36 characters, in upper or
// lower case.
func ParseEventID(s string) (EventID, error) {
	return record.ParseEventID(s)
}

// IsZero reports whether id is the zero value, which stands for no event.
func (id EventID) IsZero() bool { return id == EventID{} }

// String returns the usual form in lower case; "" for the zero value.
func (id EventID) String() string { return record.EventIDText(id) }

// MarshalText returns what [EventID.String] returns.
func (id EventID) MarshalText() ([]byte, error) { return []byte(id.String()), nil }

// UnmarshalText reads what [ParseEventID] reads; empty text gives the zero value.
func (id *EventID) UnmarshalText(text []byte) error {
	if len(text) == 0 {
		*id = EventID{}
		return nil
	}
	parsed, err := ParseEventID(string(text))
	if err == nil {
		*id = parsed
	}
	return err
}
