package hhtrace

import (
	"errors"
	"fmt"
	"sync"
	"testing"

	"go.opentelemetry.io/otel"
)

// handledErrors are those that were given to otel.Handle.
type handledErrors struct {
	mu   sync.Mutex
	errs []error
}

func (h *handledErrors) text() string {
	h.mu.Lock()
	defer h.mu.Unlock()
	return fmt.Sprint(errors.Join(h.errs...))
}

// handleNone collects the errors that are reported until the test ends.
func handleNone(t *testing.T) *handledErrors {
	h := &handledErrors{}
	before := otel.GetErrorHandler()
	otel.SetErrorHandler(otel.ErrorHandlerFunc(func(err error) {
		h.mu.Lock()
		defer h.mu.Unlock()
		h.errs = append(h.errs, err)
	}))
	t.Cleanup(func() { otel.SetErrorHandler(before) })
	return h
}
