package vet

import (
	"go/ast"
	"go/constant"
	"strings"
	"time"

	"github.com/hhgen/hhgen/schema"
)

// attr reads the literal of an hhimpl.Attr.
func (r *reader) attr(lit *ast.CompositeLit) (a Attr, declared []string) {
	holes := 0
	for name, v := range members(lit) {
		switch name {
		case "Key":
			a.Key = wireKey(r.text(v))
		case "Holes":
			holes = r.count(v)
		case "MaxBytes":
			a.MaxBytes = r.count(v)
		case "MaxRunes":
			a.MaxRunes = r.count(v)
		case "MaxItems":
			a.MaxItems = r.count(v)
		case "Drop":
			a.Drop = true
		case "Values":
			a.Values = r.texts(v)
		case "Declared":
			declared = r.texts(v)
		case "Ints":
			a.Ints = r.ints(v)
		case "Floats":
			a.Floats = r.floats(v)
		case "Unit":
			a.Unit = time.Duration(r.number(v))
		}
	}
	a.Dynamic = a.MaxItems > 0 && holes == 0
	return a, declared
}

// wireKey is an attribute's key as documentation has it: without the prefix of
// all keys, and without the places of items at its end.
func wireKey(key string) string {
	key = strings.TrimPrefix(key, schema.AttributePrefix)
	for {
		shorter := strings.TrimSuffix(strings.TrimSuffix(key, ".[]"), ".{}")
		if shorter == key {
			return key
		}
		key = shorter
	}
}

// members are the named elements of a struct's literal.
func members(e ast.Expr) map[string]ast.Expr {
	if u, ok := e.(*ast.UnaryExpr); ok {
		e = u.X
	}
	found := map[string]ast.Expr{}
	if lit, ok := e.(*ast.CompositeLit); ok {
		for _, elt := range lit.Elts {
			if kv, ok := elt.(*ast.KeyValueExpr); ok {
				if id, ok := kv.Key.(*ast.Ident); ok {
					found[id.Name] = kv.Value
				}
			}
		}
	}
	return found
}

func (r *reader) value(e ast.Expr) constant.Value { return r.info.Types[e].Value }

func (r *reader) text(e ast.Expr) string {
	if v := r.value(e); v != nil && v.Kind() == constant.String {
		return constant.StringVal(v)
	}
	return ""
}

func (r *reader) texts(e ast.Expr) (all []string) {
	if lit, ok := e.(*ast.CompositeLit); ok {
		for _, elt := range lit.Elts {
			all = append(all, r.text(elt))
		}
	}
	return all
}

func (r *reader) number(e ast.Expr) int64 {
	if v := r.value(e); v != nil {
		i, _ := constant.Int64Val(constant.ToInt(v))
		return i
	}
	return 0
}

func (r *reader) count(e ast.Expr) int { return int(r.number(e)) }

func (r *reader) ints(e ast.Expr) *IntRange {
	m := members(e)
	return &IntRange{Min: r.number(m["Min"]), Max: r.number(m["Max"])}
}

func (r *reader) floats(e ast.Expr) *FloatRange {
	float := func(e ast.Expr) float64 {
		if v := r.value(e); v != nil {
			f, _ := constant.Float64Val(constant.ToFloat(v))
			return f
		}
		return 0
	}
	m := members(e)
	return &FloatRange{Min: float(m["Min"]), Max: float(m["Max"])}
}
