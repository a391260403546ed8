package schema

import (
	"fmt"
	"strings"
	"time"
)

// Move is the end of an old key: until a day, what is recorded under the new key
// is recorded under the old one too.
type Move struct {
	Key   string // old key, in the namespace or object of the new one
	Until string // first day on which the old key should be gone, as 2006-01-02
}

// Ended reports whether the day of m has come. Days begin in UTC.
func (m Move) Ended(now time.Time) bool {
	day, err := time.Parse(time.DateOnly, m.Until)
	return err == nil && !now.Before(day)
}

// ParseMove reads a move as schemas have it: uid until 2027-03-31.
func ParseMove(s string) (Move, error) {
	key, until, ok := strings.Cut(s, " until ")
	m := Move{strings.TrimSpace(key), strings.TrimSpace(until)}
	if !ok || m.Key == "" {
		return Move{}, fmt.Errorf("%q does not say which key was moved, and until when it is written too", s)
	}
	if _, err := time.Parse(time.DateOnly, m.Until); err != nil {
		return Move{}, fmt.Errorf("%q is no day, as 2027-03-31", m.Until)
	}
	return m, nil
}

// String is the text that [ParseMove] reads; "" for no move.
func (m Move) String() string {
	if m.Key == "" {
		return ""
	}
	return m.Key + " until " + m.Until
}

// Written are the keys that f is recorded under: f, and, if it was moved, the
// same field under its old key.
func (f *Field) Written() []*Field {
	old := f.old()
	if old == nil {
		return []*Field{f}
	}
	return []*Field{f, old}
}

// old is f under the key that it was moved from; nil if it was not.
func (f *Field) old() *Field {
	if f.MovedFrom.Key == "" {
		return nil
	}
	old := *f
	old.Key, old.MovedFrom = f.MovedFrom.Key, Move{}
	return &old
}
