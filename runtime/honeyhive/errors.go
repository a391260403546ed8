package honeyhive

import (
	"fmt"
	"net/http"
	"strings"
)

// GiveUpError reports an operation that was given up: HoneyHive rejected it with a
// final status, or it still failed at the retry limit. For merged updates, there is
// one error.
type GiveUpError struct {
	EventID  string // of the session, if Start is true
	Start    bool   // the operation is the start of a session, not an update
	Attempts int    // number of requests, at least 1
	Status   int    // of the last answer, 0 if none came
	Answer   string // the beginning of the last answer's body, without the API key
	Err      error  // the cause, if the status does not say it; nil otherwise
}

// Error names the operation, the number of attempts, and the cause.
func (e *GiveUpError) Error() string {
	var s strings.Builder
	what := "update of the event"
	if e.Start {
		what = "start of the session"
	}
	fmt.Fprintf(&s, "honeyhive: the %s %q was given up after %d attempt(s)", what, e.EventID, e.Attempts)
	if e.Status != 0 {
		fmt.Fprintf(&s, ": HTTP %d %s", e.Status, http.StatusText(e.Status))
	}
	if e.Err != nil {
		fmt.Fprintf(&s, ": %v", e.Err)
	}
	if e.Answer != "" {
		fmt.Fprintf(&s, ": %q", e.Answer)
	}
	return s.String()
}

// Unwrap returns Err.
func (e *GiveUpError) Unwrap() error { return e.Err }

// ShutdownError reports the operations that [Client.Shutdown] could not send.
type ShutdownError struct {
	Spooled int    // operations that are in the spool, for the next start
	File    string // the file that Shutdown wrote; "" if it wrote none
	Dropped int    // operations that are lost
	Err     error  // why they were not sent, or not spooled
}

// Error says how many operations were spooled and how many are lost.
func (e *ShutdownError) Error() string {
	var s strings.Builder
	s.WriteString("honeyhive: shutdown")
	if e.Spooled > 0 {
		fmt.Fprintf(&s, ": %d operation(s) were spooled", e.Spooled)
	}
	if e.File != "" {
		fmt.Fprintf(&s, " in %q", e.File)
	}
	if e.Dropped > 0 {
		fmt.Fprintf(&s, ": %d operation(s) are lost", e.Dropped)
	}
	return fmt.Sprintf("%s: %v", s.String(), e.Err)
}

// Unwrap returns Err.
func (e *ShutdownError) Unwrap() error { return e.Err }
