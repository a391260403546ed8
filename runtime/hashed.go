package hh

import (
	"fmt"
	"io"
	"log/slog"

	"github.com/hhgen/hhgen/runtime/internal/record"
)

// Hashed is a sensitive string that is recorded as a keyed hash: equal values
// have equal hashes, the value itself is not sent. Only [Hash] makes one.
type Hashed record.Hashed

// Hash returns s to be hashed when it is recorded, with the key of the
// runtime that records it: see [WithHashKey]. Of an empty string it returns the
// zero Hashed, which a field with omitzero does not record.
func Hash(s string) Hashed { return record.Hash(s) }

// redacted stands for a sensitive string.
const redacted = "[redacted]"

// String hides the value.
func (h Hashed) String() string { return redacted }

// Format hides the value from every verb of fmt.
func (h Hashed) Format(f fmt.State, _ rune) { _, _ = io.WriteString(f, redacted) }

// LogValue hides the value from log/slog.
func (h Hashed) LogValue() slog.Value { return slog.StringValue(redacted) }

// MarshalText hides the value from encoding/json and its like.
func (h Hashed) MarshalText() ([]byte, error) { return []byte(redacted), nil }
