package vet

import (
	"fmt"
	"go/ast"
	"go/constant"
	"go/token"
	"go/types"
	"math"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/hhgen/hhgen/schema"
)

// setterValues checks the arguments of a setter.
func (c *checker) setterValues(s *setterCall, call *ast.CallExpr) {
	if s.open != nil {
		if len(call.Args) != 2 {
			return // both are what another call returns
		}
		c.openKey(s, call)
		c.value(&s.attr, call.Args[1])
		return
	}
	sig := c.signature(call)
	if sig == nil {
		return
	}
	if sig.Variadic() && !call.Ellipsis.IsValid() {
		c.items(&s.attr, call, len(call.Args))
	}
	for _, arg := range call.Args {
		if !s.attr.OmitZero || !isZero(c.TypesInfo.Types[arg].Value) {
			c.value(&s.attr, arg)
		}
	}
}

// openKey checks the key that is given to the setter of an open namespace.
func (c *checker) openKey(s *setterCall, call *ast.CallExpr) {
	v := c.TypesInfo.Types[call.Args[0]].Value
	if v == nil || v.Kind() != constant.String {
		return
	}
	namespace := s.attr.Key
	s.attr.Key = namespace + "." + constant.StringVal(v)
	switch key := constant.StringVal(v); {
	case !schema.ValidKey(key):
		c.report(OpenKey, call.Args[0], fmt.Sprintf("%q is not a valid key, so nothing would be recorded: write it in snake_case, with at most %d bytes", key, schema.MaxKeyBytes))
	case slices.Contains(s.open.Declared, key):
		c.report(OpenKey, call.Args[0], fmt.Sprintf("a field declares %s.%s, so nothing would be recorded: use %s", namespace, key, c.setterOf(s.pkg, namespace+"."+key)))
	}
}

// setterOf returns the name of the setter of a package's key.
func (c *checker) setterOf(pkg *types.Package, key string) string {
	s := c.schemas[pkg.Path()]
	for name, setter := range s.Setters {
		if s.attr(pkg, setter).Key == key {
			return c.qualified(pkg, name)
		}
	}
	return "its setter"
}

// value checks a value that is given to a field.
func (c *checker) value(a *Attr, e ast.Expr) {
	e = ast.Unparen(e)
	tv := c.TypesInfo.Types[e]
	if tv.Value != nil {
		c.constant(a, e, tv)
		return
	}
	switch e := e.(type) {
	case *ast.UnaryExpr:
		if e.Op == token.AND {
			c.value(a, e.X)
		}
	case *ast.CompositeLit:
		c.composite(a, e)
	case *ast.CallExpr:
		// new(value), which is of Go 1.26, and append(list, value)
		if b, ok := c.callee(e.Fun).(*types.Builtin); ok && slices.Contains([]string{"new", "append"}, b.Name()) {
			for _, arg := range e.Args {
				c.value(a, arg)
			}
		}
	}
}

// composite checks a literal of a list or a map. That of a struct is checked
// where it stands, by its own fields.
func (c *checker) composite(a *Attr, lit *ast.CompositeLit) {
	switch types.Unalias(c.TypesInfo.TypeOf(lit)).Underlying().(type) {
	case *types.Slice:
		c.items(a, lit, length(c.TypesInfo, lit))
	case *types.Map:
		c.items(a, lit, len(lit.Elts))
	case *types.Array:
	default:
		return
	}
	if a.Dynamic { // the items of the literals within are among those
		counted := *a
		counted.MaxItems = 0
		a = &counted
	}
	for _, elt := range lit.Elts {
		c.value(a, itemOf(elt))
	}
}

// itemOf is the value of an element of a list's or a map's literal.
func itemOf(elt ast.Expr) ast.Expr {
	if kv, ok := elt.(*ast.KeyValueExpr); ok {
		return kv.Value
	}
	return elt
}

// length returns the length of a slice literal, which may name indexes.
func length(info *types.Info, lit *ast.CompositeLit) int {
	next, most := 0, 0
	for _, elt := range lit.Elts {
		if kv, ok := elt.(*ast.KeyValueExpr); ok {
			if i, ok := constant.Int64Val(info.Types[kv.Key].Value); ok {
				next = int(i)
			}
		}
		next++
		most = max(most, next)
	}
	return most
}

// items checks how many items a list or map has. The items of a dynamic value are
// the attributes that it becomes; a literal shows only how many there are at least.
func (c *checker) items(a *Attr, at ast.Node, n int) {
	if lit, ok := at.(*ast.CompositeLit); ok && a.Dynamic {
		n = c.attributesIn(lit)
	}
	if a.MaxItems > 0 && n > a.MaxItems {
		c.report(ValueItems, at, fmt.Sprintf("%s takes at most %s, but %d are given, and those over the limit would not be recorded: remove some, or raise the field's maxitems", a.Key, schema.Count(a.MaxItems, "item"), n))
	}
}

// attributesIn is how many attributes a dynamic value becomes at least: one for
// each string, boolean and integer, and for each constant. A type with a name
// may have a form of its own, and bytes become one text.
func (c *checker) attributesIn(lit *ast.CompositeLit) (n int) {
	switch t := types.Unalias(c.TypesInfo.TypeOf(lit)).(type) {
	case *types.Map:
	case *types.Slice:
		if types.Identical(t.Elem().Underlying(), types.Typ[types.Byte]) {
			return 0
		}
	default:
		return 0
	}
	for _, elt := range lit.Elts {
		elt = ast.Unparen(itemOf(elt))
		tv := c.TypesInfo.Types[elt]
		if inner, ok := elt.(*ast.CompositeLit); ok {
			n += c.attributesIn(inner)
		} else if b, ok := tv.Type.Underlying().(*types.Basic); ok && (tv.Value != nil || b.Info()&(types.IsString|types.IsBoolean|types.IsInteger) != 0) {
			n++
		}
	}
	return n
}

// constant checks a value that the compiler knows.
func (c *checker) constant(a *Attr, e ast.Expr, tv types.TypeAndValue) {
	switch tv.Value.Kind() {
	case constant.String:
		c.text(a, e, constant.StringVal(tv.Value))
	case constant.Int, constant.Float:
		if !a.Dynamic {
			c.number(a, e, tv)
		}
	}
}

// text checks a string.
func (c *checker) text(a *Attr, e ast.Expr, s string) {
	if a.Values != nil {
		c.listed(a, e, s, strconv.Quote(s), schema.Suggest(s, a.Values))
		return
	}
	if !c.matches(a, s) {
		c.report(ValuePattern, e, fmt.Sprintf("%s takes strings that match %s, so %s would not be recorded: give one that matches, or change the pattern", a.Key, strconv.Quote(string(a.Pattern)), quoted(s)))
		return
	}
	then := "cut"
	if a.Drop {
		then = "dropped"
	}
	switch runes := utf8.RuneCountInString(s); {
	case !utf8.ValidString(s):
		c.report(ValueUTF8, e, fmt.Sprintf("this constant is not valid UTF-8, so %s would be recorded with replacement characters: encode it, for example in base64", a.Key))
	case a.MaxRunes > 0 && runes > a.MaxRunes:
		c.report(ValueBytes, e, fmt.Sprintf("%s takes at most %s, but this constant has %d, so it would be %s: shorten it", a.Key, schema.Count(a.MaxRunes, "character"), runes, then))
	case a.MaxBytes > 0 && len(s) > a.MaxBytes:
		c.report(ValueBytes, e, fmt.Sprintf("%s takes at most %s, but this constant has %d, so it would be %s: shorten it, or raise the field's maxbytes", a.Key, schema.Count(a.MaxBytes, "byte"), len(s), then))
	}
}

// matches reports whether a string matches the pattern of a field. What is not UTF-8 is
// another finding.
func (c *checker) matches(a *Attr, s string) bool {
	if a.Pattern == "" || !utf8.ValidString(s) {
		return true
	}
	re, err := a.Pattern.Regexp()
	return err != nil || re.MatchString(s) // hhgen reports what it cannot check
}

// quoted shows a string in a message, cut if it is long.
func quoted(s string) string {
	const most = 40
	if runes := []rune(s); len(runes) > most {
		return strconv.Quote(string(runes[:most])) + "..."
	}
	return strconv.Quote(s)
}

// listed checks a value of an enum. fix ends the message.
func (c *checker) listed(a *Attr, e ast.Expr, value, shown, fix string) {
	if !slices.Contains(a.Values, value) {
		c.report(ValueEnum, e, fmt.Sprintf("%s is not a valid %s and would be dropped: %s", shown, a.Key, fix))
	}
}

// number checks an integer, a float or a duration.
func (c *checker) number(a *Attr, e ast.Expr, tv types.TypeAndValue) {
	if a.Values != nil {
		c.listed(a, e, tv.Value.ExactString(), shown(tv.Value), "use one of "+strings.Join(a.Values, ", "))
		return
	}
	v := constant.ToFloat(tv.Value)
	f, _ := constant.Float64Val(v)
	if b, ok := tv.Type.Underlying().(*types.Basic); ok && b.Kind() == types.Float32 {
		f, _ = strconv.ParseFloat(decimal(f), 64) // as it is recorded
	}
	shown := shown(tv.Value)
	if a.Unit > 0 {
		if a.Unit > time.Nanosecond && isDuration(tv.Type) && c.unit(e) {
			return
		}
		f /= float64(a.Unit)
		shown = decimal(f) + a.unit()
	}
	out := false
	switch {
	case a.Ints != nil:
		out = constant.Compare(tv.Value, token.LSS, constant.MakeInt64(a.Ints.Min)) || constant.Compare(tv.Value, token.GTR, constant.MakeInt64(a.Ints.Max))
	case a.Floats != nil:
		out = f < a.Floats.Min || f > a.Floats.Max
	case tv.Value.Kind() == constant.Int && isInteger(tv.Type) && constant.Compare(tv.Value, token.GTR, constant.MakeInt64(math.MaxInt64)):
		c.report(ValueRange, e, fmt.Sprintf("%s takes at most %d, since HoneyHive's integers are signed and have 64 bits, so %s would not be recorded: give a smaller number", a.Key, int64(math.MaxInt64), shown))
	}
	if out {
		c.report(ValueRange, e, fmt.Sprintf("%s takes %s, so %s would not be recorded: give a value within the bounds, or change the bounds", a.Key, a.bounds(), shown))
	}
}

func isInteger(t types.Type) bool {
	b, ok := t.Underlying().(*types.Basic)
	return ok && b.Info()&types.IsInteger != 0
}

// shown is a number as a message has it.
func shown(v constant.Value) string {
	if f, ok := constant.Float64Val(constant.ToFloat(v)); ok && v.Kind() == constant.Float {
		return decimal(f)
	}
	return v.ExactString()
}
