package jsonschema_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/hhgen/hhgen/schema"
	"github.com/hhgen/hhgen/schema/jsonschema"
)

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
	valid := plainValidator(t, text)
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
		if err := valid.Validate(parsed(t, c.instance)); (err == nil) != c.fits {
			t.Errorf("%s: %v, want it valid: %v", c.instance, err, c.fits)
		}
	}
}
