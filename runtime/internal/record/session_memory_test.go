package record_test

import (
	"encoding/json"
	"fmt"
	"runtime"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"
	"go.opentelemetry.io/otel/attribute"

	hh "github.com/hhgen/hhgen/runtime"
	"github.com/hhgen/hhgen/runtime/internal/record"
	"github.com/hhgen/hhgen/runtime/testdata/random"
)

// remember is a call of EnrichSession for a session, of namespaces and their
// JSON.
func remember(t random.TB, rt *hh.Runtime, id string, texts ...string) {
	t.Helper()
	err := enrich(t, rt, id, func(b *record.Batch) {
		for i := 0; i < len(texts); i += 2 {
			b.JSON(inline(texts[i]), json.RawMessage(texts[i+1]))
		}
	})
	if err != nil {
		t.Error(err)
	}
}

// wantInherited compares what a session's spans inherit: "namespace.key" and
// the value.
func wantInherited(t random.TB, rt *hh.Runtime, id string, want attrs) {
	t.Helper()
	got := attrs{}
	for _, kv := range engine(rt).AppendSessionAttributes(nil, id) {
		key := strings.TrimPrefix(string(kv.Key), "honeyhive_")
		if _, again := got[key]; again {
			t.Errorf("%s comes twice", key)
		}
		got[key] = kv.Value.AsInterface()
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("inherited (-want +got):\n%s", diff)
	}
}

// numbered is a session id for each number.
func numbered(n int) string { return fmt.Sprintf("00000000-0000-4000-8000-%012d", n) }

func quiet(options ...hh.Option) *hh.Runtime {
	return hh.New(append([]hh.Option{hh.WithSessionClient(discard{})}, options...)...)
}

// discard is a session client that does nothing.
type discard struct{}

func (discard) StartSession(hh.SessionStart) error { return nil }
func (discard) UpdateEvent(hh.Update) error        { return nil }

func TestLaterUpdatesReplaceWhatIsInherited(t *testing.T) {
	steps := []struct {
		name  string
		texts []string
		want  attrs
	}{
		{"first", []string{"metadata", `{"a":{"x":1,"y":[1,2]},"ab":1}`}, attrs{"metadata.a.x": int64(1), "metadata.a.y.0": int64(1), "metadata.a.y.1": int64(2), "metadata.ab": int64(1)}},
		{"a key as a whole", []string{"metadata", `{"a":{"y":[3]}}`}, attrs{"metadata.a.y.0": int64(3), "metadata.ab": int64(1)}},
		{"another namespace", []string{"metrics", `{"a":1.0}`}, attrs{"metadata.a.y.0": int64(3), "metadata.ab": int64(1), "metrics.a": 1.0}},
		{"nothing for null", []string{"metadata", `{"a":null}`, "metrics", `{"b":{}}`}, attrs{"metadata.ab": int64(1), "metrics.a": 1.0}},
		{"outputs", []string{"outputs", `{"o":1,"p":2}`, "metadata", `{"ab":"text"}`}, attrs{"metadata.ab": "text", "metrics.a": 1.0, "outputs.o": int64(1), "outputs.p": int64(2)}},
		{"outputs as a whole", []string{"outputs", `{"q":true}`}, attrs{"metadata.ab": "text", "metrics.a": 1.0, "outputs.q": true}},
		{"inputs", []string{"inputs", `{"i":1,"j":2}`, "metadata", `{"ab":""}`}, attrs{"metadata.ab": "", "metrics.a": 1.0, "outputs.q": true, "inputs.i": int64(1), "inputs.j": int64(2)}},
		{"inputs as a whole", []string{"inputs", `{"k":3}`, "metrics", `{"a":0}`}, attrs{"metadata.ab": "", "metrics.a": int64(0), "outputs.q": true, "inputs.k": int64(3)}},
		{"the key inputs", []string{"metadata", `{"inputs":"mine"}`}, attrs{"metadata.ab": "", "metrics.a": int64(0), "outputs.q": true, "metadata.inputs": "mine"}},
		{"an empty string", []string{"metrics", `{"a":""}`}, attrs{"metadata.ab": "", "metrics.a": "", "outputs.q": true, "metadata.inputs": "mine"}},
		{"inputs again", []string{"inputs", `{"k":""}`}, attrs{"metadata.ab": "", "metrics.a": "", "outputs.q": true, "inputs.k": ""}},
		{"twice in a call", []string{"metadata", `{"ab":{"x":1,"y":2}}`, "metadata", `{"ab":{"y":3}}`, "metadata", `{"inputs":1}`, "inputs", `{"k":4}`},
			attrs{"metadata.ab.y": int64(3), "metrics.a": "", "outputs.q": true, "inputs.k": int64(4)}},
	}
	rt := quiet()
	for _, step := range steps {
		t.Run(step.name, func(t *testing.T) {
			remember(t, rt, sessionID, step.texts...)
			wantInherited(t, rt, sessionID, step.want)
		})
	}
	wantInherited(t, rt, otherID, attrs{})
	wantInherited(t, quiet(), sessionID, attrs{})
	wantInherited(t, quiet(hh.WithSessionMemory(0)), sessionID, attrs{})
	wantInherited(t, quiet(hh.WithSessionMemory(-1)), sessionID, attrs{})
}

// What spans inherit after any number of updates is what HoneyHive has then.
func TestInheritedIsWhatTheSessionHas(t *testing.T) {
	random.Check(t, 200, func(s random.Source) {
		client := &sessionClient{}
		rt := hh.New(hh.WithSessionClient(client))
		var all hh.Update
		for range 10 {
			var texts []string
			for range 1 + s.IntN(3) {
				texts = append(texts, randomNamespace(s)...)
			}
			remember(s, rt, sessionID, texts...)
			for _, u := range client.Updates() {
				all.Merge(u)
			}
			got := attrs{}
			for key, v := range asMap(engine(rt).AppendSessionAttributes(nil, sessionID)) {
				got[strings.Replace(key, "metadata.inputs.", "inputs.", 1)] = v
			}
			if diff := cmp.Diff(flattened(s, string(all.AppendJSON(nil))), got); diff != "" {
				s.Fatalf("after %v (-session +inherited):\n%s", texts, diff)
			}
		}
	})
}

func randomNamespace(s random.Source) []string {
	namespace := random.OneOf(s, "metadata", "inputs", "outputs", "config")
	var members []string
	for _, key := range []string{"a", "ab", "inputs"} {
		if s.IntN(2) == 0 {
			value := random.OneOf(s, `1`, `""`, `"text"`, `{"b":1,"c":[2.0,null]}`, `{"b":"x"}`, `{}`, `null`, `[1,"y"]`)
			members = append(members, `"`+key+`":`+value)
		}
	}
	return []string{namespace, `{` + strings.Join(members, ",") + `}`}
}

// An update that could not be sent is still what the process says of the
// session; an event that is no session is not.
func TestWhatIsRemembered(t *testing.T) {
	rt := hh.New()
	if err := enrich(t, rt, sessionID, putInt("honeyhive_metadata.a", 1)); err == nil {
		t.Error("no error without a client")
	}
	wantInherited(t, rt, sessionID, attrs{"metadata.a": int64(1)})
	id, err := hh.ParseEventID(sessionID)
	if err != nil {
		t.Fatal(err)
	}
	b, err := engine(rt).Event(id)
	if err != nil {
		t.Fatal(err)
	}
	putInt("honeyhive_metadata.a", 2)(b)
	b.Update(&err)
	wantInherited(t, rt, sessionID, attrs{"metadata.a": int64(1)})
}

func TestAppendSessionAttributesAppends(t *testing.T) {
	rt := quiet()
	remember(t, rt, sessionID, "metadata", `{"a":1,"b":2}`)
	kvs := engine(rt).AppendSessionAttributes([]attribute.KeyValue{attribute.Bool("before", true)}, sessionID)
	if len(kvs) != 3 || kvs[0].Key != "before" {
		t.Errorf("attributes %v", kvs)
	}
	kvs[1].Value = attribute.StringValue("changed by the caller")
	wantInherited(t, rt, sessionID, attrs{"metadata.a": int64(1), "metadata.b": int64(2)})
}

// A session's spans inherit 128 attributes. Which they are does not change
// because more come.
func TestInheritedAttributesAreBounded(t *testing.T) {
	var violations []hh.Violation
	rt := quiet(hh.WithViolationHandler(collect(&violations)))
	list := func(n int) string { return "[" + strings.TrimSuffix(strings.Repeat("true,", n), ",") + "]" }
	check := func(want int, rejected int) {
		t.Helper()
		var reported []hh.Violation
		if rejected > 0 {
			reported = tooManyInherited(128 + rejected)
		}
		wantViolations(t, reported, violations)
		violations = nil
		if n := len(engine(rt).AppendSessionAttributes(nil, sessionID)); n != want {
			t.Errorf("%d attributes, want %d", n, want)
		}
	}
	remember(t, rt, sessionID, "metadata", `{"a":`+list(100)+`}`)
	check(100, 0)
	remember(t, rt, sessionID, "metadata", `{"b":`+list(28)+`}`)
	check(128, 0)
	remember(t, rt, sessionID, "metadata", `{"c":`+list(3)+`}`)
	check(128, 3)
	remember(t, rt, sessionID, "metadata", `{"b":`+list(20)+`}`) // there is room again
	check(120, 0)
	remember(t, rt, sessionID, "metadata", `{"a":`+list(300)+`}`)
	check(128, 192)
	remember(t, rt, sessionID, "metadata", `{"a":1,"b":1}`)
	check(2, 0)
}

// fills is how many sessions of this value are remembered at once.
func fills(t *testing.T, rt *hh.Runtime, value string) int {
	t.Helper()
	const many = 300
	for n := range many {
		remember(t, rt, numbered(n), "metadata", `{"a":"`+value+`"}`)
	}
	count := 0
	for n := range many {
		if len(engine(rt).AppendSessionAttributes(nil, numbered(n))) > 0 {
			count++
		}
	}
	return count
}

func TestSessionMemoryIsBounded(t *testing.T) {
	forgotten := 0
	rt := quiet(hh.WithSessionMemory(64<<10), hh.WithViolationHandler(func(v hh.Violation) {
		if v != (hh.Violation{Namespace: "session", Kind: hh.SessionForgotten}) {
			t.Errorf("violation %v", v)
		}
		forgotten++
	}))
	count := fills(t, rt, long(1000))
	if count < 30 || count > 64 || forgotten != 300-count {
		t.Errorf("%d sessions of 1,000 bytes are remembered in 64 KiB, %d forgotten", count, forgotten)
	}
	if small := fills(t, rt, "x"); small < 2*count || small > 300 {
		t.Errorf("%d small sessions are remembered, %d large ones", small, count)
	}
}

// The sessions that were used least recently are forgotten, by spans or updates.
func TestSessionsUsedLastAreRemembered(t *testing.T) {
	rt := quiet(hh.WithSessionMemory(8<<10), hh.WithViolationHandler(func(hh.Violation) {}))
	count := fills(t, rt, long(1000))
	for n := range count {
		remember(t, rt, numbered(n), "metadata", `{"a":"`+long(1000)+`"}`)
	}
	engine(rt).AppendSessionAttributes(nil, numbered(0))
	remember(t, rt, numbered(1), "metadata", `{"a":"`+long(1000)+`"}`)
	for n := range count - 2 {
		remember(t, rt, numbered(100+n), "metadata", `{"a":"`+long(1000)+`"}`)
	}
	for n := range count {
		if got := len(engine(rt).AppendSessionAttributes(nil, numbered(n))) > 0; got != (n < 2) {
			t.Errorf("session %d of %d is remembered: %v", n, count, got)
		}
	}
}

// One session that is larger than all memory is forgotten, and no other.
func TestSessionLargerThanTheMemory(t *testing.T) {
	var violations []hh.Violation
	rt := quiet(hh.WithSessionMemory(8<<10), hh.WithViolationHandler(collect(&violations)))
	remember(t, rt, sessionID, "metadata", `{"a":1}`)
	remember(t, rt, otherID, "metadata", `{"a":"`+long(9<<10)+`"}`)
	wantViolations(t, []hh.Violation{{Namespace: "session", Kind: hh.SessionForgotten}}, violations)
	wantInherited(t, rt, sessionID, attrs{"metadata.a": int64(1)})
	wantInherited(t, rt, otherID, attrs{})
	remember(t, rt, otherID, "metadata", `{"b":2}`)
	wantInherited(t, rt, otherID, attrs{"metadata.b": int64(2)})
}

// However sessions grew, shrank and were forgotten, as many fit in as before.
func TestSessionMemoryComesBack(t *testing.T) {
	rt := quiet(hh.WithSessionMemory(64<<10), hh.WithViolationHandler(func(hh.Violation) {}))
	want := fills(t, rt, long(1000))
	random.Check(t, 1500, func(s random.Source) {
		texts := randomNamespace(s)
		if s.IntN(4) == 0 {
			texts = []string{"config", fmt.Sprintf(`{"k%d":%q}`, s.IntN(9), long(s.IntN(20000)))}
		}
		remember(s, rt, numbered(1000+s.IntN(50)), texts...)
	})
	if got := fills(t, rt, long(1000)); got != want {
		t.Errorf("%d sessions are remembered, %d before", got, want)
	}
}

// A value that is a part of a large text must not keep all of it, neither when
// it is new nor when it was remembered before.
func TestInheritedValuesKeepNothingElse(t *testing.T) {
	rt := quiet()
	value := &record.Attr{Key: "honeyhive_metadata.value", MaxBytes: 64}
	label := &record.Attr{Key: "honeyhive_metadata.labels.{}", Holes: 1, MaxItems: 4, MaxBytes: 64}
	before := heap()
	for n := range 64 {
		request := strings.Repeat(numbered(n), 1<<15)
		id := request[:36]
		for i := range 2 {
			err := enrich(t, rt, id, func(b *record.Batch) {
				b.String(value, request[36*i:36*i+36])
				m := map[string]string{request[1:9]: request[2:9]}
				for _, k := range record.Members(b, label, m) {
					b.Member(k)
					b.String(label, m[k])
				}
				b.End()
				b.AnyMap(inline("outputs"), map[string]any{request[3:9]: request[4:9]})
			})
			if err != nil {
				t.Fatal(err)
			}
		}
	}
	if used := heap() - before; used > 4<<20 {
		t.Errorf("%d MiB are in use", used>>20)
	}
	if n := len(engine(rt).AppendSessionAttributes(nil, numbered(63))); n != 3 {
		t.Errorf("%d attributes, want 3", n)
	}
	runtime.KeepAlive(rt)
}

// Updates, spans and forgetting at the same time: each session has the values
// of one update.
func TestSessionsInManyGoroutines(t *testing.T) {
	var mu sync.Mutex
	forgotten := 0
	rt := quiet(hh.WithSessionMemory(8<<10), hh.WithViolationHandler(func(hh.Violation) {
		mu.Lock()
		defer mu.Unlock()
		forgotten++
	}))
	inParallel(func(g int) {
		for n := range 200 {
			id := numbered((g + n) % 24)
			value := fmt.Sprintf("%d-%d", g, n)
			remember(t, rt, id, "metadata", fmt.Sprintf(`{"a":[%q,%q],"b":%q}`, value, value, long(100)))
			kvs := engine(rt).AppendSessionAttributes(nil, id)
			if len(kvs) > 0 && (len(kvs) != 3 || kvs[0].Value != kvs[1].Value) {
				t.Errorf("inherited %v", kvs)
			}
		}
	})
	if forgotten == 0 {
		t.Error("no session was forgotten")
	}
}
