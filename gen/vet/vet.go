package vet

import (
	"go/ast"
	"go/token"
	"go/types"
	"slices"
	"strings"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/ast/inspector"

	"github.com/hhgen/hhgen/internal/raw"
	"github.com/hhgen/hhgen/internal/suppression"
	"github.com/hhgen/hhgen/schema"
	"github.com/hhgen/hhgen/schema/gostruct"
)

// Analyzer reports enricher calls that lose or misrecord data, attributes that go
// around the enrichers, and fields of records that would not be recorded.
var Analyzer = &analysis.Analyzer{
	Name:      "hhgen",
	Doc:       "check calls of enrichers that hhgen has generated\n\nIt finds constants that their fields reject, calls that record nothing, and fields of records without a tag.",
	URL:       "https://github.com/hhgen/hhgen/tree/main/docs/rules",
	Run:       run,
	FactTypes: []analysis.Fact{new(Schema), new(Type), new(Recorder)},
}

// The packages of OpenTelemetry's attributes and spans.
const (
	attributePath = raw.AttributePath
	tracePath     = raw.TracePath
)

// everywhere, if it is not empty, has all rules applied to packages that import nothing
// of hhgen and OpenTelemetry. The linker sets it for .ci/vet-others.
var everywhere string

func run(pass *analysis.Pass) (any, error) {
	own := read(pass)
	if own != nil {
		pass.ExportPackageFact(own)
		for obj, t := range own.types(pass.Pkg) {
			pass.ExportObjectFact(obj, t)
		}
	}
	c := &checker{Pass: pass, schemas: map[string]*Schema{}, fields: map[string]Attr{}, given: map[types.Object]*Recorder{}, possible: possibleImports(pass)}
	facts := pass.AllPackageFacts()
	slices.SortFunc(facts, func(a, b analysis.PackageFact) int { return strings.Compare(a.Package.Path(), b.Package.Path()) })
	for _, fact := range facts {
		c.learn(fact.Package, fact.Fact.(*Schema))
	}
	if own != nil {
		c.learn(pass.Pkg, own)
	}
	for _, fact := range pass.AllObjectFacts() {
		switch f := fact.Fact.(type) {
		case *Type:
			c.learnType(fact.Object, f)
		case *Recorder:
			c.given[fact.Object] = f
		}
	}
	losses := declarations(pass, own != nil)
	if len(losses) > 0 || len(c.schemas) > 0 || len(c.given) > 0 || imports(pass.Pkg, attributePath) || imports(pass.Pkg, schema.RuntimePath) || everywhere != "" {
		c.check(losses)
	}
	return nil, nil
}

// declarations finds the fields of a package's structs that would not be
// recorded. The standard library is skipped, since it declares no records.
func declarations(pass *analysis.Pass, output bool) []gostruct.Loss {
	src := source(pass, func(f *ast.File) bool { return !isGenerated(f) })
	src.Output = output
	if first, _, _ := strings.Cut(pass.Pkg.Path(), "/"); pass.Module != nil && pass.Module.Path != "" {
		src.Module = pass.Module.Path
	} else if !strings.Contains(first, ".") {
		return nil
	}
	return gostruct.Losses(src)
}

// source is the package for gostruct, with those of its files that include
// accepts. Records in tests are not read.
func source(pass *analysis.Pass, include func(*ast.File) bool) gostruct.Source {
	src := gostruct.Source{Fset: pass.Fset, Types: pass.Pkg, Info: pass.TypesInfo}
	for _, f := range pass.Files {
		if include(f) && !isTestFile(pass.Fset.PositionFor(f.Package, false).Filename) {
			src.Files = append(src.Files, f)
		}
	}
	return src
}

func imports(pkg *types.Package, path string) bool {
	return slices.ContainsFunc(pkg.Imports(), func(p *types.Package) bool { return p.Path() == path })
}

// checker checks one package.
type checker struct {
	*analysis.Pass
	schemas  map[string]*Schema                  // of all packages whose facts are known, by import path
	packages []*types.Package                    // the packages of schemas
	fields   map[string]Attr                     // the fields of all schemas
	files    []*ast.File                         // the files that hhgen did not generate
	root     inspector.Cursor                    // the root of files
	given    map[types.Object]*Recorder          // functions that record keys that they are given
	possible map[string]bool                     // see possibleImports
	written  raw.Code                            // finds attributes that are made by hand
	once     map[*types.Var]ast.Expr             // see definedOnce
	uses     map[types.Object][]inspector.Cursor // made by usesOf when it is first needed
	comments []*suppression.Suppression
	accepted *suppression.Set
	edits    []analysis.TextEdit // the edits of all suggested fixes

	decls     map[*types.Func]*ast.FuncDecl
	contexts  map[*types.Var]*values
	wrappers  map[*types.Func]string // see wrapped
	recorders map[*types.Func]bool   // see onlyRecords
	judged    map[*ast.CallExpr]bool // recordings that land on another span, which is the cause of what else is wrong
}

// learn adds the schema of a package. If several schemas describe a field, that
// of the package that declares the field is kept.
func (c *checker) learn(pkg *types.Package, s *Schema) {
	if c.schemas[pkg.Path()] == nil {
		c.packages = append(c.packages, pkg)
	}
	c.schemas[pkg.Path()] = s
	for key, a := range s.Fields {
		if _, known := c.fields[key]; !known || ownerPath(key) == pkg.Path() {
			c.fields[key] = a
		}
	}
}

// learnType adds the fact about a type, for packages without a fact about the
// whole package.
func (c *checker) learnType(obj types.Object, t *Type) {
	path := obj.Pkg().Path()
	s := c.schemas[path]
	if s == nil {
		s = &Schema{Records: map[string]Record{}, partial: true}
		c.schemas[path] = s
	}
	if !s.partial {
		return
	}
	if t.Record != nil {
		s.Records[obj.Name()] = *t.Record
	}
	for field, a := range t.Fields {
		c.fields[path+"."+obj.Name()+"."+field] = a
	}
}

// ownerPath is the import path in a key of [Schema.Fields].
func ownerPath(key string) string {
	for range 2 { // the field and the type
		key = key[:max(strings.LastIndexByte(key, '.'), 0)]
	}
	return key
}

// check applies all rules. losses are the fields that declarations has found.
func (c *checker) check(losses []gostruct.Loss) {
	for _, f := range c.Files {
		if !isGenerated(f) {
			c.files = append(c.files, f)
			c.comments = append(c.comments, suppression.In(c.Fset, f)...)
		}
	}
	c.accepted = suppression.NewSet(c.comments)
	for _, loss := range losses {
		c.report(loss.Rule, loss, loss.Message)
	}
	c.root, c.written = inspector.New(c.files).Root(), c.rawCode()
	c.once = c.definedOnce()
	c.decls = c.functions()
	c.wrappers, c.recorders, c.judged = map[*types.Func]string{}, map[*types.Func]bool{}, map[*ast.CallExpr]bool{}
	if c.mayRecord() {
		c.contexts = c.contextValues()
		c.spans()
	}
	for cur := range c.root.Preorder((*ast.CallExpr)(nil), (*ast.CompositeLit)(nil), (*ast.AssignStmt)(nil), (*ast.Ident)(nil), (*ast.DeferStmt)(nil), (*ast.FuncDecl)(nil)) {
		switch n := cur.Node().(type) {
		case *ast.CallExpr:
			c.call(cur, n)
		case *ast.CompositeLit:
			c.literal(cur, n)
		case *ast.AssignStmt:
			c.assignment(n)
		case *ast.Ident:
			c.use(cur, n)
		case *ast.DeferStmt:
			c.deferredArguments(cur, n)
		case *ast.FuncDecl:
			c.bypassedRecorder(n)
		}
	}
	c.recordersOfKeys()
	c.rawAttributes()
	c.givenKeys()
	c.judgeSuppressions()
}

// mayRecord reports whether the package may call what records.
func (c *checker) mayRecord() bool {
	return len(c.schemas) > 0 || imports(c.Pkg, schema.RuntimePath) || everywhere != ""
}

// call applies the rules about calls.
func (c *checker) call(cur inspector.Cursor, call *ast.CallExpr) {
	c.conversion(call)
	c.foreignArguments(call)
	if !c.mayRecord() {
		return
	}
	c.durations(call)
	name := c.recording(call)
	c.droppedContext(cur, call)
	c.emptyContext(call)
	if name != "" && c.returns(call) {
		c.droppedError(name, cur)
		c.failedRequest(name, cur, call)
	}
	if c.enricher(call) != "" {
		c.twice(call)
		return
	}
	if s := c.setter(call); s != nil {
		c.setterValues(s, call)
	}
}

// report reports a finding at a node, unless a comment where the node begins or
// ends suppresses it.
func (c *checker) report(rule *schema.Rule, at ast.Node, message string, more ...func(*analysis.Diagnostic)) {
	first, last := c.Fset.PositionFor(at.Pos(), false), c.Fset.PositionFor(at.End(), false)
	if c.accepted.SuppressesLine(rule, first.Filename, first.Line) || c.accepted.SuppressesLine(rule, last.Filename, last.Line) {
		return
	}
	d := analysis.Diagnostic{Pos: at.Pos(), End: at.End(), Category: rule.ID, Message: message + " (" + rule.ID + ")", URL: rule.URL()}
	for _, f := range more {
		f(&d)
	}
	d.SuggestedFixes = slices.DeleteFunc(d.SuggestedFixes, func(f analysis.SuggestedFix) bool { return !c.fits(f) })
	c.Report(d)
}

// fits reports whether a fix overlaps no earlier fix, and remembers it: the go
// command applies none of a package's fixes if two of them overlap.
func (c *checker) fits(f analysis.SuggestedFix) bool {
	for _, e := range f.TextEdits {
		if slices.ContainsFunc(c.edits, func(o analysis.TextEdit) bool { return o.Pos < e.End && e.Pos < o.End }) {
			return false
		}
	}
	c.edits = append(c.edits, f.TextEdits...)
	return true
}

// fix adds a change to a diagnostic.
func fix(message string, edits ...analysis.TextEdit) func(*analysis.Diagnostic) {
	return func(d *analysis.Diagnostic) {
		d.SuggestedFixes = append(d.SuggestedFixes, analysis.SuggestedFix{Message: message, TextEdits: edits})
	}
}

// related adds another place to a diagnostic.
func related(n ast.Node, message string) func(*analysis.Diagnostic) {
	return func(d *analysis.Diagnostic) {
		d.Related = append(d.Related, analysis.RelatedInformation{Pos: n.Pos(), End: n.End(), Message: message})
	}
}

// inTest reports whether a place is in a file of tests.
func (c *checker) inTest(pos token.Pos) bool {
	return isTestFile(c.Fset.PositionFor(pos, false).Filename)
}
