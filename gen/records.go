package gen

import (
	"fmt"

	"github.com/dave/jennifer/jen"

	"github.com/hhgen/hhgen/schema"
)

// hasRequired reports whether a record gets a constructor.
func hasRequired(r *schema.Record) bool { return len(r.Required()) > 0 }

// records puts, for each record, its constructor and its methods.
func (g *generator) records() {
	for _, r := range g.Package.Records {
		if hasRequired(r) {
			g.constructor(r)
		}
		if !hasRequired(r) {
			g.doc(worstCase(r), r.Doc)
		}
		// func (Turn) spanField() {}
		g.file.Func().Params(jen.Id(r.Name)).Id("spanField").Params().Block()
		params := jen.Params()
		for _, f := range r.Fields {
			if f.Namespace.SpanOnly() {
				params = jen.Params(jen.Id("onSpansOnly"))
			}
		}
		g.file.Func().Params(jen.Id(r.Name)).Id("sessionField").Add(params).Block()
		g.blank()
	}
}

// worstCase says how large a record can become.
func worstCase(r *schema.Record) string {
	size := r.WorstCase()
	return fmt.Sprintf("%s becomes at most %d attributes, of %d bytes in all.", r.Name, size.Attributes, size.Bytes)
}

// constructor puts the function that takes the required fields of a record.
func (g *generator) constructor(r *schema.Record) {
	fields := r.Required()
	result := g.names.local("r")
	params := parameters(fields, result)
	name := r.ConstructorName()
	// func NewTurn(userID userIDField, plan planField) (r Turn) { ... }
	var args, body []jen.Code
	for i, f := range fields {
		args = append(args, jen.Id(params[i]).Id(fieldType(f.SetterName())))
		body = append(body, selector(jen.Id(result), f).Op("=").Id(params[i]).Dot("v"))
	}
	body = append(body, jen.Return(jen.Id(result)))
	g.doc(fmt.Sprintf("%s returns a record with all fields that it always records.\n%s", name, worstCase(r)), r.Doc)
	g.file.Func().Id(name).Params(args...).Params(jen.Id(result).Id(r.Name)).Block(body...)
	g.blank()
}

// selector is a field of a record, through the structs that promote it.
func selector(record *jen.Statement, f *schema.Field) *jen.Statement {
	for _, e := range f.Via {
		record = record.Dot(e.Name)
	}
	return record.Dot(f.Name)
}
