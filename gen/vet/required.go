package vet

import (
	"fmt"
	"go/ast"
	"go/token"
	"go/types"
	"slices"
	"strings"

	"golang.org/x/tools/go/ast/edge"
	"golang.org/x/tools/go/ast/inspector"
)

// required reports the fields that a record's literal leaves out, if nothing else
// can set them: the literal is passed to an enricher, directly or through a variable
// of the same function. Records that a function returns or stores are skipped, since
// other code may complete them. An empty literal in a variable is a zero value, and
// is skipped too, as are tests.
func (c *checker) required(cur inspector.Cursor, lit *ast.CompositeLit, n *types.Named, r *Record) {
	missing := c.missing(lit, r.Required)
	if len(missing) == 0 {
		return
	}
	l := &life{set: map[string]bool{}, given: map[string]bool{}}
	if call := c.recordedBy(cur); call != nil {
		l.record(c, call)
	} else if v := c.variableOf(cur); v != nil && len(lit.Elts) > 0 {
		for _, use := range c.usesOf(v) {
			c.follow(l, use)
		}
	}
	if !l.recorded || l.unknown {
		return
	}
	missing = slices.DeleteFunc(missing, func(path string) bool {
		a := c.at(n, path)
		return l.set[path] || l.set[firstOf(path)] || l.set[lastOf(path)] || l.given[a.Key] || a.Deprecated != ""
	})
	if len(missing) > 0 {
		use := ""
		if r.New != "" {
			use = ", or use " + c.qualified(n.Obj().Pkg(), r.New)
		}
		c.report(RequiredField, lit, fmt.Sprintf("%s leaves out %s, which would be recorded as zero: set %s%s", n.Obj().Name(), enumerate(missing), pronoun(missing), use))
	}
}

// missing are the paths of required fields that a literal does not set.
func (c *checker) missing(lit *ast.CompositeLit, required []string) (missing []string) {
	s := structOf(c.TypesInfo.TypeOf(lit))
	given := map[string]ast.Expr{}
	for i, elt := range lit.Elts {
		field, value := element(s, i, elt)
		given[field] = ast.Unparen(value)
	}
	for _, path := range required {
		first, rest, nested := strings.Cut(path, ".")
		if value, ok := given[first]; !ok {
			missing = append(missing, path)
		} else if inner, ok := value.(*ast.CompositeLit); ok && nested {
			for _, m := range c.missing(inner, []string{rest}) {
				missing = append(missing, first+"."+m)
			}
		}
	}
	return missing
}

// at is the field that a path leads to in a record.
func (c *checker) at(n *types.Named, path string) Attr {
	for {
		first, rest, nested := strings.Cut(path, ".")
		if !nested {
			return c.fields[fieldKey(n, path)]
		}
		obj, _, _ := types.LookupFieldOrMethod(n, true, n.Obj().Pkg(), first)
		if obj == nil || named(obj.Type()) == nil {
			return Attr{}
		}
		n, path = named(obj.Type()), rest
	}
}

// recordedBy is the call of an enricher that an expression, or its address, is
// an argument of; nil if there is none.
func (c *checker) recordedBy(cur inspector.Cursor) *ast.CallExpr {
	if call, ok := outside(cur).Parent().Node().(*ast.CallExpr); ok && c.enricher(call) != "" {
		return call
	}
	return nil
}

// life collects what a function does with a record.
type life struct {
	set      map[string]bool // the paths of fields that are set one by one
	given    map[string]bool // the keys that are given beside it where it is recorded
	recorded bool
	unknown  bool // other code may set fields
}

// record notes that an enricher gets the record.
func (l *life) record(c *checker, call *ast.CallExpr) {
	l.recorded = true
	c.visitGiven(call.Args, func(key string, _ ast.Node) { l.given[key] = true })
}

// variableOf is the variable of a function that an expression, or its address,
// is the first value of; nil if there is none.
func (c *checker) variableOf(cur inspector.Cursor) types.Object {
	cur = outside(cur)
	var id *ast.Ident
	switch n := cur.Parent().Node().(type) {
	case *ast.AssignStmt:
		if i := slices.Index(n.Rhs, cur.Node().(ast.Expr)); n.Tok == token.DEFINE && i >= 0 && len(n.Lhs) == len(n.Rhs) {
			id = n.Lhs[i].(*ast.Ident)
		}
	case *ast.ValueSpec:
		if i := slices.Index(n.Values, cur.Node().(ast.Expr)); i >= 0 && len(n.Names) == len(n.Values) {
			id = n.Names[i]
		}
	}
	if v := c.TypesInfo.Defs[id]; v != nil && v.Parent() != c.Pkg.Scope() {
		return v
	}
	return nil
}

// outside is the expression that takes the address of cur, or puts it in
// parentheses; else cur.
func outside(cur inspector.Cursor) inspector.Cursor {
	for {
		switch n := cur.Parent().Node().(type) {
		case *ast.ParenExpr:
		case *ast.UnaryExpr:
			if n.Op != token.AND {
				return cur
			}
		default:
			return cur
		}
		cur = cur.Parent()
	}
}

// follow adds to l what one use of its variable does.
func (c *checker) follow(l *life, use inspector.Cursor) {
	cur, path, method := c.part(use)
	changed := changes(cur)
	call := c.recordedBy(cur)
	switch {
	case call != nil && path == "":
		l.record(c, call)
	case method || path == "" && changed:
		l.unknown = true
	case changed:
		l.set[path] = true
	case path == "" && isPointer(c.TypesInfo.TypeOf(cur.Node().(ast.Expr))):
		// Other code that gets the pointer may set fields; a comparison sets none.
		_, compared := cur.Parent().Node().(*ast.BinaryExpr)
		l.unknown = l.unknown || !compared
	}
}

// part is the largest expression that begins with a use of a variable and is a
// part of it: path leads there, by the names of fields. method says that a
// method of that part is used, which may change it.
func (c *checker) part(use inspector.Cursor) (cur inspector.Cursor, path string, method bool) {
	for cur = use; ; cur = cur.Parent() {
		switch n := cur.Parent().Node().(type) {
		case *ast.SelectorExpr:
			s := c.TypesInfo.Selections[n]
			if s == nil {
				return cur, path, false
			}
			if f, ok := s.Obj().(*types.Func); ok {
				return cur, path, isPointer(f.Signature().Recv().Type())
			}
			path = strings.TrimPrefix(path+"."+n.Sel.Name, ".")
		case *ast.IndexExpr:
			if n.X != cur.Node() {
				return cur, path, false
			}
		case *ast.ParenExpr, *ast.StarExpr:
		default:
			return cur, path, false
		}
	}
}

// changes reports whether an expression gets a value where it stands, or may
// get one by its address.
func changes(cur inspector.Cursor) bool {
	for cur.ParentEdgeKind() == edge.ParenExpr_X {
		cur = cur.Parent()
	}
	e := cur.Node().(ast.Expr)
	switch n := cur.Parent().Node().(type) {
	case *ast.AssignStmt:
		return slices.Contains(n.Lhs, e)
	case *ast.IncDecStmt:
		return true
	case *ast.RangeStmt:
		return n.Key == e || n.Value == e
	case *ast.UnaryExpr:
		return n.Op == token.AND
	}
	return false
}

func isPointer(t types.Type) bool {
	if t == nil {
		return false
	}
	_, ok := t.Underlying().(*types.Pointer)
	return ok
}

func firstOf(path string) string {
	first, _, _ := strings.Cut(path, ".")
	return first
}

// lastOf is the name of a field that embedding may promote.
func lastOf(path string) string { return path[strings.LastIndexByte(path, '.')+1:] }

// enumerate is "a", "a and b" or "a, b and c".
func enumerate(words []string) string {
	if len(words) < 2 {
		return strings.Join(words, "")
	}
	return strings.Join(words[:len(words)-1], ", ") + " and " + words[len(words)-1]
}

func pronoun(words []string) string {
	if len(words) == 1 {
		return "it"
	}
	return "them"
}
