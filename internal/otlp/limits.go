package otlp

// The limits of what is read. They are far above what OpenTelemetry sends: an SDK
// sends 512 spans in a request and 128 attributes in a span unless it is told
// otherwise, and receivers take requests of 4 MiB (gRPC) or 20 MiB (the Collector).
// Input that exceeds one is an error, so hostile input takes bounded memory and time.
const (
	// maxMessage is the bytes of one message of binary input, of one span of JSON,
	// and of what a compressed message becomes.
	maxMessage = 64 << 20
	// maxValues is the values of one span, with those in lists and maps.
	maxValues = 1 << 16
	// maxDepth is how many lists and maps are around a value.
	maxDepth = 64
	// maxNesting is how many objects and arrays are around anything in JSON.
	maxNesting = 512
	// maxRatio is how many times longer a compressed text becomes, if that is above
	// freeRatio. gzip reaches 1,032 with zeros, and about 30 with spans.
	maxRatio  = 500
	freeRatio = 16 << 20
	// maxWindow is how far a text of zstd looks back, which is memory of the reader.
	maxWindow = 32 << 20
)
