package lint

// Convention names the attributes of a model call's span.
type Convention string

// The conventions that HoneyHive's ingestion reads.
const (
	OTelGenAI     Convention = "otel-genai"
	OpenInference Convention = "openinference"
	Traceloop     Convention = "traceloop"
)

// Conventions are all conventions, in the order of the columns of auto_captured.tsv.
var Conventions = []Convention{OTelGenAI, OpenInference, Traceloop}

// conventionNames are those of messages.
var conventionNames = map[Convention]string{OTelGenAI: "OpenTelemetry GenAI", OpenInference: "OpenInference", Traceloop: "Traceloop"}

// Instrumentation sets the attributes of a convention on the spans of model calls.
type Instrumentation struct {
	Convention Convention
	Module     string // that go.mod requires; "" if hhgen.yaml names the convention
}

// String names the instrumentation, and says how it is known.
func (i Instrumentation) String() string {
	name := conventionNames[i.Convention] + " instrumentation"
	if i.Module == "" {
		return name + " (of hhgen.yaml)"
	}
	return name + " (" + i.Module + ")"
}
