package gocode

import (
	"go/ast"
	"go/token"
	"go/types"
	"strings"

	"github.com/hhgen/hhgen/schema/adopt"
)

// text is what is known of a string.
type text struct {
	text    string       // all of it, or what it begins with
	open    types.Object // a parameter that is a part of it; nil for none
	dynamic bool         // only what it begins with is known
}

// then is t with another text behind it.
func (t text) then(u text) text {
	if t.dynamic || t.open != nil {
		return t
	}
	return text{t.text + u.text, u.open, u.dynamic}
}

// text is the string that an expression is.
func (p *program) text(c *code, e ast.Expr, env bindings) text {
	e = ast.Unparen(e)
	if value, ok := c.Constant(e); ok {
		return text{text: value}
	}
	switch e := e.(type) {
	case *ast.Ident, *ast.SelectorExpr:
		return p.named(c, e, env)
	case *ast.BinaryExpr:
		if e.Op == token.ADD {
			return p.text(c, e.X, env).then(p.text(c, e.Y, env))
		}
	case *ast.CallExpr:
		if c.Info.Types[e.Fun].IsType() && len(e.Args) == 1 && isString(c.Info.TypeOf(e.Args[0])) {
			return p.text(c, e.Args[0], env)
		}
		if f, ok := c.Callee(e.Fun).(*types.Func); ok && f.FullName() == "fmt.Sprintf" && len(e.Args) > 0 && !e.Ellipsis.IsValid() {
			return p.formatted(c, e.Args, env)
		}
	}
	return text{dynamic: true}
}

func isString(t types.Type) bool {
	b, ok := t.Underlying().(*types.Basic)
	return ok && b.Info()&types.IsString != 0
}

// named is the string of a parameter that is bound, or of a variable that gets one.
func (p *program) named(c *code, e ast.Expr, env bindings) text {
	v := c.variable(e)
	if v == nil {
		return text{dynamic: true}
	}
	if a, ok := env[v]; ok {
		return p.text(a.code, a.expr, env)
	}
	if _, ok := p.params[v]; ok {
		return text{open: v}
	}
	if a, ok := p.once(v); ok {
		return p.text(a.code, a.expr, env)
	}
	return text{dynamic: true}
}

// formatted is the result of fmt.Sprintf with verbs for strings.
func (p *program) formatted(c *code, args []ast.Expr, env bindings) text {
	format, ok := c.Constant(args[0])
	if !ok {
		return text{dynamic: true}
	}
	out, args := text{}, args[1:]
	for {
		before, rest, found := strings.Cut(format, "%")
		out = out.then(text{text: before})
		switch {
		case !found:
			return out
		case strings.HasPrefix(rest, "%"):
			out = out.then(text{text: "%"})
		case rest != "" && strings.Contains("sv", rest[:1]) && len(args) > 0 && isString(c.Info.TypeOf(args[0])):
			out, args = out.then(p.text(c, args[0], env)), args[1:]
		default:
			return out.then(text{dynamic: true})
		}
		format = rest[1:]
	}
}

// strings are the values that a string has.
type values struct {
	list     []adopt.Value
	closed   bool // there are no others
	constant bool // they are written where they are recorded
}

var anything = values{}

// mostSteps is how many expressions are followed one through the other.
const mostSteps = 8

// values are the strings that an expression may be.
func (p *program) valuesOf(c *code, e ast.Expr, env bindings, steps int) values {
	e = ast.Unparen(e)
	if steps == 0 || e == nil {
		return anything
	}
	if value, ok := c.Constant(e); ok {
		name, untyped := c.constantName(e)
		return values{[]adopt.Value{{Text: value, Name: name}}, true, untyped}
	}
	switch e := e.(type) {
	case *ast.Ident:
		return p.valuesOfVariable(c, e, env, steps-1)
	case *ast.CallExpr:
		if c.Info.Types[e.Fun].IsType() && len(e.Args) == 1 && isString(c.Info.TypeOf(e.Args[0])) {
			v := p.valuesOf(c, e.Args[0], env, steps-1)
			v.constant = false
			return v
		}
		if b, ok := p.bodies[c.called(e.Fun)]; ok {
			return p.results(b, steps-1)
		}
	}
	return anything
}

// constantName is the name of the constant that an expression is; untyped says that
// any type of strings takes it.
func (c *code) constantName(e ast.Expr) (name string, untyped bool) {
	id, ok := e.(*ast.Ident)
	if sel, isSel := e.(*ast.SelectorExpr); isSel {
		id, ok = sel.Sel, true
	}
	if !ok {
		_, literal := e.(*ast.BasicLit)
		return "", literal
	}
	k, ok := c.Info.Uses[id].(*types.Const)
	if !ok {
		return "", false
	}
	b, ok := k.Type().(*types.Basic)
	return k.Name(), ok && b.Kind() == types.UntypedString
}

// valuesOfVariable are the strings that a variable may hold.
func (p *program) valuesOfVariable(c *code, id *ast.Ident, env bindings, steps int) values {
	v := c.variable(id)
	if a, ok := env[v]; ok {
		return p.valuesOf(a.code, a.expr, env, steps)
	}
	if v == nil || p.open[v] || len(p.values[v]) == 0 || v.Parent() == nil || v.Parent() == v.Pkg().Scope() {
		return anything // another package may set it too
	}
	if _, ok := p.params[v]; ok {
		return anything
	}
	out := values{closed: true}
	for _, a := range p.values[v] {
		one := values{list: []adopt.Value{{}}, closed: true}
		if a.expr != nil {
			one = p.valuesOf(a.code, a.expr, env, steps)
		}
		if out = out.or(one); !out.closed {
			return anything
		}
	}
	return out
}

// results are the strings that a function returns.
func (p *program) results(b body, steps int) values {
	if b.decl.Body == nil || b.decl.Type.Results.NumFields() != 1 || len(b.decl.Type.Results.List[0].Names) > 0 {
		return anything
	}
	out := values{closed: true}
	ast.Inspect(b.decl.Body, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.FuncLit:
			return false
		case *ast.ReturnStmt:
			if len(n.Results) == 1 {
				out = out.or(p.valuesOf(b.code, n.Results[0], nil, steps))
			}
		}
		return out.closed
	})
	if len(out.list) == 0 {
		return anything
	}
	out.constant = false
	return out
}

// or are the values of either of two strings.
func (v values) or(w values) values {
	if !v.closed || !w.closed {
		return anything
	}
	out := values{list: v.list, closed: true, constant: v.constant && w.constant}
	for _, value := range w.list {
		out.add(value)
	}
	return out
}

// add adds a value, and the name of one that has none.
func (v *values) add(value adopt.Value) {
	for i, other := range v.list {
		if other.Text == value.Text {
			if other.Name == "" {
				v.list = append([]adopt.Value(nil), v.list...)
				v.list[i].Name = value.Name
			}
			return
		}
	}
	v.list = append(v.list[:len(v.list):len(v.list)], value)
}
