package gen

import (
	"fmt"
	"slices"
	"strings"

	"github.com/hhgen/hhgen/schema"
)

// mostCases is how many types of fields one function records. Without optimization,
// the compiler takes memory that grows with the square of that number: 3.2 GB for
// 2,000.
const mostCases = 64

// emitSwitch emits the functions that every enricher calls. The second switches
// over concrete types: a call of a method of the interface would move every
// field to the heap. It is not part of the loop, and not generic: there, the
// compiler's time and memory would grow with the square of the number of fields
// at any optimization.
func (g *generator) emitSwitch() {
	b, fields, f, typ := g.b, g.names.local("fields"), g.names.local("f"), g.names.local("F")
	// func hhRecord[F SpanField](b *hhimpl.Batch, fields []F) {
	//	for _, f := range fields {
	//		hhSwitch(b, f)
	//	}
	// }
	g.emit("// hhRecord calls no method of a field, which keeps fields on the caller's stack.\n")
	g.emitf("%s", block(fmt.Sprintf("func hhRecord[%s SpanField](%s, %s []%s)", typ, g.batch(), fields, typ),
		block(fmt.Sprintf("for _, %s := range %s", f, fields), fmt.Sprintf("hhSwitch(%s, %s)", b, f))))
	others := fmt.Sprintf("default:\n\t%s.Foreign(%s(%s))", b, g.qual("reflect", "TypeOf"), f)
	parts := g.switchParts()
	if len(parts) == 1 {
		g.emitSwitchFunc("hhSwitch", f, true, slices.Concat([]string{"case nil:"}, g.clauses(parts[0], f), []string{others}))
		return
	}
	clauses := []string{"case nil:"}
	for _, p := range parts {
		clauses = append(clauses, p.call(b, f))
	}
	g.emit("// hhSwitch calls functions of few cases each, which compile in less memory.\n")
	g.emitSwitchFunc("hhSwitch", f, false, append(clauses, others))
	for _, p := range parts {
		g.emitSwitchFunc(p.name, f, true, g.clauses(p, f))
	}
}

// batch is the parameter of a function that records values.
func (g *generator) batch() string { return g.b + " *" + g.qual(implPath, "Batch") }

// emitSwitchFunc emits a function that switches over the type of a field. If typed
// is set, the field has its concrete type in the clauses.
func (g *generator) emitSwitchFunc(name, f string, typed bool, clauses []string) {
	// func hhSwitch(b *hhimpl.Batch, f any) { switch f := f.(type) { ... } }
	on := f + ".(type)"
	if typed {
		on = f + " := " + on
	}
	body := "switch " + on + " {\n" + strings.Join(clauses, "\n") + "\n}"
	g.emitf("%s", block(fmt.Sprintf("func %s(%s, %s any)", name, g.batch(), f), body))
}

// switchPart is a group of types of fields, with the function that records them.
type switchPart struct {
	name   string
	record *schema.Record // nil for all records
	cases  []typeCase
}

// typeCase is a type of fields, and the code that records a field f of it.
type typeCase struct {
	typ  string
	code func(f string) []string
}

// switchParts returns all types of fields. If they are few, they are in one part.
// Else each record has a part of its own, so a new field changes only that part.
func (g *generator) switchParts() (parts []switchPart) {
	all := switchPart{name: "hhSwitch"}
	for _, r := range g.Package.Records {
		cases := g.typeCases(r)
		all.cases = append(all.cases, cases...)
		name := all.name + r.Name
		for i, some := range slices.Collect(slices.Chunk(cases, mostCases)) {
			if i > 0 {
				name = fmt.Sprintf("%s%s_%d", all.name, r.Name, i+1)
			}
			parts = append(parts, switchPart{name, r, some})
		}
	}
	if len(all.cases) <= mostCases {
		return []switchPart{all}
	}
	return parts
}

// typeCases returns the cases of a record, and of the setters that no record before
// it has.
func (g *generator) typeCases(r *schema.Record) []typeCase {
	b := g.b
	cases := []typeCase{
		{r.Name, func(f string) []string { return []string{fmt.Sprintf("%s(%s, &%s)", recordFunc(r), b, f)} }},
		{"*" + r.Name, func(f string) []string {
			return []string{block("if "+f+" != nil", fmt.Sprintf("%s(%s, %s)", recordFunc(r), b, f))}
		}},
	}
	for _, s := range g.setters {
		if s.records[0] == r {
			cases = append(cases, typeCase{s.typ, func(f string) (calls []string) {
				for _, field := range s.field.Written() {
					calls = append(calls, g.heldCode(field, f))
				}
				return calls
			}})
		}
	}
	for _, o := range g.opens {
		if slices.Contains(r.Opens, o) {
			cases = append(cases, typeCase{openFieldType(o), func(f string) []string {
				return []string{fmt.Sprintf("%s.Open(&%s, %s.key, %s.v)", b, openVar(o), f, f)}
			}})
		}
	}
	return cases
}

// clauses returns the cases of a part.
func (g *generator) clauses(p switchPart, f string) (clauses []string) {
	for _, c := range p.cases {
		var b strings.Builder
		b.WriteString("case " + c.typ + ":\n")
		for _, code := range c.code(f) {
			indent(&b, code)
		}
		clauses = append(clauses, strings.TrimSuffix(b.String(), "\n"))
	}
	return clauses
}

// call returns the case that calls the function of the part.
func (p switchPart) call(b, f string) string {
	// case Turn,
	//	*Turn,
	//	userIDField:
	//	hhSwitchTurn(b, f)
	types := make([]string, len(p.cases))
	for i, c := range p.cases {
		types[i] = c.typ
	}
	return fmt.Sprintf("case %s:\n\t%s(%s, %s)", strings.Join(types, ",\n\t"), p.name, b, f)
}
