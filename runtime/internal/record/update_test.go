package record_test

import (
	"encoding/json"
	"fmt"
	"math"
	"runtime"
	"strings"
	"testing"
	"time"
	"unicode/utf8"
	"unsafe"

	"github.com/google/go-cmp/cmp"
	"go.opentelemetry.io/otel/attribute"

	hh "github.com/hhgen/hhgen/runtime"
	"github.com/hhgen/hhgen/runtime/internal/record"
	"github.com/hhgen/hhgen/runtime/testdata/random"
)

func member(namespace, key, value string) hh.Member {
	return hh.Member{Namespace: namespace, Key: key, Value: json.RawMessage(value)}
}

func ms(v float64) *float64 { return &v }

func TestUpdateAsJSON(t *testing.T) {
	tests := []struct {
		name string
		u    hh.Update
		want string
	}{
		{"nothing", hh.Update{}, `{}`},
		{"id", hh.Update{EventID: sessionID}, `{"event_id":"` + sessionID + `"}`},
		{"member", hh.Update{Members: []hh.Member{member("metadata", "a", "1")}}, `{"metadata":{"a":1}}`},
		{"namespaces in their order", hh.Update{Members: []hh.Member{
			member("user_properties", "u", "1"), member("config", "c", "1"), member("outputs", "o", "1"), member("metrics", "x", "1"),
			member("feedback", "f", "1"), member("metadata", "m", "1"),
		}}, `{"metadata":{"m":1},"feedback":{"f":1},"metrics":{"x":1},"outputs":{"o":1},"config":{"c":1},"user_properties":{"u":1}}`},
		{"members in theirs", hh.Update{EventID: "e", Members: []hh.Member{
			member("metadata", "b", "[]"), member("metrics", "x", "1.0"), member("metadata", "a", "{}"), member("metadata", "", "null"),
		}}, `{"event_id":"e","metadata":{"b":[],"a":{},"":null},"metrics":{"x":1.0}}`},
		{"duration", hh.Update{EventID: "e", Duration: ms(0), Members: []hh.Member{member("metadata", "a", "1")}},
			`{"event_id":"e","metadata":{"a":1},"duration":0.0}`},
		{"duration alone", hh.Update{Duration: ms(1)}, `{"duration":1.0}`},
	}
	for _, test := range tests {
		if got := string(test.u.AppendJSON([]byte("before "))); got != "before "+test.want {
			t.Errorf("%s: %s, want %s", test.name, got, test.want)
		}
		if empty := len(test.u.Members) == 0 && test.u.Duration == nil; test.u.Empty() != empty {
			t.Errorf("%s: empty is %v", test.name, test.u.Empty())
		}
	}
}

// wantText compares the JSON of a string with what it stands for. A key of an
// update is written as every string is.
func wantText(t *testing.T, s string) {
	t.Helper()
	u := hh.Update{Members: []hh.Member{member("metadata", s, "true")}}
	text := u.AppendJSON(nil)
	var got map[string]map[string]bool
	if err := json.Unmarshal(text, &got); err != nil || !utf8.Valid(text) {
		t.Errorf("%+q is %s: %v", s, text, err)
	}
	if !got["metadata"][s] || len(got["metadata"]) != 1 {
		t.Errorf("%+q is %s, which is %v", s, text, got)
	}
}

func TestStringsAsJSON(t *testing.T) {
	for c := range rune(0x100) {
		wantText(t, string(c))
		wantText(t, "a"+string(c)+"b"+string(c))
	}
	for _, s := range []string{"", `"`, `\`, `\"`, `\u0000`, "\u2028\u2029", "\ufeff", "\uFFFD", "😀", "</script>", strings.Repeat("\x00", 1000)} {
		wantText(t, s)
	}
}

func FuzzStringAsJSON(f *testing.F) {
	for _, s := range []string{"", "a", "\x00\x1f\x7f", `"\/`, "é中😀", "a\nb\tc\rd\be\ff", "\u2028"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) { wantText(t, strings.ToValidUTF8(s, "\uFFFD")) })
}

// wantDouble fails if a number does not come back as it was, and as a double.
func wantDouble(t random.TB, f float64) {
	t.Helper()
	var got struct{ Duration json.Number }
	text := hh.Update{Duration: &f}.AppendJSON(nil)
	if err := json.Unmarshal(text, &got); err != nil {
		t.Fatalf("%v in %s", err, text)
	}
	if !strings.ContainsAny(got.Duration.String(), ".e") {
		t.Errorf("%v is the integer %s", f, got.Duration)
	}
	if back, err := got.Duration.Float64(); err != nil || math.Float64bits(back) != math.Float64bits(f) {
		t.Errorf("%v is %s, which is %v, %v", f, got.Duration, back, err)
	}
}

func TestDoublesAsJSON(t *testing.T) {
	for _, f := range []float64{
		0, math.Copysign(0, -1), 1, -1, 0.1, 100000, 999999, 1e6, 1e15, 1e20, 1e21, 1e22, 1e100, math.MaxFloat64, -math.MaxFloat64,
		math.SmallestNonzeroFloat64, 1e-4, 1e-5, 1e-6, 1e-7, 9007199254740993, math.MaxInt64, math.Pi, float64(float32(0.1)),
	} {
		wantDouble(t, f)
	}
	random.Check(t, 10_000, func(s random.Source) {
		if f := math.Float64frombits(s.Uint64()); f-f == 0 {
			wantDouble(s, f)
		}
		wantDouble(s, float64(int64(s.Uint64())>>s.IntN(64)))
	})
}

func TestUpdateSize(t *testing.T) {
	small := hh.Update{EventID: sessionID, Members: []hh.Member{member("metadata", "a", "1")}}
	large := small
	large.Members = append(large.Members[:1:1], member("metadata", "key", `"`+long(1000)+`"`))
	if diff := large.Size() - small.Size(); diff < 1005 || diff > 1200 {
		t.Errorf("a member of 1,005 bytes adds %d", diff)
	}
	if n := small.Size(); n < len(sessionID)+2 || n < int(unsafe.Sizeof(small)) {
		t.Errorf("%d bytes for one member", n)
	}
}

// event is what HoneyHive makes of updates: namespaces of members, and whether
// outputs were replaced.
type event struct {
	namespaces map[string]map[string]string
	duration   float64
}

// apply does what HoneyHive does with an update.
func (e *event) apply(u hh.Update) {
	outputs := false
	for _, m := range u.Members {
		outputs = outputs || m.Namespace == "outputs"
	}
	if outputs {
		delete(e.namespaces, "outputs")
	}
	for _, m := range u.Members {
		if e.namespaces[m.Namespace] == nil {
			e.namespaces[m.Namespace] = map[string]string{}
		}
		e.namespaces[m.Namespace][m.Key] = string(m.Value)
	}
	if u.Duration != nil {
		e.duration = *u.Duration
	}
}

func applied(updates ...hh.Update) event {
	e := event{namespaces: map[string]map[string]string{}}
	for _, u := range updates {
		e.apply(u)
	}
	return e
}

// randomUpdate has members of few keys, so that updates meet.
func randomUpdate(s random.Source, n int) hh.Update {
	u := hh.Update{EventID: sessionID, Time: time.Unix(int64(n), 0)}
	seen := map[string]bool{}
	for range s.IntN(6) {
		namespace := random.OneOf(s, "metadata", "feedback", "metrics", "outputs", "config", "user_properties")
		key := random.OneOf(s, "a", "b", "inputs", "")
		if !seen[namespace+key] {
			seen[namespace+key] = true
			u.Members = append(u.Members, member(namespace, key, fmt.Sprint(100*n+s.IntN(100))))
		}
	}
	if s.IntN(4) == 0 {
		u.Duration = ms(float64(n))
	}
	return u
}

// To send what updates are merged to does what sending each of them does, from
// whatever the event is before, and in whatever order they are merged.
func TestMergeIsBothInOrder(t *testing.T) {
	random.Check(t, 2000, func(s random.Source) {
		before := randomUpdate(s, 0)
		var updates []hh.Update
		for n := range 1 + s.IntN(5) {
			updates = append(updates, randomUpdate(s, n+1))
		}
		want := applied(append([]hh.Update{before}, updates...)...)
		left := updates[0]
		for _, u := range updates[1:] {
			left.Merge(u)
		}
		right := updates[len(updates)-1]
		for i := len(updates) - 2; i >= 0; i-- {
			u := updates[i]
			u.Merge(right)
			right = u
		}
		for _, merged := range []hh.Update{left, right} {
			if diff := cmp.Diff(want, applied(before, merged), cmp.AllowUnexported(event{})); diff != "" {
				s.Fatalf("%v (-both +merged):\n%s", updates, diff)
			}
			if merged.EventID != sessionID || !merged.Time.Equal(updates[len(updates)-1].Time) {
				s.Errorf("merged to %+v", merged)
			}
			wantDistinctMembers(s, merged)
		}
	})
}

// A value that was merged does not become older than it was.
func TestMergeKeepsTheLaterTime(t *testing.T) {
	early, late := time.Unix(1, 0), time.Unix(2, 0)
	for _, times := range [][2]time.Time{{early, late}, {late, early}, {late, {}}, {{}, late}} {
		u := hh.Update{EventID: sessionID, Time: times[0]}
		u.Merge(hh.Update{EventID: sessionID, Time: times[1]})
		if !u.Time.Equal(late) {
			t.Errorf("%v and %v become %v", times[0], times[1], u.Time)
		}
	}
}

// A queue may still be sending either of two updates that it merges.
func TestMergeChangesNoMembers(t *testing.T) {
	a := hh.Update{Members: append(make([]hh.Member, 0, 8), member("metadata", "a", "1"), member("outputs", "o", "1"))}
	b := hh.Update{Members: append(make([]hh.Member, 0, 8), member("metadata", "b", "2"), member("outputs", "p", "2"))}
	first, second := a, b
	wantA, wantB := string(a.AppendJSON(nil)), string(b.AppendJSON(nil))
	a.Merge(b)
	a.Merge(hh.Update{Members: []hh.Member{member("metadata", "a", "3")}})
	if got := string(first.AppendJSON(nil)); got != wantA {
		t.Errorf("the earlier became %s, was %s", got, wantA)
	}
	if got := string(second.AppendJSON(nil)); got != wantB {
		t.Errorf("the later became %s, was %s", got, wantB)
	}
	if got, want := string(a.AppendJSON(nil)), `{"metadata":{"b":2,"a":3},"outputs":{"p":2}}`; got != want {
		t.Errorf("merged to %s, want %s", got, want)
	}
}

// The values of one update are one text. What is left of it after the rest was
// replaced must not keep all of it, or a queue holds more than Size says.
func TestMergeKeepsNoReplacedValues(t *testing.T) {
	client := &sessionClient{}
	rt := hh.New(hh.WithSessionClient(client), hh.WithSessionMemory(0))
	ctx := inSession(t, sessionID)
	large := &record.Attr{Key: "honeyhive_metadata.large", MaxBytes: 1 << 20}
	text := long(1 << 20)
	var merged hh.Update
	before := heap()
	for n := range 64 {
		b, err := engine(rt).Session(ctx)
		if err != nil {
			t.Fatal(err)
		}
		b.String(large, text)
		b.Int(&record.Attr{Key: attribute.Key(fmt.Sprintf("honeyhive_metadata.key_%d", n))}, int64(n))
		b.Update(&err)
		merged.Merge(client.Updates()[0])
	}
	if used := heap() - before; used > 8<<20 || len(merged.Members) != 65 {
		t.Errorf("%d MiB are in use for %d members of %d KiB", used>>20, len(merged.Members), merged.Size()>>10)
	}
	runtime.KeepAlive(merged)
}

// heap is how many bytes are in use.
func heap() int64 {
	for range 3 { // two for what is in pools
		runtime.GC()
	}
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return int64(m.HeapAlloc)
}
