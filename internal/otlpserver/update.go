package otlpserver

import (
	"bytes"
	"encoding/json"
	"maps"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"github.com/hhgen/hhgen/internal/otlp"
)

// UpdateService and UpdateName are the service and the name of the span that stands for
// the start or update of a session: HoneyHive's API is not told which service it is.
const (
	UpdateService = "updates of sessions"
	UpdateName    = "session update"
)

// What of an update becomes attributes: so many, with keys of so many bytes. It is far
// more than services record.
const (
	maxUpdateValues = 1 << 14
	maxUpdateKey    = 1 << 10
)

// updateNamespaces are the members of an update that are enrichments.
var updateNamespaces = []string{"config", "feedback", "inputs", "metadata", "metrics", "outputs", "user_properties"}

// updateOf is the start or update of a session, or of another event, as a span with the
// attributes that HoneyHive's SDKs would give it: an attribute for each value, in the
// order of the keys. It returns nil if there is nothing in it.
func updateOf(path string, body []byte) *otlp.Span {
	var update map[string]any
	dec := json.NewDecoder(bytes.NewReader(body))
	dec.UseNumber()
	if dec.Decode(&update) != nil {
		return nil
	}
	if start, ok := update["session"].(map[string]any); ok { // of the older API
		update = start
	}
	if metadata, ok := update["metadata"].(map[string]any); ok && metadata["inputs"] != nil {
		// An update has no inputs, so HoneyHive's SDKs and the runtime send them there.
		update["inputs"] = metadata["inputs"]
		delete(metadata, "inputs")
	}
	s := &otlp.Span{Service: UpdateService, Name: UpdateName}
	for _, namespace := range updateNamespaces {
		if members, ok := update[namespace].(map[string]any); ok {
			flatten(s, "honeyhive_"+namespace, members)
		}
	}
	if len(s.Attributes) == 0 {
		return nil
	}
	s.Attributes = append(s.Attributes, otlp.Attribute{Key: "honeyhive.session_id", Value: otlp.StringValue(updatedID(path, update))})
	return s
}

// updatedID is the id of what an update is of.
func updatedID(path string, update map[string]any) string {
	for _, name := range []string{"event_id", "session_id"} {
		if id, ok := update[name].(string); ok {
			return id
		}
	}
	id, _ := strings.CutPrefix(path, "/v1/events/")
	return id
}

// flatten adds an attribute for each value in v. null is none.
func flatten(s *otlp.Span, key string, v any) {
	if len(s.Attributes) >= maxUpdateValues || len(key) > maxUpdateKey {
		return
	}
	switch v := v.(type) {
	case map[string]any:
		for _, name := range slices.Sorted(maps.Keys(v)) {
			flatten(s, key+"."+name, v[name])
		}
	case []any:
		for i, item := range v {
			flatten(s, key+"."+strconv.Itoa(i), item)
		}
	case string:
		s.Attributes = append(s.Attributes, otlp.Attribute{Key: key, Value: otlp.StringValue(v)})
	case bool:
		s.Attributes = append(s.Attributes, otlp.Attribute{Key: key, Value: otlp.BoolValue(v)})
	case json.Number:
		s.Attributes = append(s.Attributes, otlp.Attribute{Key: key, Value: numberValue(v)})
	}
}

// numberValue is an integer if JSON writes it as one of 64 bits.
func numberValue(n json.Number) otlp.Value {
	if i, err := n.Int64(); err == nil {
		return otlp.IntValue(i)
	}
	f, _ := n.Float64()
	return otlp.DoubleValue(f)
}

// giveUpdate gives an update away, unless it was given when it was sent before.
func (s *Server) giveUpdate(path string, r *request, answer answer) {
	if s.options.Updates == nil || r.header.Get("Content-Type") != "" && !isJSONRequest(r.header) {
		return
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.wasGiven(r, answer.retry()) {
		return
	}
	if update := updateOf(path, r.plain); update != nil {
		s.options.Updates(update)
	}
}

func isJSONRequest(h http.Header) bool { return strings.HasPrefix(h.Get("Content-Type"), jsonType) }
