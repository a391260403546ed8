package jsonschema_test

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/hhgen/hhgen/internal/instance"
	"github.com/hhgen/hhgen/schema"
	"github.com/hhgen/hhgen/schema/jsonschema"
)

func declaredType(kind schema.Kind, bits int, name string) *schema.Type {
	return &schema.Type{Kind: kind, Bits: bits, Go: schema.GoName{Name: name}}
}

// bounded has a field for each kind of implied bound.
func bounded() *schema.Package {
	text := declaredType(schema.KindString, 0, "string")
	return &schema.Package{Path: "example.com/bounded", Name: "bounded", Records: []*schema.Record{{
		Name: "Bounded",
		Fields: []*schema.Field{
			{Name: "UserID", Key: "user_id", Namespace: schema.Metadata, Type: text, MaxBytes: 64},
			{Name: "Note", Key: "note", Namespace: schema.Metadata, Type: text},
			{Name: "Large", Key: "large", Namespace: schema.Metadata, Type: text, MaxBytes: 4000, Large: true},
			{Name: "Title", Key: "title", Namespace: schema.Metadata, Type: text, MaxBytes: 80, MaxLength: 20},
			{Name: "Tags", Key: "tags", Namespace: schema.Metadata, MaxItems: 2, MaxBytes: 8, Type: &schema.Type{Kind: schema.KindList, Elem: text}},
			{Name: "Octet", Key: "octet", Namespace: schema.Metrics, Type: declaredType(schema.KindInt, 8, "int8")},
			{Name: "Port", Key: "port", Namespace: schema.Metrics, Type: declaredType(schema.KindUint, 16, "uint16"), Minimum: "1"},
			{Name: "Tokens", Key: "tokens", Namespace: schema.Metrics, Type: declaredType(schema.KindInt, 64, "int"), Above: "0"},
			{Name: "Count", Key: "count", Namespace: schema.Metrics, Type: declaredType(schema.KindUint, 64, "uint64")},
		},
		Opens: []*schema.Open{{Namespace: schema.Config, MaxBytes: 8}},
	}}}
}

// A validator that knows none of our keywords rejects values over bounds in
// bytes, over the default bound, and outside the range of a Go type.
func TestImpliedBounds(t *testing.T) {
	p := bounded()
	text, err := jsonschema.Write(p, p.Records[0])
	if err != nil {
		t.Fatal(err)
	}
	valid := instance.Schema(t, text)
	for _, c := range []struct {
		namespace, key string
		fits, breaks   any
	}{
		{"metadata", "user_id", strings.Repeat("a", 64), strings.Repeat("a", 65)},
		{"metadata", "note", strings.Repeat("a", 1024), strings.Repeat("a", 1025)},
		{"metadata", "large", strings.Repeat("a", 4000), strings.Repeat("a", 4001)},
		{"metadata", "title", strings.Repeat("ü", 20), strings.Repeat("a", 21)},
		{"metadata", "tags", []any{"12345678"}, []any{"123456789"}},
		{"config", "anything", "12345678", "123456789"},
		{"metrics", "octet", json.Number("-128"), json.Number("128")},
		{"metrics", "port", json.Number("65535"), json.Number("65536")},
		{"metrics", "tokens", json.Number("9223372036854775807"), json.Number("9223372036854775808")},
		{"metrics", "count", json.Number("0"), json.Number("-1")},
	} {
		if err := valid.Validate(with(c.namespace, c.key, c.fits)); err != nil {
			t.Errorf("%s: %v", c.key, err)
		}
		if valid.Validate(with(c.namespace, c.key, c.breaks)) == nil {
			t.Errorf("%s: %v is accepted", c.key, c.breaks)
		}
	}
}

// with is an instance of bounded with another value for one key.
func with(namespace, key string, v any) any {
	zero, one := json.Number("0"), json.Number("1")
	instance := map[string]map[string]any{
		"metadata": {"user_id": "", "note": "", "large": "", "title": ""},
		"metrics":  {"octet": zero, "port": one, "tokens": one, "count": zero},
		"config":   {},
	}
	instance[namespace][key] = v
	whole := map[string]any{}
	for n, members := range instance {
		whole[n] = members
	}
	return whole
}
