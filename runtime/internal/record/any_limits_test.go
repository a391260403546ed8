package record_test

import (
	"encoding/base64"
	"fmt"
	"runtime"
	"testing"
	"time"

	hh "github.com/hhgen/hhgen/runtime"
	"github.com/hhgen/hhgen/runtime/internal/record"
)

// Dynamic values that contain themselves, or far too much: each must end soon,
// whatever it holds.

type ring struct{ Next *ring }

type pointer *pointer

type twin struct{ A, B *twin }

// tree has 2^depth paths, in depth nodes.
func tree(depth int) *twin {
	var t *twin
	for range depth {
		t = &twin{t, t}
	}
	return t
}

// treeMap is the same of maps.
func treeMap(depth int) any {
	var v any = map[string]any{}
	for range depth {
		v = map[string]any{"a": v, "b": v}
	}
	return v
}

func cyclicMap(keys ...string) any {
	m := map[string]any{}
	for _, k := range keys {
		m[k] = m
	}
	return m
}

func cyclicList(n int) any {
	list := make([]any, n)
	for i := range list {
		list[i] = list
	}
	return list
}

type namedList []namedList

func cycles() map[string]any {
	self := namedList{nil, nil}
	self[0], self[1] = self, self
	var p pointer
	p = &p
	var iface any
	iface = &iface
	round := &ring{}
	round.Next = round
	typed := map[name]any{}
	typed["t"] = typed
	return map[string]any{
		"map":                 cyclicMap("m"),
		"map with two ways":   cyclicMap("a", "b"),
		"map with a long key": cyclicMap("a_rather_long_member_name"),
		"typed map":           typed,
		"list":                cyclicList(1),
		"wide list":           cyclicList(1000),
		"named list":          self,
		"pointer":             p,
		"interface":           iface,
		"struct":              round,
		"struct in a list":    []any{round},
	}
}

func TestCyclesEnd(t *testing.T) {
	for what, v := range cycles() {
		t.Run(what, func(t *testing.T) {
			got, violations := recordSoon(t, v)
			if len(got) > 0 {
				t.Errorf("sent %v", got)
			}
			if !reported(violations, hh.TooComplex, hh.MarshalFailed, hh.InvalidKey) {
				t.Errorf("reported %v", violations)
			}
		})
	}
}

// recordSoon fails if v takes more than a moment.
func recordSoon(t *testing.T, v any) (attrs, []hh.Violation) {
	t.Helper()
	begin := time.Now()
	got, violations := recorded(t, func(b *record.Batch) { b.Any(payload(), v) })
	if took := time.Since(begin); took > 5*time.Second {
		t.Errorf("took %v", took)
	}
	return got, violations
}

func reported(violations []hh.Violation, kinds ...hh.Kind) bool {
	for _, v := range violations {
		for _, k := range kinds {
			if v.Kind == k {
				return true
			}
		}
	}
	return false
}

// What is sent before the end is found stays.
func TestCycleKeepsWhatCameBefore(t *testing.T) {
	got, violations := recordSoon(t, []any{1, cyclicMap("m"), 2})
	if len(got) != 1 || got["honeyhive_inputs.payload.0"] != int64(1) {
		t.Errorf("sent %v", got)
	}
	wantViolations(t, []hh.Violation{payloadViolation(hh.TooComplex, 0, 0), payloadViolation(hh.TooDeep, 100, 5)}, violations)
}

func TestHugeFanOutEnds(t *testing.T) {
	wide := map[string]any{}
	for i := range 100_000 {
		wide[fmt.Sprint(i)] = []any{}
	}
	for what, v := range map[string]any{
		"wide map":      wide,
		"list of nulls": make([]any, 1_000_000),
		"typed nulls":   make([]*int, 1_000_000),
		"deep fan-out":  treeMap(40),
	} {
		t.Run(what, func(t *testing.T) {
			got, violations := recordSoon(t, v)
			if len(got) > 0 || !reported(violations, hh.TooComplex) {
				t.Errorf("%v, %v", got, violations)
			}
		})
	}
}

// Keys that are too long cost time as well: a value must not make more
// violations than it may have values.
func TestLongKeysCountAsVisits(t *testing.T) {
	var keys []string
	for i := range 200 {
		keys = append(keys, fmt.Sprintf("%s%03d", long(80), i))
	}
	a := payload()
	_, violations := recordSoon(t, cyclicMap(keys...))
	if limit := 64 * (a.MaxItems + 1); len(violations) > limit {
		t.Errorf("%d violations of one value, want at most %d", len(violations), limit)
	}
}

// A struct of 22 nodes has 4 million paths: its JSON, which is never sent,
// must not be made in full.
func TestStructsWithSharedPartsAreBounded(t *testing.T) {
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	got, violations := recordSoon(t, tree(22))
	runtime.ReadMemStats(&after)
	if len(got) > 0 || !reported(violations, hh.TooComplex) {
		t.Errorf("%v, %v", got, violations)
	}
	if used := after.TotalAlloc - before.TotalAlloc; used > 16<<20 {
		t.Errorf("allocated %d MiB", used>>20)
	}
}

// crowd has many values in Go, and is one on the wire.
type crowd [100_000]int

func (crowd) MarshalText() ([]byte, error) { return []byte("crowd"), nil }

// What encoding/json writes as one string is one value, whatever it is made of.
func TestStructsCountWhatIsWritten(t *testing.T) {
	got, violations := recordSoon(t, struct {
		Data  []byte
		Crowd crowd
		Left  []int `json:"-"`
	}{Data: make([]byte, 100_000), Left: make([]int, 100_000)})
	wantViolations(t, []hh.Violation{payloadViolation(hh.TooLong, base64.StdEncoding.EncodedLen(100_000), payload().MaxBytes)}, violations)
	if len(got) != 2 || got["honeyhive_inputs.payload.Crowd"] != "crowd" {
		t.Errorf("sent %v", got)
	}
}
