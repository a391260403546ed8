package gocode

import (
	"go/ast"
	"go/token"
	"go/types"
	"slices"
	"strings"

	"golang.org/x/tools/go/ast/inspector"

	"github.com/hhgen/hhgen/internal/raw"
	"github.com/hhgen/hhgen/schema/adopt"
)

// start is a span that code starts.
type start struct {
	name  string // "" if it is not constant
	pos   token.Pos
	scope ast.Node // the function
}

// started learns which variables hold spans, and contexts with them. Those of spans
// that other code starts have no name.
func (c *code) started() {
	for cur := range c.root.Preorder((*ast.AssignStmt)(nil)) {
		n := cur.Node().(*ast.AssignStmt)
		if len(n.Rhs) != 1 {
			continue
		}
		call, ok := ast.Unparen(n.Rhs[0]).(*ast.CallExpr)
		if !ok || !c.givesSpan(call) || len(c.spansIn(call)) > 0 && !c.startsSpan(call) && len(n.Lhs) == 1 {
			continue // trace.SpanFromContext(ctx) is a span that is known
		}
		name := ""
		if c.startsSpan(call) {
			name = c.spanName(call)
		}
		for _, lhs := range n.Lhs {
			if v := c.variable(lhs); v != nil {
				c.starts[v] = append(c.starts[v], start{name, call.Pos(), functionOf(cur).Node()})
			}
		}
	}
}

// startsSpan reports whether a call starts a span: it is a method Start that returns a
// context and a span.
func (c *code) startsSpan(call *ast.CallExpr) bool {
	f, ok := c.Callee(call.Fun).(*types.Func)
	if !ok || f.Name() != "Start" || f.Signature().Results().Len() != 2 {
		return false
	}
	return isSpan(f.Signature().Results().At(1).Type()) && len(call.Args) > 1
}

// givesSpan reports whether a call returns a span, alone or with a context.
func (c *code) givesSpan(call *ast.CallExpr) bool {
	switch t := c.Info.TypeOf(call).(type) {
	case nil:
		return false
	case *types.Tuple:
		for v := range t.Variables() {
			if isSpan(v.Type()) {
				return true
			}
		}
		return false
	default:
		return isSpan(t)
	}
}

func isSpan(t types.Type) bool { return isNamed(t, raw.TracePath, "Span") }

func isContext(t types.Type) bool { return isNamed(t, "context", "Context") }

func isNamed(t types.Type, path, name string) bool {
	n, ok := types.Unalias(t).(*types.Named)
	return ok && n.Obj().Pkg() != nil && n.Obj().Pkg().Path() == path && n.Obj().Name() == name
}

// spanName is the constant name of a span that is started.
func (c *code) spanName(call *ast.CallExpr) string {
	name, _ := c.Constant(call.Args[1])
	return name
}

// functionOf is the function, perhaps without a name, that a place is in; or else
// the file.
func functionOf(cur inspector.Cursor) inspector.Cursor {
	for f := range cur.Enclosing((*ast.FuncDecl)(nil), (*ast.FuncLit)(nil), (*ast.File)(nil)) {
		return f
	}
	return cur
}

// declarationOf is the declared function that a place is in; nil if there is none.
func declarationOf(cur inspector.Cursor) *ast.FuncDecl {
	for f := range cur.Enclosing((*ast.FuncDecl)(nil)) {
		return f.Node().(*ast.FuncDecl)
	}
	return nil
}

// spanOf is the span that a place records on: that which it starts, that of a
// variable in the same statement, or the only one of the function.
func (p place) spanOf() (s start, ok bool) {
	for call := range p.cur.Enclosing((*ast.CallExpr)(nil)) {
		if n := call.Node().(*ast.CallExpr); p.code.startsSpan(n) {
			return start{p.code.spanName(n), n.Pos(), functionOf(p.cur).Node()}, true
		}
	}
	for _, stmt := range statements(p.cur) {
		for _, s := range p.code.spansIn(stmt) {
			if s.pos < p.cur.Node().Pos() {
				return s, true
			}
		}
		if p.code.givenSpan(stmt) {
			return start{}, false
		}
	}
	decl := declarationOf(p.cur)
	var all []start
	for _, list := range p.code.starts {
		for _, s := range list {
			if decl != nil && decl.Pos() <= s.pos && s.pos < decl.End() && !slices.Contains(all, s) {
				all = append(all, s)
			}
		}
	}
	if len(all) == 1 {
		return all[0], true
	}
	return start{}, false
}

// elsewhere is what an attribute is of that is no span's: an event, a link, a metric or
// a resource; "" if it may be of a span.
func (p place) elsewhere() string {
	for cur := range p.cur.Enclosing((*ast.CallExpr)(nil), (*ast.CompositeLit)(nil), (*ast.FuncDecl)(nil), (*ast.FuncLit)(nil)) {
		switch n := cur.Node().(type) {
		case *ast.CallExpr:
			if what := p.code.destination(n); what != "" {
				return what
			}
		case *ast.CompositeLit:
			if isNamed(p.code.Info.TypeOf(n), raw.TracePath, "Link") {
				return "a link"
			}
		default:
			return ""
		}
	}
	return ""
}

// destination is what a call gives attributes to, if it is no span.
func (c *code) destination(call *ast.CallExpr) string {
	f, ok := c.Callee(call.Fun).(*types.Func)
	if !ok || f.Pkg() == nil {
		return ""
	}
	switch path := f.Pkg().Path(); {
	case path == "go.opentelemetry.io/otel/metric":
		return "a metric"
	case path == "go.opentelemetry.io/otel/sdk/resource":
		return "a resource"
	case path != raw.TracePath:
		return ""
	}
	switch f.Name() {
	case "AddEvent", "RecordError":
		return "an event"
	case "AddLink", "LinkFromContext":
		return "a link"
	}
	return ""
}

// statements is the statement that a place is in, without those within it.
func statements(cur inspector.Cursor) []ast.Node {
	for stmt := range cur.Enclosing((*ast.ExprStmt)(nil), (*ast.AssignStmt)(nil), (*ast.ReturnStmt)(nil), (*ast.DeferStmt)(nil), (*ast.GoStmt)(nil)) {
		return []ast.Node{stmt.Node()}
	}
	return nil
}

// spansIn are the spans of variables that a statement names, if each holds one.
func (c *code) spansIn(stmt ast.Node) (all []start) {
	ast.Inspect(stmt, func(n ast.Node) bool {
		if _, nested := n.(*ast.FuncLit); nested {
			return false
		}
		if id, ok := n.(*ast.Ident); ok {
			v := c.Info.Uses[id]
			if v != nil && (isSpan(v.Type()) || isContext(v.Type())) && len(c.starts[v]) == 1 {
				all = append(all, c.starts[v][0])
			}
		}
		return true
	})
	return all
}

// givenSpan reports whether a statement names a span that its function is given.
func (c *code) givenSpan(stmt ast.Node) (given bool) {
	ast.Inspect(stmt, func(n ast.Node) bool {
		if id, ok := n.(*ast.Ident); ok {
			v, isVar := c.Info.Uses[id].(*types.Var)
			given = given || isVar && !v.IsField() && isSpan(v.Type()) && len(c.starts[v]) == 0
		}
		return !isFunction(n) && !given
	})
	return given
}

// group is what is recorded on spans of one name, or else in one function.
type group struct {
	adopt.Group
	scopes map[ast.Node]bool // functions that record it
	always map[*seen]map[ast.Node]bool
	uses   []*seen
}

// group adds a key to the group of a site.
func (f *finder) group(s *site, k *seen) {
	span, ok := s.at.spanOf()
	g := adopt.Group{}
	scope := functionOf(s.at.cur).Node()
	if ok && span.name != "" {
		g.Name, g.What = span.name, "on spans called \""+span.name+"\""
		g.Else, scope = span.name+" span", span.scope
	} else {
		g.Name, g.Else, g.What = s.at.function()
	}
	one := f.groups[g.Name+"\x00"+g.What]
	if one == nil {
		one = &group{Group: g, scopes: map[ast.Node]bool{}, always: map[*seen]map[ast.Node]bool{}}
		f.groups[g.Name+"\x00"+g.What] = one
	}
	one.scopes[scope] = true
	if !slices.Contains(one.uses, k) {
		one.uses, one.always[k] = append(one.uses, k), map[ast.Node]bool{}
	}
	from := scope.Pos()
	if ok {
		from = span.pos
	}
	if s.at.always(scope, from) {
		one.always[k][scope] = true
	}
}

// function names the function that a place is in.
func (p place) function() (name, longer, what string) {
	pkg := p.code.pkg.Name
	decl := declarationOf(p.cur)
	if decl == nil {
		return pkg, pkg + " variables", "by package " + p.code.pkg.PkgPath
	}
	name = decl.Name.Name
	if decl.Recv != nil && len(decl.Recv.List) == 1 {
		t := types.ExprString(decl.Recv.List[0].Type)
		name = strings.TrimLeft(t, "*(") + "." + name
		if base, _, generic := strings.Cut(strings.TrimLeft(t, "*("), "["); generic {
			name = base + "." + decl.Name.Name
		}
	}
	return name, pkg + " " + name, "by " + pkg + "." + name
}

// always reports whether a function that is called, or has got to a position, gets to
// a place in any case.
func (p place) always(scope ast.Node, from token.Pos) bool {
	if functionOf(p.cur).Node() != scope {
		return false
	}
	for cur := range p.cur.Enclosing() {
		if cur.Node() == scope {
			break
		}
		switch cur.Parent().Node().(type) {
		case *ast.IfStmt, *ast.ForStmt, *ast.RangeStmt, *ast.CaseClause, *ast.CommClause, *ast.SwitchStmt, *ast.TypeSwitchStmt, *ast.SelectStmt:
			return false
		}
	}
	return !returns(scope, from, p.cur.Node().Pos())
}

// returns reports whether a function may return between two positions.
func returns(scope ast.Node, from, to token.Pos) (found bool) {
	ast.Inspect(scope, func(n ast.Node) bool {
		if n == nil || n != scope && isFunction(n) || found {
			return false
		}
		if r, ok := n.(*ast.ReturnStmt); ok && from < r.Pos() && r.End() <= to {
			found = true
		}
		return true
	})
	return found
}

func isFunction(n ast.Node) bool {
	_, ok := n.(*ast.FuncLit)
	return ok
}

// finish is the group with its keys.
func (g *group) finish() adopt.Group {
	for _, k := range g.uses {
		if !k.unknown {
			g.Keys = append(g.Keys, adopt.Use{Key: &k.Key, Always: len(g.always[k]) == len(g.scopes)})
		}
	}
	return g.Group
}
