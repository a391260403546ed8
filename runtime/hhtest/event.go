package hhtest

import (
	"fmt"
	"strings"
	"testing"

	hh "github.com/hhgen/hhgen/runtime"
	"github.com/hhgen/hhgen/runtime/internal/record"
)

// RecordedEvent is a session, or another event that was enriched by its id: what
// all its updates amount to, in their order. Its methods compare it with what is
// wanted, report differences to the test that it was looked up for, and return
// it for further comparisons.
type RecordedEvent struct{ subject }

// Session returns what is known of the session with that id. The test ends here
// if the session was neither started nor enriched.
func Session(t testing.TB, rec *Recorder, id string) *RecordedEvent {
	t.Helper()
	return lookUp(t, rec, "session", id)
}

// Event returns what EnrichEvent told of an event. The test ends here if that
// was nothing.
func Event(t testing.TB, rec *Recorder, id hh.EventID) *RecordedEvent {
	t.Helper()
	return lookUp(t, rec, "event", id.String())
}

func lookUp(t testing.TB, rec *Recorder, kind, id string) *RecordedEvent {
	t.Helper()
	u, others := rec.event(id)
	if u == nil {
		known := "of no other either"
		if len(others) > 0 {
			known = "but of " + strings.Join(others, ", ")
		}
		t.Fatalf("hhtest: nothing was recorded of %s %q, %s%s", kind, id, known, rec.otherRuntime())
	}
	return &RecordedEvent{subject{
		t: t, rec: rec, what: fmt.Sprintf("%s %s", kind, id), got: memberLeaves(u.Members), put: putOnEvent,
	}}
}

// otherRuntime says why what is expected here may have been told to another
// runtime; "" if nothing speaks for it.
func (r *Recorder) otherRuntime() string {
	if !r.config.local {
		return ""
	}
	return "; the recorder is Local, and is told nothing by the default runtime: start sessions with rec.Runtime(), " +
		"and enrich with NewEnricher(rec.Runtime()) of the generated package, or leave out hhtest.Local()"
}

// event merges what was recorded of an event. If that is nothing, u is nil and
// others are the ids of those of which there is something.
func (r *Recorder) event(id string) (u *hh.Update, others []string) {
	seen := map[string]bool{}
	for _, s := range r.Sessions() {
		seen[s.ID] = true
	}
	var merged hh.Update
	for _, update := range r.Updates() {
		seen[update.EventID] = true
		if update.EventID == id {
			merged.Merge(update)
		}
	}
	if !seen[id] {
		return nil, sorted(seen)
	}
	return &merged, nil
}

func putOnEvent(rt *hh.Runtime, fields ...any) (leaves, error) {
	given, err := (*record.Runtime)(rt).MembersOf(fields...)
	if err != nil {
		return nil, err
	}
	members := make([]hh.Member, len(given))
	for i, m := range given {
		members[i] = hh.Member(m)
		if m.Namespace == "error" || m.Namespace == "event_id" {
			return nil, fmt.Errorf("%s is recorded on spans only: no session or event has it, so compare it with a span, by hhtest.Span", m.Namespace)
		}
	}
	return memberLeaves(members), nil
}

// Has reports a difference if one of the fields has another value in the event,
// or is missing there.
func (e *RecordedEvent) Has(fields ...any) *RecordedEvent {
	e.t.Helper()
	e.has(fields)
	return e
}

// HasExactly is [RecordedEvent.Has], and also reports fields that the event was
// enriched with beyond these. Without fields, it was enriched with none.
func (e *RecordedEvent) HasExactly(fields ...any) *RecordedEvent {
	e.t.Helper()
	e.hasExactly(fields)
	return e
}

// Lacks reports those of the fields that the event has, whatever their values.
func (e *RecordedEvent) Lacks(fields ...any) *RecordedEvent {
	e.t.Helper()
	e.lacks(fields)
	return e
}
