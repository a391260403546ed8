// Package vectors reads the calls of HoneyHive's Python SDK that change a
// session, with the requests that it made of them, and makes the same calls
// through generated code.
package vectors

import (
	"bytes"
	"context"
	_ "embed"
	"encoding/json"
	"slices"
	"strings"
	"testing"
	"time"

	hh "github.com/hhgen/hhgen/runtime"
	"github.com/hhgen/hhgen/runtime/testdata/random"
	"github.com/hhgen/hhgen/runtime/testdata/wire"
)

// Session is one call of enrich_session, and what the SDK sent.
type Session struct {
	Name         string
	OwnSessionID string `json:"own_session_id"` // the session that the SDK was in
	Call         Call
	Request      *Request // nil if the SDK made none
}

// Call holds the arguments of a call.
type Call struct {
	Positional json.RawMessage            // an object for metadata; nil for none
	Named      map[string]json.RawMessage // those that are not Python's parameters are keywords
}

// Request is a request to HoneyHive's API.
type Request struct {
	Method, Path string
	Body         json.RawMessage
}

//go:embed session.json
var sessions []byte

// Sessions reads session.json.
func Sessions(t testing.TB) (vectors []Session) {
	t.Helper()
	if err := json.Unmarshal(sessions, &vectors); err != nil {
		t.Fatal(err)
	}
	return vectors
}

// SessionID is the session that v changes.
func (v Session) SessionID() string {
	var id string
	if json.Unmarshal(v.Call.Named["session_id"], &id) != nil {
		return v.OwnSessionID
	}
	return id
}

// WithSessionID returns v as a call about another session.
func (v Session) WithSessionID(id string) Session {
	old, _ := json.Marshal(v.SessionID())
	quoted, _ := json.Marshal(id)
	named := map[string]json.RawMessage{"session_id": quoted}
	for name, value := range v.Call.Named {
		if name != "session_id" {
			named[name] = value
		}
	}
	v.Call.Named = named
	if v.Request != nil {
		r := *v.Request
		r.Body = bytes.Replace(r.Body, old, quoted, 1)
		v.Request = &r
	}
	return v
}

// argument is a parameter of Python that holds a namespace.
type argument struct {
	name string
	put  func(json.RawMessage) wire.SessionField
}

// arguments are all of these, in the order in which the SDK merges them.
var arguments = []argument{
	{"metadata", func(v json.RawMessage) wire.SessionField { return wire.WithMetadata(v) }},
	{"inputs", func(v json.RawMessage) wire.SessionField { return wire.WithInputs(v) }},
	{"outputs", func(v json.RawMessage) wire.SessionField { return wire.WithOutputs(v) }},
	{"config", func(v json.RawMessage) wire.SessionField { return wire.WithConfig(v) }},
	{"feedback", func(v json.RawMessage) wire.SessionField { return wire.WithFeedback(v) }},
	{"metrics", func(v json.RawMessage) wire.SessionField { return wire.WithMetrics(v) }},
	{"user_properties", func(v json.RawMessage) wire.SessionField { return wire.WithUserProperties(v) }},
}

// Enrich makes the call of v through rt, as one EnrichSession of the package
// wire, and one SetSessionDuration if the call has a duration.
func Enrich(ctx context.Context, rt *hh.Runtime, v Session) error {
	ctx, err := hh.ContextWithSession(ctx, v.SessionID())
	if err != nil {
		return err
	}
	var fields []wire.SessionField
	for _, a := range arguments {
		if value, ok := v.Call.Named[a.name]; ok {
			fields = append(fields, a.put(value))
		}
	}
	if v.Call.Positional != nil {
		fields = append(fields, wire.WithMetadata(v.Call.Positional))
	}
	keywords, err := json.Marshal(v.keywords())
	if err != nil {
		return err
	}
	fields = append(fields, wire.WithMetadata(keywords))
	if err := wire.NewEnricher(rt).EnrichSession(ctx, fields...); err != nil {
		return err
	}
	var ms float64
	if json.Unmarshal(v.Call.Named["duration"], &ms) != nil {
		return nil
	}
	return rt.SetSessionDuration(ctx, time.Duration(ms*float64(time.Millisecond)))
}

// keywords are the keyword arguments, which the SDK adds to metadata unless
// they are None.
func (v Session) keywords() map[string]json.RawMessage {
	keywords := map[string]json.RawMessage{}
	for name, value := range v.Call.Named {
		parameter := slices.ContainsFunc(arguments, func(a argument) bool { return a.name == name })
		if !parameter && name != "session_id" && name != "duration" && string(value) != "null" {
			keywords[name] = value
		}
	}
	return keywords
}

// Value is a JSON text as a Go value, in which 1 is an int64 and 1.0 a float64.
func Value(t testing.TB, text []byte) any {
	t.Helper()
	dec := json.NewDecoder(bytes.NewReader(text))
	dec.UseNumber()
	var v any
	if err := dec.Decode(&v); err != nil {
		t.Fatalf("%v in %s", err, text)
	}
	return Typed(t, v)
}

// Typed is v with its json.Numbers as those of [Value].
func Typed(t random.TB, v any) any {
	t.Helper()
	switch v := v.(type) {
	case map[string]any:
		for key, member := range v {
			v[key] = Typed(t, member)
		}
	case []any:
		for i, item := range v {
			v[i] = Typed(t, item)
		}
	case json.Number:
		var number any
		var err error
		if strings.ContainsAny(v.String(), ".eE") {
			number, err = v.Float64()
		} else {
			number, err = v.Int64()
		}
		if err != nil {
			t.Fatal(err)
		}
		return number
	}
	return v
}
