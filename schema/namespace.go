package schema

import "slices"

// Namespace is the part of a HoneyHive event that a field is recorded in.
type Namespace string

// The namespaces of HoneyHive, in the order in which its SDKs record them.
const (
	Metadata       Namespace = "metadata"
	Metrics        Namespace = "metrics"
	Feedback       Namespace = "feedback"
	Inputs         Namespace = "inputs"
	Outputs        Namespace = "outputs"
	Config         Namespace = "config"
	UserProperties Namespace = "user_properties"
	ErrorText      Namespace = "error"    // one string, spans only
	EventIDText    Namespace = "event_id" // one UUIDv4, spans only
)

// Namespaces lists all of them, in the order in which they are recorded.
var Namespaces = []Namespace{
	Metadata, Metrics, Feedback, Inputs, Outputs, Config, UserProperties, ErrorText, EventIDText,
}

// Valid reports whether n is one of [Namespaces].
func (n Namespace) Valid() bool { return slices.Contains(Namespaces, n) }

// SpanOnly reports whether n exists on spans and not on sessions.
func (n Namespace) SpanOnly() bool { return n == ErrorText || n == EventIDText }

// AttributePrefix begins the keys of all attributes that are enrichments.
const AttributePrefix = "honeyhive_"

// Attribute is the key of the OpenTelemetry attribute for a path within n; what
// all keys of n begin with, but for the dot, if path is "".
func (n Namespace) Attribute(path string) string {
	if n.SpanOnly() || path == "" {
		return AttributePrefix + string(n)
	}
	return AttributePrefix + string(n) + "." + path
}

// FreeForm reports whether n may hold values of any type.
func (n Namespace) FreeForm() bool {
	switch n {
	case Config, Inputs, Outputs, Metadata:
		return true
	}
	return false
}
