package gostruct

import (
	"cmp"
	"context"
	"go/ast"
	"go/parser"
	"go/token"
	"go/types"
	"iter"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"

	"golang.org/x/tools/go/packages"

	"github.com/hhgen/hhgen/internal/listing"
	"github.com/hhgen/hhgen/schema"
)

// Config says where to read.
type Config struct {
	Dir    string   // folder that patterns and messages are relative to; "" for the current one
	Base   string   // folder that messages are relative to, if it is not Dir; "" for Dir
	Env    []string // environment of the go command; nil for that of the process
	Output string   // base name of the output, which is read as empty if it was generated from Go structs
	None   bool     // patterns that match no package are allowed
	Past   bool     // the source can no longer be changed, so fields that it loses are no errors

	// Overlay holds contents that replace those of files on disk, by absolute
	// path.
	Overlay map[string][]byte

	// Context ends the go command; nil for never.
	Context context.Context

	// Listing has what the go command said of the packages before, and is asked in
	// its place; nil to ask the go command. The patterns have to be folders then, and
	// the error is [listing.ErrDoubt] if the go command might say something else now.
	Listing *listing.Listing
}

// Package is one Go package, with its schema.
type Package struct {
	*schema.Package
	Dir string // folder of its files, absolute

	// Types is the package as the type checker sees it, and Syntax its files,
	// with comments and with positions in Fset.
	Types  *types.Package
	Syntax []*ast.File
	Fset   *token.FileSet
	// Guarded are the types of the package's module that its records use: the
	// records, the structs they embed, nested objects, and other types of
	// fields. An alias stands for a type whose own name p cannot write.
	Guarded []types.Type
	// Declared holds each name that a file of the package declares at package
	// level, in tests and under other build constraints too, and each method
	// and field of a record as "Record.name".
	Declared map[string]token.Position
	// Imported holds the names that imports declare in files of the package, in
	// tests and under other build constraints too.
	Imported map[string][]schema.Import

	loaded *packages.Package
	looked map[string]string // folders of packages of which only names were read, by import path
}

// Depends yields the import path and the folder of each package that p depends
// on, and of each package of which only the names were read, since tests may
// import it. The folder of a package that is not found is "". whole is false if
// the build makes some of their Go files, as cgo does.
func (p *Package) Depends() (folders iter.Seq2[string, string], whole bool) {
	whole = true
	packages.Visit([]*packages.Package{p.loaded}, nil, func(d *packages.Package) {
		for _, file := range d.CompiledGoFiles {
			whole = whole && (d.Dir == "" || d.Module == nil || filepath.Dir(file) == d.Dir)
		}
	})
	return func(yield func(string, string) bool) {
		more := true
		packages.Visit([]*packages.Package{p.loaded}, func(*packages.Package) bool { return more }, func(d *packages.Package) {
			more = more && (d == p.loaded || d.Dir == "" || yield(d.PkgPath, d.Dir))
		})
		for path, dir := range p.looked {
			more = more && yield(path, dir)
		}
	}, whole
}

// Listing is what the go command has said of packages that [Load] has returned
// together, and of all that they import. It is to be asked when none of that has
// changed but files of these packages.
func Listing(pkgs []*Package, output string) *listing.Listing {
	roots := make([]*packages.Package, len(pkgs))
	for i, p := range pkgs {
		roots[i] = p.loaded
	}
	return listing.Of(roots, output)
}

// Release lets go of everything but the folder and what [Package.Depends] and
// [Listing] say.
func (p *Package) Release() {
	p.loaded.Types, p.loaded.Syntax, p.loaded.TypesInfo = nil, nil, nil
	*p = Package{Dir: p.Dir, loaded: p.loaded, looked: p.looked}
}

// Published reports whether p is in a published version of a module, which can
// no longer be changed.
func (p *Package) Published() bool { return published(p.loaded.Module) }

// Load reads the packages that patterns name, as the go command understands
// them. The packages are sorted by import path, and include those without
// records. An error about the schemas is a [schema.Findings].
func Load(cfg Config, patterns ...string) ([]*Package, error) {
	dir, err := filepath.Abs(cfg.Dir)
	if err != nil {
		return nil, err
	}
	base, err := filepath.Abs(cmp.Or(cfg.Base, cfg.Dir))
	if err != nil {
		return nil, err
	}
	l := &loader{dir: dir, base: base, env: cfg.Env, output: cfg.Output, none: cfg.None, past: cfg.Past, fset: token.NewFileSet(), overlay: cfg.Overlay}
	if cfg.Listing != nil {
		return l.listedBefore(cfg.Listing, patterns)
	}
	if err := CheckFiles(dir, cfg.Output, patterns...); err != nil {
		return nil, err
	}
	config := packages.Config{
		Context: cfg.Context,
		Mode:    packages.LoadSyntax | packages.NeedModule | packages.NeedExportFile,
		Dir:     dir,
		Env:     cfg.Env,
		Fset:    l.fset, Overlay: cfg.Overlay,
		ParseFile: l.parseFile,
	}
	roots, err := packages.Load(&config, patterns...)
	if mended := mended(roots, cfg.Output); len(mended) > 0 && err == nil {
		maps.Copy(mended, cfg.Overlay)
		config.Overlay = mended
		roots, err = packages.Load(&config, patterns...)
	}
	l.overlay = config.Overlay
	if err != nil {
		l.errs.Add(token.Position{}, schema.PackageLoad, "%s", l.message(err.Error()))
		return nil, l.errs.Err()
	}
	return l.load(roots, patterns)
}

// listedBefore reads packages by what the go command said of them before. A file
// that nobody can read, such as a named pipe, is in doubt there.
func (l *loader) listedBefore(kept *listing.Listing, folders []string) ([]*Package, error) {
	dirs := make([]string, len(folders))
	for i, dir := range folders {
		dirs[i] = within(l.dir, dir)
	}
	roots, err := kept.Load(listing.Config{Fset: l.fset, Output: l.output, Overlay: l.overlay, ParseFile: l.parseFile}, dirs)
	if err != nil {
		return nil, err
	}
	l.offline = true
	pkgs, err := l.load(roots, folders)
	if l.doubt {
		return nil, listing.ErrDoubt
	}
	return pkgs, err
}

// parseFile parses a file as far as records depend on it.
func (l *loader) parseFile(fset *token.FileSet, name string, src []byte) (*ast.File, error) {
	mode := parser.AllErrors | parser.ParseComments | parser.SkipObjectResolution
	output := filepath.Base(name) == l.output
	// Other packages may use the types that JSON Schema declares.
	if output && schema.IsOutput(src) && schema.Sources(string(src)) == nil {
		mode = parser.PackageClauseOnly
	}
	f, err := parser.ParseFile(fset, name, src, mode)
	if output && f != nil {
		err = nil // it is written anew
	}
	return withoutBodies(f), err
}

// withoutBodies drops the bodies of functions: no record depends on them, and
// they are most of the code that the type checker would check in a service.
func withoutBodies(f *ast.File) *ast.File {
	if f != nil {
		for _, d := range f.Decls {
			if d, ok := d.(*ast.FuncDecl); ok {
				d.Body = nil
			}
		}
	}
	return f
}

// loader turns loaded packages into schemas.
type loader struct {
	dir, output string
	base        string // folder that positions are relative to
	env         []string
	none, past  bool
	fset        *token.FileSet
	overlay     map[string][]byte // as in [Config]
	errs        schema.Findings
	graph       map[string]*packages.Package // all packages that were seen, by import path
	source      *source

	offline bool // the go command is not to be asked
	doubt   bool // it would have to be

	originals    map[string]string      // Go files, by the copies that cgo has made of them
	conditions   map[string]string      // of files, by path
	leftOutFiles map[string][]*ast.File // of packages, by import path
}

func (l *loader) load(roots []*packages.Package, patterns []string) ([]*Package, error) {
	slices.SortFunc(roots, func(a, b *packages.Package) int { return cmp.Compare(a.PkgPath, b.PkgPath) })
	if len(roots) == 0 && !l.listed(patterns) {
		return nil, l.errs.Err()
	}
	if len(roots) == 0 && !l.none {
		l.errs.Add(token.Position{}, schema.PackageLoad, "no packages match %s: name a folder with Go files, such as ./chat", strings.Join(patterns, " "))
	}
	l.graph = map[string]*packages.Package{}
	packages.Visit(roots, nil, func(p *packages.Package) { l.graph[p.PkgPath] = p })
	l.source = newSource(l.fset, roots, l.graph)
	l.source.overlay = l.overlay
	l.originals, l.conditions, l.leftOutFiles = originals(l.fset, roots), map[string]string{}, map[string][]*ast.File{}
	var result []*Package
	for _, root := range roots {
		if testsOnly(root) || l.broken(root) {
			continue
		}
		r := newReader(l, root)
		before := len(l.errs)
		p := r.read()
		if !l.blameImports(root, before) {
			continue
		}
		result = append(result, p)
		if l.past || published(root.Module) {
			kept := slices.DeleteFunc(l.errs[before:], func(e *schema.Finding) bool { return slices.Contains(losing, e.Rule) })
			l.errs = l.errs[:before+len(kept)]
		}
	}
	return result, l.errs.Err()
}

// published reports whether a module is a published version, which can no
// longer be changed.
func published(m *packages.Module) bool {
	if m != nil && m.Replace != nil {
		m = m.Replace
	}
	return m != nil && !m.Main && m.Version != ""
}

// losing are the rules about declarations that would be lost, or that only some
// builds have. The rest of such source can be read.
var losing = []*schema.Rule{schema.FieldUntagged, schema.TagKey, schema.RecordConstrained}

// listed runs the go command for the packages once more, and reports its error
// if it fails. Loading does not report it, since errors in building export data
// count as errors of packages. Without a folder for its cache, the go command
// fails only at export data.
func (l *loader) listed(patterns []string) bool {
	cmd := exec.Command("go", append([]string{"list", "-export", "--"}, patterns...)...)
	cmd.Dir, cmd.Env = l.dir, l.env
	var stderr strings.Builder
	cmd.Stderr = &stderr
	err := cmd.Run()
	if err == nil {
		return true
	}
	l.errs.Add(token.Position{}, schema.PackageLoad, "%s", l.message(cmp.Or(strings.TrimSpace(stderr.String()), err.Error())))
	return false
}

// testsOnly reports whether a folder has tests and no other Go files, which is
// allowed: it has no records.
func testsOnly(p *packages.Package) bool {
	return p.Dir != "" && len(p.GoFiles)+len(p.Syntax)+len(p.Errors) == 0
}

// broken reports the errors that make a package unreadable.
func (l *loader) broken(p *packages.Package) bool {
	if p.ID == "command-line-arguments" {
		l.errs.Add(token.Position{}, schema.PackageLoad, "the arguments name files, and the output is for a whole package: name the folder, such as ./chat")
		return true
	}
	before := len(l.errs)
	l.errs = append(l.errs, l.syntaxErrors(p)...)
	for _, e := range p.Errors {
		// If a folder has two packages, hhgen cannot know which one is meant.
		if len(l.errs) == before && strings.HasPrefix(e.Msg, "found packages ") && !strings.Contains(e.Msg, "("+l.output+")") {
			l.errs.Add(token.Position{}, schema.PackageLoad, "%s", l.message(e.Msg))
		}
	}
	if len(l.errs) == before && len(p.Syntax) == 0 {
		message := "package " + p.PkgPath + " has no Go files"
		if len(p.Errors) > 0 {
			message = l.message(p.Errors[0].Msg)
		}
		if info, err := os.Stat(filepath.Join(l.dir, p.PkgPath)); err == nil && info.IsDir() && !strings.HasPrefix(p.PkgPath, ".") {
			message += ": to name the folder, write ./" + p.PkgPath
		} else if !strings.ContainsAny(p.PkgPath, "./") {
			message += ": name a folder, such as ./chat, or see hhgen --help"
		}
		l.errs.Add(token.Position{}, schema.PackageLoad, "%s", message)
	}
	return len(l.errs) > before
}

// ofOutput reports whether a position that the go command could not read is in
// the output of a package. A //line comment may give the output's name to other
// files.
func (l *loader) ofOutput(p *packages.Package, pos token.Position) bool {
	if filepath.Base(pos.Filename) != l.output {
		return false
	}
	content, err := os.ReadFile(filepath.Join(p.Dir, l.output))
	return err == nil && !importsReadable(content)
}

// position is pos for messages, relative to the working directory, and as
// //line comments say.
func (l *loader) position(pos token.Pos) token.Position { return l.relative(l.fset.Position(pos)) }

// positionOf is the position of a declared name. The type checker knows no
// columns for dependencies, so they come from the source.
func (l *loader) positionOf(obj types.Object) token.Position { return l.position(l.source.at(obj)) }

// fileOf is the Go file that declares obj, and fileAt the one that contains
// pos, both by the name on disk, whatever a //line comment says.
func (l *loader) fileOf(obj types.Object) string {
	if l.standard(obj.Pkg()) { // which has no such comments, and much source
		name := filepath.Base(l.fileAt(obj.Pos()))
		files := l.graph[obj.Pkg().Path()].GoFiles
		if i := slices.IndexFunc(files, func(f string) bool { return filepath.Base(f) == name }); i >= 0 {
			return files[i]
		}
	}
	return l.fileAt(l.source.at(obj))
}

func (l *loader) fileAt(pos token.Pos) string {
	name := l.fset.PositionFor(pos, false).Filename
	return cmp.Or(l.originals[name], name)
}

// originals are the files that people wrote, by the copies that cgo has made
// for the compiler. A copy begins with three added lines; the last one is a
// //line comment.
func originals(fset *token.FileSet, roots []*packages.Package) map[string]string {
	m := map[string]string{}
	for _, p := range roots {
		for _, f := range p.Syntax {
			file := fset.File(f.Package)
			if file == nil || filepath.Dir(file.Name()) == p.Dir || file.LineCount() < 4 { // nil without a package clause
				continue
			}
			if original := fset.Position(file.LineStart(4)).Filename; filepath.Dir(original) == p.Dir {
				m[file.Name()] = original
			}
		}
	}
	return m
}

func (l *loader) relative(p token.Position) token.Position {
	if rel, err := filepath.Rel(l.base, p.Filename); err == nil && p.Filename != "" && filepath.IsAbs(p.Filename) {
		p.Filename = rel
	}
	p.Offset = 0 // positions are compared, and only some have an offset
	return p
}

func sameLine(a, b token.Position) bool { return a.Filename == b.Filename && a.Line == b.Line }

// message is a message of the go command on one line, without the words that
// go/packages adds, and with paths relative to the working directory.
func (l *loader) message(s string) string {
	if before, stderr, ok := strings.Cut(s, "stderr: "); ok {
		s = cmp.Or(strings.TrimSpace(stderr), strings.TrimPrefix(strings.TrimRight(before, ": \n"), "err: "))
	}
	var lines []string
	for line := range strings.Lines(s) {
		if line = strings.TrimSpace(line); line != "" && !strings.HasPrefix(line, "#") {
			lines = append(lines, strings.TrimPrefix(strings.TrimPrefix(line, "-: "), "go: "))
		}
	}
	s = strings.Join(lines, " ")
	s = strings.ReplaceAll(s, l.base+string(filepath.Separator), "")
	return strings.ReplaceAll(s, l.base, ".")
}
