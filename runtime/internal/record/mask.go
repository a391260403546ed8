package record

import (
	"strings"
	"unicode/utf8"
)

// Masked is the underlying type of hh.Masked.
type Masked = struct{ s string }

// maskKeeps is how many characters a mask shows, and maskNeeds how many a
// value must have to show any.
const (
	maskKeeps = 4
	maskNeeds = 12
)

// Mask returns "****" and the last 4 characters of s, or "****" alone if s has
// fewer than 12 characters.
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

// MaskText returns the mask as a string.
func MaskText(m Masked) string { return m.s }

// Masked records the mask v.
func (b *Batch) Masked(a *Attr, v Masked) { b.String(a, v.s) }
