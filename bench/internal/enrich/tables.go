package enrich

import (
	"fmt"
	"strings"
	"time"

	"github.com/hhgen/hhgen/bench/internal/measure"
	"github.com/hhgen/hhgen/bench/sizes"
)

// figures are the results of the benchmarks, by their names: the least ones, and those of
// each round.
type figures struct {
	by     map[string]result
	rounds map[string][]result
}

// ratio is the median, over the rounds, of the ratio between two benchmarks. What else the
// machine does falls on both alike, since they are close to each other in a round.
func (f figures) ratio(name, base string, value func(result) float64) float64 {
	var ratios []float64
	for i, r := range f.rounds[name] {
		if i < len(f.rounds[base]) && value(f.rounds[base][i]) > 0 {
			ratios = append(ratios, value(r)/value(f.rounds[base][i]))
		}
	}
	if ratios == nil {
		return 0
	}
	return measure.Middle(ratios)
}

func nanoseconds(r result) float64 { return r.ns }

// byHand is the way that the others are compared with, the first of each size.
const byHand = "hand-written"

// at is the name of a benchmark of a way.
func at(group string, n int, way string) string {
	return fmt.Sprintf("%s/%d/%s", group, n, strings.ReplaceAll(way, " ", "_"))
}

// groups are the tables of ways.
var groups = []struct{ name, title, note string }{
	{"Span/dropped", "A span that does not record", "One call on one span."},
	{"Span/recording", "A span that the SDK records", "The span's own start and end are in all figures; with no attributes, they are all there is."},
	{"Span/exported", "A span that is exported", "With the batch processor, and by OTLP to a server on loopback: what that costs is in all figures."},
	{"Parallel/dropped", "A span that does not record, on all processors", ""},
	{"Parallel/recording", "A span that the SDK records, on all processors", ""},
	{"Parallel/exported", "A span that is exported, on all processors", ""},
}

func (f figures) tables() (tables []*measure.Table) {
	for _, g := range groups {
		t := &measure.Table{Title: g.title, Note: g.note, Head: []string{"attributes", "way", "time", "ratio", "bytes", "allocations"}}
		if r, ok := f.by[at(g.name, 0, "nothing")]; ok {
			addRow(t, []string{"0", "nothing"}, r, 0)
		}
		for _, n := range sizes.Sizes {
			base := at(g.name, n, byHand)
			if _, ok := f.by[base]; !ok {
				continue
			}
			for _, w := range sizes.Ways(n) {
				name := at(g.name, n, w.Name)
				addRow(t, []string{fmt.Sprint(n), w.Name}, f.by[name], f.ratio(name, base, nanoseconds))
			}
		}
		tables = append(tables, t)
	}
	tables = append(tables, f.list("EnrichSession", "13 fields. `update` is what the caller pays until the client has the update, `queued` with the client that sends it to a server on loopback, `kept` with a durable queue that writes it to a file, `synced` with one that syncs the file too (each parallel with 16 calls for 16 sessions), and `span` is EnrichSpan with the same fields, for comparison.",
		"Session", "span", []string{"span", "update", "update_parallel", "queued", "queued_parallel", "kept", "kept_parallel", "synced", "synced_parallel"}))
	tables = append(tables, f.list("Strings", "One string on a span that the SDK records.",
		"Text", "fits,_1_KB", []string{"fits,_1_KB", "cut,_1_KB_to_64_bytes", "cut,_1_MB_to_64_bytes", "cut,_1_MB_to_1_KB", "mended,_1_KB", "hashed,_16_bytes", "hashed,_1_MB", "masked,_16_bytes"}))
	return tables
}

// list is a table of benchmarks of one group.
func (f figures) list(title, note, group, base string, names []string) *measure.Table {
	t := &measure.Table{Title: title, Note: note, Head: []string{"what", "time", "ratio", "bytes", "allocations"}}
	for _, name := range names {
		addRow(t, []string{strings.ReplaceAll(name, "_", " ")}, f.by[group+"/"+name], f.ratio(group+"/"+name, group+"/"+base, nanoseconds))
	}
	return t
}

func addRow(t *measure.Table, cells []string, r result, ratio float64) {
	printed := "-"
	if ratio > 0 {
		printed = fmt.Sprintf("%.2f", ratio)
	}
	t.Add(append(cells, measure.Duration(time.Duration(r.ns)), printed, fmt.Sprintf("%.0f", r.bytes), fmt.Sprintf("%.0f", r.allocs))...)
}

// generated are the ways that generated code offers; a promise is about the
// worst of them.
var generated = []string{"fields", "record", "mixed"}

// worst is the greatest of what value makes of the generated ways for n attributes, as a
// ratio to another way if there is one.
func (f figures) worst(group string, n int, other string, value func(result) float64) (most float64) {
	for _, way := range generated {
		if other == "" {
			most = max(most, value(f.by[at(group, n, way)]))
		} else {
			most = max(most, f.ratio(at(group, n, way), at(group, n, other), value))
		}
	}
	return most
}

// recordingTargets are the targets of recording, by the number of attributes.
var recordingTargets = []struct {
	attributes int
	most       float64
}{{1, 1.05}, {5, 1}, {13, 0.95}, {40, 0.8}}

func (f figures) targets() (list []measure.Target) {
	ns := nanoseconds
	size := func(r result) float64 { return r.bytes }
	allocs := func(r result) float64 { return r.allocs }
	own := f.by[at("Span/recording", 0, "nothing")].ns
	reflection := f.by[at("Span/recording", 13, "reflection")].ns
	slowest := f.worst("Span/recording", 13, "", ns)
	for _, t := range recordingTargets {
		noun := "attributes"
		if t.attributes == 1 {
			noun = "attribute"
		}
		what := fmt.Sprintf("%d %s, recording, against hand-written: time", t.attributes, noun)
		list = append(list, measure.Target{What: what, Most: t.most, Measured: f.worst("Span/recording", t.attributes, byHand, ns)})
	}
	return append(list, []measure.Target{
		{What: "13 attributes, recording, against hand-written: allocations", Most: 1, Measured: f.worst("Span/recording", 13, byHand, allocs)},
		{What: "the same: bytes", Most: 0.8, Measured: f.worst("Span/recording", 13, byHand, size)},
		{What: "13 attributes, not recording, against hand-written: time", Most: 0.15, Measured: f.worst("Span/dropped", 13, byHand, ns)},
		{What: "the same, against hand-written with guard", Most: 2, Measured: f.worst("Span/dropped", 13, "hand-written, with guard", ns)},
		{What: "the same: allocations of ours", Wants: "0", Met: func(m float64) bool { return m == 0 }, Measured: f.worst("Span/dropped", 13, "", allocs)},
		{What: "13 attributes, recording, without the span itself: times faster than reflection", Wants: "at least 4", Met: func(m float64) bool { return m >= 4 }, Measured: (reflection - own) / (slowest - own)},
	}...)
}
