package gen

import (
	"fmt"

	"github.com/dave/jennifer/jen"

	"github.com/hhgen/hhgen/schema"
)

// hasRequired reports whether a record gets a constructor.
func hasRequired(r *schema.Record) bool { return len(r.Required()) > 0 }

// emitConstructors emits the functions that take the required fields of a record.
func (g *generator) emitConstructors() {
	for _, r := range g.Package.Records {
		if hasRequired(r) {
			g.emitConstructor(r)
		}
	}
}

func (g *generator) emitConstructor(r *schema.Record) {
	fields := r.Required()
	result := g.names.local("r")
	params := parameters(fields, result)
	name := r.ConstructorName()
	var args, body []jen.Code
	for i, f := range fields {
		args = append(args, jen.Id(params[i]).Id(fieldType(f.SetterName())))
		body = append(body, selector(jen.Id(result), f).Op("=").Id(params[i]).Dot("v"))
	}
	body = append(body, jen.Return(jen.Id(result)))
	// func NewTurn(userID userIDField, plan planField) (r Turn) {
	//	r.UserID = userID.v
	//	r.Plan = plan.v
	//	return r
	// }
	g.emitComment(fmt.Sprintf("%s returns the record %s with its required fields set.", name, r.Name), r.Doc)
	g.file.Func().Id(name).Params(args...).Params(jen.Id(result).Id(r.Name)).Block(body...)
	g.blank()
}
