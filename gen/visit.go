package gen

import "github.com/hhgen/hhgen/schema"

// visitFields calls visitors for the fields of a schema, and for each type of
// such a field: the field's own and those in it. It follows the schema's order.
func visitFields(p *schema.Package, field func(*schema.Field), typ func(*schema.Field, *schema.Type)) {
	var visit func([]*schema.Field)
	visit = func(fields []*schema.Field) {
		for _, f := range fields {
			field(f)
			for t := f.Type; t != nil; t = t.Elem {
				typ(f, t)
				visit(t.Fields)
			}
		}
	}
	for _, r := range p.Records {
		visit(r.Fields)
	}
}

// visitNames calls visitors for the names of types and of enums' constants in a
// schema, in its order.
func visitNames(p *schema.Package, typ func(schema.GoName), constant func(*schema.Type, *schema.Field, schema.GoName)) {
	visitFields(p, func(f *schema.Field) {
		for _, e := range f.Via {
			typ(e.Go)
		}
	}, func(f *schema.Field, t *schema.Type) {
		typ(t.Go)
		typ(t.Key)
		for _, m := range t.Enum {
			constant(t, f, m.Go)
		}
	})
}
