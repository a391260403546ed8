package otlp

import (
	"bytes"
	"errors"
	"regexp"
)

// nearby is how far from a mistake another request begins if the mistake is that a
// request breaks off: a few bytes of a string, a literal or white space are between.
const nearby = 64

// requestStart is how a request begins.
var requestStart = regexp.MustCompile(`\{[ \t\r\n]*"resource_?(?:[sS]pans|[lL]ogs|[mM]etrics|[pP]rofiles)"`)

// isRequestKey reports whether a key is one that only requests have.
func isRequestKey(key []byte) bool {
	switch string(key) {
	case "resourceSpans", "resource_spans", "resourceLogs", "resource_logs",
		"resourceMetrics", "resource_metrics", "resourceProfiles", "resource_profiles":
		return true
	}
	return false
}

// passBrokenOff goes to the next request after one that breaks off, in the line that
// follows or in the same one: so does a file look whose writer was killed, and appended
// to it when it ran again. It returns other errors.
func (r *jsonReader) passBrokenOff(begin Error, err error) error {
	if _, ok := errors.AsType[*Error](err); !ok || r.depth == 0 {
		return err
	}
	if _, ends := errors.AsType[*tornError](err); ends {
		return err
	}
	next := r.nextRequest(int(begin.Offset - r.start))
	if next < 0 {
		return err
	}
	r.at, r.depth, r.held = next, 0, false
	if r.stats.BrokenOff == 0 {
		r.stats.FirstBrokenOff = begin.Line
	}
	r.stats.BrokenOff++
	return nil
}

// nextRequest is where in memory a request begins close to the next byte, and after
// another; -1 if there is none.
func (r *jsonReader) nextRequest(after int) int {
	for len(r.buf)-r.at < nearby && r.more() {
	}
	from := max(after+1, r.at-nearby, 0)
	found := requestStart.FindIndex(r.buf[from:min(r.at+nearby, len(r.buf))])
	if found == nil {
		return -1
	}
	next := from + found[0]
	if between := bytes.TrimSpace(r.buf[min(r.at, next):next]); len(between) > 0 && !isRestOfEscape(between) {
		return -1
	}
	return next
}

// isRestOfEscape reports whether a text may be the part of \u0000 that a request
// follows.
func isRestOfEscape(text []byte) bool { return len(text) < len(`u0000`) && text[0] == 'u' }
