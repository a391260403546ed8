package report_test

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"unicode"

	"github.com/google/go-cmp/cmp"

	"github.com/hhgen/hhgen/schema"
	"github.com/hhgen/hhgen/schema/report"
)

const goSource = "package chat\n\ntype Turn struct {\n\t// Plan\n\tPlan string   `hh:\"metdata\"`\n\tTags []string `hh:\"metadata\"`\n}\n"

// sources are the files that screens show.
var sources = map[string]string{
	"chat/chat.go":  goSource,
	"windows.go":    strings.ReplaceAll(goSource, "\n", "\r\n"),
	"a.schema.json": "\ufeff{\"title\": \"Turn\",\n  \"properties\": {\"数据データ\": {\"type\": \"string\"}, \"e\u0301te\u0301\": {\"é\": 1}}\n}",
	"long.go":       "var tag = `" + strings.Repeat("a long option, ", 20) + "hh:\"here\"" + strings.Repeat(", and another", 20) + "`\nend",
	"minified.json": "{" + strings.Repeat(`"data":{},`, 300_000) + `"end":{}}`,
	"hostile.go":    "var a = \"\x1b[2J\x07\xff\u202e\u2028\x9b31m\x00\" // \r\x1b]8;;http://x\x1b\\here\n",
	"marks.go":      "a" + strings.Repeat("\u0301", 100_000) + "b",
}

func readSource(name string) ([]byte, error) {
	text, ok := sources[name]
	if !ok {
		return nil, fs.ErrNotExist
	}
	return []byte(text), nil
}

func about(file string, line, column int, message string) *schema.Finding {
	return &schema.Finding{Pos: at(file, line, column), Rule: keyGeneric, Severity: schema.Error, Message: message}
}

// screens are sets of findings, by the names of their files in testdata.
var screens = map[string]schema.Findings{
	"lines": {
		about("chat/chat.go", 5, 21, "at a word in a line with a tab"),
		about("windows.go", 6, 2, "in a file with other ends of lines"),
		about("a.schema.json", 1, 4, "behind a byte order mark"),
		about("a.schema.json", 2, 18, "at wide characters"),
		about("a.schema.json", 2, 36, "behind wide characters"),
		about("a.schema.json", 2, 57, "at combining characters"),
		about("a.schema.json", 2, 68, "behind combining characters"),
		about("a.schema.json", 2, 20, "in the middle of a character"),
	},
	"long": {
		about("long.go", 1, 1, "at the start of a long line"),
		about("long.go", 1, 300, "before the place"),
		about("long.go", 1, 316, "in the middle"),
		about("long.go", 1, 580, "at the end"),
		about("minified.json", 1, 1_500_002, "in the middle of a file of one line"),
		about("marks.go", 1, 200_001, "behind characters that take no column"),
	},
	"nowhere": {
		about("chat/chat.go", 5, 0, "a line"),
		about("chat/chat.go", 0, 0, "a file"),
		about("chat/chat.go", 7, 99, "behind the end of a line"),
		about("chat/chat.go", 99, 1, "behind the end of the file"),
		about("chat/chat.go", -1, -1, "before the start"),
		about("none.go", 5, 2, "no file"),
		about("main:chat/chat.go", 5, 2, "in a revision"),
		{Rule: rule("RECORD_NONE"), Severity: schema.Error, Message: "about no file"},
	},
	"related": {{
		Pos: at("chat/chat.go", 5, 2), Rule: keyGeneric, Severity: schema.Warning, Message: "two places",
		Related: []schema.Related{{Pos: at("windows.go", 6, 2), Message: "the other declaration"}, {Message: "nowhere"}, {Pos: at("none.go", 1, 1)}},
	}, {
		Pos: at("chat/chat.go", 6, 2), Rule: keyGeneric, Severity: schema.Warning, Message: "many places",
		Related: []schema.Related{{Pos: at("b.go", 1, 1)}, {Pos: at("b.go", 2, 1)}, {Pos: at("b.go", 3, 1)}, {Pos: at("b.go", 4, 1)}, {Pos: at("b.go", 5, 1)}, {Pos: at("b.go", 6, 1)}},
	}},
	"many":    manyFindings(12),
	"fixes":   cases["fixes"],
	"same":    {about("chat/chat.go", 5, 2, "first"), about("chat/chat.go", 5, 2, "second"), about("chat/chat.go", 5, 7, "third")},
	"hostile": append(schema.Findings{about("hostile.go", 1, 10, "at\x1b[2J an escape sequence\n::error::"), about("hostile.go", 1, 50, "behind it")}, cases["escapes"]...),
}

// manyFindings are findings in three files.
func manyFindings(n int) (findings schema.Findings) {
	for i := range n {
		f := about([]string{"chat/chat.go", "windows.go", "b.go"}[i%3], i%6+1, i+1, fmt.Sprintf("message %d", i))
		if i%4 > 0 {
			f.Rule, f.Severity = budgetField, schema.Warning
		}
		findings = append(findings, f)
	}
	return findings
}

func shown(t *testing.T, s report.Screen, findings schema.Findings) string {
	t.Helper()
	var out bytes.Buffer
	if err := s.Write(&out, findings); err != nil {
		t.Fatal(err)
	}
	return out.String()
}

// Each set of findings on a screen is what its file says, in which escape
// characters are written ^[.
func TestScreen(t *testing.T) {
	for name, findings := range screens {
		for _, color := range []bool{false, true} {
			got := shown(t, report.Screen{Columns: 100, Color: color, ReadFile: readSource}, findings)
			golden := filepath.Join("testdata", name+".screen")
			if color {
				golden = filepath.Join("testdata", name+".colors")
			}
			got = strings.ReplaceAll(got, "\x1b", "^[")
			if *update {
				if err := os.WriteFile(golden, []byte(got), 0o666); err != nil {
					t.Fatal(err)
				}
			}
			want, err := os.ReadFile(golden)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(string(want), got); diff != "" {
				t.Errorf("%s: -want +got:\n%s", golden, diff)
			}
		}
	}
}

// Nothing that a terminal acts on comes from files, their names or messages.
func TestScreenIsPrintable(t *testing.T) {
	for name, findings := range screens {
		got := shown(t, report.Screen{Columns: 100, ReadFile: readSource}, findings)
		for i, r := range got {
			if r != '\n' && !unicode.IsGraphic(r) || r == unicode.ReplacementChar {
				t.Errorf("%s: byte %d is %q", name, i, r)
			}
		}
		for line := range strings.Lines(got) {
			if strings.HasPrefix(line, "::") {
				t.Errorf("%s: %q is a command to GitHub", name, line)
			}
		}
	}
}

// Colours add escape sequences, and change nothing else.
func TestScreenColors(t *testing.T) {
	for name, findings := range screens {
		plain := shown(t, report.Screen{Columns: 100, ReadFile: readSource}, findings)
		colored := shown(t, report.Screen{Columns: 100, Color: true, ReadFile: readSource}, findings)
		for _, code := range []string{"0", "1", "2", "1;31", "1;33", "1;36"} {
			colored = strings.ReplaceAll(colored, "\x1b["+code+"m", "")
		}
		if diff := cmp.Diff(plain, colored); diff != "" {
			t.Errorf("%s: -plain +colored:\n%s", name, diff)
		}
	}
}

// The line of each finding is that of format text, so what reads compilers'
// output reads a screen too.
func TestScreenHasLines(t *testing.T) {
	for name, findings := range screens {
		got := "\n" + shown(t, report.Screen{Columns: 100, ReadFile: readSource}, findings)
		for _, f := range findings {
			if !strings.Contains(got, "\n"+f.Line()+"\n") {
				t.Errorf("%s lacks the line %s", name, f.Line())
			}
		}
	}
}

// Excerpts are no wider than the screen, whatever its width and the place are.
func TestScreenColumns(t *testing.T) {
	for _, columns := range []int{-1, 0, 1, 48, 60, 100, 1000} {
		for column := range 620 {
			got := shown(t, report.Screen{Columns: columns, ReadFile: readSource}, schema.Findings{about("long.go", 1, column, "")})
			for _, line := range strings.Split(got, "\n")[1:3] {
				if len(line) > max(columns, 48) {
					t.Fatalf("%d columns, column %d: the line has %d: %s", columns, column, len(line), line)
				}
			}
		}
	}
}

// All formats take 10,000 findings.
func TestFormatsOfManyFindings(t *testing.T) {
	findings := manyFindings(10_000)
	if found := issues(t, findings); len(found) != len(findings) {
		t.Errorf("gitlab has %d findings", len(found))
	}
	root, err := parsed(written(t, report.JUnit, findings))
	if err != nil {
		t.Fatal(err)
	}
	if err := root.check(xsd(t)); err != nil {
		t.Error(err)
	}
	for _, format := range report.Formats {
		if n := bytes.Count(written(t, format, findings), []byte("message 9999")); n == 0 {
			t.Errorf("%s lacks the last finding", format)
		}
	}
}

func TestScreenOfManyFindings(t *testing.T) {
	findings := manyFindings(10_000)
	got := shown(t, report.Screen{Columns: 100, ReadFile: readSource}, findings)
	if want := "2500 errors, 7500 warnings in 3 files\nmost often: BUDGET_FIELD (7500), KEY_GENERIC (2500)\n"; !strings.Contains(got, want) {
		t.Errorf("the end is %q, want %q in it", got[len(got)-200:], want)
	}
}

func TestScreenWriteFails(t *testing.T) {
	if err := (report.Screen{}).Write(broken{}, cases["one"]); !errors.Is(err, errBroken) {
		t.Errorf("got %v, want %v", err, errBroken)
	}
	if got := shown(t, report.Screen{}, nil); got != "" {
		t.Errorf("no findings are shown as %q", got)
	}
}
