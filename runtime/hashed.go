package hh

import (
	"fmt"
	"io"
	"log/slog"

	"github.com/hhgen/hhgen/runtime/internal/record"
)

// Hashed is a sensitive string that is recorded as a keyed hash: equal values
// have equal hashes, and the value itself is not sent. fmt, log/slog and encoders print
// "[redacted]" or nothing of it. Only what reads unexported fields by package reflect,
// such as the diffs of test libraries, finds the value. Make one with [Hash].
type Hashed record.Hashed

// Hash returns s as a value that is hashed when it is recorded, with the key of
// the runtime that records it: see [WithHashKey]. For an empty string it returns
// the zero Hashed, which a field with omitzero does not record.
func Hash(s string) Hashed { return record.Hash(s) }

// redacted is shown in place of a sensitive string.
const redacted = "[redacted]"

// String hides the value.
func (h Hashed) String() string { return redacted }

// Format hides the value from every verb of fmt.
func (h Hashed) Format(f fmt.State, _ rune) { _, _ = io.WriteString(f, redacted) }

// LogValue hides the value from log/slog.
func (h Hashed) LogValue() slog.Value { return slog.StringValue(redacted) }

// MarshalText hides the value from encoding/json and other encoders.
func (h Hashed) MarshalText() ([]byte, error) { return []byte(redacted), nil }
