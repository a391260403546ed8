package catalogue_test

import (
	"go/token"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/hhgen/hhgen/gen/catalogue"
	"github.com/hhgen/hhgen/schema"
	"github.com/hhgen/hhgen/schema/budget"
	"github.com/hhgen/hhgen/schema/privacy"
)

func kind(k schema.Kind) *schema.Type { return &schema.Type{Kind: k} }

func of(k schema.Kind, elem *schema.Type) *schema.Type { return &schema.Type{Kind: k, Elem: elem} }

func at(file string, line int) token.Position { return token.Position{Filename: file, Line: line} }

// sample are packages that share a key, disagree about one, and have each kind of fact.
func sample() []*schema.Package {
	text := kind(schema.KindString)
	plan := &schema.Type{Kind: schema.KindString, Go: schema.GoName{Path: "example.com/app/chat", Name: "Plan"},
		Enum: []schema.EnumMember{{Value: "free", Doc: "no payment"}, {Value: ""}}}
	hit := &schema.Type{Kind: schema.KindObject, Fields: []*schema.Field{
		{Key: "id", Type: text, MaxBytes: 8, Doc: "ID names the document."}, {Key: "score", Type: kind(schema.KindFloat)},
	}}
	user := &schema.Field{Key: "user_id", Namespace: schema.UserProperties, Type: text, MaxBytes: 64, Doc: "UserID is who asks. It stays.\n\nFor years.",
		MovedFrom: schema.Move{Key: "uid", Until: "2027-03-31"}, Baggage: true, Pos: at("dict.go", 3)}
	latency := func(unit string, line int) *schema.Field {
		return &schema.Field{Key: "latency", Namespace: schema.Metrics, Type: kind(schema.KindFloat), Unit: unit, Minimum: "0", Maximum: "1", Pos: at("x.go", line)}
	}
	return []*schema.Package{
		{Path: "example.com/app/search", Name: "search", Records: []*schema.Record{{Name: "Query", Doc: "Query is a search.", Pos: at("search.go", 1),
			Fields: []*schema.Field{user, latency("s", 5), {Key: "hits", Namespace: schema.Outputs, Type: of(schema.KindList, hit), MaxItems: 3}}}}},
		{Path: "example.com/app/chat", Name: "chat", Records: []*schema.Record{{Name: "Turn", Doc: "Turn is an exchange.", Pos: at("chat.go", 1),
			Opens: []*schema.Open{{Namespace: schema.Metadata, MaxBytes: 16, Pos: at("chat.go", 9)}},
			Fields: []*schema.Field{user, latency("ms", 2),
				{Key: "plan", Namespace: schema.Metadata, Type: plan, Pos: at("chat.go", 2), Deprecated: "use tier"},
				{Key: "email", Namespace: schema.UserProperties, Type: kind(schema.KindHashed), PII: "email", Pos: at("chat.go", 3)},
				{Key: "customer_name", Namespace: schema.Metadata, Type: text, MaxBytes: 8, Pos: at("chat.go", 4)},
				{Key: "tags", Namespace: schema.Metadata, Type: of(schema.KindList, text), MaxItems: 4, MaxBytes: 16, Pos: at("chat.go", 5)},
				{Key: "extra", Namespace: schema.Config, Type: kind(schema.KindJSON), MaxItems: 2, MaxBytes: 16, Pos: at("chat.go", 6)},
				{Namespace: schema.Inputs, Type: of(schema.KindMap, kind(schema.KindInt)), Inline: true, MaxItems: 9, Pos: at("chat.go", 7)},
				{Key: "error", Namespace: schema.ErrorText, Type: kind(schema.KindError), Pos: at("chat.go", 8)},
			}}}},
	}
}

func catalogueOf(o catalogue.Options, pkgs ...*schema.Package) *catalogue.Catalogue {
	return catalogue.Of([]catalogue.Module{{Packages: pkgs, Words: privacy.Default(), Limits: budget.Default}}, o)
}

func TestOf(t *testing.T) {
	c := catalogueOf(catalogue.Options{}, sample()...)
	if want := "Keys of example.com/app"; c.Title != want {
		t.Errorf("title %q, want %q", c.Title, want)
	}
	var got []string
	for _, k := range c.Keys {
		line := k.Path + ": " + k.Type()
		for _, d := range k.Declarations {
			line += "; " + d.Attribute
			for _, u := range d.Records {
				line += " " + u.Record.ShortName()
			}
		}
		got = append(got, line)
	}
	want := []string{
		"metadata.*: value of any type; honeyhive_metadata.* chat.Turn",
		"metadata.customer_name: string; honeyhive_metadata.customer_name chat.Turn",
		"metadata.plan: enum; honeyhive_metadata.plan chat.Turn",
		"metadata.tags: list of string; honeyhive_metadata.tags.* chat.Turn",
		"metrics.latency: number; honeyhive_metrics.latency chat.Turn; honeyhive_metrics.latency search.Query",
		"inputs.*: map of integer; honeyhive_inputs.* chat.Turn",
		"outputs.hits.*.id: string; honeyhive_outputs.hits.*.id search.Query",
		"outputs.hits.*.score: number; honeyhive_outputs.hits.*.score search.Query",
		"config.extra: value of any type; honeyhive_config.extra.* chat.Turn",
		"user_properties.email: string; honeyhive_user_properties.email chat.Turn",
		"user_properties.user_id: string; honeyhive_user_properties.user_id chat.Turn search.Query",
		"error: string; honeyhive_error chat.Turn",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
}

// The sizes of the members of an object are those of the object, and the sizes of the
// keys of a record are its own.
func TestSizes(t *testing.T) {
	for _, p := range sample() {
		p.Records[0].Opens = nil
		c := catalogueOf(catalogue.Options{}, p)
		var sum schema.Size
		for _, k := range c.Keys {
			sum.Bytes += k.Declarations[0].Size.Bytes
			sum.Attributes += k.Declarations[0].Size.Attributes
		}
		if want := p.Records[0].WorstCase(); sum != want {
			t.Errorf("%s: the keys have %+v, the record %+v", p.Path, sum, want)
		}
	}
}

// The order in which packages are read makes no difference, and neither do runs.
func TestDeterministic(t *testing.T) {
	pkgs := sample()
	one := catalogueOf(catalogue.Options{}, pkgs...)
	slices.Reverse(pkgs)
	other := catalogueOf(catalogue.Options{}, pkgs...)
	if diff := cmp.Diff(string(one.Markdown()), string(other.Markdown())); diff != "" {
		t.Error(diff)
	}
	a, errA := one.HTML()
	b, errB := other.HTML()
	if errA != nil || errB != nil || string(a) != string(b) {
		t.Errorf("pages differ, or %v, %v", errA, errB)
	}
}

func TestFirst(t *testing.T) {
	for doc, want := range map[string]string{
		"":                           "",
		"One.":                       "One.",
		"One. Two.":                  "One.",
		"Over\ntwo lines. More.":     "Over two lines.",
		"No stop\n\nMore.":           "No stop",
		"Version 1.2 of it. More.":   "Version 1.2 of it.",
		"Words, e.g. names. Others.": "Words, e.g. names.",
	} {
		if got := catalogue.First(doc); got != want {
			t.Errorf("%q: got %q, want %q", doc, got, want)
		}
	}
}

func TestNothing(t *testing.T) {
	c := catalogueOf(catalogue.Options{})
	html, err := c.HTML()
	if err != nil || !strings.Contains(string(html), "No record declares a key.") || !strings.Contains(string(c.Markdown()), "0 keys of 0 records.") {
		t.Errorf("%v, %s", err, c.Markdown())
	}
}
