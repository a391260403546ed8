package honeyhive

import (
	"errors"
	"fmt"
	"net/http"
	"strings"
)

// Errors of [Client.StartSession] and [Client.UpdateEvent].
var (
	// ErrQueueFull means that the limits of [WithQueueLimits] are reached: check that
	// HoneyHive answers, or raise the limits.
	ErrQueueFull = errors.New("honeyhive: the queue is full")
	// ErrClosed means that the client was shut down: shut it down after the last
	// operation.
	ErrClosed = errors.New("honeyhive: the client was shut down: shut it down after the last operation")

	errOldest    = errors.New("the queue was full, and this operation was the oldest: " + raiseLimits)
	errNoEventID = errors.New("honeyhive: the event id is empty: set the UUID of a session or event")
)

// GiveUpError reports an operation that was given up: HoneyHive rejected it with a
// final status, it still failed at the retry limit, or it was the oldest in a full queue
// (see [WithDropOldest]). For merged updates, there is one error.
type GiveUpError struct {
	EventID  string // of the session, if Start is true
	Start    bool   // the operation is the start of a session, not an update
	Merged   int    // later updates that were merged into this one, and are lost too
	Attempts int    // number of requests; 0 if newer operations took its place in a full queue
	URL      string // scheme and host of the API
	Status   int    // of the last answer, 0 if none came
	Answer   string // the beginning of the last answer's body, without the API key
	Err      error  // the cause, if the status does not say it; nil otherwise
}

// Error names the operation, the number of attempts, the cause, and what to check.
func (e *GiveUpError) Error() string {
	var s strings.Builder
	what := "update of the event"
	if e.Start {
		what = "start of the session"
	}
	fmt.Fprintf(&s, "honeyhive: the %s %q", what, e.EventID)
	if e.Merged > 0 {
		fmt.Fprintf(&s, ", with %d later update(s) merged into it,", e.Merged)
	}
	fmt.Fprintf(&s, " was given up after %d attempt(s): %s", e.Attempts, e.reason())
	return s.String()
}

// reason says why the last attempt failed, and what to check.
func (e *GiveUpError) reason() string {
	var parts []string
	if e.Status != 0 {
		parts = append(parts, fmt.Sprintf("HTTP %d %s", e.Status, http.StatusText(e.Status)))
	}
	if e.Err != nil {
		parts = append(parts, e.Err.Error())
	}
	if e.Answer != "" {
		parts = append(parts, fmt.Sprintf("%q", e.Answer))
	}
	if fix := e.fix(); fix != "" {
		parts = append(parts, fix)
	}
	return strings.Join(parts, ": ")
}

// fix says what to check after a status that an operator can do something about.
// Sources of what 401, 403 and 404 mean: docs.honeyhive.ai/v2/introduction/troubleshooting,
// and skills/honeyhive-instrument/references/network-validation.md in honeyhiveai/skills.
// The README of honeyhiveai/logger names "API key or project not found" as one error.
func (e *GiveUpError) fix() string {
	compare := "compare the key and the URL " + e.URL + " with Settings > Project > API Keys in HoneyHive"
	switch {
	case e.Status == http.StatusUnauthorized:
		return "HoneyHive does not accept the API key: " + compare
	case e.Status == http.StatusForbidden:
		return "HoneyHive does not let the API key write events of its project: " + compare
	case e.Status == http.StatusNotFound && e.Start:
		return "HoneyHive may not know the API key or its project: " + compare
	case !e.Start && unknownEvent(e.Status, []byte(e.Answer)):
		return "HoneyHive does not know the event, or not the API key or its project: " +
			"check that the session was started or the span exported, and " + compare
	case e.Status == http.StatusRequestEntityTooLarge:
		return "the request is too large: lower the bounds of fields"
	}
	return ""
}

// Unwrap returns Err.
func (e *GiveUpError) Unwrap() error { return e.Err }

// ShutdownError reports all operations that the client accepted and did not send.
type ShutdownError struct {
	Spooled int    // operations that are on disk, for the next process
	Dir     string // the folder that has them; "" if there are none
	Dropped int    // operations that were left and are lost
	Err     error  // why they were not sent, or not stored; nil if none were left

	GivenUp int          // operations that were given up since New, and are lost
	First   *GiveUpError // the first of them; nil if there is none
}

// Error says how many operations are stored and how many are lost.
func (e *ShutdownError) Error() string {
	var s strings.Builder
	s.WriteString("honeyhive: shutdown")
	if e.Spooled > 0 {
		fmt.Fprintf(&s, ": %d operation(s) are stored in %q", e.Spooled, e.Dir)
	}
	if e.Dropped > 0 {
		fmt.Fprintf(&s, ": %d operation(s) are lost", e.Dropped)
	}
	if e.Err != nil {
		fmt.Fprintf(&s, ": %v", e.Err)
	}
	if e.GivenUp > 0 {
		first := strings.TrimPrefix(e.First.Error(), "honeyhive: ")
		fmt.Fprintf(&s, ": %d operation(s) were given up since the client was made; the first: %s", e.GivenUp, first)
	}
	return s.String()
}

// Unwrap returns Err and First.
func (e *ShutdownError) Unwrap() []error {
	var errs []error
	if e.Err != nil {
		errs = append(errs, e.Err)
	}
	if e.First != nil {
		errs = append(errs, e.First)
	}
	return errs
}
