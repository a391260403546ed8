package record_test

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"

	hh "github.com/hhgen/hhgen/runtime"
	"github.com/hhgen/hhgen/runtime/hhimpl"
)

// inParallel calls do in 16 goroutines, and waits for them.
func inParallel(do func(g int)) {
	var wg sync.WaitGroup
	for g := range 16 {
		wg.Go(func() { do(g) })
	}
	wg.Wait()
}

// Each call puts one set of values that belong together: the span ends with
// one of these sets, never with a mixture.
func TestOneSpanInManyGoroutines(t *testing.T) {
	got := recordSpan(t, func(ctx context.Context) {
		inParallel(func(g int) {
			for n := range 100 {
				id := fmt.Sprintf("user-%d-%d", g, n)
				enrichSpan(ctx, withUserID(id), withTags(id, id, id, id), withID(id))
			}
		})
	})
	id := got["honeyhive_user_properties.user_id"]
	want := attrs{"honeyhive_user_properties.user_id": id, "honeyhive_metadata.id": id}
	for i := range 4 {
		want[fmt.Sprintf("honeyhive_metadata.tags.%d", i)] = id
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

// Each goroutine has its own span: pooled memory must not move values between.
func TestManySpansInManyGoroutines(t *testing.T) {
	inParallel(func(g int) {
		for n := range 50 {
			id := fmt.Sprintf("user-%d-%d", g, n)
			got := recordSpan(t, func(ctx context.Context) {
				enrichSpan(ctx, withUserID(id), withTags(id))
			})
			want := attrs{"honeyhive_user_properties.user_id": id, "honeyhive_metadata.tags.0": id}
			if diff := cmp.Diff(want, got); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		}
	})
}

// Each update is of one call: pooled memory must not move values between.
func TestUpdatesInManyGoroutines(t *testing.T) {
	client := &sessionClient{}
	rt := hh.New(hh.WithSessionClient(client))
	inParallel(func(g int) {
		ctx := inSession(t, numbered(g))
		for n := range 50 {
			id := fmt.Sprintf("user-%d-%d", g, n)
			if err := enrichSession(ctx, rt, withUserID(id), withTags(id, id), withQuery(id)); err != nil {
				t.Error(err)
			}
		}
	})
	updates := client.Updates()
	for _, u := range updates {
		var body struct {
			EventID  string `json:"event_id"`
			Metadata struct {
				Tags   []string
				Inputs struct{ Query string }
			}
			UserProperties struct {
				UserID string `json:"user_id"`
			} `json:"user_properties"`
		}
		if err := json.Unmarshal(u.AppendJSON(nil), &body); err != nil {
			t.Fatal(err)
		}
		var g, n int
		id := body.UserProperties.UserID
		if _, err := fmt.Sscanf(id, "user-%d-%d", &g, &n); err != nil || body.EventID != numbered(g) ||
			!slices.Equal(body.Metadata.Tags, []string{id, id}) || body.Metadata.Inputs.Query != id {
			t.Errorf("update %+v, %v", body, err)
		}
	}
	if len(updates) != 16*50 {
		t.Errorf("%d updates, want %d", len(updates), 16*50)
	}
}

func TestOpenNamespaceInManyGoroutines(t *testing.T) {
	var mu sync.Mutex
	rejected := map[string]int{}
	rt := hh.New(hh.WithViolationHandler(func(v hh.Violation) {
		mu.Lock()
		defer mu.Unlock()
		rejected[v.Key]++
	}))
	o := openMetadata()
	got := recordSpan(t, func(ctx context.Context) {
		inParallel(func(int) {
			for _, key := range []string{"a", "b", "Bad", "feature"} {
				b := engine(rt).Span(ctx)
				b.Open(o, key, hhimpl.ValueOf(1))
				b.Send()
			}
		})
	})
	if diff := cmp.Diff(attrs{"honeyhive_metadata.a": int64(1), "honeyhive_metadata.b": int64(1)}, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	if diff := cmp.Diff(map[string]int{"Bad": 16, "feature": 16}, rejected); diff != "" {
		t.Errorf("violations (-want +got):\n%s", diff)
	}
}

// restoreDefault gives the tests that come later the default runtime of before.
func restoreDefault(t *testing.T) {
	before := hh.Default()
	t.Cleanup(func() { hh.SetDefault(before) })
}

func TestSetDefault(t *testing.T) {
	restoreDefault(t)
	var violations []hh.Violation
	rt := hh.New(hh.WithViolationHandler(collect(&violations)))
	hh.SetDefault(rt)
	if hh.Default() != rt {
		t.Error("another runtime is the default")
	}
	recordSpan(t, func(ctx context.Context) { enrichSpan(ctx, withScore(2)) })
	wantViolations(t, []hh.Violation{{Namespace: "metrics", Key: "score", Kind: hh.OutOfRange}}, violations)
	hh.SetDefault(nil)
	if got := hh.Default(); got == nil || got == rt {
		t.Errorf("SetDefault(nil) leaves %v", got)
	}
}

// An Enricher keeps its runtime, whatever the default is.
func TestEnricherHasItsOwnRuntime(t *testing.T) {
	restoreDefault(t)
	hh.SetDefault(hh.New(hh.WithViolationHandler(func(v hh.Violation) { t.Errorf("the default runtime has %v", v) })))
	var violations []hh.Violation
	rt := hh.New(hh.WithViolationHandler(collect(&violations)))
	recordSpan(t, func(ctx context.Context) { enrichSpanOf(ctx, rt, withScore(2)) })
	if len(violations) != 1 {
		t.Errorf("violations %v, want one", violations)
	}
}

// Every call has some runtime: each violation reaches exactly one handler.
func TestSetDefaultWhileRecording(t *testing.T) {
	restoreDefault(t)
	var mu sync.Mutex
	handled := 0
	newRuntime := func() *hh.Runtime {
		return hh.New(hh.WithViolationHandler(func(hh.Violation) {
			mu.Lock()
			defer mu.Unlock()
			handled++
		}))
	}
	hh.SetDefault(newRuntime())
	recordSpan(t, func(ctx context.Context) {
		inParallel(func(g int) {
			for range 50 {
				if g%4 == 0 {
					hh.SetDefault(newRuntime())
				}
				enrichSpan(ctx, withScore(2))
			}
		})
	})
	if want := 16 * 50; handled != want {
		t.Errorf("%d violations were handled, want %d", handled, want)
	}
}
