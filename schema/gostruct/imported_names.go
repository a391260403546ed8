package gostruct

import (
	"go/ast"
	"go/parser"
	"go/token"
	"go/types"
	"maps"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"

	"golang.org/x/tools/go/packages"

	"github.com/hhgen/hhgen/schema"
)

// In Go, a name that a file imports must not be declared by the package, in any
// of its files. So names of imported packages are taken, just like declared
// names, and so are all exported names of packages that are imported with a
// dot.

// imported finds the names that imports declare in the files of p. looked has
// the folders, by import path, of packages that were read for it and that p
// does not depend on; "" for a package that is not found.
func (l *loader) imported(p *packages.Package, files []*ast.File) (names map[string][]schema.Import, looked map[string]string) {
	var specs []*ast.ImportSpec
	for _, f := range files {
		for _, spec := range f.Imports {
			if spec.Path.Value != `"C"` && (spec.Name == nil || spec.Name.Name != "_") {
				specs = append(specs, spec)
			}
		}
	}
	names, looked = map[string][]schema.Import{}, map[string]string{}
	pkgs := l.importedPackages(p, specs, looked)
	for _, spec := range specs {
		p := importPath(spec)
		im := schema.Import{Path: p, Pos: l.position(spec.Pos())}
		switch {
		case spec.Name == nil:
			names[pkgs[p].name] = append(names[pkgs[p].name], im)
		case spec.Name.Name == ".":
			im.Dot = true
			for name := range pkgs[p].exported {
				names[name] = append(names[name], im)
			}
		default:
			names[spec.Name.Name] = append(names[spec.Name.Name], im)
		}
	}
	return names, looked
}

// importedPackage is what an import of a package declares in a file.
type importedPackage struct {
	name     string
	exported map[string]bool // known if a file imports it with a dot
}

// importedPackages collects facts about imported packages. Packages that only
// tests and other builds import were not loaded.
func (l *loader) importedPackages(p *packages.Package, specs []*ast.ImportSpec, looked map[string]string) map[string]importedPackage {
	loaded := map[string]*types.Package{}
	if p.Types != nil {
		for _, imported := range p.Types.Imports() {
			loaded[imported.Path()] = imported
		}
	}
	found := map[string]importedPackage{}
	var unknown []string
	reachable := reachable(p)
	for _, spec := range specs {
		path := importPath(spec)
		known, types := reachable[path], loaded[path]
		_, seen := found[path]
		switch dot := spec.Name != nil && spec.Name.Name == "."; {
		case dot && types != nil:
			found[path] = importedPackage{types.Name(), l.exportedBy(types, known != nil && known.Syntax != nil)}
		case dot:
			unknown = append(unknown, path)
			looked[path] = ""
		case seen:
		case known != nil && known.Name != "":
			found[path] = importedPackage{name: known.Name}
		default:
			found[path] = importedPackage{name: l.packageName(p, path, looked)}
		}
	}
	maps.Copy(found, l.exportedFiles(p.Dir, unknown, looked))
	return found
}

// reachable are the packages that the syntax of p imports, and those that these
// depend on. What only a file imports of which no more than the package clause was
// read has no part in that: the output may be there or not.
func reachable(p *packages.Package) map[string]*packages.Package {
	found := map[string]*packages.Package{}
	var visit func(q *packages.Package)
	visit = func(q *packages.Package) {
		if q == nil || found[q.PkgPath] != nil {
			return
		}
		found[q.PkgPath] = q
		for _, imported := range q.Imports {
			visit(imported)
		}
	}
	for _, f := range p.Syntax {
		for _, spec := range f.Imports {
			visit(p.Imports[importPath(spec)])
		}
	}
	return found
}

// importPath is the path of an import in a file that was parsed.
func importPath(spec *ast.ImportSpec) string {
	p, _ := strconv.Unquote(spec.Path.Value)
	return p
}

// exportedBy are the names that a loaded package exports. If it has records and
// is read from source, without its output, the output's names belong to it too.
// One name that each output has stands for all of them.
func (l *loader) exportedBy(p *types.Package, fromSource bool) map[string]bool {
	names := map[string]bool{}
	for _, name := range p.Scope().Names() {
		if token.IsExported(name) {
			names[name] = true
		}
		if obj, ok := p.Scope().Lookup(name).(*types.TypeName); ok && fromSource && (judge{}).isRecord(obj.Type()) {
			names["EnrichSpan"] = true
		}
	}
	return names
}

// exportedFiles finds what packages export by parsing their files, and adds
// their folders to looked. If Go structs declare records, the output's exports
// do not depend on whether the output exists yet.
func (l *loader) exportedFiles(dir string, paths []string, looked map[string]string) map[string]importedPackage {
	found := map[string]importedPackage{}
	if len(paths) == 0 || l.offline {
		l.doubt = l.doubt || len(paths) > 0
		return found
	}
	config := packages.Config{Mode: packages.NeedName | packages.NeedFiles, Dir: dir, Env: l.env}
	pkgs, _ := packages.Load(&config, paths...) // a package that cannot be found does not compile, perhaps only in tests
	for _, p := range pkgs {
		exported := map[string]bool{}
		for _, path := range p.GoFiles {
			looked[p.PkgPath] = filepath.Dir(path)
			l.exportedByFile(path, exported)
		}
		found[p.PkgPath] = importedPackage{p.Name, exported}
	}
	return found
}

// exportedByFile adds the names that a file exports.
func (l *loader) exportedByFile(path string, exported map[string]bool) {
	src, err := os.ReadFile(path)
	if err != nil || filepath.Base(path) == l.output && schema.IsOutput(src) && schema.Sources(string(src)) == nil {
		return
	}
	f, err := parser.ParseFile(l.fset, path, src, parser.SkipObjectResolution)
	if err != nil {
		return
	}
	names := map[string]token.Position{}
	l.declaredIn(f, names)
	for name := range names {
		if token.IsExported(name) && !strings.Contains(name, ".") {
			exported[name] = true
		}
	}
	for _, d := range f.Decls {
		if g, ok := d.(*ast.GenDecl); ok {
			eachTagged(g, func(*ast.Ident, string) { exported["EnrichSpan"] = true })
		}
	}
}

// packageName is the name of a package that was not loaded for p. It is in a file of the
// package if that is in p's module, and is guessed otherwise.
func (l *loader) packageName(p *packages.Package, path string, looked map[string]string) string {
	m := p.Module
	if m == nil || m.Dir == "" || !strings.HasPrefix(path+"/", m.Path+"/") {
		return likelyName(path)
	}
	dir := filepath.Join(m.Dir, filepath.FromSlash(strings.TrimPrefix(path, m.Path)))
	entries, _ := os.ReadDir(dir)
	for _, e := range entries {
		if filepath.Ext(e.Name()) != ".go" || strings.HasSuffix(e.Name(), "_test.go") {
			continue
		}
		f, err := parser.ParseFile(l.fset, filepath.Join(dir, e.Name()), nil, parser.PackageClauseOnly)
		if err == nil && f.Name.Name != "main" {
			looked[path] = dir
			return f.Name.Name
		}
	}
	looked[path] = "" // it may be made later
	return likelyName(path)
}

// likelyName guesses the name of a package that was not loaded from its path.
func likelyName(p string) string {
	base := path.Base(p)
	if majorVersion.MatchString(base) {
		base = path.Base(path.Dir(p))
	}
	base, _, _ = strings.Cut(base, ".") // gopkg.in/yaml.v3
	return strings.TrimPrefix(base, "go-")
}

var majorVersion = regexp.MustCompile(`^v[0-9]+$`)
