package dropped

import (
	"testing"

	hh "github.com/hhgen/hhgen/runtime"

	"example.com/app/chat"
)

func TestDropped(t *testing.T) {
	if _, err := hh.ContextWithSession(t.Context(), "no id"); err == nil {
		t.Error("no error")
	}
	_ = chat.ContextWith(t.Context(), chat.WithScore(1))
	chat.ContextWith(t.Context(), chat.WithScore(1)) // want `CONTEXT_DROPPED`
}
