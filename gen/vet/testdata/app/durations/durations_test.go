package durations

import (
	"testing"

	hh "github.com/hhgen/hhgen/runtime"
)

func TestAny(t *testing.T) {
	_ = hh.SetSessionDuration(t.Context(), 1) // any value
	_ = hh.SetSessionDuration(t.Context(), -1)
	_ = hh.SetSessionDuration(t.Context(), 5) // want `VALUE_UNIT`
}
