package gen

import (
	"fmt"
	"slices"

	"github.com/dave/jennifer/jen"

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
	b, fields, f, typ := g.names.local("b"), g.names.local("fields"), g.names.local("f"), g.names.local("F")
	// func hhRecord[F SpanField](b *hhimpl.Batch, fields []F) {
	//	for _, f := range fields {
	//		hhSwitch(b, f)
	//	}
	// }
	g.emitComment("hhRecord calls no method of a field, which keeps fields on the caller's stack.")
	g.file.Func().Id("hhRecord").Types(jen.Id(typ).Id("SpanField")).
		Params(jen.Id(b).Op("*").Qual(implPath, "Batch"), jen.Id(fields).Index().Id(typ)).Block(
		jen.For(jen.List(jen.Id("_"), jen.Id(f)).Op(":=").Range().Id(fields)).Block(jen.Id("hhSwitch").Call(jen.Id(b), jen.Id(f))))
	g.blank()
	none := jen.Case(jen.Nil())
	others := jen.Default().Block(jen.Id(b).Dot("Foreign").Call(jen.Qual("reflect", "TypeOf").Call(jen.Id(f))))
	parts := g.switchParts()
	if len(parts) == 1 {
		g.emitSwitchFunc("hhSwitch", b, f, true, slices.Concat([]jen.Code{none}, parts[0].clauses(b, f), []jen.Code{others}))
		return
	}
	clauses := []jen.Code{none}
	for _, p := range parts {
		clauses = append(clauses, p.call(b, f))
	}
	g.emitComment("hhSwitch calls functions of few cases each, which compile in less memory.")
	g.emitSwitchFunc("hhSwitch", b, f, false, append(clauses, others))
	for _, p := range parts {
		g.emitSwitchFunc(p.name, b, f, true, p.clauses(b, f))
	}
}

// emitSwitchFunc emits a function that switches over the type of a field. If typed
// is set, the field has its concrete type in the clauses.
func (g *generator) emitSwitchFunc(name, b, f string, typed bool, clauses []jen.Code) {
	// func hhSwitch(b *hhimpl.Batch, f any) { switch f := f.(type) { ... } }
	on := jen.Id(f).Assert(jen.Type())
	if typed {
		on = jen.Id(f).Op(":=").Add(on)
	}
	g.file.Func().Id(name).Params(jen.Id(b).Op("*").Qual(implPath, "Batch"), jen.Id(f).Id("any")).Block(jen.Switch(on).Block(clauses...))
	g.blank()
}

// switchPart is a group of types of fields, with the function that records them.
type switchPart struct {
	name   string
	record *schema.Record // nil for all records
	cases  []typeCase
}

// typeCase is a type of fields, and the code that records a field f of it.
type typeCase struct {
	typ  *jen.Statement
	code func(b, f string) []jen.Code
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
	cases := []typeCase{
		{jen.Id(r.Name), func(b, f string) []jen.Code {
			return []jen.Code{jen.Id(recordFunc(r)).Call(jen.Id(b), jen.Op("&").Id(f))}
		}},
		{jen.Op("*").Id(r.Name), func(b, f string) []jen.Code {
			return []jen.Code{jen.If(jen.Id(f).Op("!=").Nil()).Block(jen.Id(recordFunc(r)).Call(jen.Id(b), jen.Id(f)))}
		}},
	}
	for _, s := range g.setters {
		if s.records[0] == r {
			cases = append(cases, typeCase{jen.Id(s.typ), func(b, f string) (calls []jen.Code) {
				for _, field := range s.field.Written() {
					calls = append(calls, g.heldCode(field, jen.Id(f), b))
				}
				return calls
			}})
		}
	}
	for _, o := range g.opens {
		if slices.Contains(r.Opens, o) {
			cases = append(cases, typeCase{jen.Id(openFieldType(o)), func(b, f string) []jen.Code {
				return []jen.Code{jen.Id(b).Dot("Open").Call(jen.Op("&").Id(openVar(o)), jen.Id(f).Dot("key"), jen.Id(f).Dot("v"))}
			}})
		}
	}
	return cases
}

// clauses returns the cases of the part.
func (p switchPart) clauses(b, f string) (clauses []jen.Code) {
	for _, c := range p.cases {
		clauses = append(clauses, jen.Case(c.typ).Block(c.code(b, f)...))
	}
	return clauses
}

// call returns the case that calls the function of the part.
func (p switchPart) call(b, f string) jen.Code {
	// case Turn,
	//	*Turn,
	//	userIDField:
	//	hhSwitchTurn(b, f)
	types := jen.Add(p.cases[0].typ)
	for _, c := range p.cases[1:] {
		types.Op(",").Line().Add(c.typ)
	}
	return jen.Case(types).Block(jen.Id(p.name).Call(jen.Id(b), jen.Id(f)))
}
