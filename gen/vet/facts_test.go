package vet_test

import (
	"bytes"
	"go/types"
	"maps"
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
	"github.com/hhgen/hhgen/schema/usage"
)

// TestFactsAreComplete reads every form of field that is generated, and expects
// that each setter and each record is known, with a key.
func TestFactsAreComplete(t *testing.T) {
	pkgs, err := packages.Load(&packages.Config{Mode: packages.LoadSyntax, Dir: scratch.Root(t)}, "./runtime/testdata/kinds/...", "./testdata/sizes", "./testdata/turn", "./runtime/testdata/wire", "./examples/...")
	if err != nil {
		t.Fatal(err)
	}
	graph, err := checker.Analyze([]*analysis.Analyzer{vet.Analyzer, vet.Uses}, pkgs, nil)
	if err != nil {
		t.Fatal(err)
	}
	known := 0
	services := map[string]bool{}
	for _, action := range graph.Roots {
		if action.Analyzer == vet.Uses {
			usesOfServices(t, action, services)
			continue
		}
		var s vet.Schema
		if action.PackageFact(action.Package.Types, &s) {
			known++
			complete(t, action.Package.Types, &s)
		}
	}
	if known < 8 {
		t.Errorf("only %d packages have a fact", known)
	}
	want := []string{
		"answerer.Answer.Confidence", "answerer.Answer.Text", "answerer.Answer.Thinking",
		"answerer.WithAppVersion", "answerer.WithErr", "answerer.WithQuestion",
		"dictionary.Customer.Plan", "dictionary.Customer.UserID", "dictionary.Release.AppVersion",
		"gateway.Visit.Feature", "gateway.WithErr", "gateway.WithRating", "gateway.WithResolved",
	}
	if got := slices.Sorted(maps.Keys(services)); !slices.Equal(got, want) {
		t.Errorf("the services use\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
}

// usesOfServices adds what the example of several services sets.
func usesOfServices(t *testing.T, action *checker.Action, found map[string]bool) {
	t.Helper()
	for _, d := range action.Diagnostics {
		use, err := usage.Decode(d.Message, action.Package.Fset.Position(d.Pos))
		if err != nil {
			t.Fatal(err)
		}
		_, name, ok := strings.Cut(use.Package, "/examples/services/")
		if ok && use.How != usage.Recorded {
			found[name+"."+use.Name] = true
		}
	}
}

func complete(t *testing.T, pkg *types.Package, s *vet.Schema) {
	field := pkg.Scope().Lookup("SpanField").Type().Underlying().(*types.Interface)
	for _, name := range pkg.Scope().Names() {
		switch obj := pkg.Scope().Lookup(name).(type) {
		case *types.Func:
			results := obj.Signature().Results()
			_, open := s.Opens[name]
			if !strings.HasPrefix(name, "With") || results.Len() != 1 || !types.Implements(results.At(0).Type(), field) || open {
				continue
			}
			setter := s.Setters[name]
			key := s.Fields[pkg.Path()+"."+setter.Type+".v"].Key
			if namespace, _, _ := strings.Cut(key, "."); !slices.Contains(schema.Namespaces, schema.Namespace(namespace)) {
				t.Errorf("%s.%s is not known, or by %q: %+v", pkg.Path(), name, key, setter)
			}
		case *types.TypeName:
			if _, known := s.Records[name]; obj.Exported() && !types.IsInterface(obj.Type()) && types.Implements(obj.Type(), field) != known {
				t.Errorf("%s.%s: is it a record? known is %v", pkg.Path(), name, known)
			}
		}
	}
}

// TestFactsAreStable encodes a fact several times, and reads it back.
func TestFactsAreStable(t *testing.T) {
	s := &vet.Schema{Fields: map[string]vet.Attr{}, Setters: map[string]vet.Setter{}}
	for _, name := range []string{"c", "a", "d", "b", "e"} {
		s.Fields["example.com/chat."+name+".v"] = vet.Attr{Key: "metadata." + name, Values: []string{"b", "a"}, Ints: &vet.IntRange{Max: 5}}
		s.Setters["With"+name] = vet.Setter{Type: name}
	}
	first, err := s.GobEncode()
	if err != nil {
		t.Fatal(err)
	}
	for range 10 {
		again, err := s.GobEncode()
		if err != nil || !bytes.Equal(first, again) {
			t.Fatalf("another form, %v:\n%s\n%s", err, first, again)
		}
	}
	var back vet.Schema
	if err := back.GobDecode(first); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(s, &back, cmp.AllowUnexported(vet.Schema{})); diff != "" {
		t.Error(diff)
	}
}
