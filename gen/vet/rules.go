package vet

import (
	"github.com/hhgen/hhgen/schema"
	"github.com/hhgen/hhgen/schema/report"
)

// The rules.
const (
	ValueBytes      schema.Rule = "VALUE_BYTES"
	ValueEnum       schema.Rule = "VALUE_ENUM"
	ValueRange      schema.Rule = "VALUE_RANGE"
	ValueItems      schema.Rule = "VALUE_ITEMS"
	ValueUnit       schema.Rule = "VALUE_UNIT"
	ValueUTF8       schema.Rule = "VALUE_UTF8"
	TextConversion  schema.Rule = "TEXT_CONVERSION"
	OpenKey         schema.Rule = "OPEN_KEY"
	RawAttribute    schema.Rule = "RAW_ATTRIBUTE"
	RequiredField   schema.Rule = "REQUIRED_FIELD"
	FieldTwice      schema.Rule = "FIELD_TWICE"
	FieldDeprecated schema.Rule = "FIELD_DEPRECATED"
	FieldForeign    schema.Rule = "FIELD_FOREIGN"
	ContextEmpty    schema.Rule = "CONTEXT_EMPTY"
	SessionError    schema.Rule = "SESSION_ERROR"
	AfterEnd        schema.Rule = "AFTER_END"
	IgnoreForm      schema.Rule = "IGNORE_FORM"
	IgnoreUnused    schema.Rule = "IGNORE_UNUSED"
)

// Rules are all rules, as their pages describe them. The examples use the
// package chat of the project's README.
var Rules = []report.Rule{
	rule(ValueBytes, "A constant string fits its field.",
		`A string over the bound of its field is cut when it is recorded, or dropped if the schema says overflow=drop. Of a constant, that is
known before the program runs. The bound is the one that the runtime enforces: the declared maxbytes, or 1024 bytes, or the characters
of a JSON Schema's maxLength.`,
		`chat.EnrichSpan(ctx, chat.WithFeature("search in the company's documents")) // at most 32 bytes`,
		`chat.EnrichSpan(ctx, chat.WithFeature("document search"))`),
	rule(ValueEnum, "A constant of an enum is one of its values.",
		`A string constant becomes any string type by itself, so that the compiler takes every text for an enum. The runtime records the
declared values only. "" leaves out a record's field with omitzero.`,
		`chat.EnrichSpan(ctx, chat.WithPlan("premum"))`,
		`chat.EnrichSpan(ctx, chat.WithPlan(chat.PlanPremium))`),
	rule(ValueRange, "A constant number is within its field's bounds.",
		`A number out of its bounds is not recorded. The bounds of a duration are in its unit. An unsigned integer over 2⁶³-1 has no form on
the wire.`,
		`chat.EnrichSpan(ctx, chat.WithScore(93)) // at most 1`,
		`chat.EnrichSpan(ctx, chat.WithScore(0.93))`),
	rule(ValueItems, "A literal list or map has no more items than its field takes.",
		`Items over maxitems are not recorded.`,
		`chat.EnrichSpan(ctx, chat.WithTags("beta", "eu", "docs", "en", "new")) // at most 4`,
		`chat.EnrichSpan(ctx, chat.WithTags("beta", "eu", "docs", "en"))`),
	rule(ValueUnit, "A duration is written with a unit.",
		`A number without a unit becomes a time.Duration of so many nanoseconds. A field that is recorded in them takes it.`,
		`chat.EnrichSpan(ctx, chat.WithLatency(120)) // 120 nanoseconds`,
		`chat.EnrichSpan(ctx, chat.WithLatency(120*time.Millisecond))`),
	rule(ValueUTF8, "A constant string is valid UTF-8.",
		`Spans travel as Protocol Buffers, whose strings are UTF-8. The runtime replaces what is not, and reports it.`,
		`chat.EnrichSpan(ctx, chat.WithFeature("caf\xe9"))`,
		`chat.EnrichSpan(ctx, chat.WithFeature("café"))`),
	rule(TextConversion, "A variable becomes an hh.Text by hh.Truncate, not by a conversion.",
		`A field of type hh.Text takes constants, and a variable only where its author has said that it may be cut. A conversion compiles,
and says nothing.`,
		`chat.EnrichSpan(ctx, chat.WithFeature(hh.Text(name)))`,
		`chat.EnrichSpan(ctx, chat.WithFeature(hh.Truncate(name)))`),
	rule(OpenKey, "A key of an open namespace is in snake_case, and no field declares it.",
		`The compiler sees that the key is a constant. Its form, and that it does not go around a declared field, are checked here, and by the
runtime, which records nothing under such a key.`,
		`chat.EnrichSpan(ctx, chat.WithMetadata("Cache Hit", true))`,
		`chat.EnrichSpan(ctx, chat.WithMetadata("cache_hit", true))`),
	rule(RawAttribute, "Attributes of HoneyHive's namespaces are written by enrichers.",
		`An attribute that is written by hand has no schema: its key may be misspelt, its type may differ from that of other services, and
its value has no bound. A key that is put together when the program runs has not even a fixed name. Tests may write such attributes,
to compare, and code that only looks for a key writes none. The attribute honeyhive_event_type is no enrichment. Where a setter takes
the value, hhgen vet --fix uses it, and adds its import if another file of the package has it.`,
		`span.SetAttributes(attribute.Float64("honeyhive_metrics.score", score))`,
		`span.SetAttributes(chat.Attributes(chat.WithScore(score))...)`),
	rule(RequiredField, "A literal that is recorded sets all fields that the record always has.",
		`A required field is recorded even if it is zero: a literal that leaves it out records an empty user or a score of 0. The rule looks
at literals that an enricher gets, directly or by a variable of the same function. What the function sets later, or gives beside the
record, counts as set. What a function returns, or keeps elsewhere, others may complete. Tests may record a part of a record.`,
		`chat.EnrichSpan(ctx, chat.Turn{UserID: id, Score: 0.93})`,
		`chat.EnrichSpan(ctx, chat.WithUserID(id), chat.WithScore(0.93))`),
	rule(FieldTwice, "A call sets each field once.",
		`Of two values for one key the later stays. In one call, the earlier one is a mistake. Two records may have a field in common.`,
		`chat.EnrichSpan(ctx, chat.WithScore(0.5), chat.WithUserID(id), chat.WithScore(0.93))`,
		`chat.EnrichSpan(ctx, chat.WithUserID(id), chat.WithScore(0.93))`),
	rule(FieldDeprecated, "Fields that a schema has given up are not used.",
		`A field with deprecated= in its schema says what to use instead. It still works, until the schema's next major change. One that a
record always has may be set in that record.`,
		`chat.EnrichSpan(ctx, chat.WithRegion("eu")) // deprecated='use zone'`,
		`chat.EnrichSpan(ctx, chat.WithZone("eu"))`),
	rule(FieldForeign, "What is recorded belongs to the enricher's package.",
		`A struct that embeds a record gets the record's methods, so that the compiler takes it for a field. The enricher cannot know its
other fields, and records nothing.`,
		`chat.EnrichSpan(ctx, myTurn{Turn: turn})`,
		`chat.EnrichSpan(ctx, turn)`),
	rule(ContextEmpty, "An enricher gets the context of a span or a session.",
		`EnrichSpan records on the active span of its context, and EnrichSession on its session. A new context has neither. Tests may look
at what happens then.`,
		`chat.EnrichSpan(context.Background(), chat.WithScore(0.93))`,
		`chat.EnrichSpan(ctx, chat.WithScore(0.93))`),
	rule(SessionError, "The error of EnrichSession and EnrichEvent is handled.",
		`Both return at once, and their error is the only sign that HoneyHive will not be told: there is no session, or the queue is full.
To drop it on purpose, assign it to _.`,
		`chat.EnrichSession(ctx, chat.WithPlan(plan))`,
		`if err := chat.EnrichSession(ctx, chat.WithPlan(plan)); err != nil {
	log.Print(err)
}`),
	rule(AfterEnd, "A span is enriched before it ends.",
		`OpenTelemetry ignores what is written to a span after End. The rule looks at the block in which the span starts and at those within
it, wherever End and the enrichment stand in one, and at deferred calls, which run in reverse order.`,
		`ctx, span := tracer.Start(ctx, "answer")
span.End()
chat.EnrichSpan(ctx, chat.WithScore(0.93))`,
		`ctx, span := tracer.Start(ctx, "answer")
chat.EnrichSpan(ctx, chat.WithScore(0.93))
span.End()`),
	rule(schema.FieldUntagged, "Each exported field of a record has an hh tag.",
		`Setting a field without a tag compiles, and its value never arrives. That holds for structs that are nested in a record or embedded
in one, too. The tag hh:"-" leaves a field out, and the marker says so for all fields without a tag of a struct that also serves other
purposes. hhgen itself rejects such a field under the same id, so an exception for vet is not enough to generate.`,
		"type Login struct {\n\tTenant string `hh:\"metadata,maxbytes=64\"`\n\tLocale string\n}",
		"type Login struct {\n\tTenant string `hh:\"metadata,maxbytes=64\"`\n\tLocale string `hh:\"metadata,maxbytes=16\"`\n}\n\n"+
			"type Signup struct {\n\t_      hh.Record `hh:\"partial\"`\n\tTenant string    `hh:\"metadata,maxbytes=64\"`\n\tForm   []byte\n}"),
	rule(schema.TagKey, "The key of a struct tag is hh.",
		`A tag whose key is hh in another case, is longer or shorter by a letter, or is unknown and has a value as hhgen's tags have,
is read by nobody, and its field is lost. The rule looks at all structs, since one whose tags are all misspelt is not a record. If
another package reads the key, hh:"-" says so. hhgen rejects such a key under the same id.`,
		"type Login struct {\n\tTenant string `HH:\"metadata\"`\n}",
		"type Login struct {\n\tTenant string `hh:\"metadata\"`\n}"),
	rule(schema.TagSyntax, "A struct tag that mentions hh can be read.",
		`Go reads a tag as key:"value" pairs with one space between them, and nothing of what follows the first mistake. hhgen rejects such
a tag under the same id.`,
		"type Login struct {\n\tTenant string `hh:metadata`\n}",
		"type Login struct {\n\tTenant string `hh:\"metadata\"`\n}"),
	rule(IgnoreForm, "An exception names a rule and gives its reason.",
		`An exception without a reason, or from a rule that there is not, is no exception. Who reads the code next needs to know whether it still holds.`,
		`//hhgen:ignore VALUE_RANGE
chat.EnrichSpan(ctx, chat.WithScore(7))`,
		`//hhgen:ignore VALUE_RANGE the load test sends what must be refused
chat.EnrichSpan(ctx, chat.WithScore(7))`),
	rule(IgnoreUnused, "An exception excepts something.",
		`A comment that outlives its finding would hide the next one.`,
		`//hhgen:ignore VALUE_RANGE the load test sends what must be refused
chat.EnrichSpan(ctx, chat.WithScore(0.7))`,
		`chat.EnrichSpan(ctx, chat.WithScore(0.7))`),
}

func rule(id schema.Rule, title, why, before, after string) report.Rule {
	return report.Rule{ID: id, Title: title, Why: why, Before: before, After: after, Page: "gen/vet/rules/" + string(id) + ".md"}
}
