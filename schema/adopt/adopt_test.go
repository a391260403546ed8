package adopt

import (
	"fmt"
	"go/token"
	"slices"
	"strings"
	"testing"

	"github.com/hhgen/hhgen/schema"
)

func TestJoinedNames(t *testing.T) {
	for _, test := range []struct{ enum, constant, want string }{
		{"Plan", "PlanFree", "PlanFree"},
		{"Plan", "Free", "PlanFree"},
		{"PaymentStatus", "StatusPaid", "PaymentStatusPaid"},
		{"PaymentStatus", "Statuses", "PaymentStatusStatuses"},
		{"Plan", "Plan", "PlanPlan"},
		{"Plan", "Planet", "PlanPlanet"},
	} {
		if got := joined(test.enum, test.constant); got != test.want {
			t.Errorf("joined(%s, %s) = %s, want %s", test.enum, test.constant, got, test.want)
		}
	}
}

func TestGoNames(t *testing.T) {
	for text, want := range map[string]string{
		"POST /pay": "PostPay", "chat.turn": "ChatTurn", "HTTP GET": "HTTPGet", "handleOrder": "HandleOrder", "42": "Span42", "": "Span", "user_id": "UserID",
	} {
		if got := goName(text); got != want {
			t.Errorf("goName(%q) = %s, want %s", text, got, want)
		}
	}
}

func TestRound(t *testing.T) {
	for n, want := range map[int]int{0: 8, 8: 8, 9: 12, 13: 16, 20: 24, 65: 96, 1000: 1024} {
		if got := round(n); got != want {
			t.Errorf("round(%d) = %d, want %d", n, got, want)
		}
	}
}

// The order in which keys and groups were seen does not show, and names that are
// taken, or that would clash, are others.
func TestModelOrder(t *testing.T) {
	plan := &Key{Namespace: schema.UserProperties, Path: "plan", Type: String, Closed: true, Values: []Value{{Text: "free"}, {Text: "premium"}}, Bytes: 7, Seen: []string{"a.go:1"}}
	query := &Key{Namespace: schema.Inputs, Path: "query", Type: String}
	found := &Key{Namespace: schema.Outputs, Path: "query", Type: Int}
	name := &Key{Namespace: schema.Config, Path: "plan.name", Type: String}
	steps := &Key{Namespace: schema.Config, Path: "plan.steps", Type: Int64}
	in := Input{
		Groups: []Group{
			{Name: "plan", What: "on spans", Keys: []Use{{plan, true}, {query, false}, {name, true}}},
			{Name: "run", What: "by f", Keys: []Use{{steps, true}, {plan, true}, {found, true}}},
		},
		Sets: [][]*Key{{name, steps}, {steps}, {plan}},
	}
	cfg := Config{Path: "example.com/app", Name: "app", MaxBytes: 64, MaxItems: 8, Taken: []string{"Run"}}
	first := shown(Model(cfg, in))
	for _, g := range in.Groups {
		slices.Reverse(g.Keys)
	}
	slices.Reverse(in.Sets)
	if again := shown(Model(cfg, in)); again != first {
		t.Errorf("in another order\n%s\nwant\n%s", again, first)
	}
	want := `Plan: InputsQuery *string ConfigPlan example.com/app.ConfigPlan Name *string Steps int64 UserPropertiesPlan example.com/app.UserPropertiesPlan
Run2: OutputsQuery int ConfigPlan example.com/app.ConfigPlan Name *string Steps int64 UserPropertiesPlan example.com/app.UserPropertiesPlan
`
	if first != want {
		t.Errorf("got\n%s\nwant\n%s", first, want)
	}
}

// shown are the records of a result, and its notes.
func shown(r *Result) string {
	var b strings.Builder
	var fields func(list []*schema.Field)
	fields = func(list []*schema.Field) {
		for _, f := range list {
			star := map[bool]string{true: "*"}[f.Type.Optional]
			fmt.Fprintf(&b, " %s %s%s", f.Name, star, f.Type.Go)
			fields(f.Type.Fields)
		}
	}
	for _, rec := range r.Package.Records {
		b.WriteString(rec.Name + ":")
		fields(rec.Fields)
		b.WriteString("\n")
	}
	for _, n := range r.Notes {
		fmt.Fprintln(&b, n.Key, n.Text)
	}
	return b.String()
}

// What is wrong with a key leaves it out, and says so.
func TestModelNotes(t *testing.T) {
	in := Input{Groups: []Group{{Name: "turn", Keys: []Use{
		{&Key{Namespace: schema.Metadata, Path: "plan", Type: String}, true},
		{&Key{Namespace: schema.Metadata, Path: "plan.name", Type: String}, true},
		{&Key{Namespace: schema.Metadata, Path: "userId", Type: String}, true},
		{&Key{Namespace: schema.Metadata, Path: "note", Type: String, Bytes: 2000}, true},
		{&Key{Namespace: schema.Metadata, Path: "refused", Type: Int}, true},
		{&Key{Namespace: "meta", Path: "x", Type: Int}, true},
		{&Key{Namespace: schema.Metadata, Path: "fine", Type: Bool}, true},
	}}}}
	refuse := func(p *schema.Package) error {
		var errs schema.Findings
		for _, f := range p.Records[0].Fields {
			if f.Key == "refused" {
				errs.Add(f.Pos, schema.NameClash, "somebody has this name: use another")
			}
		}
		return errs.Err()
	}
	lint := func(p *schema.Package) (found schema.Findings) {
		for _, f := range p.Records[0].Fields {
			found.Add(f.Pos, schema.KeySimilar, "x")
			found.Add(f.Pos, schema.KeyConflict, "x")
		}
		found.Add(token.Position{Filename: "other.go", Line: 1}, schema.KeySimilar, "x")
		return found
	}
	r := Model(Config{Path: "example.com/app", Name: "app", MaxBytes: 64, Check: refuse, Lint: lint}, in)
	if r.Declared != 1 || len(r.Notes) != 6 {
		t.Errorf("%d keys are declared, and %d notes: %v", r.Declared, len(r.Notes), r.Notes)
	}
	f := r.Package.Records[0].Fields[0]
	if got := strings.Join(r.Directives[f], "\n"); got != "hhgen:ignore KEY_CONFLICT,KEY_SIMILAR as it is today" {
		t.Errorf("directives %q", got)
	}
}
