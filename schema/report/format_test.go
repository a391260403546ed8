package report_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"flag"
	"go/token"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/hhgen/hhgen/schema"
	"github.com/hhgen/hhgen/schema/report"
)

var update = flag.Bool("update", false, "rewrite the expected output in testdata")

// The rules of the tests.
var (
	keyGeneric  = &schema.Rule{ID: "KEY_GENERIC", Title: "A key says what its value is.", Why: "\nNobody finds `data{}`.\n\nOr value.\n"}
	budgetField = &schema.Rule{ID: "BUDGET_FIELD", Title: "A field stays within its budget."}
)

func rule(id string) *schema.Rule { return &schema.Rule{ID: id} }

func at(file string, line, column int) token.Position {
	return token.Position{Filename: file, Line: line, Column: column}
}

func offset(file string, line, column, offset int) token.Position {
	return token.Position{Filename: file, Line: line, Column: column, Offset: offset}
}

// cases are sets of findings, by the names of their files in testdata.
var cases = map[string]schema.Findings{
	"none": nil,
	"one": {
		{Pos: at("chat/chat.go", 5, 21), Rule: keyGeneric, Severity: schema.Error, Message: `"data" says nothing: use another name`},
	},
	// Out of order, and one twice.
	"several": {
		{Pos: at("chat/chat.go", 9, 2), Rule: keyGeneric, Severity: schema.Error, Message: "second of the file"},
		{Rule: rule("RECORD_NONE"), Severity: schema.Error, Message: "no records in these packages"},
		{Pos: at("chat/chat.go", 5, 2), Rule: keyGeneric, Severity: schema.Warning, Message: "first of the file"},
		{Pos: at("chat/chat.go", 9, 2), Rule: budgetField, Severity: schema.Error, Message: "another rule at one place"},
		{Pos: at("chat/chat.go", 9, 2), Rule: keyGeneric, Severity: schema.Error, Message: "second of the file"},
		{Pos: at("a.schema.json", 1, 1), Rule: keyGeneric, Severity: schema.Error, Message: "another file"},
	},
	"places": {
		{Pos: at("whole.go", 0, 0), Rule: rule("OUTPUT_WRITE"), Severity: schema.Error, Message: "a file"},
		{Pos: at("line.go", 7, 0), Rule: rule("OUTPUT_WRITE"), Severity: schema.Error, Message: "a line"},
		{Pos: at("../shared/user.go", 1, 2), Rule: rule("KEY_CONFLICT"), Severity: schema.Error, Message: "outside of the folder"},
		{Pos: at("/go/pkg/mod/example.com/dict@v1.0.0/a b.go", 1, 2), Rule: rule("KEY_CONFLICT"), Severity: schema.Error, Message: "in another module"},
		{
			Pos: at("two.go", 3, 4), Rule: rule("KEY_CONFLICT"), Severity: schema.Error, Message: "two places",
			Related: []schema.Related{{Pos: at("other/one.go", 8, 9), Message: "the other declaration"}, {Message: "nowhere"}, {Pos: at("third.go", 1, 1)}},
		},
	},
	"fixes": {
		{
			Pos: at("a.go", 3, 7), Rule: rule("TAG_OPTION"), Severity: schema.Error, Message: "two ways",
			Fixes: []schema.Fix{
				{Message: "write a{b}", Safe: true, Edits: []schema.Edit{{Pos: offset("a.go", 3, 9, 40), End: offset("a.go", 3, 12, 43), New: "a<b> & \"c\"\n"}}},
				{Message: "in two files", Edits: []schema.Edit{
					{Pos: offset("a.go", 3, 9, 40), End: offset("a.go", 3, 9, 40), New: "new"},
					{Pos: offset("a.go", 4, 1, 50), End: offset("a.go", 5, 1, 60)},
					{Pos: offset("d é/b.go", 1, 1, 0), End: offset("d é/b.go", 1, 1, 0), New: "x"},
				}},
			},
		},
	},
	"escapes": {
		{Pos: at("a, b:c/100%/é #1?.go", 1, 1), Rule: rule("KEY,A:B"), Severity: schema.Warning, Message: "50% of a{b}, c: {0}\r\nand <d> & [e](f)"},
		{Pos: at("x.go", 1, 1), Rule: rule("KEY_FORM"), Severity: schema.Error, Message: "", Related: []schema.Related{{Pos: at("y{z}.go", 1, 1), Message: "a{b}"}}},
		{Pos: at("two.go", 9, 2), Rule: rule("KEY_FORM"), Severity: schema.Error, Message: "\xff ]]> </failure><system-out> &amp; \"a\" at two.go:1:2"},
		{Pos: at("two.go", 3, 2), Rule: rule("KEY_FORM"), Severity: schema.Error, Message: "\xff ]]> </failure><system-out> &amp; \"a\" at two.go:7:8"},
		{Pos: at("line\nbreak\r/\x1b[2J.go", 1, 1), Rule: rule("KEY_FORM"), Severity: schema.Error, Message: "as at a\n::error::b.go:\x07\u2028", Related: []schema.Related{{Pos: at("c\n.go", 1, 1), Message: "d"}}},
	},
}

// Each set of findings in each format is what its file says.
func TestFormats(t *testing.T) {
	for name, findings := range cases {
		for _, format := range report.Formats {
			got := written(t, format, findings)
			golden := filepath.Join("testdata", name+"."+string(format))
			if *update {
				if err := os.WriteFile(golden, got, 0o666); err != nil {
					t.Fatal(err)
				}
			}
			want, err := os.ReadFile(golden)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(string(want), string(got)); diff != "" {
				t.Errorf("%s: -want +got:\n%s", golden, diff)
			}
		}
	}
}

func written(t *testing.T, format report.Format, findings schema.Findings) []byte {
	t.Helper()
	var out bytes.Buffer
	if err := report.Write(&out, format, findings); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

func sorted(findings schema.Findings) schema.Findings {
	findings = slices.Clone(findings)
	findings.Sort()
	return findings
}

// The order in which commands find things does not show.
func TestStableOrder(t *testing.T) {
	for name, findings := range cases {
		reversed := slices.Clone(findings)
		slices.Reverse(reversed)
		for _, format := range report.Formats {
			if diff := cmp.Diff(written(t, format, findings), written(t, format, reversed)); diff != "" {
				t.Errorf("%s as %s: %s", name, format, diff)
			}
		}
	}
}

// What is read from a document is what was found.
func TestDocumentReadsBack(t *testing.T) {
	for name, findings := range cases {
		text := written(t, report.JSON, findings)
		dec := json.NewDecoder(bytes.NewReader(text))
		dec.DisallowUnknownFields()
		var doc report.Document
		if err := dec.Decode(&doc); err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		var got, want []string
		for _, e := range doc.Findings {
			got = append(got, (&schema.Finding{Pos: at(e.File, e.Line, e.Column), Rule: rule(e.Rule), Message: e.Message}).Error())
		}
		for _, f := range sorted(findings) {
			readable := *f // JSON has no bytes that are not UTF-8
			readable.Message = strings.ToValidUTF8(f.Message, "\ufffd")
			want = append(want, readable.Error())
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s: -want +got:\n%s", name, diff)
		}
	}
}

// GitHub reads one command from each line, and nothing of a message ends it.
func TestGitHubIsOneLineForEach(t *testing.T) {
	for name, findings := range cases {
		lines := strings.Split(strings.TrimSuffix(string(written(t, report.GitHub, findings)), "\n"), "\n")
		if len(findings) == 0 {
			if lines[0] != "" {
				t.Errorf("%s: %q, want nothing", name, lines)
			}
			continue
		}
		if want := len(sorted(findings)); len(lines) != want {
			t.Errorf("%s: %d lines, want %d", name, len(lines), want)
		}
		for _, line := range lines {
			if !strings.HasPrefix(line, "::error ") && !strings.HasPrefix(line, "::warning ") || strings.ContainsRune(line, '\r') {
				t.Errorf("%s: %q is no command", name, line)
			}
		}
	}
}

// broken is a terminal that is gone.
type broken struct{}

var errBroken = errors.New("broken pipe")

func (broken) Write([]byte) (int, error) { return 0, errBroken }

func TestWriteFails(t *testing.T) {
	for _, format := range report.Formats {
		if err := report.Write(broken{}, format, cases["one"]); !errors.Is(err, errBroken) {
			t.Errorf("%s: got %v, want %v", format, err, errBroken)
		}
	}
}

func TestUnknownFormat(t *testing.T) {
	for format, want := range map[report.Format]string{
		"texts": `unknown format "texts": did you mean "text"?`,
		"Sarif": `unknown format "Sarif": did you mean "sarif"?`,
		"":      `unknown format "": use one of text, json, github, sarif, gitlab, junit`,
	} {
		err := report.Write(&bytes.Buffer{}, format, nil)
		if err == nil || err.Error() != want {
			t.Errorf("got %v, want %s", err, want)
		}
	}
}
