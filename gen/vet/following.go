package vet

import (
	"go/ast"
	"go/token"
	"go/types"
	"slices"

	"golang.org/x/tools/go/ast/inspector"
)

// following are the statements of a function that may run after one of its
// statements, as far as they come after it in the text.
type following struct {
	stmts   []ast.Stmt
	results []*types.Var // of the function, if they have names
}

// following collects them. After a statement that leaves the block, such as a return,
// nothing follows.
func (c *checker) following(cur inspector.Cursor) (f following) {
	for at := cur; functionType(at.Node()) == nil; at = at.Parent() {
		list, ok := statementsOf(at.Parent().Node())
		if _, isCase := statementsOf(at.Node()); !ok || isCase && !isBlock(at.Node()) {
			continue // one case does not run after another
		}
		f.stmts = append(f.stmts, list[at.ParentEdgeIndex()+1:]...)
		if leaves(list[len(list)-1]) {
			break
		}
	}
	f.results = c.namedResults(functionType(function(cur).Node()))
	return f
}

func isBlock(n ast.Node) bool {
	_, ok := n.(*ast.BlockStmt)
	return ok
}

// function is the innermost function around a node.
func function(cur inspector.Cursor) inspector.Cursor {
	for at := range cur.Enclosing((*ast.FuncDecl)(nil), (*ast.FuncLit)(nil)) {
		return at
	}
	return cur.Inspector().Root()
}

// functionType is the type of a function, as it is written; nil for other nodes.
func functionType(n ast.Node) *ast.FuncType {
	switch n := n.(type) {
	case *ast.FuncDecl:
		return n.Type
	case *ast.FuncLit:
		return n.Type
	}
	return nil
}

// functionBody is the body of a function; nil for other nodes.
func functionBody(n ast.Node) *ast.BlockStmt {
	switch n := n.(type) {
	case *ast.FuncDecl:
		return n.Body
	case *ast.FuncLit:
		return n.Body
	}
	return nil
}

// namedResults are the named results of a function.
func (c *checker) namedResults(t *ast.FuncType) (results []*types.Var) {
	if t == nil || t.Results == nil {
		return nil
	}
	for _, field := range t.Results.List {
		for _, name := range field.Names {
			v, _ := c.TypesInfo.Defs[name].(*types.Var)
			results = append(results, v)
		}
	}
	return results
}

// leaves reports whether nothing runs after a statement in its block.
func leaves(stmt ast.Stmt) bool {
	switch s := stmt.(type) {
	case *ast.ReturnStmt, *ast.BranchStmt:
		return true
	case *ast.ExprStmt:
		call, ok := s.X.(*ast.CallExpr)
		if !ok {
			return false
		}
		id, ok := call.Fun.(*ast.Ident)
		return ok && id.Name == "panic"
	}
	return false
}

// write is the first node that may give a place another value; nil if there is none.
func (f following) write(c *checker, p place) (found ast.Node) {
	for _, stmt := range f.stmts {
		ast.Inspect(stmt, func(n ast.Node) bool {
			if found == nil && n != nil && c.writes(n, p) {
				found = n
			}
			return found == nil
		})
		ast.Inspect(stmt, func(n ast.Node) bool {
			if ret, ok := n.(*ast.ReturnStmt); ok && found == nil && f.returns(c, ret, p) {
				found = n
			}
			return found == nil && functionType(n) == nil
		})
	}
	return found
}

// writes reports whether a node gives a place another value.
func (c *checker) writes(n ast.Node, p place) bool {
	changes := func(e ast.Expr) bool { return e != nil && p.isStaleAfter(c, c.placeOf(e)) }
	switch n := n.(type) {
	case *ast.AssignStmt:
		return slices.ContainsFunc(n.Lhs, changes)
	case *ast.IncDecStmt:
		return changes(n.X)
	case *ast.RangeStmt:
		return n.Tok == token.ASSIGN && (changes(n.Key) || changes(n.Value))
	case *ast.CallExpr:
		return c.fills(n, p)
	}
	return false
}

// returns reports whether a return statement gives a named result a value that is not
// zero.
func (f following) returns(c *checker, ret *ast.ReturnStmt, p place) bool {
	i := slices.IndexFunc(f.results, func(v *types.Var) bool { return v != nil && types.Object(v) == p.root })
	if i < 0 {
		return false
	}
	value := valueAt(ret.Results, i, len(f.results))
	if value == nil || c.objectOf(value) == p.root {
		return false
	}
	tv := c.TypesInfo.Types[value]
	return !tv.IsNil() && !isZero(tv.Value)
}

// fills reports whether a call gets the address of a variable that had no value: it is
// for the call to give it one.
func (c *checker) fills(call *ast.CallExpr, p place) bool {
	return slices.ContainsFunc(call.Args, func(arg ast.Expr) bool {
		u, ok := ast.Unparen(arg).(*ast.UnaryExpr)
		return ok && u.Op == token.AND && p.isStaleAfter(c, c.placeOf(u.X)) &&
			c.setter(call) == nil && c.recording(call) == "" && c.startsZero(p.root)
	})
}

// startsZero reports whether a variable is declared without a value, or as a named
// result.
func (c *checker) startsZero(v types.Object) bool {
	for at := range c.root.Preorder((*ast.ValueSpec)(nil), (*ast.FuncType)(nil)) {
		switch n := at.Node().(type) {
		case *ast.ValueSpec:
			for _, name := range n.Names {
				if c.TypesInfo.Defs[name] == v {
					return len(n.Values) == 0
				}
			}
		case *ast.FuncType:
			if slices.ContainsFunc(c.namedResults(n), func(r *types.Var) bool { return types.Object(r) == v }) {
				return true
			}
		}
	}
	return false
}
