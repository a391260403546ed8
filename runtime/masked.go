package hh

import (
	"fmt"
	"io"
	"log/slog"

	"github.com/hhgen/hhgen/runtime/internal/record"
)

// Masked is the end of a sensitive string. Make one with [Mask].
type Masked record.Masked

// Mask returns "****" and the last 4 characters of s, or "****" alone if s has
// fewer than 12 characters. The rest of s and its length are not kept.
func Mask(s string) Masked { return record.Mask(s) }

// String returns the mask.
func (m Masked) String() string { return record.MaskText(m) }

// Format prints the mask, for every verb of fmt.
func (m Masked) Format(f fmt.State, _ rune) { _, _ = io.WriteString(f, m.String()) }

// LogValue returns the mask, for log/slog.
func (m Masked) LogValue() slog.Value { return slog.StringValue(m.String()) }

// MarshalText returns the mask.
func (m Masked) MarshalText() ([]byte, error) { return []byte(m.String()), nil }
