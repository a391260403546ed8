package schema

// Limits that HoneyHive documents (https://docs.honeyhive.ai). Its SDKs enforce
// none of them.
const (
	DefaultMaxBytes = 1024 // bound of a string in bytes, unless declared: more than 1 KB in a field is advised against
	MaxObjects      = 5    // nested objects within a namespace
	MaxLists        = 2    // lists within lists
)

// SpanAttributes is how many attributes a span of the OpenTelemetry SDK keeps,
// unless it is told otherwise: DefaultAttributeCountLimit of go.opentelemetry.io/otel/sdk/trace.
// Those that come later are dropped.
const SpanAttributes = 128

// MaxRuneBytes is the most bytes of a character in UTF-8.
const MaxRuneBytes = 4

// Limits of our own, for what no declaration needs more of.
const (
	LargeMaxBytes  = 64 * 1024 // greatest bound of a string in bytes, with large
	MaxItemsLimit  = 64 * 1024 // greatest bound of a list, map or dynamic value
	MaxKeyBytes    = 128       // length of a declared key in bytes, and of one in an open namespace
	MaxMapKeyBytes = 256       // length of a dynamic path in bytes, as the runtime enforces it
	MaxRecordBytes = 16 * 1024 // worst case of a record, above which lint reports it, unless configured
)

// Limits of documents, which end the reading of what no schema is.
const (
	MaxDocumentBytes   = 32 << 20 // some hundred times a large document
	MaxDocumentDepth   = 1000     // values that lie in each other: no record is a twentieth as deep
	MaxDocumentSchemas = 100_000  // schemas that a document unfolds to by references
)
