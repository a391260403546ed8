package record

import (
	"strings"
	"unicode/utf8"
)

// mend cuts a string over its bounds and replaces invalid UTF-8, so the result can be
// sent. ok is false if the string is dropped.
//
//go:noinline
func (b *Batch) mend(a *Attr, v string) (mended string, ok bool) {
	v, ok = b.shorten(a, v)
	if !ok || utf8.ValidString(v) {
		return v, ok
	}
	return b.mendUTF8(a, v)
}

// shorten cuts a string over its bounds, or drops it. A cut string is a copy, so it
// does not keep the whole string alive.
func (b *Batch) shorten(a *Attr, v string) (short string, ok bool) {
	kind, limit := tooLong(a), a.MaxBytes
	if end := runes(v, a.MaxRunes); end < len(v) && end < limit {
		limit = end
		b.violate(a, kind, utf8.RuneCountInString(v), a.MaxRunes)
	} else if len(v) > limit {
		b.violate(a, kind, len(v), limit)
	}
	switch {
	case len(v) <= limit:
		return v, true
	case a.Drop:
		return "", false
	}
	return strings.Clone(cut(v, limit)), true
}

// tooLong is the kind of violation for a string over a's bounds.
func tooLong(a *Attr) string {
	if a.Drop {
		return TooLongDropped
	}
	return TooLong
}

// runes returns the offset at which the first n characters of v end. With n = 0, it
// returns the length of v.
func runes(v string, n int) int {
	if n == 0 || len(v) <= n {
		return len(v)
	}
	for i := range v {
		if n == 0 {
			return i
		}
		n--
	}
	return len(v)
}

// cut returns at most limit bytes of v, and no incomplete character.
func cut(v string, limit int) string {
	if len(v) <= limit {
		return v
	}
	end := limit
	for end > 0 && limit-end < utf8.UTFMax && !utf8.RuneStart(v[end]) {
		end--
	}
	return v[:end]
}
