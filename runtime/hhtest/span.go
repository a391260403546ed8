package hhtest

import (
	"fmt"
	"strings"
	"testing"

	sdktrace "go.opentelemetry.io/otel/sdk/trace"

	hh "github.com/hhgen/hhgen/runtime"
	"github.com/hhgen/hhgen/runtime/internal/record"
)

// RecordedSpan is a span that has ended. Its methods compare it with the wanted
// fields, report differences to the test that looked it up, and return it for
// further comparisons.
type RecordedSpan struct {
	subject
	span sdktrace.ReadOnlySpan
}

// Span returns the span of that name. It ends the test if no span of that name has
// ended, or more than one.
func Span(t testing.TB, rec *Recorder, name string) *RecordedSpan {
	t.Helper()
	spans := Spans(t, rec, name)
	if n := len(spans); n > 1 {
		t.Fatalf("hhtest: %d spans %q have ended, not one: use hhtest.Spans, which returns all of them", n, name)
	}
	return spans[0]
}

// Spans returns the spans of that name that have ended, in the order in which
// they were started. It ends the test if there are none. To check that there are none,
// use [Recorder.Spans].
func Spans(t testing.TB, rec *Recorder, name string) []*RecordedSpan {
	t.Helper()
	var spans []*RecordedSpan
	for _, s := range rec.Spans() {
		if s.Name() == name {
			spans = append(spans, newRecordedSpan(t, rec, s))
		}
	}
	if len(spans) == 0 {
		t.Fatalf("hhtest: no span %q has ended%s", name, rec.insteadOf(name))
	}
	return spans
}

func newRecordedSpan(t testing.TB, rec *Recorder, s sdktrace.ReadOnlySpan) *RecordedSpan {
	return &RecordedSpan{span: s, subject: subject{
		t: t, rec: rec, what: fmt.Sprintf("span %q", s.Name()), got: attributeLeaves(s.Attributes()),
		convert: spanLeaves, optional: experiment,
	}}
}

// experiment lists the ids that an experiment sets on its spans.
var experiment = map[string]bool{"metadata.run_id": true, "metadata.dataset_id": true, "metadata.datapoint_id": true}

// spanLeaves converts fields to the leaves that a span has of them.
func spanLeaves(rt *hh.Runtime, fields ...any) (leaves, error) {
	kvs, err := (*record.Runtime)(rt).AttributesOf(fields...)
	return attributeLeaves(kvs), err
}

// insteadOf says which spans were recorded when no span of a name has ended.
func (r *Recorder) insteadOf(name string) string {
	r.mu.Lock()
	counts, started := map[string]int{}, false
	for _, s := range r.spans {
		if s.ended {
			counts[s.Name()]++
		} else {
			started = started || s.Name() == name
		}
	}
	r.mu.Unlock()
	var b strings.Builder
	if started {
		b.WriteString(": it was started, but not ended")
	}
	if len(counts) > 0 {
		fmt.Fprintf(&b, "; ended: %s", counted(counts))
	} else if !started {
		b.WriteString(", nor has any other span")
	}
	if why := r.elsewhere(); why != "" && !started {
		b.WriteString("; " + why)
	}
	return b.String()
}

// elsewhere says why expected spans may have gone to another provider; "" if it
// finds no reason.
func (r *Recorder) elsewhere() string {
	if r.config.local {
		return "the recorder is Local, and does not record the global tracer provider: " +
			"start spans with rec.TracerProvider(), or leave out hhtest.Local()"
	}
	return active.elsewhere()
}

// counted lists names, with how many there are of each.
func counted(counts map[string]int) string {
	names := map[string]bool{}
	for name := range counts {
		names[name] = true
	}
	list := sorted(names)
	for i, name := range list {
		list[i] = fmt.Sprintf("%q", name)
		if n := counts[name]; n > 1 {
			list[i] += fmt.Sprintf(" (%d)", n)
		}
	}
	return strings.Join(list, ", ")
}

// Has reports each of the fields that the span lacks, or has with another value.
func (s *RecordedSpan) Has(fields ...any) *RecordedSpan {
	s.t.Helper()
	s.has(fields)
	return s
}

// HasExactly is like [RecordedSpan.Has], and also reports all other fields of the
// span, inherited ones included. Without arguments, it reports every field.
func (s *RecordedSpan) HasExactly(fields ...any) *RecordedSpan {
	s.t.Helper()
	s.hasExactly(fields)
	return s
}

// Lacks reports each of the fields that the span has, whatever its value.
func (s *RecordedSpan) Lacks(fields ...any) *RecordedSpan {
	s.t.Helper()
	s.lacks(fields)
	return s
}

// InSession reports a difference if the span does not belong to the session with
// that id.
func (s *RecordedSpan) InSession(id string) *RecordedSpan {
	s.t.Helper()
	got, ok := "", false
	for _, kv := range s.span.Attributes() {
		if kv.Key == "honeyhive.session_id" {
			got, ok = kv.Value.AsString(), true
		}
	}
	switch {
	case !ok:
		s.t.Errorf("%s belongs to no session, want %s: it was started with a context that has no session", s.what, id)
	case got != id:
		s.t.Errorf("%s belongs to session %s, want %s", s.what, got, id)
	}
	return s
}

// HasEventType reports a difference if HoneyHive would not show the span as an event
// of type t: because [hh.SetEventType] set it, or because attributes of other
// instrumentation give it to the span.
func (s *RecordedSpan) HasEventType(t hh.EventType) *RecordedSpan {
	s.t.Helper()
	attributes := s.span.Attributes()
	got := record.EventTypeOf(attributes)
	for _, kv := range attributes {
		if kv.Key == record.EventTypeKey {
			got = kv.Value.AsString()
		}
	}
	switch {
	case got == "":
		s.t.Errorf("%s has no event type, want %s: set it with hh.SetEventType, or start the span with gen_ai.operation.name", s.what, t)
	case got != string(t):
		s.t.Errorf("%s has the event type %s, want %s", s.what, got, t)
	}
	return s
}

// ReadOnly returns the span itself, for facts that hhgen does not record: its
// status, its events, its parent.
func (s *RecordedSpan) ReadOnly() sdktrace.ReadOnlySpan { return s.span }
