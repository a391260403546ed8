package gen

import "github.com/hhgen/hhgen/schema"

// setter is one generated WithX, which one field or several of one meaning share.
type setter struct {
	field   *schema.Field
	records []*schema.Record // that have it
	name    string           // WithUserID
	typ     string           // userIDField
}

// collect finds the setters and open namespaces of the package, in the order
// of declaration, and has their names checked.
func (g *generator) collect() {
	g.claimTypes()
	setters, keys, opened := map[string]*setter{}, map[string]bool{}, map[schema.Namespace]bool{}
	for _, r := range g.Package.Records {
		for _, f := range r.Fields {
			name := f.SetterName()
			if s := setters[name]; s != nil {
				s.records = append(s.records, r)
				continue
			}
			s := &setter{field: f, records: []*schema.Record{r}, name: name, typ: fieldType(name)}
			setters[name] = s
			g.setters = append(g.setters, s)
			g.claimSetter(s)
			g.claimKeys(f, keys)
		}
		for _, o := range r.Opens {
			if !opened[o.Namespace] {
				opened[o.Namespace] = true
				g.opens = append(g.opens, o)
				g.claimOpen(o)
			}
		}
		g.names.record(r)
	}
	for _, p := range g.switchParts() {
		if p.record != nil {
			g.names.take(p.name, p.record.Pos, "a function that records fields of "+p.record.Name, "rename one of them")
		}
	}
	for i := range chunks(g.neededNames()) {
		g.names.take(neededType(i+1), g.Package.Records[0].Pos, "a check of names", "rename the declaration")
	}
	g.collectEnums()
}

// claimSetter takes the names of a setter and of the type that it returns.
func (g *generator) claimSetter(s *setter) {
	f, fix := s.field, "set "+g.Package.Dialect().Assigned("setter")+" to another name"
	g.names.take(s.name, f.At("setter"), "the setter of "+f.Name, fix)
	g.names.take(s.typ, f.Pos, "the type of "+f.Name+"'s setter", fix)
}

// claimOpen takes the names that an open namespace needs.
func (g *generator) claimOpen(o *schema.Open) {
	const fix = "rename the other"
	g.names.take(o.SetterName(), o.Pos, "the setter of the open namespace "+string(o.Namespace), fix)
	g.names.take(openKeyType(o), o.Pos, "the type of the open namespace's keys", fix)
	g.names.take(openVar(o), o.Pos, "the declaration of the open namespace", fix)
	g.names.take(openFieldType(o), o.Pos, "the type of the open namespace's fields", fix)
}

// claimKeys takes the names of the variables and functions that a field's keys need.
func (g *generator) claimKeys(f *schema.Field, seen map[string]bool) {
	take := func(name, what string) {
		if !seen[name] {
			seen[name] = true
			g.names.take(name, f.Pos, what+" "+f.Name, "rename one of them")
		}
	}
	visitKeys(f, func(k wireKey) { take(k.variable(), "the declaration of a key of") })
	visitNested(f, func(f *schema.Field, p keyPath) {
		if f.Type.Elem != nil {
			take(p.eachFunc(), "the function that records the elements of")
		}
		if f.Type.Leaf().Kind == schema.KindObject {
			take(p.objectFunc(), "the function that records an object of")
		}
	})
}
