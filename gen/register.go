package gen

import "github.com/dave/jennifer/jen"

// emitRegistration emits the function through which package hhtest reads fields.
func (g *generator) emitRegistration() {
	b, field, f, ok := g.names.local("b"), g.names.local("field"), g.names.local("f"), g.names.local("ok")
	// func init() {
	//	hhimpl.Register(reflect.TypeFor[Enricher](), func(b *hhimpl.Batch, field any) bool {
	//		f, ok := field.(SpanField)
	//		if ok {
	//			hhRecord(b, []SpanField{f})
	//		}
	//		return ok
	//	})
	// }
	g.emitComment("Package hhtest reads fields through this function.")
	g.file.Func().Id("init").Params().Block(
		jen.Qual(implPath, "Register").Call(jen.Qual("reflect", "TypeFor").Types(jen.Id("Enricher")).Call(),
			jen.Func().Params(jen.Id(b).Op("*").Qual(implPath, "Batch"), jen.Id(field).Id("any")).Bool().Block(
				jen.List(jen.Id(f), jen.Id(ok)).Op(":=").Id(field).Assert(jen.Id("SpanField")),
				jen.If(jen.Id(ok)).Block(jen.Id("hhRecord").Call(jen.Id(b), jen.Index().Id("SpanField").Values(jen.Id(f)))),
				jen.Return(jen.Id(ok)))))
	g.blank()
}
