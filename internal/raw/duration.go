package raw

import (
	"go/ast"
	"go/constant"
	"go/token"
	"go/types"
	"time"
)

// conversions are the methods of a time.Duration that make a number of it.
var conversions = map[string]time.Duration{
	"Nanoseconds": time.Nanosecond, "Microseconds": time.Microsecond, "Milliseconds": time.Millisecond,
	"Seconds": time.Second, "Minutes": time.Minute, "Hours": time.Hour,
}

// Unit is the unit of a number that is made of a time.Duration:
//
//	d.Milliseconds(), float64(d.Milliseconds()), int64(d / time.Millisecond), float64(d) / float64(time.Millisecond)
func (c *Code) Unit(e ast.Expr) (unit time.Duration, ok bool) {
	if _, unit, ok = c.Quotient(e); ok {
		return unit, true
	}
	switch e := ast.Unparen(e).(type) {
	case *ast.CallExpr:
		if c.Info.Types[e.Fun].IsType() && len(e.Args) == 1 {
			return c.unitOfNumber(e.Args[0])
		}
		if sel, ok := e.Fun.(*ast.SelectorExpr); ok && isDuration(c.Info.TypeOf(sel.X)) {
			unit, ok = conversions[sel.Sel.Name]
			return unit, ok
		}
	}
	return 0, false
}

// unitOfNumber is the unit of what a conversion to a number gets.
func (c *Code) unitOfNumber(e ast.Expr) (unit time.Duration, ok bool) {
	e = ast.Unparen(e)
	if !isDuration(c.Info.TypeOf(e)) {
		return c.Unit(e)
	}
	if q, isQuotient := e.(*ast.BinaryExpr); isQuotient && q.Op == token.QUO {
		return c.length(q.Y)
	}
	return time.Nanosecond, true
}

// Quotient is a duration, and the unit that it is divided by without a loss, as the
// runtime divides it:
//
//	float64(d) / float64(time.Millisecond)
func (c *Code) Quotient(e ast.Expr) (d ast.Expr, unit time.Duration, ok bool) {
	q, ok := ast.Unparen(e).(*ast.BinaryExpr)
	if !ok || q.Op != token.QUO {
		return nil, 0, false
	}
	call, ok := ast.Unparen(q.X).(*ast.CallExpr)
	if !ok || len(call.Args) != 1 || !c.Info.Types[call.Fun].IsType() || !isDuration(c.Info.TypeOf(call.Args[0])) {
		return nil, 0, false
	}
	if b, ok := c.Info.TypeOf(call).Underlying().(*types.Basic); !ok || b.Kind() != types.Float64 {
		return nil, 0, false
	}
	unit, ok = c.length(q.Y)
	return call.Args[0], unit, ok
}

// length is the duration that a constant is, in nanoseconds.
func (c *Code) length(e ast.Expr) (time.Duration, bool) {
	v := c.Info.Types[e].Value
	if v == nil {
		return 0, false
	}
	n, exact := constant.Int64Val(constant.ToInt(v))
	return time.Duration(n), exact && n > 0
}

func isDuration(t types.Type) bool {
	n, ok := types.Unalias(t).(*types.Named)
	return ok && n.Obj().Pkg() != nil && n.Obj().Pkg().Path() == "time" && n.Obj().Name() == "Duration"
}
