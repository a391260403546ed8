package hhtest

import (
	"fmt"
	"strings"
	"testing"

	hh "github.com/hhgen/hhgen/runtime"
	"github.com/hhgen/hhgen/runtime/internal/record"
)

// RecordedEvent is a session, or another event that was enriched by its id. It
// holds what it was started with, and the result of all its updates, applied in their order. Its methods compare
// it with the wanted fields, report differences to the test that looked it up, and
// return it for further comparisons.
type RecordedEvent struct{ subject }

// Session returns the session with that id. It ends the test if the session was
// neither started nor enriched.
func Session(t testing.TB, rec *Recorder, id string) *RecordedEvent {
	t.Helper()
	return lookUp(t, rec, "session", id)
}

// Event returns the event with that id, as EnrichEvent enriched it. It ends the
// test if the event was not enriched.
func Event(t testing.TB, rec *Recorder, id hh.EventID) *RecordedEvent {
	t.Helper()
	return lookUp(t, rec, "event", id.String())
}

func lookUp(t testing.TB, rec *Recorder, kind, id string) *RecordedEvent {
	t.Helper()
	u, others := rec.event(id)
	if u == nil {
		known := "no other session or event was recorded either"
		if len(others) > 0 {
			known = "recorded: " + strings.Join(others, ", ")
		}
		t.Fatalf("hhtest: nothing was recorded for %s %q; %s%s", kind, id, known, rec.otherRuntime())
	}
	return &RecordedEvent{subject{
		t: t, rec: rec, what: fmt.Sprintf("%s %s", kind, id), got: memberLeaves(u.Members), convert: eventLeaves,
	}}
}

// otherRuntime says that the code under test may have recorded through another
// runtime; "" if r records the default runtime.
func (r *Recorder) otherRuntime() string {
	switch {
	case r.config.local:
		return "; the recorder is Local, and does not record the default runtime: start sessions with rec.Runtime(), " +
			"and enrich with NewEnricher(rec.Runtime()) of the generated package, or leave out hhtest.Local()"
	case active.innermost() == r && hh.Default() != r.runtime:
		return "; the default runtime was replaced after hhtest.New: leave out hh.SetDefault and hhtrace.Setup in tests"
	}
	return ""
}

// event merges the start of an event, if it is a session, and its updates. If nothing was recorded for it, u
// is nil, and others are the ids of the sessions and events that were recorded.
func (r *Recorder) event(id string) (u *hh.Update, others []string) {
	seen := map[string]bool{}
	var merged hh.Update
	for _, s := range r.Sessions() {
		seen[s.ID] = true
		if s.ID == id {
			merged.Merge(hh.Update{Members: s.Members})
		}
	}
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

// eventLeaves converts fields to the leaves that an event has of them.
func eventLeaves(rt *hh.Runtime, fields ...any) (leaves, error) {
	given, err := (*record.Runtime)(rt).MembersOf(fields...)
	if err != nil {
		return nil, err
	}
	members := make([]hh.Member, len(given))
	for i, m := range given {
		members[i] = hh.Member(m)
		if m.Namespace == "error" || m.Namespace == "event_id" {
			return nil, fmt.Errorf("%s is recorded on spans only, not on sessions and events: compare it on a span, with hhtest.Span", m.Namespace)
		}
	}
	return memberLeaves(members), nil
}

// Has reports each of the fields that the event lacks, or has with another value.
func (e *RecordedEvent) Has(fields ...any) *RecordedEvent {
	e.t.Helper()
	e.has(fields)
	return e
}

// HasExactly is like [RecordedEvent.Has], and also reports all other fields of the
// event. Without arguments, it reports every field.
func (e *RecordedEvent) HasExactly(fields ...any) *RecordedEvent {
	e.t.Helper()
	e.hasExactly(fields)
	return e
}

// Lacks reports each of the fields that the event has, whatever its value.
func (e *RecordedEvent) Lacks(fields ...any) *RecordedEvent {
	e.t.Helper()
	e.lacks(fields)
	return e
}
