package load

import "github.com/hhgen/hhgen/schema"

// placeFields puts the fields that Go structs have from JSON Schema where that declares
// them: what is wrong with them is corrected there, not in the output, and is one
// finding for all who embed them.
func placeFields(sources []*Source) {
	declared := map[string]*schema.Field{}
	for _, s := range sources {
		if s.Files != nil {
			visitFields(s.Package, func(name string, f *schema.Field) { declared[name] = f })
		}
	}
	if len(declared) == 0 {
		return
	}
	for _, s := range sources {
		if s.Files == nil {
			visitFields(s.Package, func(name string, f *schema.Field) {
				if d := declared[name]; d != nil {
					f.Pos, f.Where, f.Declaration = d.Pos, d.Where, d.Declaration
				}
			})
		}
	}
}

// visitFields calls visit for the fields of records and of objects in them, with
// the names of the struct that declares each and of the field.
func visitFields(p *schema.Package, visit func(name string, f *schema.Field)) {
	var fields func(owner schema.GoName, list []*schema.Field)
	fields = func(owner schema.GoName, list []*schema.Field) {
		for _, f := range list {
			declares := owner
			if len(f.Via) > 0 {
				declares = f.Via[len(f.Via)-1].Go
			}
			visit(declares.String()+"."+f.Name, f)
			leaf := f.Type.Leaf()
			fields(leaf.Go, leaf.Fields)
		}
	}
	for _, r := range p.Records {
		fields(schema.GoName{Path: p.Path, Name: r.Name}, r.Fields)
	}
}
