package hhtest

import (
	"fmt"
	"strings"
	"testing"

	sdktrace "go.opentelemetry.io/otel/sdk/trace"

	hh "github.com/hhgen/hhgen/runtime"
	"github.com/hhgen/hhgen/runtime/internal/record"
)

// RecordedSpan is a span that has ended. Its methods compare it with what is
// wanted, report differences to the test that it was looked up for, and return
// it for further comparisons.
type RecordedSpan struct {
	subject
	span sdktrace.ReadOnlySpan
}

// Span returns the span of that name. The test ends here if none has ended, or
// more than one.
func Span(t testing.TB, rec *Recorder, name string) *RecordedSpan {
	t.Helper()
	spans := Spans(t, rec, name)
	if n := len(spans); n > 1 {
		t.Fatalf("hhtest: %d spans %q have ended, not one: hhtest.Spans returns them all", n, name)
	}
	return spans[0]
}

// Spans returns the spans of that name that have ended, in the order in which
// they were started. The test ends here if there are none; that there are none
// can be seen in [Recorder.Spans].
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
		put: putOnSpan, optional: experiment,
	}}
}

// experiment are the ids that a run of an experiment puts on its spans.
var experiment = map[string]bool{"metadata.run_id": true, "metadata.dataset_id": true, "metadata.datapoint_id": true}

func putOnSpan(rt *hh.Runtime, fields ...any) (leaves, error) {
	kvs, err := (*record.Runtime)(rt).AttributesOf(fields...)
	return attributeLeaves(kvs), err
}

// insteadOf says what there is when no span of a name has ended.
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
		b.WriteString(", and no other")
	}
	if why := r.elsewhere(); why != "" && !started {
		b.WriteString("; " + why)
	}
	return b.String()
}

// elsewhere says why spans that were expected here may have gone to another
// provider; "" if nothing speaks for it.
func (r *Recorder) elsewhere() string {
	if r.config.local {
		return "the recorder is Local, and records no spans of the global tracer provider: " +
			"start them with rec.TracerProvider(), or leave out hhtest.Local()"
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

// Has reports a difference if one of the fields has another value on the span,
// or is missing there.
func (s *RecordedSpan) Has(fields ...any) *RecordedSpan {
	s.t.Helper()
	s.has(fields)
	return s
}

// HasExactly is [RecordedSpan.Has], and also reports fields that the span has
// beyond these, inherited ones included. Without fields, the span has none.
func (s *RecordedSpan) HasExactly(fields ...any) *RecordedSpan {
	s.t.Helper()
	s.hasExactly(fields)
	return s
}

// Lacks reports those of the fields that the span has, whatever their values.
func (s *RecordedSpan) Lacks(fields ...any) *RecordedSpan {
	s.t.Helper()
	s.lacks(fields)
	return s
}

// InSession reports a difference if the span does not belong to the session
// with that id.
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
		s.t.Errorf("%s is in no session, want %s: the context that it was started with has none", s.what, id)
	case got != id:
		s.t.Errorf("%s is in session %s, want %s", s.what, got, id)
	}
	return s
}

// ReadOnly returns the span itself, for what hhgen does not record: its status,
// its events, its parent.
func (s *RecordedSpan) ReadOnly() sdktrace.ReadOnlySpan { return s.span }
