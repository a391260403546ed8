package enrich

import (
	"strings"
	"testing"
)

const output = `goos: linux
BenchmarkSpan/recording/13/hand-written-2   1000  2000 ns/op  2320 B/op  4 allocs/op
BenchmarkSpan/recording/13/fields-2         1000  1500.5 ns/op  1424 B/op  3 allocs/op
BenchmarkText/fits,_1_KB                    1000  10 ns/op  5 B/op  1 allocs/op
PASS
`

func TestParse(t *testing.T) {
	results := map[string][]result{}
	for _, text := range []string{output, strings.ReplaceAll(output, "1500.5", "1400"), strings.ReplaceAll(output, "1500.5", "9000")} {
		if err := parse([]byte(text), results); err != nil {
			t.Fatal(err)
		}
	}
	got := least(results)
	if want := (result{1400, 1424, 3}); got["Span/recording/13/fields"] != want {
		t.Errorf("got %+v, want %+v", got["Span/recording/13/fields"], want)
	}
	if _, ok := got["Text/fits,_1_KB"]; !ok || len(got) != 3 {
		t.Errorf("names: %v", got)
	}
	if err := parse([]byte("BenchmarkX 1 x ns/op"), results); err == nil {
		t.Error("a number that is none was read")
	}
}

func TestTables(t *testing.T) {
	by := map[string]result{
		"Span/recording/0/nothing":       {500, 10, 1},
		"Span/recording/13/hand-written": {1000, 100, 4}, "Span/recording/13/reflection": {5000, 100, 9},
		"Span/recording/13/fields": {900, 50, 3}, "Span/recording/13/record": {800, 60, 3}, "Span/recording/13/mixed": {1100, 70, 4},
	}
	f := figures{by, map[string][]result{}}
	for name, r := range by {
		f.rounds[name] = []result{r, {r.ns * 3, r.bytes, r.allocs}, r} // the machine was busy in the second round
	}
	var text strings.Builder
	for _, table := range f.tables() {
		text.WriteString(table.Markdown())
	}
	if want := "| 13 | fields | 900 ns | 0.90 | 50 | 3 |"; !strings.Contains(text.String(), want) {
		t.Errorf("%q is missing in\n%s", want, text.String())
	}
	targets := f.targets()
	if got := targets[2].Measured; got != 1.1 {
		t.Errorf("against hand-written: %v, want the worst way's, 1.1", got)
	}
	if got := targets[len(targets)-1].Measured; got != 7.5 {
		t.Errorf("against reflection: %v, want the worst way's, 4500/600", got)
	}
}
