package hh

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"log/slog"
	"strings"
	"unicode/utf8"

	"github.com/google/uuid"
)

// Open marks a namespace as open to keys that no field declares:
//
//	_ hh.Open `hh:"metadata"`
//
// generates WithMetadata(key, value).
type Open struct{}

// Record marks a struct to set options of the whole record:
//
//	_ hh.Record `hh:"new=MakeTurn"`
//
// names the generated constructor. In a nested struct too,
//
//	_ hh.Record `hh:"partial"`
//
// says that exported fields without a tag are not recorded, which is an error
// otherwise. A record has one such marker: `hh:"partial,new=MakeTurn"`.
type Record struct{}

// Text is a string of limited length. A constant becomes a Text by itself; a
// variable does not compile until [Truncate] says that it may be cut.
type Text string

// Truncate accepts that s is cut at the bound of the field that it is given
// to. It cuts nothing itself, since only the field knows its bound.
//
//hhgen:ignore TEXT_CONVERSION all others call this
func Truncate(s string) Text { return Text(s) }

// Hashed is a sensitive string that is recorded as a keyed hash: equal values
// have equal hashes, the value itself is not sent. Only [Hash] makes one.
//
// The text is behind a pointer, because fmt prints unexported fields, and some
// verbs of it any field, without asking the value's methods.
type Hashed struct{ s *string }

// Hash returns s to be hashed when it is recorded, with the key of the
// runtime that records it: see [WithHashKey]. Of an empty string it returns the
// zero Hashed, which a field with omitzero does not record.
func Hash(s string) Hashed {
	if s == "" {
		return Hashed{}
	}
	return Hashed{&s}
}

// sum is the HMAC-SHA-256 of h in hexadecimal digits.
func (h Hashed) sum(key []byte) string {
	mac := hmac.New(sha256.New, key)
	if h.s != nil {
		_, _ = io.WriteString(mac, *h.s) // a hash never fails
	}
	return hex.EncodeToString(mac.Sum(nil))
}

const redacted = "[redacted]"

// String hides the value.
func (h Hashed) String() string { return redacted }

// Format hides the value from every verb of fmt.
func (h Hashed) Format(f fmt.State, _ rune) { _, _ = io.WriteString(f, redacted) }

// LogValue hides the value from log/slog.
func (h Hashed) LogValue() slog.Value { return slog.StringValue(redacted) }

// MarshalText hides the value from encoding/json and its like.
func (h Hashed) MarshalText() ([]byte, error) { return []byte(redacted), nil }

// Masked is a sensitive string of which only the end is kept. Only [Mask]
// makes one.
type Masked struct{ s string }

// maskKeeps is how many characters a mask shows, and maskNeeds how many a
// value must have to show any.
const (
	maskKeeps = 4
	maskNeeds = 12
)

// Mask returns "****" and the last 4 characters of s, or "****" alone if s has
// fewer than 12 characters. The rest of s, and its length, are forgotten.
func Mask(s string) Masked {
	if utf8.RuneCountInString(s) < maskNeeds {
		return Masked{"****"}
	}
	tail := len(s)
	for range maskKeeps {
		_, n := utf8.DecodeLastRuneInString(s[:tail])
		tail -= n
	}
	return Masked{"****" + strings.Clone(s[tail:])}
}

// String is the mask.
func (m Masked) String() string { return m.s }

// Format is the mask, for every verb of fmt.
func (m Masked) Format(f fmt.State, _ rune) { _, _ = io.WriteString(f, m.s) }

// LogValue is the mask, for log/slog.
func (m Masked) LogValue() slog.Value { return slog.StringValue(m.s) }

// MarshalText is the mask.
func (m Masked) MarshalText() ([]byte, error) { return []byte(m.s), nil }

// EventID identifies a HoneyHive event. The zero one is not sent.
type EventID [16]byte

// NewEventID returns a random event id.
func NewEventID() EventID { return EventID(uuid.New()) }

// ParseEventID reads a UUIDv4 in its usual form of 36 characters, in upper or
// lower case.
func ParseEventID(s string) (EventID, error) {
	if len(s) != 36 {
		return EventID{}, fmt.Errorf("hh: an event id is a UUIDv4 of 36 characters, not one of %d", len(s))
	}
	id, err := uuid.Parse(s)
	if err != nil {
		return EventID{}, fmt.Errorf("hh: event id: %w", err)
	}
	if !EventID(id).valid() {
		return EventID{}, fmt.Errorf("hh: an event id is a UUIDv4, not a UUID of version %d", id.Version())
	}
	return EventID(id), nil
}

func (id EventID) valid() bool {
	return uuid.UUID(id).Version() == 4 && uuid.UUID(id).Variant() == uuid.RFC4122
}

// IsZero reports whether id is the zero value, which stands for no event.
func (id EventID) IsZero() bool { return id == EventID{} }

// String is the usual form in lower case; "" for the zero value.
func (id EventID) String() string {
	if id.IsZero() {
		return ""
	}
	return uuid.UUID(id).String()
}

// MarshalText is [EventID.String].
func (id EventID) MarshalText() ([]byte, error) { return []byte(id.String()), nil }

// UnmarshalText is [ParseEventID]; an empty text is the zero value.
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
