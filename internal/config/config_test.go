package config_test

import (
	"go/token"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/hhgen/hhgen/internal/config"
	"github.com/hhgen/hhgen/internal/scratch"
	"github.com/hhgen/hhgen/internal/suppression"
	"github.com/hhgen/hhgen/schema"
	"github.com/hhgen/hhgen/schema/budget"
	"github.com/hhgen/hhgen/schema/lint"
	"github.com/hhgen/hhgen/schema/privacy"
)

const whole = `# All that a file can say.
lint:
  level: strict
  rules:
    KEY_GENERIC: off
    KEY_MOVED: "off"
    UNIT_MISSING: error
    AUTO_CAPTURED: 'warning'
  abbreviations:
    cust: customer
    env: env               # allowed
  sensitive: {matricule: government-id, pin_board: none}
  suppressions:
    - rule: KEY_GENERIC
      key: metadata.data     # of the partner
      reason: the partner's API calls it so
    - {rule: BUDGET_RECORD, record: Turn, package: example.com/app/chat, reason: "it is long"}
    - rule: KEY_RANDOM
      key: metrics.a1b2c3d4
limits:
  field-bytes: 2048
  record-bytes: 65_536
  record-attributes: 256
dictionary:
  packages: [example.com/org/dictionary, ./shared/...]
  require: true
schemas:
  ./review: [review.schema.json, "*.json"]
  rate/:
    - rate.json
  ./turn:
    files: [turn.json]
    defaults: {maxitems: 8}
defaults:
  maxitems: 32
  maxbytes: 256
  unions: any
  large: true
instrumentation: [openinference, "traceloop", openinference]
owner:
  ./chat/voice/: "@org/voice"
  chat: "@org/chat"
  .: "@org/telemetry"
`

func at(line, column int) token.Position {
	return token.Position{Filename: "hhgen.yaml", Line: line, Column: column}
}

func TestParse(t *testing.T) {
	got, err := config.Parse("hhgen.yaml", []byte(whole))
	if err != nil {
		t.Fatal(err)
	}
	want := config.Config{
		Lint: lint.Config{
			Level: lint.Strict,
			Rules: map[string]schema.Severity{
				lint.KeyGeneric.ID: lint.Off, lint.KeyMoved.ID: lint.Off, schema.UnitMissing.ID: schema.Error, lint.AutoCaptured.ID: schema.Warning,
			},
			Abbreviations: map[string]string{"cust": "customer", "env": "env"},
			Sensitive:     map[string]privacy.Kind{"matricule": "government-id", "pin_board": privacy.None},
			Suppressions: []*suppression.Suppression{
				{Rule: lint.KeyGeneric.ID, Key: "metadata.data", Reason: "the partner's API calls it so", Pos: at(14, 7)},
				{Rule: lint.BudgetRecord.ID, Record: "Turn", Package: "example.com/app/chat", Reason: "it is long", Pos: at(17, 7)},
				{Rule: lint.KeyRandom.ID, Key: "metrics.a1b2c3d4", Pos: at(18, 7)},
			},
			Limits:  &budget.Limits{FieldBytes: 2048, RecordBytes: 65536, RecordAttributes: 256},
			Require: true,
		},
		Dictionaries: []config.Dictionary{{"example.com/org/dictionary", at(25, 14)}, {"./shared/...", at(25, 42)}},
		Schemas: []config.SchemaPackage{
			{Folder: "review", Pos: at(28, 3), Files: []config.File{{Name: "review.schema.json", Pos: at(28, 14)}, {Name: "*.json", Pos: at(28, 34)}}},
			{Folder: "rate", Pos: at(29, 3), Files: []config.File{{Name: "rate.json", Pos: at(30, 7)}}},
			{Folder: "turn", Pos: at(31, 3), Files: []config.File{{Name: "turn.json", Pos: at(32, 13)}},
				Defaults: schema.Defaults{MaxItems: schema.Default{N: 8, Pos: at(33, 26)}}},
		},
		Defaults: schema.Defaults{
			MaxItems: schema.Default{N: 32, Pos: at(35, 13)}, MaxBytes: schema.Default{N: 256, Pos: at(36, 13)}, Unions: schema.AnyUnions, Large: true,
		},
		Conventions: []lint.Convention{lint.OpenInference, lint.Traceloop},
		Owners:      []config.Owner{{".", "@org/telemetry"}, {"chat", "@org/chat"}, {"chat/voice", "@org/voice"}},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
}

func TestOwnerOf(t *testing.T) {
	c, err := config.Parse("hhgen.yaml", []byte(whole))
	if err != nil {
		t.Fatal(err)
	}
	for folder, want := range map[string]string{
		".": "@org/telemetry", "chat": "@org/chat", "chat/text": "@org/chat", "chat/voice": "@org/voice", "chatter": "@org/telemetry",
	} {
		if got := c.OwnerOf(folder); got != want {
			t.Errorf("%s: got %q, want %q", folder, got, want)
		}
	}
	if c, err = config.Parse("hhgen.yaml", []byte("owner: the team")); err != nil || c.OwnerOf("chat") != "the team" || (config.Config{}).OwnerOf(".") != "" {
		t.Errorf("%+v, %v", c, err)
	}
}

func TestParseNothing(t *testing.T) {
	for _, text := range []string{"", "\n", "\ufeff", "\ufefflimits: {}\n", "# only a comment\n", "---\n", "lint:\nlimits:\n", "lint: {}\ndictionary:\n  packages:\n"} {
		got, err := config.Parse("hhgen.yaml", []byte(text))
		if err != nil {
			t.Errorf("%q: %v", text, err)
		}
		if diff := cmp.Diff(config.Config{}, got); diff != "" {
			t.Errorf("%q: %s", text, diff)
		}
	}
}

// No instrumentation is not the same as not saying which.
func TestParseNoInstrumentation(t *testing.T) {
	got, err := config.Parse("hhgen.yaml", []byte("instrumentation: []"))
	if err != nil || got.Conventions == nil || len(got.Conventions) > 0 {
		t.Errorf("%#v, %v", got.Conventions, err)
	}
}

func TestParseErrors(t *testing.T) {
	for text, want := range map[string]string{
		"lint:\n  sensitive: {matricule: goverment-id}": `hhgen.yaml:2:26: "goverment-id" is not a kind of secret or personal data: did you mean "government-id"? (CONFIG_VALUE)`,
		"lint:\n  sensitive:\n    Matricule: none":      `hhgen.yaml:3:5: "Matricule" is not a word of a key, or several: write it in snake_case (CONFIG_KEY)`,
		"lint:\n  sensitive: [matricule]":               `hhgen.yaml:2:14: sensitive takes keys and values, not a list: see hhgen --help (CONFIG_VALUE)`,

		"instrumentation: [openinferense]": `hhgen.yaml:1:19: instrumentation cannot be "openinferense": did you mean "openinference"? (CONFIG_VALUE)`,
		"instrumentation:":                 `hhgen.yaml:1:18: instrumentation has no value: write [] for none, or remove it if go.mod requires the instrumentation (CONFIG_VALUE)`,
		"instrumentation: none":            `hhgen.yaml:1:18: instrumentation must be a list, not "none": begin each item with a hyphen (CONFIG_VALUE)`,

		"owner:":                    `hhgen.yaml:1:8: the owner has no name: write one, such as "@org/team", or leave it out (CONFIG_VALUE)`,
		"owner: [a]":                `hhgen.yaml:1:8: owner must be a string, not a list: put it in quotes (CONFIG_VALUE)`,
		"owner: @org/team":          `hhgen.yaml:1:8: '@' is a reserved character: put the text in quotes (CONFIG_SYNTAX)`,
		"owner: {../a: b}":          `hhgen.yaml:1:9: the folder ../a is not below the folder of this file: name it in the hhgen.yaml of its own module (CONFIG_VALUE)`,
		"owner:\n  a: b\n  ./a/: c": `hhgen.yaml:3:3: the folder ./a/ is named at line 2 too: name its owner in one place (CONFIG_KEY)`,

		"lnt: {}":                                         `hhgen.yaml:1:1: unknown key "lnt" of the file: did you mean "lint"? (CONFIG_KEY)`,
		"- a":                                             `hhgen.yaml:1:1: the file takes keys and values, not a list: see hhgen --help (CONFIG_VALUE)`,
		"lint: strict":                                    `hhgen.yaml:1:7: lint takes keys and values, not "strict": see hhgen --help (CONFIG_VALUE)`,
		"lint:\n  level: strickt":                         `hhgen.yaml:2:10: level cannot be "strickt": did you mean "strict"? (CONFIG_VALUE)`,
		"lint:\n  level: [strict]":                        `hhgen.yaml:2:10: level cannot be "a list": use one of minimal, standard, strict (CONFIG_VALUE)`,
		"lint:\n  level:":                                 `hhgen.yaml:2:10: level cannot be "null": use one of minimal, standard, strict (CONFIG_VALUE)`,
		"lint:\n  levels: strict":                         `hhgen.yaml:2:3: unknown key "levels" of lint: did you mean "level"? (CONFIG_KEY)`,
		"lint:\n  rules:\n    X: off":                     `hhgen.yaml:3:5: unknown rule "X": hhgen explain lists them (CONFIG_KEY)`,
		"lint:\n  rules: [KEY_MOVED]":                     `hhgen.yaml:2:10: rules takes keys and values, not a list: see hhgen --help (CONFIG_VALUE)`,
		"limits:\n  field-bytes: 0":                       `hhgen.yaml:2:16: field-bytes must be a whole number from 1 to 2147483647: correct it, or leave it out for the default (CONFIG_VALUE)`,
		"limits:\n  field-bytes: 1.5":                     `hhgen.yaml:2:16: field-bytes must be a whole number from 1 to 2147483647: correct it, or leave it out for the default (CONFIG_VALUE)`,
		"limits:\n  field-bytes: 1 KB":                    `hhgen.yaml:2:16: field-bytes must be a whole number from 1 to 2147483647: correct it, or leave it out for the default (CONFIG_VALUE)`,
		"limits:\n  field-bytes: 99999999999":             `hhgen.yaml:2:16: field-bytes must be a whole number from 1 to 2147483647: correct it, or leave it out for the default (CONFIG_VALUE)`,
		"limits:\n  feild-bytes: 1":                       `hhgen.yaml:2:3: unknown key "feild-bytes" of limits: did you mean "field-bytes"? (CONFIG_KEY)`,
		"defaults:\n  maxitems: 0":                        `hhgen.yaml:2:13: maxitems must be a whole number from 1 to 65536: correct it, or leave it out for the default (CONFIG_VALUE)`,
		"defaults:\n  maxbytes: 1025":                     `hhgen.yaml:2:13: maxbytes must be a whole number from 1 to 1024: correct it, or leave it out for the default (CONFIG_VALUE)`,
		"defaults:\n  unions: all":                        `hhgen.yaml:2:11: unions cannot be "all": use one of reject, any (CONFIG_VALUE)`,
		"defaults:\n  maxItems: 3":                        `hhgen.yaml:2:3: unknown key "maxItems" of defaults: did you mean "maxitems"? (CONFIG_KEY)`,
		"schemas:\n  a:\n    defaults: {maxitems: 3}":     `hhgen.yaml:2:3: the folder a has no files: write their names, as in files: [turn.schema.json] (CONFIG_VALUE)`,
		"schemas:\n  a: {file: [a.json]}":                 `hhgen.yaml:2:7: unknown key "file" of a: did you mean "files"? (CONFIG_KEY)`,
		"dictionary:\n  require: yes":                     `hhgen.yaml:2:12: require cannot be "yes": use true or false (CONFIG_VALUE)`,
		"dictionary:\n  require: true":                    `hhgen.yaml:2:12: require needs a dictionary: add packages: with its import path (CONFIG_VALUE)`,
		"dictionary:\n  packages: a.b/c":                  `hhgen.yaml:2:13: packages must be a list, not "a.b/c": begin each item with a hyphen (CONFIG_VALUE)`,
		"dictionary:\n  packages: ['']":                   `hhgen.yaml:2:14: the name of a package is empty: write its import path (CONFIG_VALUE)`,
		"dictionary:\n  packages: [1]":                    `hhgen.yaml:2:14: a package must be a string, not "1": put it in quotes (CONFIG_VALUE)`,
		"lint:\n  abbreviations:\n    cu_st: customer":    `hhgen.yaml:3:5: abbreviation "cu_st" is not a valid word of a key: use a-z and 0-9 (CONFIG_KEY)`,
		"lint:\n  abbreviations:\n    Cust: customer":     `hhgen.yaml:3:5: abbreviation "Cust" is not a valid word of a key: use a-z and 0-9 (CONFIG_KEY)`,
		"lint:\n  abbreviations:\n    cust: the customer": `hhgen.yaml:3:11: "the customer" is not a valid replacement for cust: use snake_case (CONFIG_VALUE)`,
		"lint:\n  abbreviations:\n    cust: [customer]":   `hhgen.yaml:3:11: abbreviation cust must be a string, not a list: put it in quotes (CONFIG_VALUE)`,
		"lint:\n  suppressions:\n    - key: metadata.a":   `hhgen.yaml:3:7: the suppression names no rule: add rule: (CONFIG_VALUE)`,
		"lint:\n  suppressions:\n    - rule: KEY_GENRIC\n      key: metadata.a": `hhgen.yaml:3:13: unknown rule "KEY_GENRIC": did you mean "KEY_GENERIC"? (CONFIG_VALUE)`,
		"lint:\n  suppressions:\n    - rule: KEY_GENERIC\n      reason: r":      `hhgen.yaml:3:7: the suppression covers no key, record or package: add key:, record: or package:, or set the rule to off (CONFIG_VALUE)`,
		"lint:\n  suppressions:\n    - rule: KEY_GENERIC\n      key: data":      `hhgen.yaml:3:7: key "data" of a suppression names no namespace: write it as metadata.data (CONFIG_VALUE)`,
		"lint:\n  suppressions:\n    - rule: KEY_GENERIC\n      keys: data":     `hhgen.yaml:4:7: unknown key "keys" of a suppression: did you mean "key"? (CONFIG_KEY)`,
		"lint:\n  suppressions:\n    - KEY_GENERIC":                             `hhgen.yaml:3:7: a suppression takes keys and values, not "KEY_GENERIC": see hhgen --help (CONFIG_VALUE)`,
		"lint: &a {}\nlimits: *a":                                               "hhgen.yaml:1:7: lint takes keys and values, not a reference, which hhgen does not follow: see hhgen --help (CONFIG_VALUE)\nhhgen.yaml:2:9: limits takes keys and values, not a reference, which hhgen does not follow: see hhgen --help (CONFIG_VALUE)",
		"schemas: [a.json]":                                                     `hhgen.yaml:1:10: schemas takes keys and values, not a list: see hhgen --help (CONFIG_VALUE)`,
		"schemas:\n  ./a: a.json":                                               `hhgen.yaml:2:8: the value of ./a must be a list, not "a.json": begin each item with a hyphen (CONFIG_VALUE)`,
		"schemas:\n  ./a: []":                                                   `hhgen.yaml:2:3: the folder ./a has no files: write their names, as in ./a: [turn.schema.json] (CONFIG_VALUE)`,
		"schemas:\n  ./a: [1]":                                                  `hhgen.yaml:2:9: a file must be a string, not "1": put it in quotes (CONFIG_VALUE)`,
		"schemas:\n  ./a: [a.yaml]":                                             `hhgen.yaml:2:9: "a.yaml" is not the name of a JSON Schema file: write one that ends in .json (CONFIG_VALUE)`,
		"schemas:\n  ./a: [b/a.json]":                                           `hhgen.yaml:2:9: "b/a.json" is in another folder, but the files of a package must be in its own folder: remove everything up to the last slash (CONFIG_VALUE)`,
		"schemas:\n  ./a: ['[a.json']":                                          `hhgen.yaml:2:9: "[a.json" is not a valid pattern: close its bracket (CONFIG_VALUE)`,
		"schemas:\n  ../a: [a.json]":                                            `hhgen.yaml:2:3: the folder ../a is not below the folder of this file: name it in the hhgen.yaml of its own module (CONFIG_VALUE)`,
		"schemas:\n  /a: [a.json]":                                              `hhgen.yaml:2:3: the folder /a is not below the folder of this file: name it in the hhgen.yaml of its own module (CONFIG_VALUE)`,
		"schemas:\n  ./a: [a.json]\n  a/: [b.json]":                             `hhgen.yaml:3:3: the folder a/ is named at line 2 too: name its files in one place (CONFIG_KEY)`,

		"lint: {}\n---\nlint: {}": `hhgen.yaml:3:1: the file holds several documents: keep one (CONFIG_SYNTAX)`,
	} {
		_, err := config.Parse("hhgen.yaml", []byte(text))
		if err == nil {
			t.Errorf("%q: no error", text)
			continue
		}
		if diff := cmp.Diff(want, err.Error()); diff != "" {
			t.Errorf("%q: -want +got:\n%s", text, diff)
		}
	}
}

// What a command needs of the file is read although something else is wrong in it.
func TestSchemas(t *testing.T) {
	dir := t.TempDir()
	t.Chdir(dir)
	scratch.Write(t, filepath.Join(dir, "hhgen.yaml"), "lint: strict\nschemas:\n  ./a: [a.json]\n  ./b: []\ndefaults: {maxitems: 7}\n")
	got, defaults, err := config.Schemas("hhgen.yaml", nil)
	if want := "hhgen.yaml:4:3: the folder ./b has no files: write their names, as in ./b: [turn.schema.json] (CONFIG_VALUE)"; err == nil || err.Error() != want {
		t.Errorf("got %v, want %s", err, want)
	}
	if len(got) == 0 || got[0].Folder != "a" || defaults.MaxItems.N != 7 {
		t.Errorf("got %v and %v, want folder a first, and 7 items", got, defaults)
	}
	if got, _, err := config.Schemas("none.yaml", nil); got != nil || err != nil {
		t.Errorf("without a file: %v, %v", got, err)
	}
}

// What is no YAML is an error with a position, in the words of the parser.
func TestSyntax(t *testing.T) {
	for text, want := range map[string]token.Position{
		"lint: [":            at(1, 7),
		"lint:\n\tlevel: a":  at(2, 1),
		"lint: {}\nlint: {}": at(2, 1),
	} {
		_, err := config.Parse("hhgen.yaml", []byte(text))
		errs, ok := err.(schema.Findings)
		if !ok || len(errs) != 1 || errs[0].Rule != config.Syntax {
			t.Errorf("%q: %v, want one error of syntax", text, err)
			continue
		}
		if errs[0].Pos != want {
			t.Errorf("%q: %v, want it at %v", text, errs[0], want)
		}
	}
}

// Forms of YAML that the file has no use for are errors, and no more than that.
func TestOddForms(t *testing.T) {
	for _, text := range []string{"a: &a\n  <<: *a", "? [x]\n: y", "!!map {}", "'': |\n  x", "lint: |\n  level: strict", "lint: !!str x", "%YAML 1.2\n---\nx: 1", "\x00", "lint:\n  ? level\n  : [", "*a"} {
		if _, err := config.Parse("hhgen.yaml", []byte(text)); err == nil {
			t.Errorf("%q: no error", text)
		}
	}
}

func TestFind(t *testing.T) {
	dir := t.TempDir()
	t.Chdir(dir)
	scratch.Write(t, filepath.Join(dir, "hhgen.yaml"), "lint:\n  level: none\n")
	if c, err := config.Find(".", nil); err != nil || c.Lint.Level != "" {
		t.Errorf("without a module: level %q, %v", c.Lint.Level, err)
	}
	for path, content := range map[string]string{
		"go.mod": "module example.com/app\n", "hhgen.yaml": "lint:\n  level: minimal\n", "chat/chat.go": "package chat\n",
		"inner/go.mod": "module example.com/app/inner\n", "inner/p/p.go": "package p\n",
		"broken/go.mod": "module example.com/app/broken\n", "broken/hhgen.yaml": "lint:\n  level: none\n",
		"chat/go.mod/p.go": "package p\n", // a folder makes no module
	} {
		scratch.Write(t, filepath.Join(dir, path), content)
	}
	for from, want := range map[string]lint.Level{".": lint.Minimal, "chat": lint.Minimal, "inner": "", "inner/p": ""} {
		c, err := config.Find(from, nil)
		if err != nil || c.Lint.Level != want {
			t.Errorf("from %s: level %q, %v; want %q", from, c.Lint.Level, err, want)
		}
	}
	_, err := config.Find("broken", nil)
	if want := `broken/hhgen.yaml:2:10: level cannot be "none": use one of minimal, standard, strict (CONFIG_VALUE)`; err == nil || err.Error() != want {
		t.Errorf("got %v, want %s", err, want)
	}
	if err := os.Mkdir("inner/hhgen.yaml", 0o777); err != nil {
		t.Fatal(err)
	}
	if _, err := config.Find("inner", nil); err == nil {
		t.Error("a folder of the file's name is no error")
	}
}

// No text makes the reader panic.
func FuzzParse(f *testing.F) {
	for _, text := range []string{whole, "lint: [", "a: &a\n  <<: *a", "? [x]\n: y", "!!map {}", "'': |\n  x"} {
		f.Add(text)
	}
	f.Fuzz(func(_ *testing.T, text string) {
		_, _ = config.Parse("hhgen.yaml", []byte(text))
	})
}

// The files in the documentation and in the manual are ones that can be.
func TestDocumented(t *testing.T) {
	for name, mark := range map[string][2]string{"../../docs/sharing-keys.md": {"```yaml hhgen.yaml\n", "```"}, "../../cmd/hhgen/doc.go": {"//\tlint:\n", "//\n"}} {
		content, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		_, text, begins := strings.Cut(string(content), mark[0])
		text, _, ends := strings.Cut(text, mark[1])
		if strings.HasPrefix(mark[0], "//") {
			text = "lint:\n" + strings.ReplaceAll(text, "//\t", "")
		}
		c, err := config.Parse(name, []byte(text))
		if err != nil || !begins || !ends || len(c.Dictionaries) != 1 || !c.Lint.Require || c.Lint.Level != lint.Standard || len(c.Lint.Suppressions) != 1 {
			t.Errorf("%s: got %+v, %v", name, c, err)
		}
	}
}
