package jsonschema

import (
	"encoding/json"
	"path"
	"strings"

	"github.com/invopop/jsonschema"

	"github.com/hhgen/hhgen/schema"
)

// eventEnding ends the name of the document of a package's events. No record has
// a document of such a name, since keys have no dots.
const eventEnding = ".event.schema.json"

// EventFileName is the name of the document of the events of p.
func EventFileName(p *schema.Package) string { return p.Name + eventEnding }

// IsEventFile reports whether a name is that of a document of events, which
// declares no record.
func IsEventFile(name string) bool { return strings.HasSuffix(name, eventEnding) }

// EventID is the $id of the document of the events of p.
func EventID(p *schema.Package) string { return "https://" + path.Join(p.Path, EventFileName(p)) }

// describesEvents reports whether WriteEvent has written a document. A record has no
// member session_id, so no record is taken for events.
func describesEvents(root *node) bool {
	id, properties := root.get("$id"), root.get("properties")
	return id != nil && IsEventFile(id.text) && properties != nil && properties.get("session_id") != nil
}

// WriteEvent writes a document for events as HoneyHive stores them. An event has
// the keys of several records, and those that were inherited, and lacks keys
// if a record was recorded in part. So the document has the keys of all records
// of p, requires none, and takes other keys only in namespaces that a record
// leaves open or that none declares. It is for validators; [Read] does not read
// it.
func WriteEvent(p *schema.Package) ([]byte, error) {
	w := &writer{pkg: p, defs: jsonschema.Definitions{}, types: map[string]string{}}
	doc := object()
	doc.AdditionalProperties = jsonschema.FalseSchema
	for _, r := range p.Records {
		join(doc, stored(w.record(r)))
	}
	for name, def := range w.defs {
		w.defs[name] = stored(def)
	}
	eventMembers(doc)
	doc.Version, doc.ID = draft2020.url, jsonschema.ID(EventID(p))
	doc.Title = schema.GoKey(p.Name) + "Event"
	doc.Description = "An event as HoneyHive stores it, with the keys that the records of package " + p.Name + " declare."
	if len(w.defs) > 0 {
		doc.Definitions = w.defs
	}
	return marshal(doc)
}

// ofStored are our keywords that are about stored data. The others are about Go.
var ofStored = map[string]bool{"x-hh-maxbytes": true, "x-hh-maxitems": true, "x-hh-unit": true, "x-hh-deprecated": true, "x-hh-pii": true}

// stored is a schema of what is recorded as one of what is stored: values that
// were not recorded are missing.
func stored(s *jsonschema.Schema) *jsonschema.Schema {
	if s == nil || s == jsonschema.TrueSchema || s == jsonschema.FalseSchema {
		return s
	}
	s.Required, s.MinItems = nil, nil
	if s.Pattern != "" && mayBeCut(s) {
		s.Pattern = ""
	}
	if s.Extras["x-hh-open"] != nil { // a dot in an undeclared key makes an object
		s.AdditionalProperties.AnyOf = append(s.AdditionalProperties.AnyOf, &jsonschema.Schema{Type: "object"})
	}
	for k := range s.Extras {
		if strings.HasPrefix(k, "x-hh-") && !ofStored[k] {
			delete(s.Extras, k)
		}
	}
	stored(s.Items)
	stored(s.AdditionalProperties)
	if s.Properties != nil {
		for p := s.Properties.Oldest(); p != nil; p = p.Next() {
			stored(p.Value)
		}
	}
	return s
}

// mayBeCut reports whether what is stored of a string may be a part of what its pattern
// was checked on.
func mayBeCut(s *jsonschema.Schema) bool {
	bytes, _ := s.Extras["x-hh-maxbytes"].(int)
	characters := 0
	if s.MaxLength != nil {
		characters = int(*s.MaxLength)
	}
	return s.Extras["x-hh-overflow"] != "drop" && !schema.Pattern(s.Pattern).Bounds(bytes, characters)
}

// join adds the members of one object to those of another, which then takes
// what either takes.
func join(all, s *jsonschema.Schema) {
	all.AdditionalProperties = either(all.AdditionalProperties, s.AdditionalProperties)
	for p := s.Properties.Oldest(); p != nil; p = p.Next() {
		switch have, ok := all.Properties.Get(p.Key); {
		case !ok:
			all.Properties.Set(p.Key, p.Value)
		case schema.Namespace(p.Key).Valid() && have.Properties != nil:
			join(have, p.Value)
		default:
			all.Properties.Set(p.Key, either(have, p.Value))
		}
	}
}

// either is a schema of what one of two schemas accepts.
func either(a, b *jsonschema.Schema) *jsonschema.Schema {
	switch {
	case a == jsonschema.FalseSchema, sameInstances(a, b):
		return b
	case b == jsonschema.FalseSchema:
		return a
	case a.Title == "" && a.Type == "" && a.AnyOf != nil:
		a.AnyOf = append(a.AnyOf, b)
		return a
	}
	return &jsonschema.Schema{AnyOf: []*jsonschema.Schema{a, b}}
}

// sameInstances reports whether two schemas differ in their descriptions only.
func sameInstances(a, b *jsonschema.Schema) bool {
	x, y := *a, *b
	x.Description, y.Description = "", ""
	one, err := json.Marshal(&x)
	other, err2 := json.Marshal(&y)
	return err == nil && err2 == nil && string(one) == string(other)
}

// eventMembers adds what events have whatever a package records:
// https://docs.honeyhive.ai/v2/sdk-reference/typescript/ref/events/GetEventResponse.md.
func eventMembers(doc *jsonschema.Schema) {
	for _, n := range schema.Namespaces {
		name := string(n)
		if have, ok := doc.Properties.Get(name); ok {
			if n == schema.ErrorText {
				nullable(have) // of an event without an error
			}
			continue
		}
		s := &jsonschema.Schema{Type: "object"}
		switch n {
		case schema.ErrorText:
			s = &jsonschema.Schema{Type: "string"}
			nullable(s)
		case schema.EventIDText:
			s.Type = "string"
		}
		doc.Properties.Set(name, s)
	}
	inMetadata(doc)
	for _, m := range []struct{ name, typ, description string }{
		{"event_name", "string", "Name of the span, or of the session."},
		{"event_type", "string", "One of model, tool, chain and session."},
		{"session_id", "string", "Id of the session's event."},
		{"parent_id", "string", "Id of the event that this one is a part of."},
		{"children_ids", "array", "Ids of the events that are a part of this one."},
		{"source", "string", "What sent the event, such as production."},
		{"project", "string", ""}, {"project_id", "string", ""}, {"org_id", "string", ""}, {"workspace_id", "string", ""},
		{"session_name", "string", ""},
		{"start_time", "number", "Unix time in milliseconds."},
		{"end_time", "number", "Unix time in milliseconds."},
		{"duration", "number", "Duration in milliseconds."},
	} {
		s := &jsonschema.Schema{Type: m.typ, Description: m.description}
		if m.typ == "array" {
			s.Items = &jsonschema.Schema{Type: "string"}
		}
		nullable(s)
		doc.Properties.Set(m.name, s)
	}
}

// inMetadata adds what else the runtime and the SDKs record in metadata: the
// ids of an experiment, and the inputs of a session, which has no others.
func inMetadata(doc *jsonschema.Schema) {
	metadata, _ := doc.Properties.Get(string(schema.Metadata))
	if metadata.AdditionalProperties != jsonschema.FalseSchema {
		return // it takes them anyway
	}
	inputs, _ := doc.Properties.Get(string(schema.Inputs))
	for _, m := range []struct {
		name   string
		schema *jsonschema.Schema
	}{
		{"run_id", &jsonschema.Schema{Type: "string"}},
		{"dataset_id", &jsonschema.Schema{Type: "string"}},
		{"datapoint_id", &jsonschema.Schema{Type: "string"}},
		{"inputs", &jsonschema.Schema{Ref: "#/properties/inputs"}},
	} {
		if _, declared := metadata.Properties.Get(m.name); !declared && (m.name != "inputs" || inputs.Properties != nil) {
			metadata.Properties.Set(m.name, m.schema)
		}
	}
}
