package gen

import "fmt"

// emitRegistration emits the function through which package hhtest reads fields.
func (g *generator) emitRegistration() {
	field, f, ok := g.names.local("field"), g.names.local("f"), g.names.local("ok")
	// func init() {
	//	hhimpl.Register(reflect.TypeFor[Enricher](), func(b *hhimpl.Batch, field any) bool {
	//		f, ok := field.(SpanField)
	//		if ok {
	//			hhRecord(b, []SpanField{f})
	//		}
	//		return ok
	//	})
	// }
	g.emit("// Package hhtest reads fields through this function.\n")
	reader := block(fmt.Sprintf("%s(%s[Enricher](), func(%s, %s any) bool", g.qual(implPath, "Register"), g.qual("reflect", "TypeFor"), g.batch(), field),
		fmt.Sprintf("%s, %s := %s.(SpanField)", f, ok, field),
		block("if "+ok, fmt.Sprintf("hhRecord(%s, []SpanField{%s})", g.b, f)),
		"return "+ok)
	g.emitf("%s", block("func init()", reader+")"))
}
