package jsonschema_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/hhgen/hhgen/internal/instance"
	"github.com/hhgen/hhgen/schema"
	"github.com/hhgen/hhgen/schema/jsonschema"
)

// The pattern of a string that may be cut is not that of what arrives.
func TestWriteEventPatterns(t *testing.T) {
	for _, c := range []struct {
		field schema.Field
		kept  bool
	}{
		{schema.Field{Pattern: `^[A-Z]{2},\d+$`, MaxBytes: 16}, false},
		{schema.Field{Pattern: `^[A-Z]{2},\d+$`, MaxBytes: 16, Overflow: schema.Drop}, true},
		{schema.Field{Pattern: `^[A-Z]{2},\d{1,13}$`, MaxBytes: 16}, true},
		{schema.Field{Pattern: `^[A-Z]{2},\d{1,14}$`, MaxBytes: 16}, false},
		{schema.Field{Pattern: `^.{4}$`, MaxBytes: 16}, true},
		{schema.Field{Pattern: `^.{4}$`, MaxBytes: 16, MaxLength: 4}, true},
		{schema.Field{Pattern: `^.{4}$`, MaxBytes: 15, MaxLength: 4}, false},
		{schema.Field{Pattern: `^.{5}$`, MaxBytes: 16, MaxLength: 4}, false},
		{schema.Field{Pattern: `^.{256}$`}, true},
		{schema.Field{Pattern: `^.{257}$`}, false},
	} {
		f := c.field
		f.Name, f.Key, f.Namespace, f.Type = "Code", "code", schema.Metadata, declaredType(schema.KindString, 0, "string")
		text, err := jsonschema.WriteEvent(&schema.Package{Path: "example.com/app", Name: "app", Records: []*schema.Record{{Name: "Turn", Fields: []*schema.Field{&f}}}})
		if err != nil {
			t.Fatal(err)
		}
		if got := strings.Contains(string(text), `"pattern"`); got != c.kept {
			t.Errorf("pattern %s of %d bytes and %d characters is in the schema: %v", f.Pattern, f.MaxBytes, f.MaxLength, got)
		}
	}
}

// An event takes what any of the records takes: the wider of two bounds, and
// other keys where one record is open.
func TestWriteEvent(t *testing.T) {
	p := bounded()
	other := *bounded().Records[0]
	other.Name, other.Opens = "Other", []*schema.Open{{Namespace: schema.Feedback}}
	other.Fields = slices.Clone(other.Fields)
	wider := *other.Fields[0]
	wider.MaxBytes = 128
	other.Fields[0] = &wider
	p.Records = append(p.Records, &other)
	text, err := jsonschema.WriteEvent(p)
	if err != nil {
		t.Fatal(err)
	}
	valid := instance.Schema(t, text)
	for _, c := range []struct {
		instance string
		fits     bool
	}{
		{`{"metadata": {"user_id": "` + strings.Repeat("a", 120) + `"}}`, true},
		{`{"metadata": {"user_id": "` + strings.Repeat("a", 240) + `"}}`, false},
		{`{"config": {"any": "12345678"}}`, true},
		{`{"config": {"any": "123456789"}}`, false},
		{`{"feedback": {"any": true}}`, true},
		{`{"metrics": {"any": 1}}`, false},
		{`{"outputs": {"of": "another package"}}`, true},
		{`{"session_id": "s", "start_time": 1.5, "children_ids": null, "metrics": {"octet": -128}}`, true},
	} {
		if err := valid.Validate(instance.Of(t, c.instance)); (err == nil) != c.fits {
			t.Errorf("%s: %v, want it valid: %v", c.instance, err, c.fits)
		}
	}
}
