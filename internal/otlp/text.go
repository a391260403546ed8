package otlp

import (
	"bytes"
	"strings"
	"unicode/utf8"
)

// texts makes strings of parts of the input. Strings that come again and again, as
// keys do, are made once; others share memory in chunks, so a string that is kept
// keeps no more than a chunk.
type texts struct {
	chunk    strings.Builder
	known    map[string]string
	recent   [256]string // of those, by recentPlace
	replaced int         // strings that were not valid UTF-8
}

const (
	chunkSize = 4 << 10
	maxKnown  = 4096
)

// value is a text that differs from span to span.
func (t *texts) value(b []byte) string {
	if len(b) > chunkSize/4 {
		return string(b)
	}
	if t.chunk.Cap()-t.chunk.Len() < len(b) {
		t.chunk = strings.Builder{}
		t.chunk.Grow(chunkSize)
	}
	start := t.chunk.Len()
	t.chunk.Write(b)
	return t.chunk.String()[start:]
}

// name is a text that many spans share.
func (t *texts) name(b []byte) string {
	if len(b) == 0 {
		return ""
	}
	recent := &t.recent[recentPlace(b)]
	if *recent == string(b) {
		return *recent
	}
	if s, ok := t.known[string(b)]; ok {
		*recent = s
		return s
	}
	s := string(b)
	if len(t.known) < maxKnown && len(s) <= chunkSize/16 {
		t.known[s] = s
	}
	return s
}

// recentPlace is where a name is among the recent ones: a hash that costs little.
func recentPlace(b []byte) uint8 {
	return uint8(len(b)) + 31*b[len(b)-1] + 7*b[len(b)/2] + 3*b[max(0, len(b)-2)]
}

// valid is a text with U+FFFD for what is not valid UTF-8.
func (t *texts) valid(b []byte) []byte {
	if utf8.Valid(b) {
		return b
	}
	t.replaced++
	return bytes.ToValidUTF8(b, []byte("\uFFFD"))
}
