package lint

import (
	_ "embed"
	"strings"

	"github.com/hhgen/hhgen/schema"
)

// capturedData are the keys that HoneyHive's ingestion writes by itself, one on
// each line: the key within the event, its type, and the attributes from which
// it takes the value, by the conventions of OpenTelemetry GenAI, OpenInference
// and Traceloop. A key without a namespace is a field of the event itself.
//
//go:embed auto_captured.tsv
var capturedData string

// computed are the keys that HoneyHive works out for each event, without
// attributes of instrumentation, and what from.
var computed = map[string]string{
	"metadata.num_events":           "the events of the session",
	"metadata.num_model_events":     "the events of the session",
	"metadata.has_feedback":         "the events of the session",
	"metadata.cost":                 "the models and tokens of its events",
	"metadata.latency_ms":           "the times of the span",
	"metadata.trace_id":             "the span",
	"metadata.span_id":              "the span",
	"metadata.parent_span_id":       "the span",
	"metadata.instrumentor":         "the span",
	"metadata.has_otlp_lineage":     "the span",
	"metadata.honeyhive_event_type": "the span",
	"metadata.disable_http_tracing": "the span",
}

// captured is one key that HoneyHive writes by itself.
type captured struct {
	key        string
	attributes map[Convention]string // from which it takes the value
}

// capturedKeys has the lines of the table, by key.
var capturedKeys = func() map[string]captured {
	keys := map[string]captured{}
	lines := strings.Split(strings.TrimSpace(capturedData), "\n")
	for _, line := range lines[1:] {
		columns := strings.Split(line, "\t")
		c := captured{columns[0], map[Convention]string{}}
		for i, attribute := range columns[2:] {
			if attribute != "" {
				c.attributes[Conventions[i]] = attribute
			}
		}
		keys[c.key] = c
	}
	return keys
}()

// captureOf says how HoneyHive gets the value of a field's key by itself, in every
// module or by the instrumentation that there is, and what to do. ok is false if it
// does not.
func (r *run) captureOf(s *site) (how string, ok bool) {
	if !s.keyed() {
		return "", false
	}
	if from := computed[s.attribute()]; from != "" {
		return "is also computed by HoneyHive, from " + from + ": remove the field", true
	}
	if c, ok := capturedKeys[s.attribute()]; ok {
		if how := c.by(r.cfg.Instrumentation); how != "" {
			return how, true
		}
	}
	if _, own := capturedKeys[s.path]; own && !s.nested() && (s.top.Namespace == schema.Metadata || s.top.Namespace == schema.Metrics) {
		return "repeats the " + strings.ReplaceAll(s.path, "_", " ") + " that HoneyHive stores in each event: remove the field", true
	}
	return "", false
}

// by says how the key is filled by one of some instrumentations; "" if it is not.
// Without an attribute of its own, HoneyHive takes it from the messages of a call.
func (c captured) by(some []Instrumentation) string {
	for _, i := range some {
		switch attribute := c.attributes[i.Convention]; {
		case attribute != "":
			return "is also filled from " + attribute + ", which " + i.String() + " sets on the spans of model calls: leave it to that"
		case len(c.attributes) == 0:
			return "is also filled from the messages that " + i.String() + " records on the spans of model calls: leave it to those"
		}
	}
	return ""
}

// distinct is an example of a key for what a field holds beside a captured value,
// after a comma; "" if there is none that fits.
func distinct(s *site) string {
	words := schema.KeyWords(s.field.Key)
	switch words[len(words)-1] {
	case "tokens":
		return ", such as billed_" + s.field.Key
	case "cost":
		return ", such as retrieval_" + s.field.Key
	case "model", "provider":
		return ", such as requested_" + s.field.Key
	}
	return ""
}
