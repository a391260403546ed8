package vet

import (
	"fmt"
	"go/ast"
	"go/constant"
	"go/token"
	"go/types"
	"strings"
	"time"

	"github.com/hhgen/hhgen/schema"
)

// durations reports the durations without a unit that are given to functions of the
// runtime's packages.
func (c *checker) durations(call *ast.CallExpr) {
	f := c.static(call)
	if f == nil || !strings.HasPrefix(f.Pkg().Path()+"/", schema.RuntimePath+"/") {
		return
	}
	args := call.Args
	if sel, ok := ast.Unparen(call.Fun).(*ast.SelectorExpr); ok && c.isMethodExpression(sel) && len(args) > 0 {
		args = args[1:]
	}
	for i, arg := range args {
		if i < f.Signature().Params().Len() && isDuration(f.Signature().Params().At(i).Type()) && !c.isAnyValue(arg) {
			c.unit(arg)
		}
	}
}

// isAnyValue reports whether a duration in a test is 1 or -1, which stands for any that
// is positive or negative.
func (c *checker) isAnyValue(arg ast.Expr) bool {
	v := c.TypesInfo.Types[arg].Value
	return v != nil && c.inTest(arg.Pos()) && (v.ExactString() == "1" || v.ExactString() == "-1")
}

func (c *checker) isMethodExpression(sel *ast.SelectorExpr) bool {
	s := c.TypesInfo.Selections[sel]
	return s != nil && s.Kind() == types.MethodExpr
}

// unit reports a constant duration that is written without a unit, and whether it is.
func (c *checker) unit(e ast.Expr) (reported bool) {
	v := c.TypesInfo.Types[e].Value
	if v == nil || isZero(v) || !c.bare(e) {
		return false
	}
	message := "%s is a duration in nanoseconds: multiply it by a unit, such as time.Millisecond"
	c.report(ValueUnit, e, fmt.Sprintf(message, types.ExprString(ast.Unparen(e))))
	return true
}

// bare reports whether a number is written without a unit: 120, -120, 2 * 60 or a
// constant of no type. A conversion is, if the number is too small to be of
// nanoseconds.
func (c *checker) bare(e ast.Expr) bool {
	switch e := ast.Unparen(e).(type) {
	case *ast.BasicLit:
		return e.Kind != token.STRING
	case *ast.UnaryExpr:
		return c.bare(e.X)
	case *ast.BinaryExpr:
		return c.bare(e.X) && c.bare(e.Y)
	case *ast.Ident:
		return isBareConstant(c.TypesInfo.Uses[e])
	case *ast.SelectorExpr:
		return isBareConstant(c.TypesInfo.Uses[e.Sel])
	case *ast.CallExpr:
		if tv := c.TypesInfo.Types[e.Fun]; !tv.IsType() || len(e.Args) != 1 || !c.bare(e.Args[0]) {
			return false
		}
		v, ok := constant.Int64Val(constant.ToInt(c.TypesInfo.Types[e].Value))
		return ok && time.Duration(v).Abs() < 100*time.Microsecond
	}
	return false
}

// isBareConstant reports whether obj is a constant of no type whose name does not say
// that it is in nanoseconds.
func isBareConstant(obj types.Object) bool {
	k, ok := obj.(*types.Const)
	if !ok {
		return false
	}
	name := strings.ToLower(k.Name())
	b, ok := k.Type().(*types.Basic)
	return ok && b.Info()&types.IsUntyped != 0 && !strings.HasSuffix(name, "ns") && !strings.Contains(name, "nano")
}

func isDuration(t types.Type) bool {
	n, ok := types.Unalias(t).(*types.Named)
	return ok && pathOf(n) == "time" && n.Obj().Name() == "Duration"
}
