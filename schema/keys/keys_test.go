package keys_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/hhgen/hhgen/schema"
	"github.com/hhgen/hhgen/schema/keys"
)

func kind(k schema.Kind) *schema.Type { return &schema.Type{Kind: k} }

func of(k schema.Kind, elem *schema.Type) *schema.Type { return &schema.Type{Kind: k, Elem: elem} }

func object(members ...*schema.Field) *schema.Type {
	return &schema.Type{Kind: schema.KindObject, Fields: members}
}

// sample has each kind of value, and each way in which records share keys.
func sample() []*schema.Package {
	text := kind(schema.KindString)
	optional := *text
	optional.Optional = true
	hit := object(&schema.Field{Key: "id", Type: text, MaxBytes: 8}, &schema.Field{Key: "score", Type: kind(schema.KindFloat)})
	turn := &schema.Record{Name: "Turn", Fields: []*schema.Field{
		{Key: "user_id", Namespace: schema.UserProperties, Type: text, MovedFrom: schema.Move{Key: "uid", Until: "2027-01-01"}},
		{Key: "hits", Namespace: schema.Outputs, Type: of(schema.KindList, hit), MaxItems: 3},
		{Key: "pair", Namespace: schema.Config, Type: &schema.Type{Kind: schema.KindArray, Len: 2, Elem: &optional}},
		{Key: "labels", Namespace: schema.Metadata, Type: of(schema.KindMap, of(schema.KindList, text)), MaxItems: 2},
		{Key: "extra", Namespace: schema.Metadata, Type: kind(schema.KindJSON), MaxItems: 9},
		{Key: "by_name", Namespace: schema.Config, Type: kind(schema.KindAnyMap), MaxItems: 9},
		{Namespace: schema.Inputs, Type: of(schema.KindMap, kind(schema.KindInt)), Inline: true, MaxItems: 9},
		{Key: "error", Namespace: schema.ErrorText, Type: kind(schema.KindError)},
	}, Opens: []*schema.Open{{Namespace: schema.Metadata, MaxBytes: 16}}}
	search := &schema.Record{Name: "Search", Fields: []*schema.Field{
		{Key: "hits", Namespace: schema.Outputs, Type: of(schema.KindList, hit), MaxItems: 5},
	}}
	return []*schema.Package{{Path: "example.com/p", Records: []*schema.Record{turn, search}}}
}

func TestLeaves(t *testing.T) {
	var got []string
	for _, l := range keys.Leaves(sample()) {
		s := fmt.Sprint(l.Record.Name, " ", l.Attribute(), " ", l.Type.Kind, " ", l.MaxBytes())
		if l.Required {
			s += " required"
		}
		if l.Moved {
			s += " moved"
		}
		got = append(got, s)
	}
	want := []string{
		"Turn honeyhive_user_properties.user_id string 1024 required",
		"Turn honeyhive_user_properties.uid string 1024 required moved",
		"Turn honeyhive_outputs.hits.*.id string 8",
		"Turn honeyhive_outputs.hits.*.score number 1024",
		"Turn honeyhive_config.pair.* string 1024",
		"Turn honeyhive_metadata.labels.*.* string 1024",
		"Turn honeyhive_metadata.extra.* JSON 1024",
		"Turn honeyhive_config.by_name.*.* map of any values 1024",
		"Turn honeyhive_inputs.* integer 1024",
		"Turn honeyhive_error error 1024",
		"Turn honeyhive_metadata.* any value 16",
		"Search honeyhive_outputs.hits.*.id string 8",
		"Search honeyhive_outputs.hits.*.score number 1024",
	}
	if !slices.Equal(got, want) {
		t.Errorf("got\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
}

func TestFind(t *testing.T) {
	tree := keys.NewTree(keys.Leaves(sample()))
	for key, want := range map[string]string{
		"honeyhive_user_properties.user_id":   "Turn:user_properties.user_id",
		"honeyhive_user_properties.uid":       "Turn:user_properties.uid",
		"honeyhive_user_properties.user_id.x": "below Turn:user_properties.user_id",
		"honeyhive_user_properties.userid":    "",
		"honeyhive_user_properties":           "parent",
		"honeyhive_outputs.hits.2.id":         "Turn:outputs.hits.*.id Search:outputs.hits.*.id",
		"honeyhive_outputs.hits.3.id":         "Search:outputs.hits.*.id over Turn:outputs.hits.*.id",
		"honeyhive_outputs.hits.5.id":         "over Turn:outputs.hits.*.id Search:outputs.hits.*.id",
		"honeyhive_outputs.hits.02.id":        "",
		"honeyhive_outputs.hits.-1.id":        "",
		"honeyhive_outputs.hits":              "parent",
		"honeyhive_outputs.hits.0":            "parent",
		"honeyhive_outputs.hits.0.id.x":       "below Turn:outputs.hits.*.id Search:outputs.hits.*.id",
		"honeyhive_config.pair.1":             "Turn:config.pair.*",
		"honeyhive_config.pair.2":             "over Turn:config.pair.*",
		"honeyhive_metadata.labels.a.0":       "Turn:metadata.labels.*.*",
		"honeyhive_metadata.labels.a.b.1":     "Turn:metadata.labels.*.*",
		"honeyhive_metadata.labels.a.b":       "parent",
		"honeyhive_metadata.labels.0.1.2":     "over Turn:metadata.labels.*.*",
		"honeyhive_metadata.extra":            "Turn:metadata.extra.*",
		"honeyhive_metadata.extra.a.b.0":      "Turn:metadata.extra.*",
		"honeyhive_config.by_name":            "parent",
		"honeyhive_config.by_name.a.b":        "Turn:config.by_name.*.*",
		"honeyhive_inputs.a.b":                "Turn:inputs.*",
		"honeyhive_error":                     "Turn:error",
		"honeyhive_error.x":                   "below Turn:error",
		"honeyhive_metadata.anything":         "Turn:metadata.*",
		"honeyhive_metadata.any.thing":        "",
		"honeyhive_metadata.Anything":         "",
		"honeyhive_metadata.labels":           "parent",
		"honeyhive_metadata.":                 "",
		"honeyhive_":                          "",
	} {
		if got := show(tree.Find(key)); got != want {
			t.Errorf("%s: got %q, want %q", key, got, want)
		}
	}
}

func show(m keys.Match) string {
	var words []string
	list := func(title string, leaves []*keys.Leaf) {
		if len(leaves) > 0 && title != "" {
			words = append(words, title)
		}
		for _, l := range leaves {
			words = append(words, l.Record.Name+":"+l.EventPath())
		}
	}
	list("", m.Leaves)
	list("over", m.Over)
	if m.Parent {
		words = append(words, "parent")
	}
	list("below", m.Below)
	return strings.Join(words, " ")
}

// The runtime sends no empty key of a map.
func TestFindEmptyKey(t *testing.T) {
	text := kind(schema.KindString)
	tree := keys.NewTree(keys.Leaves([]*schema.Package{{Records: []*schema.Record{{Name: "R", Fields: []*schema.Field{
		{Namespace: schema.Metrics, Type: of(schema.KindMap, text), Inline: true, MaxItems: 9},
		{Namespace: schema.Feedback, Type: kind(schema.KindJSON), Inline: true, MaxItems: 9},
		{Key: "any", Namespace: schema.Metadata, Type: kind(schema.KindAnyMap), MaxItems: 9},
	}}}}}))
	for key, want := range map[string]string{
		"honeyhive_metrics.":       "",
		"honeyhive_metrics..":      "R:metrics.*",
		"honeyhive_metrics..a":     "R:metrics.*",
		"honeyhive_metrics.a.":     "R:metrics.*",
		"honeyhive_feedback.":      "",
		"honeyhive_feedback.a.":    "R:feedback.*",
		"honeyhive_metadata.any.":  "",
		"honeyhive_metadata.any.a": "R:metadata.any.*.*",
	} {
		if got := show(tree.Find(key)); got != want {
			t.Errorf("%s: got %q, want %q", key, got, want)
		}
	}
}

// What a package declares by name is not sent as the key of its maps, and may be of
// those of another package.
func TestFindNameBesideMap(t *testing.T) {
	text := kind(schema.KindString)
	inline := func(record string, of *schema.Type) *schema.Record {
		return &schema.Record{Name: record, Fields: []*schema.Field{{Namespace: schema.Feedback, Type: of, Inline: true, MaxItems: 9}}}
	}
	colors := &schema.Record{Name: "Color", Fields: []*schema.Field{
		{Key: "color", Namespace: schema.Feedback, Type: kind(schema.KindInt), MovedFrom: schema.Move{Key: "hue", Until: "2027-01-01"}},
	}}
	tree := keys.NewTree(keys.Leaves([]*schema.Package{
		{Path: "a", Records: []*schema.Record{colors, inline("Map", of(schema.KindMap, text)), inline("JSON", kind(schema.KindJSON))}},
		{Path: "b", Records: []*schema.Record{inline("Other", of(schema.KindMap, text))}},
	}))
	for key, want := range map[string]string{
		"honeyhive_feedback.color":   "Color:feedback.color Other:feedback.*",
		"honeyhive_feedback.hue":     "Color:feedback.hue Other:feedback.*",
		"honeyhive_feedback.color.x": "Other:feedback.*",
		"honeyhive_feedback.colour":  "JSON:feedback.* Map:feedback.* Other:feedback.*",
	} {
		if got := show(tree.Find(key)); got != want {
			t.Errorf("%s: got %q, want %q", key, got, want)
		}
	}
}

// A key of many segments costs no more than its length times the depth of the maps.
func TestFindLongKey(t *testing.T) {
	deep := kind(schema.KindString)
	for range 5 {
		deep = of(schema.KindMap, deep)
	}
	tree := keys.NewTree(keys.Leaves([]*schema.Package{{Records: []*schema.Record{{Fields: []*schema.Field{
		{Key: "m", Namespace: schema.Metadata, Type: deep, MaxItems: 1},
	}}}}}))
	key := "honeyhive_metadata.m" + strings.Repeat(".a", 2000)
	if n := testing.AllocsPerRun(1, func() { tree.Find(key) }); n > 100_000 {
		t.Errorf("%v allocations", n)
	}
	if !tree.Find(key).Declared() {
		t.Error("the key of a map may contain dots")
	}
}
