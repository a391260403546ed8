package known_test

import (
	"errors"
	"fmt"
	"go/token"
	"io/fs"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/hhgen/hhgen/internal/known"
	"github.com/hhgen/hhgen/internal/scratch"
	"github.com/hhgen/hhgen/schema"
)

var (
	generic = &schema.Rule{ID: "KEY_GENERIC"}
	random  = &schema.Rule{ID: "KEY_RANDOM"}
)

func at(file string, line int, rule *schema.Rule, message string) *schema.Finding {
	return &schema.Finding{Pos: token.Position{Filename: file, Line: line, Column: 2}, Rule: rule, Severity: schema.Error, Message: message}
}

// lines are findings as text prints them.
func lines(findings schema.Findings) string {
	var b strings.Builder
	for _, f := range findings {
		b.WriteString(f.Line() + "\n")
		for _, r := range f.Related {
			fmt.Fprintf(&b, "  %s: %s\n", r.Pos, r.Message)
		}
	}
	return b.String()
}

// written is a file on disk, read back, in a folder of its own.
func written(t *testing.T, findings schema.Findings) *known.File {
	t.Helper()
	t.Chdir(t.TempDir())
	scratch.Write(t, "base/known.json", string(known.New("base/known.json", findings).Bytes()))
	return read(t)
}

func read(t *testing.T) *known.File {
	t.Helper()
	f, err := known.Read("base/known.json")
	if err != nil {
		t.Fatal(err)
	}
	return f
}

func everything(string, string) bool { return true }

var several = schema.Findings{
	at("chat/chat.go", 9, generic, `key "data" is at b.go:5:2 too`),
	at("chat/chat.go", 4, random, "two of these"),
	at("chat/chat.go", 5, random, "two of these"),
	at("base/turn.schema.json", 1, generic, "a \"quote\", \\, <é> & \x1b\x00"),
	at("../other/a\nb.go", 1, generic, "\xff"),
}

func TestBytes(t *testing.T) {
	want := `{
  "version": 1,
  "findings": [
    {"file": "../../other/a\nb.go", "rule": "KEY_GENERIC", "message": "` + "\ufffd" + `"},
    {"file": "../chat/chat.go", "rule": "KEY_GENERIC", "message": "key \"data\" is at b.go too"},
    {"file": "../chat/chat.go", "rule": "KEY_RANDOM", "message": "two of these", "count": 2},
    {"file": "turn.schema.json", "rule": "KEY_GENERIC", "message": "a \"quote\", \\, <é> & \u001b\u0000"}
  ]
}
`
	if diff := cmp.Diff(want, string(known.New("base/known.json", several).Bytes())); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff("{\n  \"version\": 1,\n  \"findings\": []\n}\n", string(known.New("known.json", nil).Bytes())); diff != "" {
		t.Error(diff)
	}
}

// What was written is known, from whatever folder, and after lines have moved.
func TestWithout(t *testing.T) {
	f := written(t, several)
	if got := f.Without(several); len(got) > 0 || f.Len() != 5 {
		t.Errorf("%d are known, and not known:\n%s", f.Len(), lines(got))
	}
	if got := f.Gone(everything); len(got) > 0 {
		t.Errorf("all are there, but:\n%s", lines(got))
	}
	moved := schema.Findings{at("chat/chat.go", 90, generic, `key "data" is at ../x/b.go:50:2 too`), at("chat/chat.go", 1, random, "two of these")}
	if got := f.Without(moved); len(got) > 0 {
		t.Errorf("not known after lines have moved:\n%s", lines(got))
	}
	t.Chdir("base")
	f, err := known.Read("known.json")
	if err != nil {
		t.Fatal(err)
	}
	if got := f.Without(schema.Findings{at("../chat/chat.go", 4, random, "two of these")}); len(got) > 0 {
		t.Errorf("not known in another folder:\n%s", lines(got))
	}
}

// A known finding hides none in another file, of another rule or with another
// message, nor more of its own kind than there were.
func TestWithoutNew(t *testing.T) {
	f := written(t, several)
	other := schema.Findings{
		at("chat/chat.go", 4, random, "another"),
		at("chat/chat.go", 4, generic, "two of these"),
		at("chat/other.go", 4, random, "two of these"),
		at("", 0, random, "two of these"),
	}
	if got := f.Without(other); len(got) != len(other) {
		t.Errorf("of\n%s\nthere are left\n%s", lines(other), lines(got))
	}
	three := schema.Findings{at("chat/chat.go", 2, random, "two of these"), at("chat/chat.go", 4, random, "two of these"), at("chat/chat.go", 5, random, "two of these")}
	want := `chat/chat.go:2:2: error: two of these (KEY_RANDOM)
  base/known.json:6:5: the baseline has 2 of these 3
chat/chat.go:4:2: error: two of these (KEY_RANDOM)
  base/known.json:6:5: the baseline has 2 of these 3
chat/chat.go:5:2: error: two of these (KEY_RANDOM)
  base/known.json:6:5: the baseline has 2 of these 3
`
	if diff := cmp.Diff(want, lines(f.Without(three))); diff != "" {
		t.Error(diff)
	}
	if three[0].Related != nil {
		t.Error("the findings themselves were changed")
	}
}

func TestGone(t *testing.T) {
	f := written(t, several)
	f.Without(schema.Findings{several[0], several[1]})
	want := `base/known.json:4:5: warning: 3 findings of this baseline are gone: remove them with --update-baseline (BASELINE_FIXED)
  base/known.json:6:5: KEY_RANDOM in ../chat/chat.go
  base/known.json:7:5: KEY_GENERIC in turn.schema.json
`
	if diff := cmp.Diff(want, lines(f.Gone(everything))); diff != "" {
		t.Error(diff)
	}
	onlyRandom := func(rule, file string) bool {
		dir, err := filepath.Abs("chat")
		return err == nil && rule == random.ID && file == filepath.Join(dir, "chat.go")
	}
	want = "base/known.json:6:5: warning: a finding of this baseline is gone: remove it with --update-baseline (BASELINE_FIXED)\n"
	if diff := cmp.Diff(want, lines(f.Gone(onlyRandom))); diff != "" {
		t.Error(diff)
	}
	if n := f.Prune(onlyRandom); n != 1 || f.Len() != 4 {
		t.Errorf("removed %d, left %d", n, f.Len())
	}
	if n := f.Prune(everything); n != 2 || f.Len() != 2 {
		t.Errorf("removed %d, left %d", n, f.Len())
	}
	if diff := cmp.Diff(string(known.New("base/known.json", schema.Findings{several[0], several[1]}).Bytes()), string(f.Bytes())); diff != "" {
		t.Error(diff)
	}
}

func TestReadErrors(t *testing.T) {
	t.Chdir(t.TempDir())
	const again = ": restore the file, or remove it and write it anew with --update-baseline (BASELINE_SYNTAX)"
	for text, want := range map[string]string{
		"":                                "1:1: the file ends too early" + again,
		"[]":                              "1:1: the file does not begin with {" + again,
		"{":                               "1:2: the file ends too early" + again,
		"{\n  \"findings\": [\n":          "3:1: the file ends too early" + again,
		"{}\n{}":                          "2:1: there is more after the end of the file's object: remove it (BASELINE_SYNTAX)",
		"{\n<<<<<<< HEAD\n":               "2:1: invalid character '<' at start of value" + again,
		`{"findings": {}}`:                "1:14: findings does not begin with [" + again,
		`{"findngs": []}`:                 `1:2: unknown member "findngs": did you mean "findings"? (BASELINE_SYNTAX)`,
		`{"findings": [], "findings":[]}`: "1:18: duplicate object member name" + again,
		`{"version": 2}`:                  "1:13: this hhgen reads version 1 of the file, not 2: use the hhgen that has written it, or a later one (BASELINE_SYNTAX)",
		`{"version": "1"}`:                `1:13: this hhgen reads version 1 of the file, not "1": use the hhgen that has written it, or a later one (BASELINE_SYNTAX)`,
		"{\"findings\": [\n  7]}":         `2:3: an entry has "file", "rule" and "message", which are strings, and may have "count", a number` + again,
		`{"findings": [{"rule": "A", "message": "b", "line": 1}]}`:                                          `1:15: an entry has "file", "rule" and "message", which are strings, and may have "count", a number` + again,
		`{"findings": [{"file": "a", "message": "b"}]}`:                                                     `1:15: an entry has "file", "rule" and "message", which are strings, and may have "count", a number` + again,
		`{"findings": [{"rule": "A", "message": "b", "count": 0}]}`:                                         "1:15: the count of an entry is 0: remove the entry, or its count (BASELINE_SYNTAX)",
		`{"findings": [{"rule": "A", "message": "b", "count": 1e99}]}`:                                      `1:15: an entry has "file", "rule" and "message", which are strings, and may have "count", a number` + again,
		"{\"findings\": [\n{\"rule\": \"A\", \"message\": \"b\"},\n{\"rule\": \"A\", \"message\": \"b\"}]}": "3:1: the same entry is at line 2: remove one of them (BASELINE_SYNTAX)",
		"{\"findings\": [\"\xff\"]}":                                                                        "1:16: invalid UTF-8" + again,
		"{\"findings\": [],}":                                                                               "1:16: invalid character ',' at start of value" + again,
	} {
		scratch.Write(t, "known.json", text)
		_, err := known.Read("known.json")
		if err == nil {
			t.Errorf("%q: no error", text)
			continue
		}
		if diff := cmp.Diff("known.json:"+want, err.Error()); diff != "" {
			t.Errorf("%q: %s", text, diff)
		}
	}
	if _, err := known.Read("none.json"); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("no file: %v", err)
	}
	scratch.Write(t, "known.json", "\ufeff{}")
	if f, err := known.Read("known.json"); err != nil || f.Len() != 0 {
		t.Errorf("with a byte order mark: %v", err)
	}
}
