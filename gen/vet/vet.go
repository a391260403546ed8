package vet

import (
	"go/ast"
	"go/token"
	"go/types"
	"slices"
	"strings"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/ast/inspector"

	"github.com/hhgen/hhgen/internal/ignore"
	"github.com/hhgen/hhgen/schema"
)

// Analyzer reports calls of generated enrichers that record something else
// than they say, and attributes that go around the enrichers.
var Analyzer = &analysis.Analyzer{
	Name:      "hhgen",
	Doc:       "check calls of enrichers that hhgen has generated\n\nIt finds constants that their fields do not take, and calls that record nothing.",
	URL:       "https://github.com/hhgen/hhgen/tree/main/gen/vet/rules",
	Run:       run,
	FactTypes: []analysis.Fact{new(Schema)},
}

// attributePath is the package of OpenTelemetry's attributes.
const attributePath = "go.opentelemetry.io/otel/attribute"

func run(pass *analysis.Pass) (any, error) {
	own := read(pass)
	if own != nil {
		pass.ExportPackageFact(own)
	}
	c := &checker{Pass: pass, schemas: map[string]*Schema{}, fields: map[string]Attr{}}
	facts := pass.AllPackageFacts()
	slices.SortFunc(facts, func(a, b analysis.PackageFact) int { return strings.Compare(a.Package.Path(), b.Package.Path()) })
	for _, fact := range facts {
		c.learn(fact.Package, fact.Fact.(*Schema))
	}
	if own != nil {
		c.learn(pass.Pkg, own)
	}
	if len(c.schemas) > 0 || imports(pass.Pkg, attributePath) || imports(pass.Pkg, schema.RuntimePath) {
		c.check()
	}
	return nil, nil
}

func imports(pkg *types.Package, path string) bool {
	return slices.ContainsFunc(pkg.Imports(), func(p *types.Package) bool { return p.Path() == path })
}

// checker checks one package.
type checker struct {
	*analysis.Pass
	schemas  map[string]*Schema // all that are known, by import path
	packages []*types.Package   // theirs
	fields   map[string]Attr    // the fields of all schemas
	files    []*ast.File        // those that people write
	root     inspector.Cursor   // of files
	once     map[*types.Var]ast.Expr
	ignores  ignore.Directives
}

// learn adds what a package declares. Who declares a field knows it best.
func (c *checker) learn(pkg *types.Package, s *Schema) {
	if c.schemas[pkg.Path()] == nil {
		c.packages = append(c.packages, pkg)
	}
	c.schemas[pkg.Path()] = s
	for key, a := range s.Fields {
		if _, known := c.fields[key]; !known || strings.HasPrefix(key, pkg.Path()+".") {
			c.fields[key] = a
		}
	}
}

// check applies all rules.
func (c *checker) check() {
	for _, f := range c.Files {
		if !isGenerated(f) {
			c.files = append(c.files, f)
			c.ignores = append(c.ignores, ignore.In(c.Fset, f)...)
		}
	}
	c.root = inspector.New(c.files).Root()
	c.once = c.definedOnce()
	for cur := range c.root.Preorder((*ast.CallExpr)(nil), (*ast.CompositeLit)(nil), (*ast.AssignStmt)(nil), (*ast.Ident)(nil)) {
		switch n := cur.Node().(type) {
		case *ast.CallExpr:
			c.call(cur, n)
		case *ast.CompositeLit:
			c.literal(cur, n)
		case *ast.AssignStmt:
			c.assignment(n)
		case *ast.Ident:
			c.use(cur, n)
		}
	}
	c.rawAttributes()
	c.afterEnd()
	c.exceptions()
}

// call applies the rules about calls.
func (c *checker) call(cur inspector.Cursor, call *ast.CallExpr) {
	c.conversion(call)
	c.foreignArguments(call)
	if e := c.enricher(call); e != nil {
		c.twice(call)
		c.emptyContext(e, call)
		c.droppedError(e, cur)
		return
	}
	if s := c.setter(call); s != nil {
		c.setterValues(s, call)
	}
}

// report reports a finding at a node, unless a comment makes an exception.
func (c *checker) report(rule schema.Rule, at ast.Node, message string, more ...func(*analysis.Diagnostic)) {
	pos := c.Fset.Position(at.Pos())
	if c.ignores.Covers(rule, pos.Filename, pos.Line) {
		return
	}
	d := analysis.Diagnostic{Pos: at.Pos(), End: at.End(), Category: string(rule), Message: message + " (" + string(rule) + ")", URL: pageOf(rule)}
	for _, f := range more {
		f(&d)
	}
	c.Report(d)
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
	return isTestFile(c.Fset.Position(pos).Filename)
}
