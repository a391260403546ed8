package gen

import "github.com/dave/jennifer/jen"

// entry is one of the package's functions that record fields. Each is also a
// method of Enricher.
type entry struct {
	name   string
	doc    string
	method string // documentation of the method
	ctx    bool   // takes a context
	id     bool   // takes an event id
	takes  string // SpanField or SessionField
	result *jen.Statement
	fails  bool // the result is an error
	// body makes the method's statements of its names.
	body func(l locals) []jen.Code
}

// locals are the names of an entry's parameters and variables.
type locals struct{ ctx, id, fields, b, e, out, err string }

// enrichers puts the functions that services call.
func (g *generator) enrichers() {
	l := locals{g.names.local("ctx"), g.names.local("id"), g.names.local("fields"), g.names.local("b"), g.names.local("e"), g.names.local("out"), g.names.local("err")}
	g.doc("Enricher has the functions of this package as methods, bound to one runtime.\nThe zero Enricher uses the default runtime.")
	g.file.Type().Id("Enricher").Struct(jen.Id("rt").Op("*").Qual(hhPath, "Runtime"))
	g.blank()
	rt := g.names.local("rt")
	g.doc("NewEnricher returns an Enricher for rt. A nil rt is the default runtime.")
	g.file.Func().Id("NewEnricher").Params(jen.Id(rt).Op("*").Qual(hhPath, "Runtime")).Id("Enricher").Add(oneLine(
		jen.Return(jen.Id("Enricher").Values(jen.Id("rt").Op(":").Id(rt)))))
	g.blank()
	for _, e := range entries {
		g.entry(e, l)
	}
}

var entries = []entry{{
	name:   "EnrichSpan",
	doc:    "EnrichSpan records fields on the active span of ctx, in one call of its\nSetAttributes. Of two values for one key the later stays. A nil field is\nignored; a span that does not record costs nothing.",
	method: "EnrichSpan does the same with the runtime of e.",
	ctx:    true, takes: "SpanField",
	body: func(l locals) []jen.Code {
		return []jen.Code{
			// b := e.rt.Span(ctx)
			jen.Id(l.b).Op(":=").Id(l.e).Dot("rt").Dot("Span").Call(jen.Id(l.ctx)),
			jen.If(jen.Id(l.b).Op("==").Nil()).Block(jen.Return()),
			jen.Defer().Id(l.b).Dot("Send").Call(),
			jen.Id("hhPut").Call(jen.Id(l.b), jen.Id(l.fields)),
		}
	},
}, {
	name:   "EnrichSession",
	doc:    "EnrichSession records fields on the session of ctx, once for all that happens\nin it, and on the spans that are started in it later in this process. It does\nnot wait for the network. The error says why HoneyHive will not be told: ctx has\nno session, its id is no UUID, the runtime has no session client, or that cannot\nqueue the update.",
	method: "EnrichSession does the same with the runtime of e.",
	ctx:    true, takes: "SessionField",
	fails: true,
	body: func(l locals) []jen.Code {
		return update(l, "Session", jen.Id(l.ctx))
	},
}, {
	name:   "EnrichEvent",
	doc:    "EnrichEvent records fields on an event that was recorded before, such as the\nfeedback to an answer. It does not wait for the network. Errors are those of\nEnrichSession, and for an id that is no UUIDv4.",
	method: "EnrichEvent does the same with the runtime of e.",
	ctx:    true, id: true, takes: "SessionField",
	fails: true,
	body: func(l locals) []jen.Code {
		return update(l, "Event", jen.Id(l.ctx), jen.Id(l.id))
	},
}, {
	name:   "Attributes",
	doc:    "Attributes returns fields as attributes, for example for trace.WithAttributes.",
	method: "Attributes does the same with the runtime of e.",
	takes:  "SpanField",
	result: jen.Index().Qual(attributePath, "KeyValue"),
	body:   func(l locals) []jen.Code { return collect(l, "Attributes") },
}, {
	name:   "ContextWith",
	doc:    "ContextWith returns a context whose spans carry fields: those that are\nstarted in it or below, in this process, where the span processor of\ngithub.com/hhgen/hhgen/runtime/hhtrace is registered.",
	method: "ContextWith does the same with the runtime of e.",
	ctx:    true, takes: "SessionField",
	result: jen.Qual("context", "Context"),
	body: func(l locals) []jen.Code {
		return append([]jen.Code{jen.Id(l.out).Op("=").Id(l.ctx)}, collect(l, "Context")...)
	},
}}

// collect puts fields and ends with a method that stores the result in out.
func collect(l locals, end string) []jen.Code {
	return []jen.Code{
		jen.Id(l.b).Op(":=").Id(l.e).Dot("rt").Dot("Batch").Call(),
		jen.Defer().Id(l.b).Dot(end).Call(jen.Op("&").Id(l.out)),
		jen.Id("hhPut").Call(jen.Id(l.b), jen.Id(l.fields)),
		jen.Return(jen.Id(l.out)),
	}
}

// update puts fields into the batch that begin makes, and sends that.
func update(l locals, begin string, args ...jen.Code) []jen.Code {
	return []jen.Code{
		// b, err := e.rt.Session(ctx)
		jen.List(jen.Id(l.b), jen.Id(l.err)).Op(":=").Id(l.e).Dot("rt").Dot(begin).Call(args...),
		jen.If(jen.Id(l.err).Op("!=").Nil()).Block(jen.Return(jen.Id(l.err))),
		jen.Defer().Id(l.b).Dot("Update").Call(jen.Op("&").Id(l.err)),
		jen.Id("hhPut").Call(jen.Id(l.b), jen.Id(l.fields)),
		jen.Return(jen.Nil()),
	}
}

// entry puts a function, and the method that it calls on a zero Enricher.
func (g *generator) entry(e entry, l locals) {
	params := []jen.Code{jen.Id(l.fields).Op("...").Id(e.takes)}
	args := []jen.Code{jen.Id(l.fields).Op("...")}
	if e.id {
		params = append([]jen.Code{jen.Id(l.id).Qual(hhPath, "EventID")}, params...)
		args = append([]jen.Code{jen.Id(l.id)}, args...)
	}
	if e.ctx {
		params = append([]jen.Code{jen.Id(l.ctx).Qual("context", "Context")}, params...)
		args = append([]jen.Code{jen.Id(l.ctx)}, args...)
	}
	call := jen.Id("Enricher").Values().Dot(e.name).Call(args...)
	result, named := jen.Null(), jen.Null()
	switch {
	case e.fails:
		call = jen.Return(call)
		result = jen.Error()
		named = jen.Params(jen.Id(l.err).Error())
	case e.result != nil:
		call = jen.Return(call)
		result = e.result.Clone()
		named = jen.Params(jen.Id(l.out).Add(e.result.Clone()))
	}
	// func EnrichSpan(ctx context.Context, fields ...SpanField) { Enricher{}.EnrichSpan(ctx, fields...) }
	g.doc(e.doc)
	g.file.Func().Id(e.name).Params(params...).Add(result).Add(oneLine(call))
	g.blank()
	g.doc(e.method)
	g.file.Func().Params(jen.Id(l.e).Id("Enricher")).Id(e.name).Params(params...).Add(named).Block(e.body(l)...)
	g.blank()
}
