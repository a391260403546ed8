package vet

import (
	"github.com/hhgen/hhgen/internal/suppression"
	"github.com/hhgen/hhgen/schema"
)

// Rules are all rules of this package; their pages are made from it. The examples
// use the package chat of the project's README.
var Rules = schema.RuleTable{
	ValueBytes,
	ValuePattern,
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
	ContextDropped,
	DeferArgument,
	SessionError,
	AfterEnd,
	RecorderBypassed,
	schema.FieldUntagged,
	schema.TagKey,
	schema.TagSyntax,
	suppression.Form,
	suppression.Unused,
}

// The rules.
var (
	ValueBytes = rule("VALUE_BYTES", "A constant string fits its field.",
		`A string over the bound of its field is cut when it is recorded, or dropped if the schema says overflow=drop. For a constant, this is
known before the program runs. The bound is the one that the runtime enforces: the declared maxbytes, or 1024 bytes, or the characters
of a JSON Schema's maxLength.`,
		`chat.EnrichSpan(ctx, chat.WithFeature("search in the company's documents")) // at most 32 bytes`,
		`chat.EnrichSpan(ctx, chat.WithFeature("document search"))`)
	ValuePattern = rule("VALUE_PATTERN", "A constant string matches its field's pattern.",
		`A string that does not match the pattern= of its field, or the pattern of a JSON Schema, is not recorded. For a constant, this is
known before the program runs. The pattern may match any part of the string, unless it begins with ^ and ends with $.`,
		`chat.EnrichSpan(ctx, chat.WithLocale("de_DE")) // pattern=^[a-z]{2}-[A-Z]{2}$`,
		`chat.EnrichSpan(ctx, chat.WithLocale("de-DE"))`)
	ValueEnum = rule("VALUE_ENUM", "A constant of an enum is one of its values.",
		`Go converts an untyped constant to any type of its kind, so the compiler accepts any constant string for an enum of strings, and
any constant number for one of integers. The runtime records only the declared values. The empty string, or 0, is allowed for a field
with omitzero, and is not recorded.`,
		`chat.EnrichSpan(ctx, chat.WithPlan("premum"))`,
		`chat.EnrichSpan(ctx, chat.WithPlan(chat.PlanPremium))`)
	ValueRange = rule("VALUE_RANGE", "A constant number is within its field's bounds.",
		`A number outside its field's bounds is not recorded. The bounds of a duration are in the field's unit. An unsigned integer over
2⁶³-1 cannot be sent, since HoneyHive's integers are signed and have 64 bits.`,
		`chat.EnrichSpan(ctx, chat.WithScore(93)) // at most 1`,
		`chat.EnrichSpan(ctx, chat.WithScore(0.93))`)
	ValueItems = rule("VALUE_ITEMS", "A literal list or map has no more items than its field takes.",
		`Items over maxitems are not recorded.`,
		`chat.EnrichSpan(ctx, chat.WithTags("beta", "eu", "docs", "en", "new")) // at most 4`,
		`chat.EnrichSpan(ctx, chat.WithTags("beta", "eu", "docs", "en"))`)
	ValueUnit = rule("VALUE_UNIT", "A duration is written with a unit.",
		`A number without a unit becomes a time.Duration in nanoseconds. That is allowed for a field with unit=ns.`,
		`chat.EnrichSpan(ctx, chat.WithLatency(120)) // 120 nanoseconds`,
		`chat.EnrichSpan(ctx, chat.WithLatency(120*time.Millisecond))`)
	ValueUTF8 = rule("VALUE_UTF8", "A constant string is valid UTF-8.",
		`Spans are sent as Protocol Buffers, whose strings are UTF-8. The runtime replaces invalid bytes, and reports a violation.`,
		`chat.EnrichSpan(ctx, chat.WithFeature("caf\xe9"))`,
		`chat.EnrichSpan(ctx, chat.WithFeature("café"))`)
	TextConversion = rule("TEXT_CONVERSION", "A variable is passed as hh.Text with hh.Truncate, not with a conversion.",
		`A field of type hh.Text takes constants. It takes a variable only as hh.Truncate(s), which tells the reader that the string may be
cut. A conversion compiles, but hides this.`,
		`chat.EnrichSpan(ctx, chat.WithFeature(hh.Text(name)))`,
		`chat.EnrichSpan(ctx, chat.WithFeature(hh.Truncate(name)))`)
	OpenKey = rule("OPEN_KEY", "A key of an open namespace is in snake_case, and no field declares it.",
		`The compiler checks only that the key is a constant. This rule checks that the key is in snake_case, and that no field declares it.
The runtime checks the same, and records nothing under a key that fails.`,
		`chat.EnrichSpan(ctx, chat.WithMetadata("Cache Hit", true))`,
		`chat.EnrichSpan(ctx, chat.WithMetadata("cache_hit", true))`)
	RawAttribute = rule("RAW_ATTRIBUTE", "Attributes of HoneyHive's namespaces are written by enrichers.",
		`An attribute that is written by hand has no schema: its key may be misspelt, its type may differ from the type in other services,
and its value has no bound. A key that is built when the program runs does not even have a fixed name. Tests are skipped, since they
compare attributes, and so is code that only reads a key. The attribute honeyhive_event_type is allowed, because it is not an
enrichment; hh.SetEventType sets it, and checks its value. Where a setter takes the value, hhgen vet --fix calls it, and adds the
import if another file of the package has it.`,
		`span.SetAttributes(attribute.Float64("honeyhive_metrics.score", score))`,
		`span.SetAttributes(chat.Attributes(chat.WithScore(score))...)`)
	RequiredField = rule("REQUIRED_FIELD", "A literal that is recorded sets all required fields of its record.",
		`A required field is recorded even if it is zero: a literal that leaves it out records an empty user or a score of 0. The rule checks
literals that are passed to an enricher, directly or through a variable of the same function. A field counts as set if the function
sets it later, or passes its setter in the same call. Records that a function returns or stores are not checked, since other code may
complete them. Tests are skipped.`,
		`chat.EnrichSpan(ctx, chat.Turn{UserID: id, Score: 0.93})`,
		`chat.EnrichSpan(ctx, chat.WithUserID(id), chat.WithScore(0.93))`)
	FieldTwice = rule("FIELD_TWICE", "A call sets each field once.",
		`If a key gets two values, only the last one is recorded. In one call, the first one is a mistake. Two records in one call may have a
field in common.`,
		`chat.EnrichSpan(ctx, chat.WithScore(0.5), chat.WithUserID(id), chat.WithScore(0.93))`,
		`chat.EnrichSpan(ctx, chat.WithUserID(id), chat.WithScore(0.93))`)
	FieldDeprecated = rule("FIELD_DEPRECATED", "Deprecated fields are not used.",
		`The option deprecated= of a field says what to use instead. The field still works, until it is removed from the schema. A required
field may be set in its record even if it is deprecated.`,
		`chat.EnrichSpan(ctx, chat.WithRegion("eu")) // deprecated='use zone'`,
		`chat.EnrichSpan(ctx, chat.WithZone("eu"))`)
	FieldForeign = rule("FIELD_FOREIGN", "An enricher gets only records and fields of its own package.",
		`A struct that embeds a record gets the record's methods, so the compiler accepts it as a field. The enricher does not know the
struct, and records nothing.`,
		`chat.EnrichSpan(ctx, myTurn{Turn: turn})`,
		`chat.EnrichSpan(ctx, turn)`)
	ContextEmpty = rule("CONTEXT_EMPTY", "An enricher gets the context of a span or a session.",
		`EnrichSpan records on the active span of its context, and EnrichSession on the session of its context. A new context has neither,
nor has one that derives from it, such as that of context.WithTimeout. The rule follows variables of functions, and of the package if
other packages cannot set them. Tests are skipped, since they may check that nothing is recorded.`,
		`background := context.Background()
chat.EnrichSpan(background, chat.WithScore(0.93))`,
		`chat.EnrichSpan(ctx, chat.WithScore(0.93))`)
	ContextDropped = rule("CONTEXT_DROPPED", "The context that holds a new span, session or field is used.",
		`A context never changes: tracer.Start, StartSession, ContextWithSession and ContextWith return a new one. If it is dropped, what
follows uses the old one. EnrichSpan then records on the parent of the new span, and later spans lack the session or the fields. To time a
part of a function without its own enrichments, the context of a span may be dropped. A context counts as dropped if it is only logged.
In tests, it may be assigned to _.`,
		`_, span := tracer.Start(ctx, "answer")
defer span.End()
chat.EnrichSpan(ctx, chat.WithScore(0.93))`,
		`ctx, span := tracer.Start(ctx, "answer")
defer span.End()
chat.EnrichSpan(ctx, chat.WithScore(0.93))`)
	DeferArgument = rule("DEFER_ARGUMENT", "A deferred enrichment does not read its values too early.",
		`A defer statement evaluates the arguments of the call when it runs, and the call itself when the function returns. An argument that
reads a variable records the value that the variable has at the defer statement: an error is still nil, and no time has passed since the
start. The rule reports variables that get another value later, and time.Since of a start that the function has just measured.`,
		`start := time.Now()
defer chat.EnrichSpan(ctx, chat.WithLatency(time.Since(start)))`,
		`start := time.Now()
defer func() {
	chat.EnrichSpan(ctx, chat.WithLatency(time.Since(start)))
}()`)
	SessionError = rule("SESSION_ERROR", "The errors of EnrichSession, EnrichEvent and StartSession are logged.",
		`They return at once, and their error is the only sign that the update or the start was not queued: there is no session, or the queue
is full. To drop the error on purpose, assign it to _. Telemetry must not fail a request, so a function that does other work must not return
the error, nor answer a request with it. It does other work if it passes its context or its request to something else. Functions that only
record may return the error, and so may StartSession's callers if they give the session an id, which may be invalid.`,
		`chat.EnrichSession(ctx, chat.WithPlan(plan))`,
		`if err := chat.EnrichSession(ctx, chat.WithPlan(plan)); err != nil {
	log.Print(err)
}`)
	AfterEnd = rule("AFTER_END", "A span is enriched before it ends.",
		`OpenTelemetry ignores attributes that are set on a span after End. The rule checks the block in which the span starts, and each block
within it that has both the call of End and the enrichment. It also checks deferred calls, which run in reverse order, goroutines that
the function does not wait for, and functions that it returns.`,
		`ctx, span := tracer.Start(ctx, "answer")
span.End()
chat.EnrichSpan(ctx, chat.WithScore(0.93))`,
		`ctx, span := tracer.Start(ctx, "answer")
chat.EnrichSpan(ctx, chat.WithScore(0.93))
span.End()`)
	RecorderBypassed = rule("RECORDER_BYPASSED", "A test with a local recorder records sessions through the recorder's runtime.",
		`hhtest.New with the option hhtest.Local() leaves the default runtime alone, so that tests can run in parallel. The functions of a
generated package use the default runtime: what EnrichSession, EnrichEvent and StartSession send through it, the recorder does not see.`,
		`rec := hhtest.New(t, hhtest.Local())
if err := chat.EnrichSession(ctx, chat.WithPlan(plan)); err != nil {
	t.Error(err)
}
hhtest.Session(t, rec, id).Has(chat.WithPlan(plan))`,
		`rec := hhtest.New(t, hhtest.Local())
if err := chat.NewEnricher(rec.Runtime()).EnrichSession(ctx, chat.WithPlan(plan)); err != nil {
	t.Error(err)
}
hhtest.Session(t, rec, id).Has(chat.WithPlan(plan))`)
)

func rule(id, title, why, before, after string) *schema.Rule {
	return &schema.Rule{ID: id, Severity: schema.Error, Title: title, Why: why, Before: before, After: after}
}
