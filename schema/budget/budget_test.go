package budget_test

import (
	"errors"
	"fmt"
	"testing"

	"github.com/hhgen/hhgen/schema"
	"github.com/hhgen/hhgen/schema/budget"
)

var (
	text   = &schema.Type{Kind: schema.KindString}
	number = &schema.Type{Kind: schema.KindInt}
	plan   = &schema.Type{Kind: schema.KindString, Enum: []schema.EnumMember{{Value: "free"}, {Value: "premium"}}}
)

func listOf(t *schema.Type) *schema.Type { return &schema.Type{Kind: schema.KindList, Elem: t} }

// Each kind of field, with what its bounds come from.
func TestOf(t *testing.T) {
	object := &schema.Type{Kind: schema.KindObject, Fields: []*schema.Field{
		{Key: "name", Type: text}, {Key: "plan", Type: plan}, {Key: "count", Type: number}, {Key: "short", Type: text, MaxBytes: 3},
	}}
	kind := func(k schema.Kind) *schema.Type { return &schema.Type{Kind: k} }
	for _, c := range []struct {
		field schema.Field
		want  string
	}{
		{schema.Field{Type: kind(schema.KindBool)}, "metadata.k boolean 1 1 [type]"},
		{schema.Field{Type: kind(schema.KindUint)}, "metadata.k unsigned integer 1 8 [type]"},
		{schema.Field{Type: kind(schema.KindFloat)}, "metadata.k number 1 8 [type]"},
		{schema.Field{Type: kind(schema.KindDuration)}, "metadata.k duration 1 8 [type]"},
		{schema.Field{Type: kind(schema.KindTime)}, "metadata.k time 1 30 [type]"},
		{schema.Field{Type: kind(schema.KindHashed)}, "metadata.k hashed string 1 64 [type]"},
		{schema.Field{Type: kind(schema.KindMasked)}, "metadata.k masked string 1 1024 [default]"},
		{schema.Field{Type: kind(schema.KindMarshaler), MaxBytes: 45}, "metadata.k text 1 45 [declared]"},
		{schema.Field{Type: text}, "metadata.k string 1 1024 [default]"},
		{schema.Field{Type: text, MaxBytes: 7}, "metadata.k string 1 7 [declared]"},
		{schema.Field{Type: plan, MaxBytes: 100}, "metadata.k enum 1 7 [enum]"},
		{schema.Field{Type: listOf(number), MaxItems: 3}, "metadata.k list of integer 3 24 [declared type]"},
		{schema.Field{Type: listOf(listOf(text)), MaxItems: 2}, "metadata.k list of list of string 4 4096 [declared default]"},
		{schema.Field{Type: &schema.Type{Kind: schema.KindArray, Len: 2, Elem: plan}}, "metadata.k array of enum 2 14 [enum type]"},
		{schema.Field{Type: &schema.Type{Kind: schema.KindMap, Elem: text}, MaxItems: 2, MaxBytes: 5}, "metadata.k map of string 2 10 [declared]"},
		{schema.Field{Type: kind(schema.KindAny), MaxItems: 2}, "metadata.k any value 2 2048 [declared default]"},
		{schema.Field{Type: kind(schema.KindJSON), MaxItems: 2, MaxBytes: 9, Inline: true}, "metadata.* JSON 2 18 [declared]"},
		{schema.Field{Type: object}, "metadata.k object 4 1042 [declared default enum type]"},
		{schema.Field{Type: kind(schema.KindError), Namespace: schema.ErrorText}, "error error 1 1024 [default]"},
		{schema.Field{Type: kind(schema.KindEventID), Namespace: schema.EventIDText}, "event_id event id 1 36 [type]"},
	} {
		f := c.field
		f.Key = "k"
		if f.Namespace == "" {
			f.Namespace = schema.Metadata
		}
		rows := budget.Of([]*schema.Package{{Path: "example.com/p", Records: []*schema.Record{{Name: "R", Fields: []*schema.Field{&f}}}}})
		row := rows[0].Fields[0]
		if got := fmt.Sprint(row.Key, " ", row.Type, " ", row.Attributes, row.ValueBytes, " ", row.Bound); got != c.want {
			t.Errorf("got %s, want %s", got, c.want)
		}
		if size := f.WorstCase(); row.Bytes != size.Bytes || rows[0].Bytes != size.Bytes || rows[0].Attributes != size.Attributes || row.Bytes <= row.ValueBytes {
			t.Errorf("%s: %+v, want %+v", c.want, rows[0], size)
		}
	}
}

// broken is a terminal that is gone.
type broken struct{}

var errBroken = errors.New("broken pipe")

func (broken) Write([]byte) (int, error) { return 0, errBroken }

func TestWriteFails(t *testing.T) {
	for _, format := range budget.Formats {
		if err := budget.Write(broken{}, format, nil, budget.Default); !errors.Is(err, errBroken) {
			t.Errorf("%s: got %v, want %v", format, err, errBroken)
		}
	}
	err := budget.Write(broken{}, "markdwn", nil, budget.Default)
	if want := `unknown format "markdwn": did you mean "markdown"?`; err == nil || err.Error() != want {
		t.Errorf("got %v, want %s", err, want)
	}
}
