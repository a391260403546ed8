package record_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"runtime"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"
	sdktrace "go.opentelemetry.io/otel/sdk/trace"

	hh "github.com/hhgen/hhgen/runtime"
	"github.com/hhgen/hhgen/runtime/internal/record"
	"github.com/hhgen/hhgen/runtime/testdata/random"
)

// slowClient is a session client whose first call waits. It keeps all calls as updates,
// in the order in which they end.
type slowClient struct {
	sessionClient
	first sync.Once
	wait  func() // in the first call
}

// StartSession keeps s.
func (c *slowClient) StartSession(s hh.SessionStart) error {
	return c.UpdateEvent(hh.Update{EventID: s.ID, Time: s.Time, Members: s.Members})
}

// UpdateEvent keeps u.
func (c *slowClient) UpdateEvent(u hh.Update) error {
	wait := false
	c.first.Do(func() { wait = true })
	if wait {
		c.wait()
	}
	return c.sessionClient.UpdateEvent(u)
}

// inOrder calls one, and then another while the client keeps one waiting.
func inOrder(t *testing.T, one, another func(rt *hh.Runtime) error) (*hh.Runtime, *slowClient) {
	t.Helper()
	pass := make(chan struct{})
	client := &slowClient{wait: func() { <-pass }}
	rt := hh.New(hh.WithSessionClient(client))
	for _, call := range []func(rt *hh.Runtime) error{one, another} {
		go func() {
			if err := call(rt); err != nil {
				t.Error(err)
			}
		}()
		synctest.Wait()
	}
	close(pass)
	synctest.Wait()
	return rt, client
}

func enrichWith(t *testing.T, metadata string) func(*hh.Runtime) error {
	return func(rt *hh.Runtime) error {
		return enrich(t, rt, sessionID, func(b *record.Batch) { b.JSON(inline("metadata"), json.RawMessage(metadata)) })
	}
}

func startWith(metadata string) func(*hh.Runtime) error {
	return func(rt *hh.Runtime) (err error) {
		ctx := context.Background()
		b := engine(rt).NewSession(record.SessionConfig{ID: sessionID})
		defer b.Start(&ctx, &err)
		b.JSON(inline("metadata"), json.RawMessage(metadata))
		return nil
	}
}

// What the later spans of a session inherit is what HoneyHive gets last, also if two
// calls are made at once.
func TestCallsAtOnce(t *testing.T) {
	for name, test := range map[string]struct {
		one, another func(*testing.T) func(*hh.Runtime) error
		want         any
	}{
		"updates": {
			func(t *testing.T) func(*hh.Runtime) error { return enrichWith(t, `{"a":1}`) },
			func(t *testing.T) func(*hh.Runtime) error { return enrichWith(t, `{"a":2}`) }, int64(2),
		},
		"start and update": {
			func(*testing.T) func(*hh.Runtime) error { return startWith(`{"a":3}`) },
			func(t *testing.T) func(*hh.Runtime) error { return enrichWith(t, `{"a":4}`) }, int64(4),
		},
		"update and start": {
			func(t *testing.T) func(*hh.Runtime) error { return enrichWith(t, `{"a":5}`) },
			func(*testing.T) func(*hh.Runtime) error { return startWith(`{"a":6}`) }, int64(6),
		},
		"starts": {
			func(*testing.T) func(*hh.Runtime) error { return startWith(`{"a":7}`) },
			func(*testing.T) func(*hh.Runtime) error { return startWith(`{"a":8}`) }, int64(8),
		},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				rt, client := inOrder(t, test.one(t), test.another(t))
				wantInherited(t, rt, sessionID, attrs{"metadata.a": test.want})
				updates := client.Updates()
				if last := updates[len(updates)-1]; len(updates) != 2 || string(last.Members[0].Value) != fmt.Sprint(test.want) {
					t.Errorf("HoneyHive gets %v, spans have %v", updates, test.want)
				}
			})
		})
	}
}

// HoneyHive orders requests by their times, so these are in the order of the calls of
// the client.
func TestTimesAreInOrder(t *testing.T) {
	client := &sessionClient{}
	rt := hh.New(hh.WithSessionClient(client))
	id, err := hh.ParseEventID(sessionID)
	if err != nil {
		t.Fatal(err)
	}
	inParallel(func(int) {
		for range 50 {
			b, err := engine(rt).Event(record.EventID(id))
			if err == nil {
				putInt("honeyhive_metadata.a", 1)(b)
				b.Update(&err)
			}
			if err := errors.Join(err, rt.SetSessionDuration(inSession(t, sessionID), time.Second), enrichWith(t, `{"a":1}`)(rt)); err != nil {
				t.Error(err)
			}
		}
	})
	var last time.Time
	for i, u := range client.Updates() {
		if !u.Time.After(last) {
			t.Fatalf("update %d is of %v, after one of %v", i, u.Time, last)
		}
		last = u.Time
	}
}

// Times increase where the clock of the machine stands still, as the one here does, or
// is set back.
func TestTimesIncrease(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		begin, client := time.Now(), &slowClient{}
		client.first.Do(func() {})
		rt := hh.New(hh.WithSessionClient(client))
		for range 3 {
			ctx, err := context.Context(nil), error(nil)
			b := engine(rt).NewSession(record.SessionConfig{ID: sessionID})
			b.JSON(inline("metadata"), json.RawMessage(`{"a":1}`))
			b.JSON(inline("metrics"), json.RawMessage(`{"b":2}`))
			b.Start(&ctx, &err)
			if err := errors.Join(err, enrichWith(t, `{"a":1}`)(rt), rt.SetSessionDuration(ctx, time.Second)); err != nil {
				t.Error(err)
			}
		}
		updates := client.Updates()
		for i, u := range updates {
			if !u.Time.Equal(begin.Add(time.Duration(i))) {
				t.Errorf("update %d is of %v", i, u.Time)
			}
		}
		if len(updates) != 12 {
			t.Errorf("%d updates, want 12", len(updates))
		}
	})
}

// A session client that keeps one session waiting does not keep others waiting, nor
// the spans of any.
func TestOtherSessionsDoNotWait(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		begin, pass := time.Now(), make(chan struct{})
		client := &slowClient{wait: func() { <-pass }}
		rt := hh.New(hh.WithSessionClient(client))
		done := make(chan struct{})
		go func() {
			defer close(done)
			remember(t, rt, sessionID, "metadata", `{"a":1}`)
		}()
		synctest.Wait()
		wantInherited(t, rt, sessionID, attrs{"metadata.a": int64(1)})
		remember(t, rt, otherID, "metadata", `{"a":2}`)
		if n := len(client.Updates()); n != 1 || !time.Now().Equal(begin) {
			t.Errorf("%d updates after %v", n, time.Since(begin))
		}
		close(pass)
		<-done
	})
}

// clientFunc is a session client of one function.
type clientFunc func(u hh.Update) error

func (f clientFunc) StartSession(s hh.SessionStart) error { return f(hh.Update{EventID: s.ID}) }
func (f clientFunc) UpdateEvent(u hh.Update) error        { return f(u) }

// A session client may enrich the session that it gets an update of.
func TestClientThatEnriches(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		begin, depth := time.Now(), 0
		var rt *hh.Runtime
		rt = hh.New(hh.WithSessionClient(clientFunc(func(hh.Update) error {
			if depth++; depth == 1 {
				deep(100, func() {
					remember(t, rt, otherID, "metadata", `{"inner":1}`)
					remember(t, rt, sessionID, "metadata", `{"inner":1}`)
				})
			}
			return nil
		})))
		remember(t, rt, sessionID, "metadata", `{"outer":1}`)
		if depth != 3 || !time.Now().Equal(begin) {
			t.Errorf("%d calls of the client, after %v", depth, time.Since(begin))
		}
		wantInherited(t, rt, sessionID, attrs{"metadata.outer": int64(1), "metadata.inner": int64(1)})
	})
}

// deep calls do below n functions.
func deep(n int, do func()) {
	if n == 0 {
		do()
		return
	}
	deep(n-1, do)
}

// A session client that waits for another goroutine which enriches the session, or for
// ever, keeps no other call.
func TestClientThatWaits(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var rt *hh.Runtime
		client := &slowClient{wait: func() {
			var wg sync.WaitGroup
			wg.Go(func() { remember(t, rt, sessionID, "metadata", `{"a":1}`) })
			wg.Wait()
		}}
		rt = hh.New(hh.WithSessionClient(client))
		remember(t, rt, sessionID, "metadata", `{"b":1}`)
		if n := len(client.Updates()); n != 2 {
			t.Errorf("%d updates, want 2", n)
		}
	})
	synctest.Test(t, func(t *testing.T) {
		pass, calls := make(chan struct{}), atomic.Int64{}
		rt := hh.New(hh.WithSessionClient(clientFunc(func(hh.Update) error {
			calls.Add(1)
			<-pass
			return nil
		})))
		for range 10 {
			go remember(t, rt, sessionID, "metadata", `{"a":1}`)
		}
		time.Sleep(time.Minute)
		if n := calls.Load(); n != 10 {
			t.Errorf("%d calls of the client, want 10", n)
		}
		close(pass)
	})
}

// A client that panics, or ends the goroutine, costs its call alone.
func TestClientThatPanics(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		begin := time.Now()
		panics := hh.New(hh.WithSessionClient(clientFunc(func(u hh.Update) error { panic(u) })))
		_, err := panics.StartSession(t.Context(), hh.SessionConfig{ID: sessionID, Name: "secret"})
		for _, err := range []error{err, enrichWith(t, `{"a":"secret"}`)(panics), panics.SetSessionDuration(inSession(t, sessionID), 1)} {
			if err == nil || !strings.Contains(err.Error(), "the value is a hh.Update") || strings.Contains(err.Error(), "secret") {
				t.Errorf("error %v", err)
			}
		}
		var nothing *sessionClient
		if err := enrichWith(t, `{"a":1}`)(hh.New(hh.WithSessionClient(nothing))); err == nil || !strings.Contains(err.Error(), "nil pointer dereference") {
			t.Errorf("error %v of a client that is nil", err)
		}
		exits := hh.New(hh.WithSessionClient(clientFunc(func(hh.Update) error { runtime.Goexit(); return nil })))
		for range 2 {
			go remember(t, exits, sessionID, "metadata", `{"a":1}`)
			synctest.Wait()
		}
		if !time.Now().Equal(begin) {
			t.Errorf("calls waited %v", time.Since(begin))
		}
	})
}

// A handler of violations may enrich the session that the violation is about, also if
// the violation is about a running span.
func TestHandlerThatEnrichesTheSession(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		begin := time.Now()
		kinds := map[hh.Kind]int{}
		var rt *hh.Runtime
		rt = quiet(hh.WithSessionMemory(4<<10), hh.WithViolationHandler(func(v hh.Violation) {
			if kinds[v.Kind]++; kinds[v.Kind] == 1 {
				remember(t, rt, sessionID, "metadata", fmt.Sprintf(`{%q:1}`, v.Kind))
			}
		}))
		provider := sdktrace.NewTracerProvider(sdktrace.WithRawSpanLimits(sdktrace.SpanLimits{
			AttributeValueLengthLimit: 10, AttributeCountLimit: -1,
		}))
		ctx, span := provider.Tracer("test").Start(inSession(t, sessionID), "span")
		defer span.End()
		rt.JoinSession(ctx)
		remember(t, rt, sessionID, "metadata", `{"long":"`+long(100)+`"}`)
		remember(t, rt, otherID, "metadata", `{"a":"`+long(5<<10)+`"}`)
		remember(t, rt, otherID, "metadata", `{"a":[`+strings.Repeat("1,", 200)+`1]}`)
		for _, kind := range []hh.Kind{hh.SpanValueCut, hh.SessionForgotten, hh.TooManyItems} {
			if kinds[kind] == 0 {
				t.Errorf("no %s", kind)
			}
		}
		if !time.Now().Equal(begin) {
			t.Errorf("calls waited %v", time.Since(begin))
		}
	})
}

// What spans inherit is what HoneyHive has, whichever calls were made at once.
func TestManyCallsAtOnce(t *testing.T) {
	client := &sessionClient{}
	rt := hh.New(hh.WithSessionClient(client))
	random.Check(t, 5, func(s random.Source) {
		texts := make([][]string, 16)
		for g := range texts {
			for range 20 {
				texts[g] = append(texts[g], randomNamespace(s)...)
			}
		}
		inParallel(func(g int) {
			for i := 0; i < len(texts[g]); i += 2 {
				remember(t, rt, numbered(g%2), texts[g][i:i+2]...)
			}
		})
		updates := client.Updates()
		for n := range 2 {
			var all hh.Update
			for _, u := range updates {
				if u.EventID == numbered(n) {
					all.Merge(u)
				}
			}
			got := attrs{}
			for key, v := range asMap(engine(rt).AppendSessionAttributes(nil, numbered(n))) {
				got[strings.Replace(key, "metadata.inputs.", "inputs.", 1)] = v
			}
			if diff := cmp.Diff(flattened(s, string(all.AppendJSON(nil))), got); diff != "" {
				s.Fatalf("(-session +inherited):\n%s", diff)
			}
		}
	})
}

// A call that has begun ends with the default runtime with which it began.
func TestDefaultReplacedDuringACall(t *testing.T) {
	restoreDefault(t)
	first, second := &sessionClient{}, &sessionClient{}
	replacement := hh.New(hh.WithSessionClient(second))
	rt := hh.New(hh.WithSessionClient(first), hh.WithViolationHandler(func(hh.Violation) { hh.SetDefault(replacement) }))
	for range 2 {
		hh.SetDefault(rt)
		if err := enrichSession(inSession(t, sessionID), nil, withScore(2), withRating(5)); err != nil {
			t.Fatal(err)
		}
	}
	if a, b := len(first.Updates()), len(second.Updates()); a != 2 || b != 0 {
		t.Errorf("%d and %d updates, want 2 and 0", a, b)
	}
	wantInherited(t, rt, sessionID, attrs{"feedback.rating": int64(5)})
	wantInherited(t, replacement, sessionID, attrs{})
}

// slowDisk is a session client that waits after it has kept an update.
type slowDisk struct {
	sessionClient
	pass chan struct{}
}

func (c *slowDisk) QueueStart(s hh.SessionStart) (wait func(), err error) {
	return func() { <-c.pass }, c.StartSession(s)
}

func (c *slowDisk) QueueUpdate(u hh.Update) (wait func(), err error) {
	return func() { <-c.pass }, c.UpdateEvent(u)
}

// Calls for one session do not wait for each other's waits.
func TestWaitsAreNoPartOfTurns(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		begin, client := time.Now(), &slowDisk{pass: make(chan struct{})}
		rt := hh.New(hh.WithSessionClient(client))
		var ended atomic.Int64
		for n := range 10 {
			go func() {
				if err := errors.Join(startWith(`{"b":0}`)(rt), enrichWith(t, fmt.Sprintf(`{"a":%d}`, n))(rt)); err != nil {
					t.Error(err)
				}
				ended.Add(1)
			}()
		}
		synctest.Wait()
		if starts := len(client.Starts()); starts != 10 || ended.Load() > 0 {
			t.Errorf("%d starts, %d calls ended", starts, ended.Load())
		}
		close(client.pass)
		synctest.Wait()
		if updates := len(client.Updates()); updates != 10 || ended.Load() != 10 || !time.Now().Equal(begin) {
			t.Errorf("%d updates, %d calls ended after %v", updates, ended.Load(), time.Since(begin))
		}
	})
}
