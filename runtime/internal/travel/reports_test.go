package travel

import (
	"context"
	"errors"
	"strconv"
	"testing"
	"time"

	"go.opentelemetry.io/otel"

	hh "github.com/hhgen/hhgen/runtime"
)

// A function for errors that panics fails no request; its panic and the error are
// reported.
func TestReportThatPanics(t *testing.T) {
	var reported []error
	before := otel.GetErrorHandler()
	otel.SetErrorHandler(otel.ErrorHandlerFunc(func(err error) { reported = append(reported, err) }))
	defer otel.SetErrorHandler(before)
	failed := errors.New("no session")
	rules := Rules[int]{
		Runtime: hh.New(hh.WithoutSessionClient()),
		Start:   func(context.Context, int) (context.Context, error) { return nil, failed },
		Report:  func(context.Context, int, error) { panic("no log") },
	}
	rules.Enter(t.Context(), 0, nil)
	if len(reported) != 1 || !errors.Is(reported[0], failed) {
		t.Errorf("reported %v", reported)
	}
}

func TestReportsPause(t *testing.T) {
	var r reports
	now := time.Now()
	for i, step := range []struct {
		text  string
		after time.Duration
		want  bool
	}{
		{"full", 0, true}, {"full", time.Second, false}, {"other", time.Second, true}, {"full", pause - 1, false},
		{"full", pause, true}, {"full", pause + 1, false}, {"other", 2 * pause, true},
	} {
		if got := r.due(step.text, now.Add(step.after)); got != step.want {
			t.Errorf("step %d: %v, want %v", i, got, step.want)
		}
	}
	for i := range 10 * mostTexts {
		r.due(strconv.Itoa(i), now)
	}
	if len(r.last) > mostTexts {
		t.Errorf("%d texts are remembered", len(r.last))
	}
}
