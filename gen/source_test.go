package gen_test

import (
	"errors"
	"go/token"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/hhgen/hhgen/gen"
	"github.com/hhgen/hhgen/schema"
)

// sourcePackage is a schema of one record; plan is its enum.
func sourcePackage() (p *schema.Package, plan *schema.Field) {
	enum := func(name, value string) schema.EnumMember {
		return schema.EnumMember{Go: schema.GoName{Path: "example.com/enrich", Name: name}, Value: value}
	}
	plan = &schema.Field{Name: "Plan", Key: "plan", Namespace: schema.UserProperties, Pos: token.Position{Filename: "pay.go", Line: 4, Column: 2}, Type: &schema.Type{
		Kind: schema.KindString, Go: schema.GoName{Path: "example.com/enrich", Name: "Plan"},
		Enum: []schema.EnumMember{enum("PlanFree", "free"), enum("PlanPremium", "premium")},
	}}
	plan.Type.Enum[1].Doc = "PlanPremium is paid for."
	feature := &schema.Field{
		Name: "Feature", Key: "feature", Namespace: schema.Metadata, MaxBytes: 32, Doc: "Feature is a part of the product.",
		Type: &schema.Type{Kind: schema.KindText, Go: schema.GoName{Path: schema.RuntimePath, Name: "Text"}},
	}
	model := &schema.Field{Name: "Model", Key: "model", Namespace: schema.Config, Type: &schema.Type{
		Kind: schema.KindObject, Go: schema.GoName{Path: "example.com/enrich", Name: "Model"},
		Fields: []*schema.Field{
			{Name: "Name", Key: "name", MaxBytes: 64, Type: &schema.Type{Kind: schema.KindString, Go: schema.GoName{Name: "string"}, Optional: true}},
			{Name: "Version", Key: "version", Type: &schema.Type{Kind: schema.KindInt, Bits: 64, Go: schema.GoName{Name: "int64"}}},
		},
	}}
	pay := &schema.Record{Name: "Pay", Doc: "Pay is recorded on spans called \"pay\".", Fields: []*schema.Field{plan, feature, model}}
	return &schema.Package{Path: "example.com/enrich", Name: "enrich", Records: []*schema.Record{pay}}, plan
}

func TestSource(t *testing.T) {
	p, plan := sourcePackage()
	if err := schema.Check(p); err != nil {
		t.Fatal(err)
	}
	got, err := gen.Source{
		Package: p, Header: "Written for a test.", Doc: "Package enrich has records.", Generate: "go tool hhgen",
		Directives: map[any][]string{
			plan:         {"hhgen:seen pay.go:4", "hhgen:ignore KEY_GENERIC as it\nis today"},
			p.Records[0]: {"hhgen:ignore BUDGET_RECORD as it is today"},
		},
	}.Format()
	if err != nil {
		t.Fatal(err)
	}
	want := `// Written for a test.

// Package enrich has records.
package enrich

import hh "github.com/hhgen/hhgen/runtime"

//go:generate go tool hhgen

// Pay is recorded on spans called "pay".
//
//hhgen:ignore BUDGET_RECORD as it is today
type Pay struct {
	//hhgen:seen pay.go:4
	//hhgen:ignore KEY_GENERIC as it is today
	Plan Plan 'hh:"user_properties"'
	// Feature is a part of the product.
	Feature hh.Text 'hh:"metadata,maxbytes=32"'
	Model   Model   'hh:"config"'
}

type Plan string

// The values of Plan.
const (
	PlanFree Plan = "free"
	// PlanPremium is paid for.
	PlanPremium Plan = "premium"
)

type Model struct {
	Name    *string 'hh:",maxbytes=64"'
	Version int64   'hh:","'
}
`
	if diff := cmp.Diff(strings.ReplaceAll(want, "'", "`"), string(got)); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
}

// A name that hhgen could not generate is an error at the field.
func TestSourceNames(t *testing.T) {
	p, plan := sourcePackage()
	plan.Type.Enum[0].Go.Name = "WithPlan"
	_, err := gen.Source{Package: p}.Format()
	var errs schema.Findings
	if !errors.As(err, &errs) || len(errs) != 1 || errs[0].Rule != schema.NameClash || errs[0].Pos != plan.Pos {
		t.Errorf("error %v, want one of NAME_CLASH at %v", err, plan.Pos)
	}
}
