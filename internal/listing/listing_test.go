package listing_test

import (
	"errors"
	"go/ast"
	"go/parser"
	"go/token"
	"go/types"
	"os"
	"path/filepath"
	"testing"

	"golang.org/x/tools/go/packages"

	"github.com/hhgen/hhgen/internal/listing"
	"github.com/hhgen/hhgen/internal/scratch"
)

const output = "gen.go"

// module has a root that imports another one through a package that is not named.
func module(t *testing.T) (dir string) {
	t.Helper()
	dir = t.TempDir()
	for name, text := range map[string]string{
		"go.mod":   "module example.com\n\ngo 1.26\n",
		"a/a.go":   "package a\n\nimport (\n\t\"net/url\"\n\n\t\"example.com/b\"\n\t\"example.com/d\"\n)\n\ntype A struct {\n\tB b.B\n\tD d.D\n\tURL url.URL\n}\n",
		"b/b.go":   "package b\n\nimport \"example.com/c\"\n\ntype B struct{ C c.C }\n",
		"c/c.go":   "package c\n\ntype C struct{ N int }\n",
		"d/d.go":   "package d\n\ntype D struct{ S string }\n",
		"c/gen.go": "package c\n",
	} {
		scratch.Write(t, filepath.Join(dir, name), text)
	}
	return dir
}

// list asks the go command, and returns what is kept of its answer.
func list(t *testing.T, dir string) *listing.Listing {
	t.Helper()
	config := packages.Config{Mode: packages.LoadSyntax | packages.NeedModule | packages.NeedExportFile, Dir: dir}
	roots, err := packages.Load(&config, "./a", "./c")
	if err != nil || packages.PrintErrors(roots) > 0 {
		t.Fatal(err)
	}
	return listing.Of(roots, output)
}

// load reads the roots by a listing.
func load(kept *listing.Listing, dir string) ([]*packages.Package, error) {
	return kept.Load(listing.Config{
		Fset: token.NewFileSet(), Output: output,
		ParseFile: func(fset *token.FileSet, name string, src []byte) (*ast.File, error) {
			return parser.ParseFile(fset, name, src, parser.SkipObjectResolution)
		},
	}, []string{filepath.Join(dir, "a"), filepath.Join(dir, "c")})
}

// An edit is seen through all packages that it reaches, after the listing was
// written and read again.
func TestEdit(t *testing.T) {
	dir := module(t)
	kept := listing.Decode(list(t, dir).Encode())
	scratch.Write(t, filepath.Join(dir, "c/c.go"), "package c\n\ntype C struct{ M, N int }\n")
	roots, err := load(kept, dir)
	if err != nil {
		t.Fatal(err)
	}
	a := roots[0].Types.Scope().Lookup("A").Type()
	b, _, _ := types.LookupFieldOrMethod(a, false, roots[0].Types, "B")
	c, _, _ := types.LookupFieldOrMethod(b.Type(), false, nil, "C")
	if m, _, _ := types.LookupFieldOrMethod(c.Type(), false, nil, "M"); m == nil || len(roots[0].TypeErrors) > 0 {
		t.Errorf("no field M in %s; errors %v", c.Type().Underlying(), roots[0].TypeErrors)
	}
	if m := roots[0].Module; m == nil || m.Dir != dir || !m.Main || m.GoVersion != "1.26" {
		t.Errorf("module %+v, want the one in %s", m, dir)
	}
}

// Whatever the go command might answer otherwise is in doubt, and is not once it
// is as it was.
func TestDoubt(t *testing.T) {
	for name, change := range map[string]func(t *testing.T, kept *listing.Listing, dir string){
		"new file": func(t *testing.T, _ *listing.Listing, dir string) { scratch.Write(t, dir+"/a/more.go", "package a\n") },
		"test file": func(t *testing.T, _ *listing.Listing, dir string) {
			scratch.Write(t, dir+"/a/a_test.go", "package a\n")
		},
		"no file":   func(t *testing.T, _ *listing.Listing, dir string) { remove(t, dir+"/a/a.go") },
		"no folder": func(t *testing.T, _ *listing.Listing, dir string) { remove(t, dir+"/a") },
		"does not parse": func(t *testing.T, _ *listing.Listing, dir string) {
			scratch.Write(t, dir+"/c/c.go", "package c\n\ntype")
		},
		"package clause": func(t *testing.T, _ *listing.Listing, dir string) { scratch.Write(t, dir+"/c/c.go", "package e\n") },
		"constraint": func(t *testing.T, _ *listing.Listing, dir string) {
			scratch.Write(t, dir+"/c/c.go", "//go:build unix\n\npackage c\n")
		},
		"cgo": func(t *testing.T, _ *listing.Listing, dir string) {
			scratch.Write(t, dir+"/c/c.go", "package c\n\nimport \"C\"\n")
		},
		"new import": func(t *testing.T, _ *listing.Listing, dir string) {
			scratch.Write(t, dir+"/c/c.go", "package c\n\nimport _ \"net/http\"\n")
		},
		"import cycle": func(t *testing.T, _ *listing.Listing, dir string) {
			scratch.Write(t, dir+"/c/c.go", "package c\n\nimport _ \"example.com/b\"\n")
		},
		"output of another package": func(t *testing.T, _ *listing.Listing, dir string) {
			scratch.Write(t, dir+"/c/gen.go", "package e\n")
		},
		"export data": func(_ *testing.T, kept *listing.Listing, _ string) { kept.Packages["example.com/d"].Export += ".gone" },
		"broken export data": func(_ *testing.T, kept *listing.Listing, dir string) {
			kept.Packages["example.com/d"].Export = filepath.Join(dir, "go.mod")
		},
		"a root that is not named": func(_ *testing.T, kept *listing.Listing, _ string) {
			kept.Packages["example.com/d"].Heads = kept.Packages["example.com/c"].Heads
		},
	} {
		t.Run(name, func(t *testing.T) {
			dir := module(t)
			kept := list(t, dir)
			if _, err := load(kept, dir); err != nil {
				t.Fatal(err)
			}
			change(t, kept, dir)
			if _, err := load(kept, dir); !errors.Is(err, listing.ErrDoubt) {
				t.Errorf("error %v, want %v", err, listing.ErrDoubt)
			}
		})
	}
}

// The output may come and go.
func TestOutput(t *testing.T) {
	dir := module(t)
	kept := list(t, dir)
	remove(t, dir+"/c/gen.go")
	scratch.Write(t, dir+"/a/gen.go", "package a\n")
	roots, err := load(kept, dir)
	if err != nil {
		t.Fatal(err)
	}
	if files := []int{len(roots[0].Syntax), len(roots[1].Syntax)}; files[0] != 2 || files[1] != 1 {
		t.Errorf("%v files, want 2 and 1", files)
	}
}

// Anything that was not written as a listing is none.
func TestDecode(t *testing.T) {
	for _, text := range []string{"", "x", "{}"} {
		if l := listing.Decode([]byte(text)); l != nil {
			t.Errorf("%q is read as %v", text, l)
		}
	}
}

func remove(t *testing.T, path string) {
	t.Helper()
	if err := os.RemoveAll(path); err != nil {
		t.Fatal(err)
	}
}
