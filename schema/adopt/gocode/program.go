package gocode

import (
	"fmt"
	"go/ast"
	"go/token"
	"go/types"
	"maps"
	"slices"
	"strings"

	"golang.org/x/tools/go/ast/edge"
	"golang.org/x/tools/go/ast/inspector"
	"golang.org/x/tools/go/packages"
	"golang.org/x/tools/go/types/typeutil"

	"github.com/hhgen/hhgen/internal/raw"
)

// code is one package.
type code struct {
	raw.Code
	*program
	pkg  *packages.Package
	root inspector.Cursor
	uses map[types.Object][]inspector.Cursor
}

// program is all packages that are read.
type program struct {
	fset   *token.FileSet
	base   string // folder that places are relative to
	codes  []*code
	params map[types.Object]param          // parameters that nothing assigns to
	takes  map[types.Object][]types.Object // parameters of functions
	calls  map[types.Object][]place        // of functions, and of variables that hold one
	values map[types.Object][]assigned     // what variables get
	open   map[types.Object]bool           // variables that may get anything else
	bodies map[types.Object]body           // of declared functions
	starts map[types.Object][]start        // spans and contexts that tracers have started
}

// place is a node of a package.
type place struct {
	code *code
	cur  inspector.Cursor
}

func (p place) String() string {
	at := p.code.fset.Position(p.cur.Node().Pos())
	return fmt.Sprintf("%s:%d", p.code.relative(at.Filename), at.Line)
}

// param is a parameter of a function.
type param struct {
	function types.Object
	index    int
}

// assigned is a value that a variable gets; without an expression, it is the zero
// value.
type assigned struct {
	code *code
	expr ast.Expr
}

// body is the declaration of a function.
type body struct {
	code *code
	decl *ast.FuncDecl
}

func newProgram(pkgs []*packages.Package, base string) *program {
	p := &program{
		base: base, params: map[types.Object]param{}, takes: map[types.Object][]types.Object{}, calls: map[types.Object][]place{}, values: map[types.Object][]assigned{},
		open: map[types.Object]bool{}, bodies: map[types.Object]body{}, starts: map[types.Object][]start{},
	}
	for _, pkg := range pkgs {
		p.fset = pkg.Fset
		p.codes = append(p.codes, newCode(p, pkg))
	}
	for _, c := range p.codes {
		c.variables()
	}
	for _, c := range p.codes {
		c.functions()
		c.started()
	}
	maps.DeleteFunc(p.params, func(v types.Object, _ param) bool { return p.open[v] || len(p.values[v]) > 0 })
	return p
}

func newCode(p *program, pkg *packages.Package) *code {
	c := &code{program: p, pkg: pkg, root: inspector.New(pkg.Syntax).Root(), uses: map[types.Object][]inspector.Cursor{}}
	for cur := range c.root.Preorder((*ast.Ident)(nil)) {
		if obj := pkg.TypesInfo.Uses[cur.Node().(*ast.Ident)]; obj != nil {
			c.uses[obj] = append(c.uses[obj], cur)
		}
	}
	c.Code = raw.Code{
		Info:    pkg.TypesInfo,
		Callee:  func(fun ast.Expr) types.Object { return typeutil.Callee(pkg.TypesInfo, &ast.CallExpr{Fun: fun}) },
		Uses:    func(obj types.Object) []inspector.Cursor { return c.uses[obj] },
		Ignored: func(pos token.Pos) bool { return strings.HasSuffix(pkg.Fset.Position(pos).Filename, "_test.go") },
	}
	return c
}

// variables learns what variables get.
func (c *code) variables() {
	for cur := range c.root.Preorder((*ast.AssignStmt)(nil), (*ast.ValueSpec)(nil), (*ast.RangeStmt)(nil), (*ast.IncDecStmt)(nil), (*ast.UnaryExpr)(nil)) {
		switch n := cur.Node().(type) {
		case *ast.AssignStmt:
			plain := len(n.Lhs) == len(n.Rhs) && (n.Tok == token.ASSIGN || n.Tok == token.DEFINE)
			for i, lhs := range n.Lhs {
				if plain {
					c.assign(lhs, n.Rhs[i])
				} else {
					c.lose(lhs)
				}
			}
		case *ast.ValueSpec:
			for i, name := range n.Names {
				switch {
				case len(n.Values) == len(n.Names):
					c.assign(name, n.Values[i])
				case len(n.Values) == 0:
					c.assign(name, nil)
				default:
					c.lose(name)
				}
			}
		case *ast.RangeStmt:
			c.lose(n.Key)
			c.lose(n.Value)
		case *ast.IncDecStmt:
			c.lose(n.X)
		case *ast.UnaryExpr:
			if n.Op == token.AND {
				c.lose(n.X)
			}
		}
	}
}

// variable is the variable that an expression names.
func (c *code) variable(e ast.Expr) types.Object {
	var id *ast.Ident
	switch e := ast.Unparen(e).(type) {
	case *ast.Ident:
		id = e
	case *ast.SelectorExpr:
		id = e.Sel
	default:
		return nil
	}
	v, ok := c.Info.ObjectOf(id).(*types.Var)
	if !ok || v.IsField() {
		return nil
	}
	return v.Origin()
}

func (c *code) assign(to, value ast.Expr) {
	if v := c.variable(to); v != nil {
		c.values[v] = append(c.values[v], assigned{c, value})
	}
}

func (c *code) lose(e ast.Expr) {
	if e == nil {
		return
	}
	if v := c.variable(e); v != nil {
		c.open[v] = true
	}
}

// once is the value of a variable that gets one and no other.
func (p *program) once(v types.Object) (a assigned, ok bool) {
	if len(p.values[v]) != 1 || p.open[v] || p.values[v][0].expr == nil {
		return a, false
	}
	return p.values[v][0], true
}

// functions learns which parameters functions have, and who calls them.
func (c *code) functions() {
	for cur := range c.root.Preorder((*ast.FuncDecl)(nil), (*ast.FuncLit)(nil), (*ast.CallExpr)(nil)) {
		switch n := cur.Node().(type) {
		case *ast.FuncDecl:
			f := c.Info.Defs[n.Name]
			c.bodies[f] = body{c, n}
			c.parameters(f, n.Type)
		case *ast.FuncLit: // set := func(key, value string) { ... }
			if v, ok := c.holder(cur); ok {
				c.parameters(v, n.Type)
			}
		case *ast.CallExpr:
			if f := c.called(n.Fun); f != nil {
				c.calls[f] = append(c.calls[f], place{c, cur})
			}
		}
	}
}

// holder is the variable or constant that an expression is the only value of.
func (c *code) holder(value inspector.Cursor) (types.Object, bool) {
	var name ast.Expr
	switch n := value.Parent().Node().(type) {
	case *ast.AssignStmt:
		if i := slices.Index(n.Rhs, value.Node().(ast.Expr)); i >= 0 && len(n.Lhs) == len(n.Rhs) {
			name = n.Lhs[i]
		}
	case *ast.ValueSpec:
		if i := slices.Index(n.Values, value.Node().(ast.Expr)); i >= 0 && len(n.Names) == len(n.Values) {
			name = n.Names[i]
		}
	}
	if name == nil {
		return nil, false
	}
	if id, ok := name.(*ast.Ident); ok {
		if k, ok := c.Info.Defs[id].(*types.Const); ok {
			return k, true
		}
	}
	v := c.variable(name)
	if v == nil {
		return nil, false
	}
	_, ok := c.once(v)
	return v, ok
}

// called is the function that is called, or the variable that holds it.
func (c *code) called(fun ast.Expr) types.Object {
	switch f := c.Callee(fun).(type) {
	case *types.Func:
		return f.Origin()
	case *types.Var:
		return f
	}
	return nil
}

func (c *code) parameters(f types.Object, t *ast.FuncType) {
	i := 0
	for _, field := range t.Params.List {
		for _, name := range field.Names {
			if v := c.Info.Defs[name]; v != nil {
				c.params[v] = param{f, i}
				c.takes[f] = append(c.takes[f], v)
			}
			i++
		}
		if field.Names == nil {
			i++
		}
	}
}

// list is the call or the literal whose list of attributes a place is an item of,
// or else the place itself.
func (p place) list() ast.Node {
	if kind := p.cur.ParentEdgeKind(); kind == edge.CallExpr_Args || kind == edge.CompositeLit_Elts {
		return p.cur.Parent().Node()
	}
	return p.cur.Node()
}

// bindings are the arguments that parameters have got.
type bindings map[types.Object]assigned

// bind adds the arguments of a call. ok is false if they cannot be told apart.
func (p *program) bind(env bindings, function types.Object, c *code, call *ast.CallExpr) (bindings, bool) {
	if call.Ellipsis.IsValid() {
		return nil, false
	}
	out := maps.Clone(env)
	if out == nil {
		out = bindings{}
	}
	for _, v := range p.takes[function] {
		if q, ok := p.params[v]; ok && q.index < len(call.Args) {
			out[v] = assigned{c, call.Args[q.index]}
		}
	}
	return out, true
}
