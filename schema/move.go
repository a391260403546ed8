package schema

import (
	"fmt"
	"strings"
	"time"
)

// Move says that a field is also recorded under an old key, and until which
// day.
type Move struct {
	Key   string // old key, in the namespace or object of the new one
	Until string // first day on which the old key should be gone, as 2006-01-02
}

// Ended reports whether the day of m has come. Days begin in UTC.
func (m Move) Ended(now time.Time) bool {
	day, err := time.Parse(time.DateOnly, m.Until)
	return err == nil && !now.Before(day)
}

// ParseMove reads a move as schemas write it: uid until 2027-03-31.
func ParseMove(s string) (Move, error) {
	key, until, ok := strings.Cut(s, " until ")
	m := Move{strings.TrimSpace(key), strings.TrimSpace(until)}
	if !ok || m.Key == "" {
		return Move{}, fmt.Errorf("%q does not name the old key and the day until which it is also recorded", s)
	}
	if _, err := time.Parse(time.DateOnly, m.Until); err != nil {
		return Move{}, fmt.Errorf("%q is not a day such as 2027-03-31", m.Until)
	}
	return m, nil
}

// String is the move as [ParseMove] reads it; "" for no move.
func (m Move) String() string {
	if m.Key == "" {
		return ""
	}
	return m.Key + " until " + m.Until
}

// Written are the fields that record f's value: f itself, and, if f was moved,
// the same field under its old key.
func (f *Field) Written() []*Field {
	old := f.old()
	if old == nil {
		return []*Field{f}
	}
	return []*Field{f, old}
}

// old is f under the key that it was moved from; nil if f was not moved.
func (f *Field) old() *Field {
	if f.MovedFrom.Key == "" {
		return nil
	}
	old := *f
	old.Key, old.MovedFrom = f.MovedFrom.Key, Move{}
	return &old
}
