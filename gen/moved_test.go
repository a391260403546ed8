package gen_test

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"go.opentelemetry.io/otel/attribute"

	hh "github.com/hhgen/hhgen/runtime"
	"github.com/hhgen/hhgen/runtime/testdata/kinds/moved"
	"github.com/hhgen/hhgen/runtime/testdata/vectors"
	"github.com/hhgen/hhgen/schema"
	"github.com/hhgen/hhgen/schema/gostruct"
)

// oldKeys are the keys that the fields of the package moved were moved from, by
// the new ones, with their namespaces.
var oldKeys = map[string]string{
	"user_properties.user_id": "uid", "metadata.plan": "tier", "metrics.latency_ms": "latency", "feedback.rating": "stars",
	"metrics.zero": "nil", "metadata.tags": "labels", "outputs.long": "all", "outputs.sizes": "widths", "config.index": "idx",
	"inputs.parts": "pieces", "inputs.any": "more", "metadata.account_id": "accountid", "config.span": "place",
}

// movedFields set each field of the record, in its order.
var movedFields = []moved.SessionField{
	moved.WithUserID("ada"), moved.WithPlan(moved.Full), moved.WithLatency(1500 * time.Microsecond), moved.WithRating(5), moved.WithZero(7),
	moved.WithTags("a", "b"), moved.WithLong("x"), moved.WithSizes(map[string]int{"w": 1}), moved.WithIndex(moved.Index{Name: "main", Size: 3}),
	moved.WithParts(moved.Part{Text: "p"}, moved.Part{Text: "q"}), moved.WithAny(map[string]any{"k": true}), moved.WithUserid(hh.Hash("ada")),
	moved.WithSpan(moved.Index{Name: "sub"}),
}

// movedTurn is the record of the same values.
func movedTurn() moved.Turn {
	return moved.Turn{
		UserID: "ada", Plan: moved.Full, Latency: 1500 * time.Microsecond, Rating: ptr(5), Zero: 7,
		Tags: []string{"a", "b"}, Long: []string{"x"}, Sizes: map[string]int{"w": 1}, Index: moved.Index{Name: "main", Size: 3},
		Parts: []moved.Part{{Text: "p"}, {Text: "q"}}, Any: map[string]any{"k": true}, Userid: hh.Hash("ada"), Span: &moved.Index{Name: "sub"},
	}
}

// wantMoved are the attributes of the values under the new keys, without the
// hash, and with those of the members that have moved within them.
var wantMoved = []string{
	"user_properties.user_id = 'ada'", "metadata.plan = 'full'", "metrics.latency_ms = 1.5", "feedback.rating = 5", "metrics.zero = 7",
	"metadata.tags.0 = 'a'", "metadata.tags.1 = 'b'", "outputs.long.0 = 'x'", "outputs.sizes.w = 1",
	"config.index.name = 'main'", "config.index.n = 'main'", "config.index.size = 3",
	"inputs.parts.0.text = 'p'", "inputs.parts.0.t = 'p'", "inputs.parts.1.text = 'q'", "inputs.parts.1.t = 'q'",
	"inputs.any.k = true", "config.span.name = 'sub'", "config.span.n = 'sub'", "config.span.size = 0",
}

// bothKeys adds to each line the one under the old key.
func bothKeys(t *testing.T, lines []string) (both []string) {
	t.Helper()
	for _, line := range lines {
		parts := strings.FieldsFunc(line, func(r rune) bool { return r == '.' || r == ' ' })
		old, ok := oldKeys[parts[0]+"."+parts[1]]
		if !ok {
			t.Fatalf("no old key for %s", line)
		}
		both = append(both, line, strings.Replace(line, parts[0]+"."+parts[1], parts[0]+"."+old, 1))
	}
	slices.Sort(both)
	return both
}

func movedRuntime(t *testing.T, options ...hh.Option) *hh.Runtime {
	return hh.New(append(options, hh.WithHashKey([]byte("0123456789abcdef0123456789abcdef")),
		hh.WithViolationHandler(func(v hh.Violation) { t.Errorf("violation %+v", v) }))...)
}

// A setter and a record write the old key too, with the same value.
func TestMovedOnSpans(t *testing.T) {
	e := moved.NewEnricher(movedRuntime(t))
	fields := make([]moved.SpanField, len(movedFields))
	for i, f := range movedFields {
		fields[i] = f
	}
	turn := movedTurn()
	for name, enrich := range map[string]func(ctx context.Context){
		"setters": func(ctx context.Context) { e.EnrichSpan(ctx, fields...) },
		"record":  func(ctx context.Context) { e.EnrichSpan(ctx, turn) },
		"pointer": func(ctx context.Context) { e.EnrichSpan(ctx, &turn) },
	} {
		wantBothKeys(t, name, recorded(t, enrich))
	}
	wantBothKeys(t, "Attributes", e.Attributes(fields...))
}

func wantBothKeys(t *testing.T, name string, kvs []attribute.KeyValue) {
	t.Helper()
	var got, hashes []string
	for _, line := range short(kvs) {
		if key, hash, _ := strings.Cut(line, " = "); strings.HasPrefix(key, "metadata.account") {
			hashes = append(hashes, hash)
		} else {
			got = append(got, line)
		}
	}
	slices.Sort(got)
	if diff := cmp.Diff(bothKeys(t, wantMoved), got); diff != "" {
		t.Errorf("%s: -want +got:\n%s", name, diff)
	}
	if len(hashes) != 2 || hashes[0] != hashes[1] {
		t.Errorf("%s: hashes %v, want one twice", name, hashes)
	}
}

// An update of a session has both keys.
func TestMovedInSessions(t *testing.T) {
	client := &vectors.Client{}
	e := moved.NewEnricher(movedRuntime(t, hh.WithSessionClient(client)))
	ctx, err := hh.ContextWithSession(t.Context(), sessionID)
	if err != nil {
		t.Fatal(err)
	}
	for name, fields := range map[string][]moved.SessionField{"setters": movedFields, "record": {movedTurn()}} {
		if err := e.EnrichSession(ctx, fields...); err != nil {
			t.Fatal(err)
		}
		updates := client.Updates()
		if len(updates) != 1 {
			t.Fatalf("%s: %d updates", name, len(updates))
		}
		var body map[string]any
		if err := json.Unmarshal(updates[0].AppendJSON(nil), &body); err != nil {
			t.Fatal(err)
		}
		body["inputs"] = body["metadata"].(map[string]any)["inputs"]
		for key, old := range oldKeys {
			namespace, key, _ := strings.Cut(key, ".")
			members, ok := body[namespace].(map[string]any)
			if !ok || members[key] == nil {
				t.Errorf("%s: no %s.%s in %v", name, namespace, key, body)
			} else if diff := cmp.Diff(members[key], members[old]); diff != "" {
				t.Errorf("%s: %s.%s is not %s: %s", name, namespace, old, key, diff)
			}
		}
		index := body["config"].(map[string]any)["idx"].(map[string]any)
		if diff := cmp.Diff(map[string]any{"name": "main", "n": "main", "size": 3.0}, index); diff != "" {
			t.Errorf("%s: -want +got:\n%s", name, diff)
		}
	}
}

// What is not recorded, or cut, is so under both keys.
func TestMovedBounds(t *testing.T) {
	var seen []string
	rt := hh.New(hh.WithViolationHandler(func(v hh.Violation) { seen = append(seen, fmt.Sprint(v.Namespace, ".", v.Key, " ", v.Kind)) }))
	kvs := recorded(t, func(ctx context.Context) {
		moved.NewEnricher(rt).EnrichSpan(ctx, moved.WithUserID("longer than eight"), moved.WithRating(6), moved.WithPlan("none"),
			moved.WithTags("a", "b", "c"), moved.WithZero(0), moved.WithMetadata("uid", 1), moved.WithMetadata("tier", 1))
	})
	want := []string{
		"user_properties.user_id = 'longer t'", "user_properties.uid = 'longer t'",
		"metadata.tags.0 = 'a'", "metadata.tags.1 = 'b'", "metadata.labels.0 = 'a'", "metadata.labels.1 = 'b'",
		"metadata.uid = 1",
	}
	if diff := cmp.Diff(want, short(kvs)); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
	wantViolations := []string{
		"user_properties.user_id too_long", "user_properties.uid too_long", "feedback.rating out_of_range", "feedback.stars out_of_range",
		"metadata.plan not_in_enum", "metadata.tier not_in_enum", "metadata.tags too_many_items", "metadata.labels too_many_items",
		"metadata.tier declared_key",
	}
	if diff := cmp.Diff(wantViolations, seen); diff != "" {
		t.Errorf("violations: -want +got:\n%s", diff)
	}
	if kvs := recorded(t, func(ctx context.Context) { moved.NewEnricher(rt).EnrichSpan(ctx, moved.Turn{Plan: moved.Free}) }); len(kvs) != 12 { // the user, plan, latency, and three of the index
		t.Errorf("absent fields were recorded: %v", short(kvs))
	}
}

// The worst case of a record counts both keys: it is the size of a record with
// all that it may hold.
func TestMovedWorstCase(t *testing.T) {
	pkgs, err := gostruct.Load(gostruct.Config{Dir: "..", Output: "hh_gen.go"}, "./runtime/testdata/kinds/moved")
	if err != nil {
		t.Fatal(err)
	}
	turn := pkgs[0].Records[0]
	both := turn.WorstCase()
	var once schema.Size
	for _, f := range turn.Fields {
		if n := len(f.Written()); n != 2 {
			t.Errorf("%s is written under %d keys", f.Name, n)
		}
		alone := *f
		alone.MovedFrom = schema.Move{}
		size := alone.WorstCase()
		once.Attributes += size.Attributes
		once.Bytes += size.Bytes
	}
	if both.Attributes != 2*once.Attributes || both.Bytes <= once.Bytes {
		t.Errorf("both keys take %+v, the new ones %+v", both, once)
	}
}
