package schema

// Limits that HoneyHive documents (https://docs.honeyhive.ai). Its SDKs enforce
// none of them.
const (
	DefaultMaxBytes = 1024 // bound of a string in bytes, unless declared: HoneyHive advises against more than 1 KB in a field
	MaxObjects      = 5    // nested objects within a namespace
	MaxLists        = 2    // lists within lists
)

// SpanAttributes is how many attributes a span of the OpenTelemetry SDK keeps,
// unless it is configured otherwise: DefaultAttributeCountLimit of go.opentelemetry.io/otel/sdk/trace.
// It drops attributes beyond that number.
const SpanAttributes = 128

// MaxRuneBytes is the most bytes of a character in UTF-8.
const MaxRuneBytes = 4

// Limits that hhgen sets, which are higher than any declaration needs.
const (
	LargeMaxBytes   = 64 * 1024 // greatest bound of a string in bytes, with large
	MaxItemsLimit   = 64 * 1024 // greatest bound of a list, map or dynamic value
	MaxKeyBytes     = 128       // length in bytes of a declared key, and of a key in an open namespace
	MaxMapKeyBytes  = 256       // length of a dynamic path in bytes, as the runtime enforces it
	MaxBaggageBytes = 256       // length in bytes of a string that travels as baggage, as the runtime enforces it: W3C Baggage has 8192 bytes for all members
	MaxRecordBytes  = 16 * 1024 // worst case of a record, above which lint reports it, unless configured
)

// Limits of documents, which stop hhgen from reading files that are not schemas.
const (
	MaxDocumentBytes   = 32 << 20 // hundreds of times the size of a large document
	MaxDocumentDepth   = 1000     // nested values: no record is a twentieth as deep
	MaxDocumentSchemas = 100_000  // schemas that a document unfolds to by references
)
