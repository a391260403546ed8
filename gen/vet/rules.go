package vet

import (
	"github.com/hhgen/hhgen/schema"
	"github.com/hhgen/hhgen/schema/lint"
)

// Rules are all rules, as their pages describe them. The examples use the
// package chat of the project's README.
var Rules = schema.RuleTable{
	ValueBytes,
	ValueEnum,
	ValueRange,
	ValueItems,
	ValueUnit,
	ValueUTF8,
	TextConversion,
	OpenKey,
	RawAttribute,
	RequiredField,
	FieldTwice,
	FieldDeprecated,
	FieldForeign,
	ContextEmpty,
	SessionError,
	AfterEnd,
	schema.FieldUntagged,
	schema.TagKey,
	schema.TagSyntax,
	lint.IgnoreForm,
	lint.IgnoreUnused,
}

// The rules.
var (
	ValueBytes = rule("VALUE_BYTES", "A constant string fits its field.",
		`A string over the bound of its field is cut when it is recorded, or dropped if the schema says overflow=drop. Of a constant, that is
known before the program runs. The bound is the one that the runtime enforces: the declared maxbytes, or 1024 bytes, or the characters
of a JSON Schema's maxLength.`,
		`chat.EnrichSpan(ctx, chat.WithFeature("search in the company's documents")) // at most 32 bytes`,
		`chat.EnrichSpan(ctx, chat.WithFeature("document search"))`)
	ValueEnum = rule("VALUE_ENUM", "A constant of an enum is one of its values.",
		`A string constant becomes any string type by itself, so that the compiler takes every text for an enum. The runtime records the
declared values only. "" leaves out a record's field with omitzero.`,
		`chat.EnrichSpan(ctx, chat.WithPlan("premum"))`,
		`chat.EnrichSpan(ctx, chat.WithPlan(chat.PlanPremium))`)
	ValueRange = rule("VALUE_RANGE", "A constant number is within its field's bounds.",
		`A number out of its bounds is not recorded. The bounds of a duration are in its unit. An unsigned integer over 2⁶³-1 has no form on
the wire.`,
		`chat.EnrichSpan(ctx, chat.WithScore(93)) // at most 1`,
		`chat.EnrichSpan(ctx, chat.WithScore(0.93))`)
	ValueItems = rule("VALUE_ITEMS", "A literal list or map has no more items than its field takes.",
		`Items over maxitems are not recorded.`,
		`chat.EnrichSpan(ctx, chat.WithTags("beta", "eu", "docs", "en", "new")) // at most 4`,
		`chat.EnrichSpan(ctx, chat.WithTags("beta", "eu", "docs", "en"))`)
	ValueUnit = rule("VALUE_UNIT", "A duration is written with a unit.",
		`A number without a unit becomes a time.Duration of so many nanoseconds. A field that is recorded in them takes it.`,
		`chat.EnrichSpan(ctx, chat.WithLatency(120)) // 120 nanoseconds`,
		`chat.EnrichSpan(ctx, chat.WithLatency(120*time.Millisecond))`)
	ValueUTF8 = rule("VALUE_UTF8", "A constant string is valid UTF-8.",
		`Spans travel as Protocol Buffers, whose strings are UTF-8. The runtime replaces what is not, and reports it.`,
		`chat.EnrichSpan(ctx, chat.WithFeature("caf\xe9"))`,
		`chat.EnrichSpan(ctx, chat.WithFeature("café"))`)
	TextConversion = rule("TEXT_CONVERSION", "A variable becomes an hh.Text by hh.Truncate, not by a conversion.",
		`A field of type hh.Text takes constants, and a variable only where its author has said that it may be cut. A conversion compiles,
and says nothing.`,
		`chat.EnrichSpan(ctx, chat.WithFeature(hh.Text(name)))`,
		`chat.EnrichSpan(ctx, chat.WithFeature(hh.Truncate(name)))`)
	OpenKey = rule("OPEN_KEY", "A key of an open namespace is in snake_case, and no field declares it.",
		`The compiler sees that the key is a constant. Its form, and that it does not go around a declared field, are checked here, and by the
runtime, which records nothing under such a key.`,
		`chat.EnrichSpan(ctx, chat.WithMetadata("Cache Hit", true))`,
		`chat.EnrichSpan(ctx, chat.WithMetadata("cache_hit", true))`)
	RawAttribute = rule("RAW_ATTRIBUTE", "Attributes of HoneyHive's namespaces are written by enrichers.",
		`An attribute that is written by hand has no schema: its key may be misspelt, its type may differ from that of other services, and
its value has no bound. A key that is put together when the program runs has not even a fixed name. Tests may write such attributes,
to compare, and code that only looks for a key writes none. The attribute honeyhive_event_type is no enrichment. Where a setter takes
the value, hhgen vet --fix uses it, and adds its import if another file of the package has it.`,
		`span.SetAttributes(attribute.Float64("honeyhive_metrics.score", score))`,
		`span.SetAttributes(chat.Attributes(chat.WithScore(score))...)`)
	RequiredField = rule("REQUIRED_FIELD", "A literal that is recorded sets all fields that the record always has.",
		`A required field is recorded even if it is zero: a literal that leaves it out records an empty user or a score of 0. The rule looks
at literals that an enricher gets, directly or by a variable of the same function. What the function sets later, or gives beside the
record, counts as set. What a function returns, or keeps elsewhere, others may complete. Tests may record a part of a record.`,
		`chat.EnrichSpan(ctx, chat.Turn{UserID: id, Score: 0.93})`,
		`chat.EnrichSpan(ctx, chat.WithUserID(id), chat.WithScore(0.93))`)
	FieldTwice = rule("FIELD_TWICE", "A call sets each field once.",
		`Of two values for one key the later stays. In one call, the earlier one is a mistake. Two records may have a field in common.`,
		`chat.EnrichSpan(ctx, chat.WithScore(0.5), chat.WithUserID(id), chat.WithScore(0.93))`,
		`chat.EnrichSpan(ctx, chat.WithUserID(id), chat.WithScore(0.93))`)
	FieldDeprecated = rule("FIELD_DEPRECATED", "Fields that a schema has given up are not used.",
		`A field with deprecated= in its schema says what to use instead. It still works, until the schema's next major change. One that a
record always has may be set in that record.`,
		`chat.EnrichSpan(ctx, chat.WithRegion("eu")) // deprecated='use zone'`,
		`chat.EnrichSpan(ctx, chat.WithZone("eu"))`)
	FieldForeign = rule("FIELD_FOREIGN", "What is recorded belongs to the enricher's package.",
		`A struct that embeds a record gets the record's methods, so that the compiler takes it for a field. The enricher cannot know its
other fields, and records nothing.`,
		`chat.EnrichSpan(ctx, myTurn{Turn: turn})`,
		`chat.EnrichSpan(ctx, turn)`)
	ContextEmpty = rule("CONTEXT_EMPTY", "An enricher gets the context of a span or a session.",
		`EnrichSpan records on the active span of its context, and EnrichSession on its session. A new context has neither. Tests may look
at what happens then.`,
		`chat.EnrichSpan(context.Background(), chat.WithScore(0.93))`,
		`chat.EnrichSpan(ctx, chat.WithScore(0.93))`)
	SessionError = rule("SESSION_ERROR", "The error of EnrichSession and EnrichEvent is handled.",
		`Both return at once, and their error is the only sign that HoneyHive will not be told: there is no session, or the queue is full.
To drop it on purpose, assign it to _.`,
		`chat.EnrichSession(ctx, chat.WithPlan(plan))`,
		`if err := chat.EnrichSession(ctx, chat.WithPlan(plan)); err != nil {
	log.Print(err)
}`)
	AfterEnd = rule("AFTER_END", "A span is enriched before it ends.",
		`OpenTelemetry ignores what is written to a span after End. The rule looks at the block in which the span starts and at those within
it, wherever End and the enrichment stand in one, and at deferred calls, which run in reverse order.`,
		`ctx, span := tracer.Start(ctx, "answer")
span.End()
chat.EnrichSpan(ctx, chat.WithScore(0.93))`,
		`ctx, span := tracer.Start(ctx, "answer")
chat.EnrichSpan(ctx, chat.WithScore(0.93))
span.End()`)
)

func rule(id, title, why, before, after string) *schema.Rule {
	return &schema.Rule{ID: id, Severity: schema.Error, Title: title, Why: why, Before: before, After: after}
}
