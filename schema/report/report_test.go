package report_test

import (
	"go/token"
	"strings"
	"testing"

	"github.com/hhgen/hhgen/schema"
	"github.com/hhgen/hhgen/schema/report"
)

func TestText(t *testing.T) {
	at := func(file string, line int) token.Position {
		return token.Position{Filename: file, Line: line, Column: 3}
	}
	findings := schema.Findings{
		{Pos: at("b.go", 2), Rule: rule("SECOND"), Message: "what is wrong", Severity: schema.Error},
		{Pos: at("a.go", 9), Rule: rule("FIRST"), Message: "this: do that", Severity: schema.Warning},
		{Pos: at("b.go", 2), Rule: rule("SECOND"), Message: "what is wrong", Severity: schema.Error},
		{Pos: at("b.go", 2), Rule: rule("SECOND"), Message: "what else is wrong", Severity: schema.Error},
		{Pos: at("b.go", 2), Rule: rule("THIRD"), Message: "what is wrong", Severity: schema.Error},
		{Pos: at("b.go", 4), Rule: rule("THIRD"), Message: "what is wrong", Severity: schema.Error},
	}
	var out strings.Builder
	if err := report.Write(&out, report.Text, findings); err != nil {
		t.Fatal(err)
	}
	want := "a.go:9:3: warning: this: do that (FIRST)\n" +
		"b.go:2:3: error: what else is wrong (SECOND)\nb.go:2:3: error: what is wrong (SECOND)\n" +
		"b.go:2:3: error: what is wrong (THIRD)\nb.go:4:3: error: what is wrong (THIRD)\n4 errors, 1 warning\n"
	if out.String() != want {
		t.Errorf("got\n%swant\n%s", out.String(), want)
	}
	if findings[0].Pos.Filename != "b.go" {
		t.Error("Write has sorted the caller's findings")
	}
	if !findings.Failed() || findings[1:2].Failed() {
		t.Error("only errors fail")
	}
}
