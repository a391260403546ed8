package config

import (
	"github.com/goccy/go-yaml/ast"

	"github.com/hhgen/hhgen/schema"
)

func (r *reader) defaults(n ast.Node) { r.config.Defaults = r.defaultsOf(n) }

// defaultsOf reads what holds for JSON Schema files that do not say it.
func (r *reader) defaultsOf(n ast.Node) (d schema.Defaults) {
	bound := func(name string, to *schema.Default, most int) member {
		return member{name, func(n ast.Node) {
			if r.within(n, name, most, &to.N); to.N > 0 {
				to.Pos = r.position(n)
			}
		}}
	}
	r.mapping(n, "defaults", []member{
		bound("maxitems", &d.MaxItems, schema.MaxItemsLimit),
		bound("maxbytes", &d.MaxBytes, schema.DefaultMaxBytes), // more needs x-hh-large at the field
		{"large", func(n ast.Node) { r.boolean(n, "large", &d.Large) }},
		{"unions", func(n ast.Node) {
			d.Unions = schema.Unions(r.oneOf(n, "unions", []string{string(schema.RejectUnions), string(schema.AnyUnions)}))
		}},
	})
	return d
}
