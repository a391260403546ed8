package gen

import (
	"github.com/dave/jennifer/jen"

	"github.com/hhgen/hhgen/schema"
)

// emitRecords emits the functions that record the fields of records.
func (g *generator) emitRecords() {
	for _, r := range g.Package.Records {
		g.emitRecord(r)
	}
}

func (g *generator) emitRecord(r *schema.Record) {
	b, v := g.names.local("b"), g.names.local("v")
	// func hhRecordTurn(b *hhimpl.Batch, v *Turn) {
	//	b.String(&hhUserPropertiesUserID, v.UserID)
	// }
	var body []jen.Code
	for _, f := range r.Fields {
		for _, f := range f.Written() {
			body = append(body, g.fieldCode(f, top(f), selector(jen.Id(v), f), v, b))
		}
	}
	g.file.Func().Id(recordFunc(r)).Params(jen.Id(b).Op("*").Qual(implPath, "Batch"), jen.Id(v).Op("*").Id(r.Name)).Block(body...)
	g.blank()
}

// fieldCode records the field x of a struct v, unless it is absent.
func (g *generator) fieldCode(f *schema.Field, p keyPath, x *jen.Statement, v, b string) jen.Code {
	var code jen.Code
	switch {
	case f.Type.Optional && f.Type.Kind == schema.KindObject:
		code = jen.If(x.Clone().Op("!=").Nil()).Block(jen.Id(p.objectFunc()).Call(jen.Id(b), x))
	case f.Type.Optional:
		code = jen.If(x.Clone().Op("!=").Nil()).Block(g.valueCode(f, f.Type, p, jen.Op("*").Add(x), b))
	case f.OmitZero:
		code = g.unlessZero(f, p, x, b, g.valueCode(f, f.Type, p, x, b))
	case nilable(f.Type):
		code = jen.If(x.Clone().Op("!=").Nil()).Block(g.valueCode(f, f.Type, p, x, b))
	default:
		code = g.valueCode(f, f.Type, p, x, b)
	}
	return unlessNil(f, v, code)
}

// unlessNil is code for the field f of v, unless an embedded pointer on the way
// is nil.
func unlessNil(f *schema.Field, v string, code jen.Code) jen.Code {
	at := jen.Id(v)
	var conditions []*jen.Statement
	for _, e := range f.Via {
		at = at.Clone().Dot(e.Name)
		if e.Pointer {
			conditions = append(conditions, at.Clone().Op("!=").Nil())
		}
	}
	for i := len(conditions) - 1; i >= 0; i-- {
		code = jen.If(conditions[i]).Block(code)
	}
	return code
}

// selector is a field of a record, through the structs that promote it.
func selector(record *jen.Statement, f *schema.Field) *jen.Statement {
	for _, e := range f.Via {
		record = record.Dot(e.Name)
	}
	return record.Dot(f.Name)
}
