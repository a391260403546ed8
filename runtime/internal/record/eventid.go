package record

import (
	"errors"
	"fmt"

	"github.com/google/uuid"
)

// EventID is the underlying type of hh.EventID. The zero value means no event.
type EventID = [16]byte

// NewEventID returns a random event id.
func NewEventID() EventID { return EventID(uuid.New()) }

// ParseEventID reads a UUIDv4 of 36 characters, in upper or lower case.
func ParseEventID(s string) (EventID, error) {
	if len(s) != 36 {
		return EventID{}, fmt.Errorf("hh: an event id is a UUIDv4 of 36 characters, not one of %d", len(s))
	}
	id, err := uuid.Parse(s)
	if err != nil {
		return EventID{}, fmt.Errorf("hh: event id: %w", err)
	}
	if !validEventID(EventID(id)) {
		return EventID{}, fmt.Errorf("hh: an event id is a UUIDv4, not a UUID of version %d", id.Version())
	}
	return EventID(id), nil
}

func validEventID(id EventID) bool {
	return uuid.UUID(id).Version() == 4 && uuid.UUID(id).Variant() == uuid.RFC4122
}

// checkEventID returns an error if id is not the id of an event.
func checkEventID(id EventID) error {
	switch {
	case id == EventID{}:
		return errors.New("hh: the event id is zero: use hh.NewEventID or hh.ParseEventID")
	case !validEventID(id):
		return fmt.Errorf("hh: an event id is a UUIDv4, not %s", EventIDText(id))
	}
	return nil
}

// EventIDText is the usual form of id in lower case; "" for the zero value.
func EventIDText(id EventID) string {
	if id == (EventID{}) {
		return ""
	}
	return uuid.UUID(id).String()
}

// EventID records v, unless it is zero.
func (b *Batch) EventID(a *Attr, v EventID) {
	switch {
	case v == EventID{}:
	case !validEventID(v):
		b.violate(a, InvalidEventID, 0, 0)
	default:
		b.sound(a, EventIDText(v))
	}
}
