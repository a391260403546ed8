package hhtrace_test

import (
	"context"
	"errors"
	"io"
	"os"
	"strings"
	"testing"

	"go.opentelemetry.io/otel"
	sdktrace "go.opentelemetry.io/otel/sdk/trace"

	hh "github.com/hhgen/hhgen/runtime"
	"github.com/hhgen/hhgen/runtime/hhtrace"
	"github.com/hhgen/hhgen/runtime/testdata/chat"
)

// Standard output that nobody reads stops no span and no update of a session, nor a
// flush or a shutdown whose time is over. Each span is printed, or counted as dropped.
func TestBlockedOutput(t *testing.T) {
	r, w, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	defer w.Close()
	t.Setenv("HH_API_KEY", "")
	errs := handled(t)
	shutdown, err := hhtrace.Setup(t.Context(), hhtrace.WithOutput(w))
	if err != nil {
		t.Fatal(err)
	}
	const spans = 20_000 // more than the pipe and the buffer take
	for range spans {
		ctx, span := otel.Tracer("test").Start(t.Context(), "span of "+strings.Repeat("x", 100))
		chat.EnrichSpan(ctx, chat.WithScore(0.5))
		span.End()
	}
	for i := 0; err == nil && i < spans; i++ {
		_, err = hh.StartSession(t.Context(), hh.SessionConfig{})
	}
	if err == nil || !strings.Contains(err.Error(), "a start or an update of a session was dropped because the output takes nothing") {
		t.Errorf("the starts of sessions: %v", err)
	}
	done, cancel := context.WithCancel(t.Context())
	cancel()
	flusher := otel.GetTracerProvider().(interface{ ForceFlush(context.Context) error })
	if err := flusher.ForceFlush(done); !errors.Is(err, context.Canceled) {
		t.Errorf("flush: %v", err)
	}
	err = shutdown(done)
	got := losses(t, err)
	if got.Accepted != spans || got.Exported == 0 || got.Exported+got.Dropped != spans {
		t.Errorf("lost %+v", got)
	}
	if strings.Count(errs.text(), "hhtrace: a span was dropped because the output takes nothing, and 1024 KiB wait for it already: read") != 1 {
		t.Errorf("reported: %s", errs.text())
	}
	if text := err.Error(); !strings.Contains(text, "were dropped because the output takes nothing") ||
		!strings.Contains(text, "were dropped because shutdown ended before they were sent") {
		t.Errorf("shutdown: %v", err)
	}
}

// An output that takes texts again gets all that waited, in order.
func TestOutputThatRecovers(t *testing.T) {
	r, w := io.Pipe() // it has no buffer
	t.Setenv("HH_API_KEY", "")
	shutdown, err := hhtrace.Setup(t.Context(), hhtrace.WithOutput(w))
	if err != nil {
		t.Fatal(err)
	}
	const spans = 100
	for i := range spans {
		_, span := otel.Tracer("test").Start(t.Context(), strings.Repeat("x", i))
		span.End()
	}
	read := make(chan string)
	go func() {
		text, _ := io.ReadAll(r)
		read <- string(text)
	}()
	if err := shutdown(t.Context()); err != nil {
		t.Error(err)
	}
	w.Close()
	var want strings.Builder
	for i := range spans {
		want.WriteString("span " + strings.Repeat("x", i) + "\n")
	}
	var names []string
	for line := range strings.Lines(<-read) {
		if strings.HasPrefix(line, "span ") {
			names = append(names, line)
		}
	}
	if got := strings.Join(names, ""); got != want.String() {
		t.Errorf("printed:\n%s", got)
	}
}

// panics is a writer that panics.
type panics struct{}

func (panics) Write([]byte) (int, error) { panic("no paper") }

// A writer that panics costs what it should have written, and that is counted.
func TestOutputThatPanics(t *testing.T) {
	t.Setenv("HH_API_KEY", "")
	errs := handled(t)
	shutdown, err := hhtrace.Setup(t.Context(), hhtrace.WithOutput(panics{}))
	if err != nil {
		t.Fatal(err)
	}
	end(t.Context(), 2)
	if _, err := hh.StartSession(t.Context(), hh.SessionConfig{}); err == nil || !strings.Contains(err.Error(), "no paper") {
		t.Errorf("the start of a session: %v", err)
	}
	if got := losses(t, shutdown(t.Context())); got.Failed != 2 || !strings.Contains(errs.text(), "the writer of WithOutput panicked: no paper") {
		t.Errorf("lost %+v, reported: %s", got, errs.text())
	}
}

// A handler of errors that panics ends no process, whoever reports: the goroutine that
// sends, the one that ends a span, or a flush.
func TestHandlerOfErrorsThatPanics(t *testing.T) {
	s := takes(t, answerWith(400, "", ""))
	t.Setenv("HH_API_KEY", "secret-key")
	t.Setenv("HH_API_URL", s.URL)
	before := otel.GetErrorHandler()
	otel.SetErrorHandler(otel.ErrorHandlerFunc(func(error) { panic("no handler") }))
	defer otel.SetErrorHandler(before)
	t.Setenv("OTEL_BSP_MAX_EXPORT_BATCH_SIZE", "1") // so the batch processor's goroutine sends
	exporter, err := hhtrace.NewExporter(t.Context(), hhtrace.WithSpanFilter(func(sdktrace.ReadOnlySpan) bool { panic("no filter") }))
	if err != nil {
		t.Fatal(err)
	}
	sender := hhtrace.NewSender(exporter)
	for range 10 {
		sender.OnEnd(sampledSpan(t))
	}
	_ = sender.ForceFlush(t.Context())
	if got := losses(t, sender.Shutdown(t.Context())); got.Rejected != 10 {
		t.Errorf("lost %+v", got)
	}
	sender.OnEnd(sampledSpan(t))
}
