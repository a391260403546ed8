package gen

import (
	"fmt"
	"strings"

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
	args, body := make([]string, len(fields)), make([]string, len(fields))
	for i, f := range fields {
		args[i] = params[i] + " " + fieldType(f.SetterName())
		body[i] = selector(result, f) + " = " + params[i] + ".v"
	}
	// func NewTurn(userID userIDField, plan planField) (r Turn) {
	//	r.UserID = userID.v
	//	r.Plan = plan.v
	//	return r
	// }
	g.emitDoc(fmt.Sprintf("%s returns the record %s with its required fields set.", name, r.Name), r.Doc)
	g.emitf("%s", block(fmt.Sprintf("func %s(%s) (%s %s)", name, strings.Join(args, ", "), result, r.Name), append(body, "return "+result)...))
}
