package hhtest

import (
	"bytes"
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"go.opentelemetry.io/otel/attribute"

	hh "github.com/hhgen/hhgen/runtime"
	"github.com/hhgen/hhgen/runtime/internal/record"
)

// This file converts attributes of spans and members of updates to leaves, which
// can be compared.

// leaf is one value. Its key is written as users know it: metadata.tags.0 on a
// span, metadata.tags[0] in a session.
type leaf struct {
	field string // key of the field that it belongs to, metadata.tags
	value value
}

// value has a kind, because 1 and 1.0 are different values.
type value struct{ kind, text string }

func (v value) String() string {
	if v.kind == "string" {
		return strconv.Quote(v.text)
	}
	return v.text
}

// zero reports whether v may be the value of a field that was not set.
func (v value) zero() bool { return v.text == "" || v.text == "0" || v.text == "false" }

// leaves are values by their keys.
type leaves map[string]leaf

// fields are the keys of the fields that leaves belong to.
func (l leaves) fields() map[string]bool {
	fields := map[string]bool{}
	for _, leaf := range l {
		fields[leaf.field] = true
	}
	return fields
}

// of returns the leaves that belong to the given fields.
func (l leaves) of(fields map[string]bool) leaves {
	kept := leaves{}
	for key, leaf := range l {
		if fields[leaf.field] {
			kept[key] = leaf
		}
	}
	return kept
}

// attributeLeaves are the leaves of the attributes that enrich a span. No field
// declares the event type: [RecordedSpan.HasEventType] compares it.
func attributeLeaves(kvs []attribute.KeyValue) leaves {
	l := leaves{}
	for _, kv := range kvs {
		if key, ok := strings.CutPrefix(string(kv.Key), record.Enrichment); ok && kv.Key != record.EventTypeKey {
			l[key] = leaf{fieldOf(key), attributeValue(kv.Value)}
		}
	}
	return l
}

// fieldOf is the part of a key that a field declares: namespace and first name.
func fieldOf(key string) string {
	namespace, rest, below := strings.Cut(key, ".")
	if !below {
		return key
	}
	name, _, _ := strings.Cut(rest, ".")
	return namespace + "." + name
}

func attributeValue(v attribute.Value) value {
	switch v.Type() {
	case attribute.BOOL:
		return value{"bool", strconv.FormatBool(v.AsBool())}
	case attribute.INT64:
		return value{"int", strconv.FormatInt(v.AsInt64(), 10)}
	case attribute.FLOAT64:
		return double(v.AsFloat64())
	case attribute.STRING:
		return value{"string", v.AsString()}
	}
	return value{strings.ToLower(v.Type().String()), v.String()}
}

func double(f float64) value {
	if f == 0 {
		f = 0 // not -0
	}
	return value{"double", strconv.FormatFloat(f, 'g', -1, 64)}
}

// memberLeaves are the leaves of members. The member inputs of metadata is shown as
// the namespace inputs, which an update has there.
func memberLeaves(members []hh.Member) leaves {
	l := leaves{}
	for _, m := range members {
		v := parse(m.Value)
		if inputs, ok := v.(map[string]any); ok && m.Namespace == "metadata" && m.Key == "inputs" {
			for name, v := range inputs {
				field := "inputs." + part(name)
				l.add(field, field, v)
			}
			continue
		}
		field := m.Namespace + "." + part(m.Key)
		l.add(field, field, v)
	}
	return l
}

// parse reads JSON, and keeps numbers as they are written.
func parse(text json.RawMessage) (v any) {
	d := json.NewDecoder(bytes.NewReader(text))
	d.UseNumber()
	if err := d.Decode(&v); err != nil {
		return json.RawMessage(text)
	}
	return v
}

// add adds the leaves of a JSON value. An empty object or list is a leaf too.
func (l leaves) add(field, key string, v any) {
	switch v := v.(type) {
	case map[string]any:
		for name, member := range v {
			l.add(field, key+"."+part(name), member)
		}
		if len(v) > 0 {
			return
		}
	case []any:
		for i, item := range v {
			l.add(field, fmt.Sprintf("%s[%d]", key, i), item)
		}
		if len(v) > 0 {
			return
		}
	}
	l[key] = leaf{field, jsonValue(v)}
}

func jsonValue(v any) value {
	switch v := v.(type) {
	case nil:
		return value{"null", "null"}
	case bool:
		return value{"bool", strconv.FormatBool(v)}
	case string:
		return value{"string", v}
	case json.Number:
		if f, err := v.Float64(); err == nil && strings.ContainsAny(v.String(), ".eE") {
			return double(f)
		}
		return value{"int", v.String()}
	case map[string]any:
		return value{"object", "{}"}
	case []any:
		return value{"list", "[]"}
	}
	return value{"invalid", fmt.Sprintf("%s", v)}
}

// part is a name within a key. It is quoted if it could be read as several names.
func part(name string) string {
	if name == "" || strings.ContainsAny(name, `.[]"`) {
		return strconv.Quote(name)
	}
	return name
}

// sorted sorts keys, with item 2 of a list before item 10.
func sorted(keys map[string]bool) []string {
	list := make([]string, 0, len(keys))
	for key := range keys {
		list = append(list, key)
	}
	slices.SortFunc(list, func(a, b string) int { return strings.Compare(padded(a), padded(b)) })
	return list
}

// padded is key with all numbers padded to the same length.
func padded(key string) string {
	var b strings.Builder
	for key != "" {
		digits := len(key) - len(strings.TrimLeft(key, "0123456789"))
		if digits == 0 {
			b.WriteByte(key[0])
			key = key[1:]
			continue
		}
		fmt.Fprintf(&b, "%020s", key[:digits])
		key = key[digits:]
	}
	return b.String()
}
