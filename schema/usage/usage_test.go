package usage_test

import (
	"bytes"
	"fmt"
	"go/token"
	"slices"
	"strings"
	"testing"

	"github.com/hhgen/hhgen/schema"
	"github.com/hhgen/hhgen/schema/usage"
)

// packages are a dictionary and two services that embed its record.
func packages() (dict, gateway, answerer *schema.Package) {
	text := &schema.Type{Kind: schema.KindString}
	userID := &schema.Field{Name: "UserID", Key: "user_id", Namespace: schema.UserProperties, Type: text}
	dict = &schema.Package{Path: "example.com/dict", Name: "dict", Records: []*schema.Record{{Name: "Customer", Fields: []*schema.Field{userID}}}}
	embedding := func(path, name string) *schema.Package {
		promoted := *userID
		promoted.Via = []schema.Embedded{{Name: "Customer", Go: schema.GoName{Path: dict.Path, Name: "Customer"}}}
		own := &schema.Field{Name: "Own", Key: "own", Namespace: schema.Metadata, Type: text}
		return &schema.Package{Path: path, Name: name, Records: []*schema.Record{{Name: "Visit", Fields: []*schema.Field{&promoted, own}}}}
	}
	return dict, embedding("example.com/gateway", "gateway"), embedding("example.com/answerer", "answerer")
}

func at(line int) token.Position { return token.Position{Filename: "a.go", Line: line, Column: 1} }

// places are the lines of uses.
func places(uses []usage.Use) (lines []int) {
	for _, use := range uses {
		lines = append(lines, use.Pos.Line)
	}
	return lines
}

// What sets the field of an embedded struct is asked of each record that embeds it.
func TestField(t *testing.T) {
	dict, gateway, answerer := packages()
	u := usage.New([]usage.Use{
		{How: usage.Setter, Package: gateway.Path, Name: "WithUserID", Pos: at(1)},
		{How: usage.Literal, Package: dict.Path, Name: "Customer.UserID", Record: "example.com/answerer.Visit", Pos: at(2)},
		{How: usage.Literal, Package: dict.Path, Name: "Customer.UserID", Record: "example.com/dict.Customer", Pos: at(3)},
		{How: usage.Assignment, Package: dict.Path, Name: "Customer.UserID", Pos: at(4)},
		{How: usage.Unseen, Package: dict.Path, Name: "Customer", By: "example.com/dict", From: "example.com/x", Pos: at(5)},
		{How: usage.Unseen, Package: dict.Path, Name: "Customer", By: "example.com/x", From: "example.com/x", Pos: at(6)},
		{How: usage.Assignment, Package: dict.Path, Name: "Customer.UserID", Pos: at(4)}, // as read with tests
		{How: usage.Setter, Package: dict.Path, Name: "WithUserID", Pos: at(7)},
	})
	for _, test := range []struct {
		p    *schema.Package
		want []int
	}{{gateway, []int{1, 3, 4, 5}}, {answerer, []int{2, 3, 4, 5}}, {dict, []int{3, 4, 5, 7}}} {
		r := test.p.Records[0]
		if got := places(u.Field(test.p, r, r.Fields[0])); !slices.Equal(got, test.want) {
			t.Errorf("%s: lines %v, want %v", test.p.Path, got, test.want)
		}
	}
}

// A field is one, whoever embeds it; where its package is not shown, it is one of each
// package that embeds it.
func TestJudge(t *testing.T) {
	dict, gateway, answerer := packages()
	u := usage.New([]usage.Use{
		{How: usage.Setter, Package: gateway.Path, Name: "WithUserID", Pos: at(1)},
		{How: usage.Setter, Package: gateway.Path, Name: "WithOwn", Pos: at(2), Code: usage.Test},
	})
	for _, test := range []struct {
		shown []*schema.Package
		want  string
	}{
		{[]*schema.Package{dict}, "dict.Customer.UserID once"},
		{[]*schema.Package{dict, gateway, answerer}, "answerer.Visit.Own unset, dict.Customer.UserID once, gateway.Visit.Own tests"},
		{[]*schema.Package{answerer}, "answerer.Visit.UserID unset, answerer.Visit.Own unset"},
	} {
		r := u.Judge(test.shown, []*schema.Package{dict, gateway, answerer}, nil)
		var got []string
		for _, f := range r.Fields {
			got = append(got, fmt.Sprint(strings.TrimPrefix(f.Package, "example.com/"), ".", f.Record, ".", f.Name, " ", f.State))
		}
		if s := strings.Join(got, ", "); s != test.want {
			t.Errorf("got  %s\nwant %s", s, test.want)
		}
	}
}

// A key that arrives in an object counts for the object, and once for each span.
func TestArrivals(t *testing.T) {
	_, gateway, _ := packages()
	member := &schema.Field{Name: "ID", Key: "id", Type: &schema.Type{Kind: schema.KindString}}
	hit := &schema.Type{Kind: schema.KindObject, Go: schema.GoName{Path: gateway.Path, Name: "Hit"}, Fields: []*schema.Field{member}}
	hits := &schema.Field{Name: "Hits", Key: "hits", Namespace: schema.Outputs, MaxItems: 3, Type: &schema.Type{Kind: schema.KindList, Elem: hit}}
	gateway.Records[0].Fields = append(gateway.Records[0].Fields, hits)
	u := usage.New([]usage.Use{{How: usage.Setter, Package: gateway.Path, Name: "WithHits", Pos: at(1)}})
	r := u.Judge([]*schema.Package{gateway}, nil, nil)
	a := usage.NewArrivals([]*schema.Package{gateway})
	a.Span()
	a.Add("py", "honeyhive_outputs.hits.0.id")
	a.Add("py", "honeyhive_outputs.hits.1.id")
	a.Add("py", "honeyhive_outputs.hits.3.id") // beyond maxitems
	a.Add("py", "http.method")
	a.Span()
	r.Arrive(a)
	got := map[string]int{}
	for _, f := range r.Fields {
		got[f.Key] = f.Spans
	}
	if want := map[string]int{"user_properties.user_id": 0, "metadata.own": 0, "outputs.hits": 1, "outputs.hits.*.id": 1}; fmt.Sprint(got) != fmt.Sprint(want) {
		t.Errorf("got %v, want %v", got, want)
	}
	for _, format := range usage.Formats {
		var out bytes.Buffer
		if err := r.Write(&out, format); err != nil || !strings.Contains(out.String(), "outputs.hits") {
			t.Errorf("%s: %v\n%s", format, err, out.String())
		}
	}
}
