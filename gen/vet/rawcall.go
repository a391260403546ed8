package vet

import (
	"fmt"
	"go/ast"
	"go/token"
	"go/types"
	"slices"
	"strings"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/ast/inspector"

	"github.com/hhgen/hhgen/internal/raw"
	"github.com/hhgen/hhgen/schema"
)

// Recorder is a fact about a function that records an attribute whose key and value
// it is given, and does nothing else:
//
//	func set(span trace.Span, key, value string) { span.SetAttributes(attribute.String(key, value)) }
type Recorder struct {
	Span       int    // parameter that is the span, or the context with it
	Context    bool   // it is the context
	Key, Value int    // parameters
	Prefix     string // what stands before the key
	Kind       string // what makes the value, such as String
}

// AFact marks Recorder as a fact.
func (*Recorder) AFact() {}

func (r *Recorder) String() string { return "records " + r.Prefix + "*" }

// recordersOfKeys finds such functions of the package, and exports their facts.
func (c *checker) recordersOfKeys() {
	if !imports(c.Pkg, attributePath) {
		return
	}
	for f, decl := range c.decls {
		if r := c.recorderOf(decl); r != nil && !c.inTest(decl.Pos()) {
			c.given[f] = r
			c.ExportObjectFact(f, r)
		}
	}
}

// recorderOf says what a function records; nil if it does anything else.
func (c *checker) recorderOf(decl *ast.FuncDecl) *Recorder {
	params := c.parametersOf(decl)
	const given = 3 // the span, the key and the value
	if decl.Body == nil || len(decl.Body.List) != 1 || len(params) != given || decl.Type.Results.NumFields() > 0 || decl.Type.TypeParams.NumFields() > 0 {
		return nil
	}
	stmt, ok := decl.Body.List[0].(*ast.ExprStmt)
	if !ok {
		return nil
	}
	call, ok := stmt.X.(*ast.CallExpr)
	if !ok || len(call.Args) != 1 || call.Ellipsis.IsValid() {
		return nil
	}
	parts, ok := c.written.Parts(call.Args[0])
	if !ok || strings.HasSuffix(parts.Kind, "Slice") {
		return nil
	}
	index := func(e ast.Expr) int {
		id, _ := ast.Unparen(e).(*ast.Ident)
		return slices.IndexFunc(params, func(p types.Object) bool { return id != nil && c.TypesInfo.Uses[id] == p })
	}
	r := &Recorder{Kind: parts.Kind, Value: index(parts.Value)}
	r.Span, r.Context = c.spanOf(call, index)
	key := ast.Unparen(parts.Key)
	if conversion, ok := key.(*ast.CallExpr); ok && len(conversion.Args) == 1 && c.TypesInfo.Types[conversion.Fun].IsType() {
		key = ast.Unparen(conversion.Args[0])
	}
	if sum, ok := key.(*ast.BinaryExpr); ok && sum.Op == token.ADD {
		if r.Prefix, ok = c.written.Constant(sum.X); !ok {
			return nil
		}
		key = sum.Y
	}
	if r.Key = index(key); r.Key < 0 || r.Span < 0 || r.Value < 0 {
		return nil
	}
	return r
}

// spanOf is the parameter whose span a call of SetAttributes is about, and whether it
// is a context; -1 if there is none.
func (c *checker) spanOf(call *ast.CallExpr, index func(ast.Expr) int) (param int, isContext bool) {
	sel, ok := call.Fun.(*ast.SelectorExpr)
	if !ok || sel.Sel.Name != "SetAttributes" {
		return -1, false
	}
	if from, ok := sel.X.(*ast.CallExpr); ok && len(from.Args) == 1 {
		if f, ok := c.callee(from.Fun).(*types.Func); ok && f.FullName() == tracePath+".SpanFromContext" {
			return index(from.Args[0]), true
		}
		return -1, false
	}
	return index(sel.X), false
}

// parametersOf are the parameters of a function, all of which have names.
func (c *checker) parametersOf(decl *ast.FuncDecl) (params []types.Object) {
	for _, field := range decl.Type.Params.List {
		if _, variadic := field.Type.(*ast.Ellipsis); variadic {
			return nil
		}
		for _, name := range field.Names {
			params = append(params, c.TypesInfo.Defs[name])
		}
	}
	return params
}

// givenKeys reports the calls that give such functions a key of an enrichment.
func (c *checker) givenKeys() {
	if len(c.given) == 0 {
		return
	}
	for cur := range c.root.Preorder((*ast.CallExpr)(nil)) {
		call := cur.Node().(*ast.CallExpr)
		f, ok := c.callee(call.Fun).(*types.Func)
		if !ok || c.given[f] == nil || c.inTest(call.Pos()) || ast.IsGenerated(raw.FileOf(cur)) {
			continue
		}
		r := c.given[f]
		const given = 3
		if len(call.Args) != given || call.Ellipsis.IsValid() {
			continue
		}
		text, ok := c.written.Constant(call.Args[r.Key])
		if key := r.Prefix + text; ok && strings.HasPrefix(key, schema.AttributePrefix) && !slices.Contains(notEnrichments, key) {
			c.report(RawAttribute, call.Args[r.Key], c.rawMessage(key), c.givenFix(cur, r, key)...)
		} else if prefix := c.rawPrefixOf(call.Args[r.Key]); !ok && prefix != "" && r.Prefix == "" {
			c.report(RawAttribute, call.Args[r.Key], rawPrefixMessage(prefix))
		}
	}
}

// givenFix replaces the call of such a function by that of a setter.
func (c *checker) givenFix(cur inspector.Cursor, r *Recorder, key string) []func(*analysis.Diagnostic) {
	call := cur.Node().(*ast.CallExpr)
	if _, alone := cur.Parent().Node().(*ast.ExprStmt); !alone {
		return nil
	}
	switch call.Args[r.Span].(type) {
	case *ast.Ident, *ast.SelectorExpr, *ast.CallExpr:
	default:
		return nil
	}
	setters := c.settersOf(wireKey(key))
	for _, s := range setters {
		name, added, ok := c.nameOf(s.pkg, raw.FileOf(cur), call.Pos())
		setter, isFunc := s.pkg.Scope().Lookup(s.name).(*types.Func)
		if !ok || !isFunc || c.unsure(s, setters) || setter.Signature().Params().Len() != 1 || setter.Signature().Variadic() {
			continue
		}
		value, ok := c.asParameter(r.Kind, call.Args[r.Value], setter.Signature().Params().At(0).Type(), s.attr, s.pkg, name)
		use, text := "Attributes", fmt.Sprintf("%s.SetAttributes(%sAttributes(%s%s(%s))...)", c.source(call.Args[r.Span]), name, name, s.name, value)
		if r.Context {
			use, text = "EnrichSpan", fmt.Sprintf("%sEnrichSpan(%s, %s%s(%s))", name, c.source(call.Args[r.Span]), name, s.name, value)
		}
		edit := analysis.TextEdit{Pos: call.Pos(), End: call.End(), NewText: []byte(text)}
		if !ok || name == "" && !(c.means(use, call.Pos(), s.pkg) && c.means(s.name, call.Pos(), s.pkg)) || commented(raw.FileOf(cur), edit) {
			continue
		}
		return []func(*analysis.Diagnostic){fix("Use "+name+use, append(added, edit)...)}
	}
	return nil
}
