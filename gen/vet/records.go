package vet

import (
	"fmt"
	"go/ast"
	"go/token"
	"go/types"
	"slices"
	"strings"

	"golang.org/x/tools/go/ast/inspector"
)

// literal checks the literal of a struct: its values, and that of a record for
// the fields that it leaves out.
func (c *checker) literal(cur inspector.Cursor, lit *ast.CompositeLit) {
	n := named(c.TypesInfo.TypeOf(lit))
	if n == nil {
		c.foreignElements(lit)
		return
	}
	s, ok := n.Underlying().(*types.Struct)
	if !ok {
		c.foreignElements(lit)
		return
	}
	for i, elt := range lit.Elts {
		field, value := element(s, i, elt)
		if a, ok := c.fields[fieldKey(n, field)]; ok {
			c.deprecated(elt, field, &a)
			c.value(&a, value)
		}
	}
	if r := c.record(n); r != nil && !c.inTest(lit.Pos()) {
		c.required(cur, lit, n, r)
	}
}

// element is the name of the field that element i of a struct's literal sets,
// and its value.
func element(s *types.Struct, i int, elt ast.Expr) (field string, value ast.Expr) {
	if kv, ok := elt.(*ast.KeyValueExpr); ok {
		if id, ok := kv.Key.(*ast.Ident); ok {
			return id.Name, kv.Value
		}
	}
	if i < s.NumFields() {
		return s.Field(i).Name(), elt
	}
	return "", elt
}

// record is what is known of a type that is a record; nil if it is none.
func (c *checker) record(n *types.Named) *Record {
	if n.Obj().Pkg() == nil {
		return nil
	}
	s := c.schemas[n.Obj().Pkg().Path()]
	if s == nil {
		return nil
	}
	if r, ok := s.Records[n.Obj().Name()]; ok {
		return &r
	}
	return nil
}

// required reports the fields that a record's literal leaves out, if nothing
// sets them later. An empty literal is a zero value, unless it is recorded
// right where it stands. Tests have uses for a record of few fields.
func (c *checker) required(cur inspector.Cursor, lit *ast.CompositeLit, n *types.Named, r *Record) {
	call, recorded := c.recordedBy(cur)
	if len(lit.Elts) == 0 && !recorded {
		return
	}
	if len(lit.Elts) > 0 {
		if _, keyed := lit.Elts[0].(*ast.KeyValueExpr); !keyed {
			return // without names, Go wants all fields
		}
	}
	missing := c.missing(lit, r.Required)
	if recorded {
		given := c.given(call.Args)
		missing = slices.DeleteFunc(missing, func(path string) bool {
			_, ok := given[c.pathKey(n, path)]
			return ok
		})
	} else if later, unknown := c.setLater(cur); !unknown {
		missing = slices.DeleteFunc(missing, func(path string) bool { return later[path] || later[firstOf(path)] || later[lastOf(path)] })
	} else {
		return
	}
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
	given := members(lit)
	for _, path := range required {
		first, rest, nested := strings.Cut(path, ".")
		value, ok := given[first]
		inner, isLiteral := ast.Unparen(orNil(value)).(*ast.CompositeLit)
		switch {
		case !ok:
			missing = append(missing, path)
		case nested && isLiteral && c.record(named(c.TypesInfo.TypeOf(inner))) == nil:
			for _, m := range c.missing(inner, []string{rest}) {
				missing = append(missing, first+"."+m)
			}
		}
	}
	return missing
}

// orNil makes a nil interface of an absent expression, which ast.Unparen takes.
func orNil(e ast.Expr) ast.Expr {
	if e == nil {
		return &ast.BadExpr{}
	}
	return e
}

// recordedBy is the call of an enricher that a literal, or its address, is an
// argument of.
func (c *checker) recordedBy(cur inspector.Cursor) (*ast.CallExpr, bool) {
	parent := cur.Parent()
	for isAddressOrParen(parent.Node()) {
		parent = parent.Parent()
	}
	call, ok := parent.Node().(*ast.CallExpr)
	return call, ok && c.enricher(call) != nil
}

func isAddressOrParen(n ast.Node) bool {
	switch n := n.(type) {
	case *ast.ParenExpr:
		return true
	case *ast.UnaryExpr:
		return n.Op == token.AND
	}
	return false
}

// setLater are the fields of the variable that a literal is assigned to which
// its function sets one by one. unknown says that something else may set them.
func (c *checker) setLater(cur inspector.Cursor) (fields map[string]bool, unknown bool) {
	v, pointer := c.variableOf(cur)
	if v == nil {
		return nil, false
	}
	fields = map[string]bool{}
	for scope := range cur.Enclosing((*ast.FuncDecl)(nil), (*ast.FuncLit)(nil)) {
		for use := range scope.Preorder((*ast.Ident)(nil)) {
			id := use.Node().(*ast.Ident)
			if c.TypesInfo.Uses[id] != v {
				continue
			}
			path, assigned := assignedPath(use)
			if assigned {
				fields[path] = true
			}
			unknown = unknown || c.escapes(use, pointer)
		}
	}
	return fields, unknown
}

// variableOf is the variable that a literal, or its address, is the value of.
func (c *checker) variableOf(cur inspector.Cursor) (v types.Object, pointer bool) {
	parent := cur.Parent()
	for isAddressOrParen(parent.Node()) {
		_, address := parent.Node().(*ast.UnaryExpr)
		pointer = pointer || address
		parent = parent.Parent()
	}
	switch n := parent.Node().(type) {
	case *ast.AssignStmt:
		for i, rhs := range n.Rhs {
			if rhs.Pos() <= cur.Node().Pos() && cur.Node().End() <= rhs.End() && len(n.Lhs) == len(n.Rhs) {
				if id, ok := n.Lhs[i].(*ast.Ident); ok {
					return c.TypesInfo.ObjectOf(id), pointer
				}
			}
		}
	case *ast.ValueSpec:
		if len(n.Names) == 1 {
			return c.TypesInfo.ObjectOf(n.Names[0]), pointer
		}
	}
	return nil, false
}

// assignedPath is the path of fields that an assignment to a use of a variable
// sets.
func assignedPath(use inspector.Cursor) (path string, ok bool) {
	cur := use
	for {
		sel, isSel := cur.Parent().Node().(*ast.SelectorExpr)
		if !isSel {
			break
		}
		path = strings.TrimPrefix(path+"."+sel.Sel.Name, ".")
		cur = cur.Parent()
	}
	assign, isAssign := cur.Parent().Node().(*ast.AssignStmt)
	return path, isAssign && path != "" && slices.Contains(assign.Lhs, cur.Node().(ast.Expr))
}

// escapes reports whether a use of a variable lets other code set its fields:
// its address is taken, a method is called, or it is a pointer that goes
// somewhere else than to an enricher.
func (c *checker) escapes(use inspector.Cursor, pointer bool) bool {
	switch n := use.Parent().Node().(type) {
	case *ast.UnaryExpr:
		if n.Op != token.AND {
			return false
		}
		_, recorded := c.recordedBy(use)
		return !recorded
	case *ast.CallExpr:
		return pointer && c.enricher(n) == nil
	case *ast.AssignStmt:
		return pointer && slices.Contains(n.Rhs, ast.Expr(use.Node().(*ast.Ident)))
	case *ast.SelectorExpr:
		if s := c.TypesInfo.Selections[n]; s != nil {
			return s.Kind() != types.FieldVal
		}
	}
	return false
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

// assignment checks constants that are assigned to fields.
func (c *checker) assignment(n *ast.AssignStmt) {
	if len(n.Lhs) != len(n.Rhs) || n.Tok != token.ASSIGN {
		return
	}
	for i, lhs := range n.Lhs {
		if sel := target(lhs); sel != nil {
			if owner := c.ownerOf(sel); owner != nil {
				if a, ok := c.fields[fieldKey(owner, sel.Sel.Name)]; ok {
					c.deprecated(sel.Sel, sel.Sel.Name, &a)
					c.value(&a, n.Rhs[i])
				}
			}
		}
	}
}

// target is the field that an assignment to e sets, or changes an item of.
func target(e ast.Expr) *ast.SelectorExpr {
	switch e := e.(type) {
	case *ast.SelectorExpr:
		return e
	case *ast.ParenExpr:
		return target(e.X)
	case *ast.StarExpr:
		return target(e.X)
	case *ast.IndexExpr:
		return target(e.X)
	}
	return nil
}

// ownerOf is the type that declares the field of a selector, which may be
// promoted.
func (c *checker) ownerOf(sel *ast.SelectorExpr) *types.Named {
	s := c.TypesInfo.Selections[sel]
	if s == nil || s.Kind() != types.FieldVal {
		return nil
	}
	t := s.Recv()
	for _, i := range s.Index()[:len(s.Index())-1] {
		t = structOf(t).Field(i).Type()
	}
	return named(t)
}

// structOf is the struct that t is, or points to.
func structOf(t types.Type) *types.Struct {
	if p, ok := types.Unalias(t).Underlying().(*types.Pointer); ok {
		t = p.Elem()
	}
	s, _ := types.Unalias(t).Underlying().(*types.Struct)
	return s
}

// use reports setters that are deprecated.
func (c *checker) use(id *ast.Ident) {
	f, ok := c.TypesInfo.Uses[id].(*types.Func)
	if !ok || f.Pkg() == nil || f.Signature().Recv() != nil {
		return
	}
	s := c.schemas[f.Pkg().Path()]
	if s == nil {
		return
	}
	if setter, ok := s.Setters[f.Name()]; ok {
		a := s.attr(f.Pkg(), setter)
		c.deprecated(id, f.Name(), &a)
	}
}

// deprecated reports the use of a field that its schema has given up.
func (c *checker) deprecated(at ast.Node, name string, a *Attr) {
	if a.Deprecated != "" {
		c.report(FieldDeprecated, at, fmt.Sprintf("%s is deprecated: %s", name, a.Deprecated))
	}
}
