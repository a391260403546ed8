package report_test

import (
	"go/token"
	"strings"
	"testing"

	"github.com/hhgen/hhgen/schema/report"
)

func TestText(t *testing.T) {
	at := func(file string, line int) token.Position {
		return token.Position{Filename: file, Line: line, Column: 3}
	}
	findings := []report.Finding{
		{Pos: at("b.go", 2), Rule: "SECOND", Message: "what is wrong", Severity: report.Error},
		{Pos: at("a.go", 9), Rule: "FIRST", Message: "this: do that", Severity: report.Warning},
		{Pos: at("b.go", 2), Rule: "SECOND", Message: "what is wrong", Severity: report.Error},
		{Pos: at("b.go", 2), Rule: "SECOND", Message: "what else is wrong", Severity: report.Error},
		{Pos: at("b.go", 2), Rule: "THIRD", Message: "what is wrong", Severity: report.Error},
		{Pos: at("b.go", 4), Rule: "THIRD", Message: "what is wrong", Severity: report.Error},
	}
	var out strings.Builder
	if err := report.Write(&out, report.Text, nil, findings); err != nil {
		t.Fatal(err)
	}
	want := "a.go:9:3: this: do that (FIRST)\n" +
		"b.go:2:3: what else is wrong (SECOND)\nb.go:2:3: what is wrong (SECOND)\n" +
		"b.go:2:3: what is wrong (THIRD)\nb.go:4:3: what is wrong (THIRD)\n"
	if out.String() != want {
		t.Errorf("got\n%swant\n%s", out.String(), want)
	}
	if findings[0].Pos.Filename != "b.go" {
		t.Error("Write has sorted the caller's findings")
	}
	if !report.Failed(findings) || report.Failed(findings[1:2]) {
		t.Error("only errors fail")
	}
}
