package vet_test

import (
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/analysis/checker"
	"golang.org/x/tools/go/packages"

	"github.com/hhgen/hhgen/gen/vet"
	"github.com/hhgen/hhgen/internal/scratch"
	"github.com/hhgen/hhgen/schema"
	"github.com/hhgen/hhgen/schema/lint"
)

// prelude is what the examples of the rules use.
const prelude = `
import (
	"context"
	"log"
	"testing"
	"time"

	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/trace"

	"example.com/app/chat"
	hh "github.com/hhgen/hhgen/runtime"
	"github.com/hhgen/hhgen/runtime/hhtest"
)

type myTurn struct{ chat.Turn }

var (
	_ = hhtest.New
	_ = log.Print
	_ = time.Second
	_ = attribute.String
	_ hh.Text
	_ myTurn
)

func example(t testing.TB, ctx context.Context, tracer trace.Tracer, span trace.Span, id, name string, score float64, plan chat.Plan, turn chat.Turn) {
`

// TestExamples applies all rules to the examples on their pages.
func TestExamples(t *testing.T) {
	dir := scratch.Module(t, "example.com/app")
	readme := string(read(t, filepath.Join(scratch.Root(t), "README.md")))
	_, source, _ := strings.Cut(readme, "```go chat/chat.go\n")
	source, _, _ = strings.Cut(source, "```")
	scratch.Write(t, filepath.Join(dir, "chat/chat.go"), source+`
type Area struct {
	Region string `+"`hh:\"metadata,omitzero,deprecated='use zone'\"`"+`
	Zone   string `+"`hh:\"metadata,omitzero\"`"+`
	Locale string `+"`hh:\"metadata,omitzero,pattern=^[a-z]{2}-[A-Z]{2}$\"`"+`
	_      hh.Open `+"`hh:\"metadata\"`"+`
}
`)
	generate(t, dir, "./chat")
	own := slices.DeleteFunc(slices.Clone(vet.Rules), func(r *schema.Rule) bool { return lint.Descriptions().Find(r.ID) != nil })
	for _, r := range own { // lint checks the examples of the others
		for name, code := range map[string]string{"before": r.Before, "after": r.After} {
			pkg := strings.ToLower(r.ID) + name
			text := "package " + pkg + "\n" + prelude + "{\n" + code + "\n}\n}\n"
			if strings.HasPrefix(code, "type ") {
				text = "package " + pkg + "\n" + prelude + "}\n\n" + code + "\n"
			}
			scratch.Write(t, filepath.Join(dir, pkg, "example.go"), text)
		}
	}
	found := analyze(t, dir, "./...")
	for _, r := range own {
		pkg := "example.com/app/" + strings.ToLower(r.ID)
		if !slices.Contains(found[pkg+"before"], r.ID) {
			t.Errorf("%s: the example before has no finding: %v", r.ID, found[pkg+"before"])
		}
		if len(found[pkg+"after"]) > 0 {
			t.Errorf("%s: the example after has findings: %v", r.ID, found[pkg+"after"])
		}
	}
}

// TestOwn looks at the package of a schema itself, which can name what others cannot.
func TestOwn(t *testing.T) {
	got := analyze(t, module(t), "./chat")["example.com/app/chat"]
	want := []string{vet.OpenKey.ID, vet.ValueRange.ID, vet.RequiredField.ID}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

// TestEmbeds looks at a package whose structs have no tags of their own: that it
// has an output makes them records.
func TestEmbeds(t *testing.T) {
	var got []string
	for _, d := range diagnostics(t, module(t), "./embeds")["example.com/app/embeds"] {
		message, _, _ := strings.Cut(d.Message, ", ")
		got = append(got, message)
	}
	want := []string{
		"Common is embedded and none of its fields has an hh tag", // and is of this module, whose root it is
		"Locale has no hh tag",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

// analyze returns the rules that packages break, by import path.
func analyze(t *testing.T, dir string, patterns ...string) map[string][]string {
	t.Helper()
	found := map[string][]string{}
	for path, list := range diagnostics(t, dir, patterns...) {
		for _, d := range list {
			found[path] = append(found[path], d.Category)
		}
	}
	return found
}

// diagnostics returns what is reported of packages, by import path.
func diagnostics(t *testing.T, dir string, patterns ...string) map[string][]analysis.Diagnostic {
	t.Helper()
	pkgs, err := packages.Load(&packages.Config{Mode: packages.LoadSyntax | packages.NeedModule, Dir: dir}, patterns...)
	if err != nil {
		t.Fatal(err)
	}
	if packages.PrintErrors(pkgs) > 0 {
		t.Fatal("the packages do not compile")
	}
	graph, err := checker.Analyze([]*analysis.Analyzer{vet.Analyzer}, pkgs, nil)
	if err != nil {
		t.Fatal(err)
	}
	found := map[string][]analysis.Diagnostic{}
	for _, action := range graph.Roots {
		if action.Err != nil {
			t.Fatal(fmt.Errorf("%s: %w", action.Package.PkgPath, action.Err))
		}
		found[action.Package.PkgPath] = action.Diagnostics
	}
	return found
}
