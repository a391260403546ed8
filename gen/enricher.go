package gen

import "github.com/dave/jennifer/jen"

// entry is a method of Enricher that records fields, and the function of its name
// that calls it.
type entry struct {
	name   string
	doc    string // of the method
	short  string // of the function: what it does, in a few words
	ctx    bool   // takes a context
	config bool   // takes the configuration of a session
	id     bool   // takes an event id
	takes  string // SpanField or SessionField
	result *jen.Statement
	fails  bool // its last result is an error
	// body makes the method's statements of its names.
	body func(l locals) []jen.Code
}

// locals has the names of an entry's parameters and variables.
type locals struct{ ctx, config, id, fields, b, e, out, err string }

// emitEnricher emits the functions that services call.
func (g *generator) emitEnricher() {
	name := g.names.local
	l := locals{name("ctx"), name("c"), name("id"), name("fields"), name("b"), name("e"), name("out"), name("err")}
	// type Enricher struct { rt *hh.Runtime }
	g.emitComment(`Enricher records on spans, sessions and events with one runtime. The functions
of this package do the same with the default runtime. The zero Enricher uses the
default runtime too.`)
	g.file.Type().Id("Enricher").Struct(jen.Id("rt").Op("*").Qual(hhPath, "Runtime"))
	g.blank()
	rt := name("rt")
	// func NewEnricher(rt *hh.Runtime) Enricher { return Enricher{rt: rt} }
	g.emitComment("NewEnricher returns an Enricher for rt. A nil rt is the default runtime.")
	g.file.Func().Id("NewEnricher").Params(jen.Id(rt).Op("*").Qual(hhPath, "Runtime")).Id("Enricher").Add(oneLine(
		jen.Return(jen.Id("Enricher").Values(jen.Id("rt").Op(":").Id(rt)))))
	g.blank()
	for _, e := range entries {
		g.emitMethod(e, l)
	}
	for _, e := range entries {
		g.emitFunction(e, l)
	}
}

var entries = []entry{{
	name: "EnrichSpan",
	doc: `EnrichSpan records fields on the active span of ctx, in one call of its
SetAttributes. If a key gets two values, the last one is recorded. A nil field is
ignored. A span that does not record costs nothing.`,
	short: "records fields on the active span of ctx",
	ctx:   true, takes: "SpanField",
	body: func(l locals) []jen.Code {
		return []jen.Code{
			// b := hhimpl.Span(ctx, e.rt)
			jen.Id(l.b).Op(":=").Qual(implPath, "Span").Call(jen.Id(l.ctx), jen.Id(l.e).Dot("rt")),
			jen.If(jen.Id(l.b).Op("==").Nil()).Block(jen.Return()),
			jen.Defer().Id(l.b).Dot("Send").Call(),
			jen.Id("hhRecord").Call(jen.Id(l.b), jen.Id(l.fields)),
		}
	},
}, {
	name: "EnrichSession",
	doc: `EnrichSession records fields on the session of ctx, and on the spans that start
in it later in this process; also on a running span with which the session
entered this process, or that joined it. It queues the update, and does not wait
for the network. The error says why the update was not queued: ctx has no
session, its id is not a UUID, there is no session client, or the client cannot
take the update.`,
	short: "records fields on the session of ctx",
	ctx:   true, takes: "SessionField",
	fails: true,
	body: func(l locals) []jen.Code {
		return update(l, "Session", jen.Id(l.ctx), jen.Id(l.e).Dot("rt"))
	},
}, {
	name: "StartSession",
	doc: `StartSession begins a session that has fields from its start, and otherwise does
what hh.StartSession does. Spans that start in the session carry the fields
too. HoneyHive takes inputs, config, metadata and user properties with the start;
fields of other namespaces follow in an update. For an id that is not a UUID, it
returns an error and ctx. With any other error, the returned context belongs to
the session.`,
	short: "begins a session that has fields from its start",
	ctx:   true, config: true, takes: "SessionField",
	result: jen.Qual("context", "Context"), fails: true,
	body: func(l locals) []jen.Code {
		return []jen.Code{
			jen.Id(l.out).Op("=").Id(l.ctx),
			// b := hhimpl.NewSession(e.rt, c)
			jen.Id(l.b).Op(":=").Qual(implPath, "NewSession").Call(jen.Id(l.e).Dot("rt"), jen.Id(l.config)),
			jen.Defer().Id(l.b).Dot("Start").Call(jen.Op("&").Id(l.out), jen.Op("&").Id(l.err)),
			jen.Id("hhRecord").Call(jen.Id(l.b), jen.Id(l.fields)),
			jen.Return(jen.Id(l.out), jen.Nil()),
		}
	},
}, {
	name: "EnrichEvent",
	doc: `EnrichEvent records fields on an event that was recorded before, such as the
feedback to an answer. It queues the update as EnrichSession does, and returns
the same errors. An id that is not a UUIDv4 is an error too.`,
	short: "records fields on an event that was recorded before",
	ctx:   true, id: true, takes: "SessionField",
	fails: true,
	body: func(l locals) []jen.Code {
		return update(l, "Event", jen.Id(l.ctx), jen.Id(l.e).Dot("rt"), jen.Id(l.id))
	},
}, {
	name:   "Attributes",
	doc:    "Attributes returns fields as attributes, for example for trace.WithAttributes.",
	short:  "returns fields as attributes",
	takes:  "SpanField",
	result: jen.Index().Qual(attributePath, "KeyValue"),
	body:   func(l locals) []jen.Code { return collect(l, "Attributes") },
}, {
	name: "ContextWith",
	doc: `ContextWith returns a context that carries fields: each span that starts below
it in this process records them, if the span processor of
github.com/hhgen/hhgen/runtime/hhtrace is registered.`,
	short: "returns a context whose spans record fields",
	ctx:   true, takes: "SessionField",
	result: jen.Qual("context", "Context"),
	body: func(l locals) []jen.Code {
		return append([]jen.Code{jen.Id(l.out).Op("=").Id(l.ctx)}, collect(l, "Context")...)
	},
}}

// collect records fields and ends with a method that stores the result in out.
func collect(l locals, end string) []jen.Code {
	return []jen.Code{
		jen.Id(l.b).Op(":=").Qual(implPath, "Values").Call(jen.Id(l.e).Dot("rt")),
		jen.Defer().Id(l.b).Dot(end).Call(jen.Op("&").Id(l.out)),
		jen.Id("hhRecord").Call(jen.Id(l.b), jen.Id(l.fields)),
		jen.Return(jen.Id(l.out)),
	}
}

// update records fields in the batch that begin makes, and sends that.
func update(l locals, begin string, args ...jen.Code) []jen.Code {
	return []jen.Code{
		// b, err := hhimpl.Session(ctx, e.rt)
		jen.List(jen.Id(l.b), jen.Id(l.err)).Op(":=").Qual(implPath, begin).Call(args...),
		jen.If(jen.Id(l.err).Op("!=").Nil()).Block(jen.Return(jen.Id(l.err))),
		jen.Defer().Id(l.b).Dot("Update").Call(jen.Op("&").Id(l.err)),
		jen.Id("hhRecord").Call(jen.Id(l.b), jen.Id(l.fields)),
		jen.Return(jen.Nil()),
	}
}

// signature is what follows the name of an entry: the parameters and the results,
// which a method names.
func (e entry) signature(l locals, named bool) *jen.Statement {
	var params []jen.Code
	if e.ctx {
		params = append(params, jen.Id(l.ctx).Qual("context", "Context"))
	}
	if e.config {
		params = append(params, jen.Id(l.config).Qual(hhPath, "SessionConfig"))
	}
	if e.id {
		params = append(params, jen.Id(l.id).Qual(hhPath, "EventID"))
	}
	s := jen.Params(append(params, jen.Id(l.fields).Op("...").Id(e.takes))...)
	results := e.results(l, named)
	if len(results) == 1 && !named {
		return s.Add(results[0])
	}
	if len(results) > 0 {
		s.Params(results...)
	}
	return s
}

// results are the results of an entry, with names if they are named.
func (e entry) results(l locals, named bool) (out []jen.Code) {
	add := func(name string, result *jen.Statement) {
		if named {
			result = jen.Id(name).Add(result)
		}
		out = append(out, result)
	}
	if e.result != nil {
		add(l.out, e.result.Clone())
	}
	if e.fails {
		add(l.err, jen.Error())
	}
	return out
}

// emitMethod emits the method of an Enricher.
func (g *generator) emitMethod(e entry, l locals) {
	// func (e Enricher) EnrichSpan(ctx context.Context, fields ...SpanField) { ... }
	g.emitComment(e.doc)
	g.file.Func().Params(jen.Id(l.e).Id("Enricher")).Id(e.name).Add(e.signature(l, true)).Block(e.body(l)...)
	g.blank()
}

// emitFunction emits the function that calls the method of the zero Enricher.
func (g *generator) emitFunction(e entry, l locals) {
	var args []jen.Code
	if e.ctx {
		args = append(args, jen.Id(l.ctx))
	}
	if e.config {
		args = append(args, jen.Id(l.config))
	}
	if e.id {
		args = append(args, jen.Id(l.id))
	}
	call := jen.Id("Enricher").Values().Dot(e.name).Call(append(args, jen.Id(l.fields).Op("..."))...)
	if e.result != nil || e.fails {
		call = jen.Return(call)
	}
	// func EnrichSpan(ctx context.Context, fields ...SpanField) { Enricher{}.EnrichSpan(ctx, fields...) }
	g.emitComment(e.name + " " + e.short + ": see [Enricher." + e.name + "].")
	g.file.Func().Id(e.name).Add(e.signature(l, false)).Add(oneLine(call))
	g.blank()
}
