package live

import "github.com/hhgen/hhgen/schema"

// Rules are the rules about what services send.
var Rules schema.RuleTable

// IDs are the ids of all rules.
func IDs() []string { return Rules.IDs() }

// OfSpans reports whether a rule is about spans, not about one of their keys.
func OfSpans(r *schema.Rule) bool {
	return r == Session || r == Dropped || r == Attributes || r == SpanBytes
}

// The rules about keys.
var (
	Undeclared = Rules.Add(schema.Rule{
		ID: "SENT_UNDECLARED", Title: "Services send only keys that a schema declares.",
		Why: `Nobody who reads the schema knows the key, and nobody checks its values. It is often a misspelt one, or one that was
renamed everywhere else. Declare a field for it, or open the namespace to undeclared keys.`,
		Before: `{"key": "honeyhive_metadata.tenat", "value": {"stringValue": "acme"}}`,
		After:  `{"key": "honeyhive_metadata.tenant", "value": {"stringValue": "acme"}}`,
	})
	Spelling = Rules.Add(schema.Rule{
		ID: "SENT_SPELLING", Title: "Services spell a key as its schema does.",
		Why: `userId, user-id and user.id are three more keys in HoneyHive beside user_id: a chart of one of them misses the
others. Languages have different habits, and a key is data, not a name of the language.`,
		Before: `{"key": "honeyhive_user_properties.userId", "value": {"stringValue": "u-17"}}`,
		After:  `{"key": "honeyhive_user_properties.user_id", "value": {"stringValue": "u-17"}}`,
	})
	Namespace = Rules.Add(schema.Rule{
		ID: "SENT_NAMESPACE", Title: "Services send a key in its namespace.",
		Why: `metadata.score and metrics.score are different keys: HoneyHive charts metrics, and does not find what was sent as
metadata. Send the key in the namespace that declares it.`,
		Before: `{"key": "honeyhive_metadata.score", "value": {"doubleValue": 0.93}}`,
		After:  `{"key": "honeyhive_metrics.score", "value": {"doubleValue": 0.93}}`,
	})
)

// The rules about values.
var (
	Type = Rules.Add(schema.Rule{
		ID: "SENT_TYPE", Title: "A value has the type that its schema declares.",
		Why: `HoneyHive charts numbers and not strings with digits, and a key with values of two types cannot be filtered. An integer
is fine where a number is declared. Lists and objects are sent as one attribute for each item and member, as HoneyHive's SDKs do:
honeyhive_metadata.tags.0, and neither an array of OpenTelemetry nor JSON in a string.`,
		Before: `{"key": "honeyhive_metrics.score", "value": {"stringValue": "0.93"}}`,
		After:  `{"key": "honeyhive_metrics.score", "value": {"doubleValue": 0.93}}`,
	})
	NotFinite = Rules.Add(schema.Rule{
		ID: "SENT_NOT_FINITE", Title: "A number is finite.",
		Why: `NaN and the infinities have no form in JSON, in which HoneyHive stores events, and make each average that they are part
of useless. Send nothing where there is no number.`,
		Before: `{"key": "honeyhive_metrics.score", "value": {"doubleValue": "NaN"}}`,
		After:  `{"key": "honeyhive_metrics.score", "value": {"doubleValue": 0}}`,
	})
	Bytes = Rules.Add(schema.Rule{
		ID: "SENT_BYTES", Title: "A string is not longer than its schema allows.",
		Why: `The bound is in bytes, 1024 unless the schema declares another one, or in characters where it declares maxlength.
HoneyHive advises against more than 1 KB in a field. The Go runtime cuts longer strings; other services have to do it, or a Collector
does.`,
	})
	UTF8 = Rules.Add(schema.Rule{
		ID: "SENT_UTF8", Title: "Strings are valid UTF-8.",
		Why: `Spans are sent as Protocol Buffers, whose strings are UTF-8. One string that is not costs the export of its whole batch
in most languages. Replace invalid bytes before they are recorded.`,
	})
	Enum = Rules.Add(schema.Rule{
		ID: "SENT_ENUM", Title: "A value of an enum is one that its schema lists.",
		Why: `Whoever reads the data knows the listed values only: a filter for premium misses premum. If the value is right, add it to
the enum.`,
		Before: `{"key": "honeyhive_user_properties.plan", "value": {"stringValue": "premum"}}`,
		After:  `{"key": "honeyhive_user_properties.plan", "value": {"stringValue": "premium"}}`,
	})
	Range = Rules.Add(schema.Rule{
		ID: "SENT_RANGE", Title: "A number is within the bounds of its schema.",
		Why: `A score of 93 where all others are between 0 and 1 is mostly a percentage, and a duration of 120 in seconds mostly one in
milliseconds.`,
		Before: `{"key": "honeyhive_metrics.score", "value": {"doubleValue": 93}}`,
		After:  `{"key": "honeyhive_metrics.score", "value": {"doubleValue": 0.93}}`,
	})
	Pattern = Rules.Add(schema.Rule{
		ID: "SENT_PATTERN", Title: "A string matches the pattern of its schema.",
		Why: `Readers who split or join by the value rely on its form. The pattern may match any part of the string, unless it begins
with ^ and ends with $.`,
		Before: `{"key": "honeyhive_metadata.locale", "value": {"stringValue": "de_DE"}}`,
		After:  `{"key": "honeyhive_metadata.locale", "value": {"stringValue": "de-DE"}}`,
	})
	Items = Rules.Add(schema.Rule{
		ID: "SENT_ITEMS", Title: "A list or map has no more items than its schema allows.",
		Why: `Each item is an attribute of the span, which keeps 128: a list without an end costs a span its other attributes, and in
the end its session.`,
	})
	PlainText = Rules.Add(schema.Rule{
		ID: "SENT_PLAIN_TEXT", Title: "A value that is declared as hashed or masked is sent hashed or masked.",
		Why: `The schema promises that nobody can read the value. What arrives is not what the Go runtime makes of it: 64 hexadecimal
digits for hh.Hashed, and **** with at most 4 characters for hh.Masked. The value is in HoneyHive now, and in every log on the way:
have it deleted there, and hash or mask it in the service. The report does not repeat it.`,
	})
	EventID = Rules.Add(schema.Rule{
		ID: "SENT_EVENT_ID", Title: "An event id is a UUIDv4.",
		Why:    `HoneyHive takes honeyhive_event_id as the id of the span's event only if it is a UUID of version 4.`,
		Before: `{"key": "honeyhive_event_id", "value": {"stringValue": "request-17"}}`,
		After:  `{"key": "honeyhive_event_id", "value": {"stringValue": "3c4b8bd0-94a1-4f7e-9a57-1f4f0e4f2f6b"}}`,
	})
	Required = Rules.Add(schema.Rule{
		ID: "SENT_REQUIRED", Title: "A record that is sent has its required fields.",
		Why: `Who reads the data of a record relies on the fields that its schema requires. A span has a record if it has three or
more of its keys, which are half of all or of the required ones; with fewer, if most spans of its name have the record as a whole.
Single fields, what spans have from their session, and other records in the same span are fine. Members of items in lists and maps,
and of optional objects, are required wherever another member is there.`,
	})
)

// The rules about spans.
var (
	Session = Rules.Add(schema.Rule{
		ID: "SPAN_SESSION", Title: "A span that is enriched has a session.",
		Why: `HoneyHive shows an event in its session. A span without honeyhive.session_id, or with one that is not a UUID, is an orphan
there. In Go, hh.ContextWithSession or hh.StartSession and the span processor of hhtrace set it.`,
	})
	Dropped = Rules.Add(schema.Rule{
		ID: "SPAN_DROPPED", Title: "A span has not lost attributes.",
		Why: `The SDK has dropped attributes of the span before it was sent, and says only how many: a span keeps 128, unless
OTEL_SPAN_ATTRIBUTE_COUNT_LIMIT or the provider's limits say otherwise. The first ones are kept, so what is lost is mostly what was
recorded last.`,
	})
	Attributes = Rules.Add(schema.Rule{
		ID: "SPAN_ATTRIBUTES", Severity: schema.Warning, Title: "A span is not almost full.",
		Why: `A span of the OpenTelemetry SDKs keeps 128 attributes, those of other instrumentation included, and drops what is recorded
after that. From 9 in 10 on, one more list loses data.`,
	})
	SpanBytes = Rules.Add(schema.Rule{
		ID: "SPAN_BYTES", Severity: schema.Warning, Title: "The enrichments of a span are not almost too large.",
		Why: `The keys and values of a span's enrichments are almost as large as a record may be, which is 16 KiB, or record-bytes in
hhgen.yaml. Batches of larger spans are rejected by receivers, as a whole.`,
	})
)
