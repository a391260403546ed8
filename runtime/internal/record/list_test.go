package record_test

import (
	"fmt"
	"math"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"

	hh "github.com/hhgen/hhgen/runtime"
	"github.com/hhgen/hhgen/runtime/internal/record"
)

// putList puts items as generated code puts a list.
func putList(b *record.Batch, a *record.Attr, items []int64) {
	for i := range b.Items(a, len(items)) {
		b.Item(i)
		b.Int(a, items[i])
	}
	b.End()
}

func count(n int) []int64 {
	items := make([]int64, n)
	for i := range items {
		items[i] = int64(i)
	}
	return items
}

func TestListIsCutAtMaxItems(t *testing.T) {
	for _, n := range []int{0, 1, 3, 4, 5, 400} {
		t.Run(fmt.Sprint(n), func(t *testing.T) {
			a := &record.Attr{Key: "honeyhive_metadata.tags.[]", Holes: 1, MaxItems: 4}
			want := attrs{}
			for i := range min(n, 4) {
				want[fmt.Sprintf("honeyhive_metadata.tags.%d", i)] = int64(i)
			}
			var violations []hh.Violation
			if n > 4 {
				violations = append(violations, hh.Violation{Namespace: "metadata", Key: "tags", Kind: hh.TooManyItems, Size: n, Limit: 4})
			}
			wantRecorded(t, func(b *record.Batch) { putList(b, a, count(n)) }, want, violations...)
		})
	}
}

// An item that is not sent leaves its index free.
func TestDroppedItemKeepsItsIndex(t *testing.T) {
	a := &record.Attr{Key: "honeyhive_metrics.scores.[]", Holes: 1, MaxItems: 3}
	wantRecorded(t, func(b *record.Batch) {
		for i := range b.Items(a, 3) {
			b.Item(i)
			b.Float(a, []float64{1, math.NaN(), 3}[i])
		}
		b.End()
	}, attrs{"honeyhive_metrics.scores.0": 1.0, "honeyhive_metrics.scores.2": 3.0},
		hh.Violation{Namespace: "metrics", Key: "scores", Kind: hh.NotFinite})
}

func TestNestedLists(t *testing.T) {
	rows := &record.Attr{Key: "honeyhive_outputs.grid.[].[]", Holes: 2, MaxItems: 2}
	want := attrs{}
	for i := range 12 {
		want[fmt.Sprintf("honeyhive_outputs.grid.%d.0", i)] = int64(0)
		want[fmt.Sprintf("honeyhive_outputs.grid.%d.1", i)] = int64(1)
	}
	wantRecorded(t, func(b *record.Batch) {
		b.Array(rows) // an array of 12 has no maxitems
		for i := range 12 {
			b.Item(i)
			putList(b, rows, count(2))
		}
		b.End()
	}, want)
}

// The holes of a key are filled from the outside in, and text in them that
// looks like a hole stays as it is.
func TestListsInMapsInLists(t *testing.T) {
	name := &record.Attr{Key: "honeyhive_outputs.hits.[].name", Holes: 1, MaxItems: 2, MaxBytes: 8}
	labels := &record.Attr{Key: "honeyhive_outputs.hits.[].labels.{}.[]", Holes: 3, MaxItems: 2}
	m := map[string][]int64{"[]": {7}, "{}": {8, 9}}
	wantRecorded(t, func(b *record.Batch) {
		for i := range b.Items(name, 2) {
			b.Item(i)
			b.String(name, "n")
			for _, k := range record.Members(b, labels, m) {
				b.Member(k)
				putList(b, labels, m[k])
			}
			b.End()
		}
		b.End()
	}, attrs{
		"honeyhive_outputs.hits.0.name": "n", "honeyhive_outputs.hits.1.name": "n",
		"honeyhive_outputs.hits.0.labels.[].0": int64(7), "honeyhive_outputs.hits.1.labels.[].0": int64(7),
		"honeyhive_outputs.hits.0.labels.{}.0": int64(8), "honeyhive_outputs.hits.1.labels.{}.0": int64(8),
		"honeyhive_outputs.hits.0.labels.{}.1": int64(9), "honeyhive_outputs.hits.1.labels.{}.1": int64(9),
	})
}

// After a list, keys have no index again.
func TestFieldAfterAList(t *testing.T) {
	list := &record.Attr{Key: "honeyhive_metadata.tags.[]", Holes: 1, MaxItems: 4}
	field := &record.Attr{Key: "honeyhive_metadata.n"}
	wantRecorded(t, func(b *record.Batch) {
		putList(b, list, count(1))
		b.Int(field, 5)
	}, attrs{"honeyhive_metadata.tags.0": int64(0), "honeyhive_metadata.n": int64(5)})
}

// Keys of items are kept for 1,024 items; those beyond are made each time.
func TestItemKeysBeyondTheCache(t *testing.T) {
	a := &record.Attr{Key: "honeyhive_metadata.tags.[].v", Holes: 1, MaxItems: 1100}
	want := attrs{}
	for i := range 1100 {
		want[fmt.Sprintf("honeyhive_metadata.tags.%d.v", i)] = int64(i)
	}
	for range 2 { // filling the cache, and reading it
		wantRecorded(t, func(b *record.Batch) { putList(b, a, count(1100)) }, want)
	}
}

func TestItemKeysFromTheMiddle(t *testing.T) {
	a := &record.Attr{Key: "honeyhive_metadata.tags.[]", Holes: 1, MaxItems: 2000}
	for _, i := range []int{7, 3, 1023, 1024, 0, 1999} {
		wantRecorded(t, func(b *record.Batch) {
			b.Items(a, 2000)
			b.Item(i)
			b.Int(a, 1)
			b.End()
		}, attrs{fmt.Sprintf("honeyhive_metadata.tags.%d", i): int64(1)})
	}
}

// One declaration serves all goroutines; whoever loses a race for the cache
// must still have the right keys.
func TestItemKeysConcurrently(t *testing.T) {
	a := &record.Attr{Key: "honeyhive_metadata.tags.[]", Holes: 1, MaxItems: 2000}
	var wg sync.WaitGroup
	for g := range 16 {
		wg.Go(func() {
			for n := range 40 {
				items := count((n*37 + g*101) % 1100)
				for i, kv := range attributes(func(b *record.Batch) { putList(b, a, items) }) {
					if want := fmt.Sprintf("honeyhive_metadata.tags.%d", i); string(kv.Key) != want {
						t.Errorf("item %d has key %q", i, kv.Key)
						return
					}
				}
			}
		})
	}
	wg.Wait()
}

func TestMembersAreSortedAndCut(t *testing.T) {
	type label string
	m := map[label]int64{"b": 2, "a": 1, "d": 4, "c": 3}
	for _, limit := range []int{1, 3, 4, 5} {
		a := &record.Attr{Key: "honeyhive_metadata.labels.{}", Holes: 1, MaxItems: limit}
		want := []string{"a", "b", "c", "d"}[:min(limit, 4)]
		var got []string
		_, violations := recorded(t, func(b *record.Batch) {
			for _, k := range record.Members(b, a, m) {
				b.Member(string(k))
				b.Int(a, m[k])
				got = append(got, string(k))
			}
			b.End()
		})
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("maxitems %d (-want +got):\n%s", limit, diff)
		}
		if over := limit < 4; over != (len(violations) == 1) {
			t.Errorf("maxitems %d: violations %v", limit, violations)
		}
	}
}

func TestMembersWithBadKeys(t *testing.T) {
	a := &record.Attr{Key: "honeyhive_metadata.labels.{}", Holes: 1, MaxItems: 8}
	violation := func(kind hh.Kind, size, limit int) []hh.Violation {
		return []hh.Violation{{Namespace: "metadata", Key: "labels", Kind: kind, Size: size, Limit: limit}}
	}
	tests := []struct {
		name, key  string
		sent       bool
		violations []hh.Violation
	}{
		{"snake_case", "a_b", true, nil},
		{"dots", "a.b", true, nil},
		{"not ASCII", "日本", true, nil},
		{"256 bytes", strings.Repeat("k", 256), true, nil},
		{"257 bytes", strings.Repeat("k", 257), false, violation(hh.InvalidKey, 257, 256)},
		{"not UTF-8", "a\xff", false, violation(hh.InvalidUTF8, 0, 0)},
		{"too long and not UTF-8", strings.Repeat("\xff", 300), false, violation(hh.InvalidKey, 300, 256)},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			m := map[string]int64{test.key: 1, "other": 2}
			want := attrs{"honeyhive_metadata.labels.other": int64(2)}
			if test.sent {
				want["honeyhive_metadata.labels."+test.key] = int64(1)
			}
			wantRecorded(t, func(b *record.Batch) {
				for _, k := range record.Members(b, a, m) {
					b.Member(k)
					b.Int(a, m[k])
				}
				b.End()
			}, want, test.violations...)
		})
	}
}
