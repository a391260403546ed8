package suppression_test

import (
	"fmt"
	"go/parser"
	"go/token"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/hhgen/hhgen/internal/suppression"
	"github.com/hhgen/hhgen/schema"
)

const source = `package p

//hhgen:ignore A alone, about the next line
var a = 1

var b = 2 //hhgen:ignore B at the end of its line

//hhgen:ignore C first of two
//hhgen:ignore	D	after a tab
var c = 3

//hhgen:ignore E
var d = 4

// hhgen:ignore F is prose
//hhgen:ignored G is another directive
var e = 5

type t struct {
	//hhgen:ignore H on a field
	x int
	y int //hhgen:ignore
	//hhgen:ignore I above documentation
	// z is the last,
	/* of three */
	z int
}

//hhgen:ignore J no line is below

var ( //hhgen:ignore K where a declaration begins
	f = 6
) //hhgen:ignore L where it ends

var g = 7
`

func TestIn(t *testing.T) {
	fset := token.NewFileSet()
	f, err := parser.ParseFile(fset, "p.go", source, parser.ParseComments)
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, d := range suppression.In(fset, f) {
		got = append(got, fmt.Sprintf("%d %s %q", d.Comment.Line, d.Rule, d.Reason))
	}
	want := []string{
		`4 A "alone, about the next line"`,
		`6 B "at the end of its line"`,
		`10 C "first of two"`,
		`10 D "after a tab"`,
		`13 E ""`,
		`21 H "on a field"`,
		`22  ""`,
		`26 I "above documentation"`,
		`30 J "no line is below"`,
		`31 K "where a declaration begins"`,
		`33 L "where it ends"`,
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

func TestSeveralRules(t *testing.T) {
	for text, want := range map[string]string{
		"A,B why":               `A "why" B "why"`,
		"A, B\twhy":             `A "why" B "why"`,
		"A ,B , C so":           `A "so" B "so" C "so"`,
		"A,B":                   `A "" B ""`,
		"A, why not":            `A "not" why "not"`,
		"A,,B why":              `A "why"  "why" B "why"`,
		",":                     ` ""  ""`,
		"A reason, and another": `A "reason, and another"`,
	} {
		fset := token.NewFileSet()
		f, err := parser.ParseFile(fset, "p.go", "package p\n\n//hhgen:ignore "+text+"\nvar a = 1\n", parser.ParseComments)
		if err != nil {
			t.Fatal(err)
		}
		var got []string
		for _, s := range suppression.In(fset, f) {
			got = append(got, fmt.Sprintf("%s %q", s.Rule, s.Reason))
		}
		if got := strings.Join(got, " "); got != want {
			t.Errorf("%q: %s, want %s", text, got, want)
		}
	}
}

// A set knows which suppressions a finding has needed, and what is wrong with
// them.
func TestSet(t *testing.T) {
	fset := token.NewFileSet()
	f, err := parser.ParseFile(fset, "p.go", source, parser.ParseComments)
	if err != nil {
		t.Fatal(err)
	}
	set := suppression.NewSet(suppression.In(fset, f))
	for _, test := range []struct {
		rule, file string
		line       int
		want       bool
	}{
		{"A", "p.go", 4, true},
		{"A", "p.go", 3, false},
		{"A", "q.go", 4, false},
		{"B", "p.go", 4, false},
		{"E", "p.go", 13, false}, // no reason
	} {
		rule := &schema.Rule{ID: test.rule}
		if got := set.SuppressesLine(rule, test.file, test.line); got != test.want {
			t.Errorf("SuppressesLine(%s, %s, %d) = %v", test.rule, test.file, test.line, got)
		}
		found := &schema.Finding{Pos: token.Position{Filename: test.file, Line: test.line}, Rule: rule}
		if got := set.Suppresses(found, suppression.Subject{}); got != test.want {
			t.Errorf("Suppresses(%v) = %v", found, got)
		}
	}
	var got []string
	for _, p := range set.Malformed([]string{"A", "B", "E"}, []string{"C", "D", "H", "I", "J", "K", "L"}) {
		got = append(got, p.Message)
	}
	for _, p := range set.Unneeded(func(rule string) bool { return rule < "C" }) {
		got = append(got, p.Message)
	}
	want := []string{
		"the suppression of E gives no reason: say why it is needed",
		"the suppression names no rule: write //hhgen:ignore RULE and the reason",
		"no finding of B needs this suppression: remove it",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}
