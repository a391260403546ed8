package hhtrace_test

import (
	"context"
	"errors"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"go.opentelemetry.io/otel"

	hh "github.com/hhgen/hhgen/runtime"
	"github.com/hhgen/hhgen/runtime/hhtrace"
	"github.com/hhgen/hhgen/runtime/honeyhive"
	"github.com/hhgen/hhgen/runtime/testdata/chat"
)

// A program with a wrong key ends with an error that counts its spans and its session
// operations and says what to check, whichever of the statuses HoneyHive answers.
func TestWrongKey(t *testing.T) {
	for _, status := range []int{401, 403, 404} {
		t.Run(http.StatusText(status), func(t *testing.T) { testWrongKey(t, status) })
	}
}

func testWrongKey(t *testing.T, status int) {
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(status) }))
	defer s.Close()
	t.Setenv("HH_API_KEY", "secret-key")
	t.Setenv("HH_API_URL", s.URL)
	r := handled(t)
	shutdown, err := hhtrace.Setup(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	ctx, err := hh.StartSession(t.Context(), hh.SessionConfig{})
	if err != nil {
		t.Fatal(err)
	}
	if err := chat.EnrichSession(ctx, chat.WithRating(5)); err != nil {
		t.Fatal(err)
	}
	_, span := otel.Tracer("test").Start(ctx, "span")
	span.End()

	err = shutdown(context.WithoutCancel(t.Context()))
	if lost, ok := errors.AsType[*honeyhive.ShutdownError](err); !ok || lost.GivenUp != 2 || lost.First.Status != status {
		t.Errorf("shutdown returned %v", err)
	}
	told := append(r.errs, err)
	for _, part := range []string{"1 span", "2 operation(s) were given up", "Settings > Project > API Keys"} {
		if !strings.Contains(err.Error(), part) {
			t.Errorf("the error lacks %q: %v", part, err)
		}
	}
	if len(told) != 4 { // the first lost start, update and batch of spans, and shutdown's error
		t.Errorf("reported: %v", told)
	}
	for _, e := range told {
		if strings.Contains(e.Error(), "secret-key") {
			t.Errorf("the key is shown: %v", e)
		}
	}
}
