package lint_test

import (
	"cmp"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/hhgen/hhgen/internal/scratch"
	"github.com/hhgen/hhgen/schema"
	"github.com/hhgen/hhgen/schema/lint"
)

// The corpus: keys with the rules that should find something in them, which
// people labelled before they saw what the rules say. Each file of
// testdata/corpus has one key on a line, as six columns: the namespace, the key,
// the Go type, the unit, the ids of rules, and where the key comes from. A hyphen
// stands for an empty column. Comments at its top say what the file is about; one
// of them, "# judges:", names the rules for which its labels are complete.
//
// Nobody tunes words to the keys of files whose names begin with heldout.

var update = flag.Bool("update", false, "write the table of the corpus")

// Floors of the rules, for all files together.
const (
	minPrecision = 0.95
	minRecall    = 0.9
)

// labelled is one line of the corpus.
type labelled struct {
	where     string // file and line
	heldOut   bool
	judges    []string
	namespace schema.Namespace
	key       string
	typ, unit string
	want      []string
}

// corpusTypes are the types that lines of the corpus may have.
var corpusTypes = map[string]*schema.Type{
	"string":          {Kind: schema.KindString},
	"enum":            {Kind: schema.KindString, Enum: []schema.EnumMember{{Value: "free"}}},
	"bool":            {Kind: schema.KindBool},
	"int":             {Kind: schema.KindInt, Bits: 64},
	"float64":         {Kind: schema.KindFloat, Bits: 64},
	"hh.Hashed":       {Kind: schema.KindHashed},
	"hh.Masked":       {Kind: schema.KindMasked},
	"hh.Text":         {Kind: schema.KindText},
	"time.Time":       {Kind: schema.KindTime},
	"time.Duration":   {Kind: schema.KindDuration},
	"json.RawMessage": {Kind: schema.KindJSON},
	"any":             {Kind: schema.KindAny},
	"struct":          {Kind: schema.KindObject},
}

// corpusType is the type that a line names.
func corpusType(t *testing.T, where, name string) *schema.Type {
	t.Helper()
	if elem, ok := strings.CutPrefix(name, "[]"); ok {
		return &schema.Type{Kind: schema.KindList, Elem: corpusType(t, where, elem)}
	}
	if elem, ok := strings.CutPrefix(name, "map[string]"); ok {
		return &schema.Type{Kind: schema.KindMap, Elem: corpusType(t, where, elem)}
	}
	typ := corpusTypes[name]
	if typ == nil {
		t.Fatalf("%s: no type %q in the corpus", where, name)
	}
	typ.Go.Name = name
	return typ
}

// readCorpus reads the lines of all files.
func readCorpus(t *testing.T) (all []labelled) {
	t.Helper()
	files, err := filepath.Glob("testdata/corpus/*.tsv")
	if err != nil {
		t.Fatal(err)
	}
	seen := map[string]string{}
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		var judges []string
		for i, line := range strings.Split(strings.TrimSpace(string(text)), "\n") {
			where := fmt.Sprintf("%s:%d", filepath.Base(file), i+1)
			if ids, ok := strings.CutPrefix(line, "# judges:"); ok {
				judges = strings.Fields(ids)
			}
			if strings.HasPrefix(line, "#") {
				continue
			}
			l := parseLabelled(t, where, line)
			l.judges, l.heldOut = judges, strings.HasPrefix(filepath.Base(file), "heldout")
			id := strings.Join([]string{string(l.namespace), l.key, l.typ, l.unit, strings.Join(judges, " ")}, " ")
			if before, ok := seen[id]; ok {
				t.Errorf("%s: %s is at %s too", where, id, before)
			}
			seen[id] = where
			all = append(all, l)
		}
	}
	return all
}

func parseLabelled(t *testing.T, where, line string) labelled {
	t.Helper()
	columns := strings.Split(line, "\t")
	if len(columns) != 6 || slices.Contains(columns, "") {
		t.Fatalf("%s: want six columns, with a hyphen for an empty one: %q", where, line)
	}
	l := labelled{where: where, namespace: schema.Namespace(columns[0]), key: columns[1], typ: columns[2], unit: strings.Trim(columns[3], "-")}
	if !l.namespace.Valid() || !schema.ValidKey(l.key) {
		t.Fatalf("%s: %s.%s cannot be declared", where, l.namespace, l.key)
	}
	for id := range strings.SplitSeq(strings.Trim(columns[4], "-"), ",") {
		if id = strings.TrimSpace(id); id == "" {
			continue
		}
		if !slices.Contains(lint.IDs(), id) {
			t.Fatalf("%s: no rule %q", where, id)
		}
		l.want = append(l.want, id)
	}
	return l
}

// found are the ids of the rules that find something in a key, at level strict.
func (l labelled) found(t *testing.T) map[string]bool {
	f := &schema.Field{Key: l.key, Namespace: l.namespace, Unit: l.unit, Doc: "Documented.", Type: corpusType(t, l.where, l.typ)}
	if f.Type.Sized() {
		f.MaxBytes = 64
	}
	if f.Type.Counted() {
		f.MaxItems = 4
	}
	p := pkg("example.com/a", f)
	if err := schema.Check(p); err != nil {
		t.Errorf("%s: the key cannot be declared: %v", l.where, err)
	}
	ids := map[string]bool{}
	for _, found := range lint.Run(lint.Config{Level: lint.Strict}, []*schema.Package{p}) {
		ids[found.Rule.ID] = true
	}
	return ids
}

// tally counts what one rule does with the keys that it is judged by.
type tally struct{ right, missed, wrong int }

func (t tally) precision() float64 { return share(t.right, t.wrong) }
func (t tally) recall() float64    { return share(t.right, t.missed) }

// share is the part of the first of two counts.
func share(n, rest int) float64 {
	if n+rest == 0 {
		return 1
	}
	return float64(n) / float64(n+rest)
}

func (t tally) plus(o tally) tally {
	return tally{t.right + o.right, t.missed + o.missed, t.wrong + o.wrong}
}

// judged are the tallies of the rules that files judge, for the files that rules
// are tuned to, and for the others.
type judged struct{ tuned, heldOut map[string]tally }

// Each rule finds what the corpus says, and little else.
func TestCorpus(t *testing.T) {
	corpus := readCorpus(t)
	result := judged{map[string]tally{}, map[string]tally{}}
	for _, l := range corpus {
		found := l.found(t)
		tallies := result.tuned
		if l.heldOut {
			tallies = result.heldOut
		}
		for _, id := range l.judges {
			wanted := slices.Contains(l.want, id)
			one := tally{}
			switch {
			case wanted && found[id]:
				one.right++
			case wanted:
				one.missed++
				t.Logf("%s: %s.%s %s is missed by %s", l.where, l.namespace, l.key, l.typ, id)
			case found[id]:
				one.wrong++
				t.Logf("%s: %s.%s %s is no fault, but %s finds one", l.where, l.namespace, l.key, l.typ, id)
			}
			tallies[id] = tallies[id].plus(one)
		}
		for _, id := range l.want {
			if !slices.Contains(l.judges, id) {
				t.Errorf("%s: the file does not judge %s: add it to the line # judges:", l.where, id)
			}
		}
	}
	checkFloors(t, result)
	checkCorpusTable(t, corpus, result)
}

func checkFloors(t *testing.T, result judged) {
	t.Helper()
	for _, r := range lint.Rules {
		all := result.tuned[r.ID].plus(result.heldOut[r.ID])
		if p := all.precision(); p < minPrecision {
			t.Errorf("%s: precision %.2f, want %.2f or more", r.ID, p, minPrecision)
		}
		if p := all.recall(); p < minRecall {
			t.Errorf("%s: recall %.2f, want %.2f or more", r.ID, p, minRecall)
		}
	}
}

// checkCorpusTable compares the table with that of docs/sharing-keys.md.
func checkCorpusTable(t *testing.T, corpus []labelled, result judged) {
	t.Helper()
	const begin, end = "<!-- The corpus: go test ./schema/lint -run TestCorpus -update -->\n", "<!-- end -->"
	page := filepath.Join(scratch.Root(t), "docs", "sharing-keys.md")
	text, err := os.ReadFile(page)
	if err != nil {
		t.Fatal(err)
	}
	before, rest, ok := strings.Cut(string(text), begin)
	got, after, closed := strings.Cut(rest, end)
	if !ok || !closed {
		t.Fatalf("docs/sharing-keys.md has no place for the table, between %q and %q", begin, end)
	}
	want := corpusTable(corpus, result)
	t.Log("\n" + want)
	switch {
	case got == want:
	case *update:
		scratch.Write(t, page, before+begin+want+end+after)
	default:
		t.Errorf("the table in docs/sharing-keys.md is out of date: run go test ./schema/lint -run TestCorpus -update\n%s", want)
	}
}

func corpusTable(corpus []labelled, result judged) string {
	fine, heldOut := 0, 0
	for _, l := range corpus {
		if len(l.want) == 0 {
			fine++
		}
		if l.heldOut {
			heldOut++
		}
	}
	var b strings.Builder
	fmt.Fprintf(&b, "The rules are measured on %d labelled keys, %d of them without a fault. %d are held out: words are added for kinds of keys, never for one of these alone.\n\n", len(corpus), fine, heldOut)
	b.WriteString("| rule | faults found | false alarms | held out: found | false alarms |\n|---|---|---|---|---|\n")
	for _, r := range lint.Rules {
		tuned, other := result.tuned[r.ID], result.heldOut[r.ID]
		if tuned == (tally{}) && other == (tally{}) {
			continue
		}
		fmt.Fprintf(&b, "| %s | %s | %s | %s | %s |\n", r.ID, tuned.faults(), tuned.alarms(), other.faults(), other.alarms())
	}
	return b.String()
}

// faults is "12 of 13"; "-" without a fault.
func (t tally) faults() string {
	if t.right+t.missed == 0 {
		return "-"
	}
	return fmt.Sprintf("%d of %d", t.right, t.right+t.missed)
}

func (t tally) alarms() string {
	return cmp.Or(fmt.Sprint(t.wrong), "0")
}
