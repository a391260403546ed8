package ignore_test

import (
	"fmt"
	"go/parser"
	"go/token"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/hhgen/hhgen/internal/ignore"
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
	for _, d := range ignore.In(fset, f) {
		got = append(got, fmt.Sprintf("%d %s %q", d.Line, d.Rule, d.Reason))
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

func TestCovers(t *testing.T) {
	fset := token.NewFileSet()
	f, err := parser.ParseFile(fset, "p.go", source, parser.ParseComments)
	if err != nil {
		t.Fatal(err)
	}
	all := ignore.In(fset, f)
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
		if got := all.Covers(test.rule, test.file, test.line); got != test.want {
			t.Errorf("Covers(%s, %s, %d) = %v", test.rule, test.file, test.line, got)
		}
	}
	var used []string
	for _, d := range all {
		if d.Used() {
			used = append(used, d.Rule)
		}
	}
	if got := strings.Join(used, " "); got != "A" {
		t.Errorf("used are %q, want A only", got)
	}
}
