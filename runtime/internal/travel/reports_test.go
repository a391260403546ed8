package travel

import (
	"strconv"
	"testing"
	"time"
)

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
