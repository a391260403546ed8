package main

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/rogpeppe/go-internal/txtar"
	modpath "golang.org/x/mod/module"

	"github.com/hhgen/hhgen/internal/judge"
	"github.com/hhgen/hhgen/internal/load"
	"github.com/hhgen/hhgen/internal/scratch"
	"github.com/hhgen/hhgen/schema/lint"
)

// Each rule of lint has a script of its name, with packages that break it, the
// exact messages, and packages that do not.
func TestEveryLintRuleHasScript(t *testing.T) {
	for _, rule := range lint.IDs() {
		name := filepath.Join(scripts, "lint", strings.ToLower(rule)+".txtar")
		archive, err := txtar.ParseFile(name)
		if err != nil {
			t.Errorf("rule %s has no script: %v", rule, err)
			continue
		}
		if !expects(archive, "("+rule+")") {
			t.Errorf("%s expects no message of rule %s", name, rule)
		}
		script := string(archive.Comment)
		if !strings.Contains(script, "hhgen lint ./good/...\n! stdout .") && !strings.Contains(script, "cd good\nexits 0 hhgen lint ./...\n! stdout .") {
			t.Errorf("%s has no package that rule %s leaves alone", name, rule)
		}
	}
}

// The project's own examples are clean at the strictest level.
func TestExamplesAreClean(t *testing.T) {
	t.Chdir(scratch.Root(t))
	s, err := lintSet(load.Request{Args: []string{"./examples/..."}}, os.Stderr)
	if err != nil {
		t.Fatal(err)
	}
	s[0].Lint.Level = lint.Strict
	for _, f := range s.Lint() {
		t.Error(f)
	}
	if n := len(s[0].Sources); n < 5 {
		t.Errorf("only %d packages of examples were linted", n)
	}
}

// A module with a dictionary in two versions, which are published, and two
// services of a workspace that require one each.
func TestWorkspaceVersions(t *testing.T) {
	root := t.TempDir()
	env := serveModule(t, root, "example.com/dictionary", map[string]string{
		"v1.0.0": "UserID string `hh:\"user_properties,maxbytes=64\"`",
		"v1.1.0": "UserID int64  `hh:\"user_properties\"`",
	})
	service := func(name, version, fields string) {
		scratch.Write(t, filepath.Join(root, "work", name, "go.mod"), "module example.com/"+name+"\n\ngo 1.26\n\nrequire example.com/dictionary "+version+"\n")
		scratch.Write(t, filepath.Join(root, "work", name, name+".go"),
			"package "+name+"\n\nimport \"example.com/dictionary\"\n\n// Turn is one exchange.\ntype Turn struct {\n\tdictionary.Customer\n"+fields+"}\n")
	}
	service("billing", "v1.0.0", "\tScore float64 `hh:\"metrics,minimum=0,maximum=1\"`\n")
	service("chat", "v1.1.0", "\tScore int `hh:\"metrics,minimum=0,maximum=100\"`\n")
	scratch.Write(t, filepath.Join(root, "work", "go.work"), "go 1.26\n\nuse (\n\t./billing\n\t./chat\n)\n")
	setEnv(t, env)
	t.Chdir(filepath.Join(root, "work"))

	got, code := runLint(t, "--workspace")
	want := `chat/chat.go:7:13: error: key "user_id" of user_properties has type integer at ../modules/example.com/dictionary@v1.1.0/dictionary.go:5:2, and type string in package example.com/billing at ../modules/example.com/dictionary@v1.0.0/dictionary.go:5:2: make them agree, or use one version of the module that declares it (KEY_CONFLICT)
chat/chat.go:8:2: error: key "score" of metrics has type integer here, and type number in package example.com/billing at billing/billing.go:8:2: make them agree, or embed one struct in both (KEY_CONFLICT)
2 errors
`
	if diff := cmp.Diff(want, got); diff != "" || code != exitFindings {
		t.Errorf("exit code %d; -want +got:\n%s", code, diff)
	}

	// In one version they agree.
	service("billing", "v1.1.0", "")
	if got, code := runLint(t, "--workspace"); got != "" || code != exitFine {
		t.Errorf("exit code %d\n%s", code, got)
	}
}

// serveModule makes a proxy in the file system that has versions of a module, and
// returns the environment in which the go command takes modules from there.
func serveModule(t *testing.T, root, path string, versions map[string]string) map[string]string {
	t.Helper()
	proxy := filepath.Join(root, "proxy")
	for version, field := range versions {
		dir, name := t.TempDir(), path[strings.LastIndex(path, "/")+1:]
		scratch.Write(t, filepath.Join(dir, "go.mod"), "module "+path+"\n\ngo 1.26\n")
		scratch.Write(t, filepath.Join(dir, name+".go"), "package "+name+"\n\n// Customer is who asks.\ntype Customer struct {\n\t"+field+"\n}\n")
		if err := putVersion(proxy, modpath.Version{Path: path, Version: version}, dir); err != nil {
			t.Fatal(err)
		}
	}
	return map[string]string{
		"GOPROXY": "file://" + filepath.ToSlash(proxy), "GOMODCACHE": filepath.Join(root, "modules"),
		"GONOSUMDB": "*", "GONOSUMCHECK": "1", "GOFLAGS": "-mod=mod -modcacherw", "GOSUMDB": "off", "GOWORK": "",
	}
}

func setEnv(t *testing.T, env map[string]string) {
	t.Helper()
	for name, value := range env {
		t.Setenv(name, value)
	}
}

// runLint runs hhgen lint; nothing may be wrong with the schemas themselves.
func runLint(t *testing.T, args ...string) (stdout string, code int) {
	t.Helper()
	var out, stderr bytes.Buffer
	code = run(append([]string{"lint"}, args...), nil, &out, &stderr)
	if stderr.Len() > 0 {
		t.Fatalf("hhgen lint %s: %s", strings.Join(args, " "), stderr.String())
	}
	return out.String(), code
}

// Modules of a workspace that need each other unpublished, a configuration for
// all of them, and one of a module's own.
func TestWorkspaceUnpublished(t *testing.T) {
	root := t.TempDir()
	for path, content := range map[string]string{
		"go.work":        "go 1.26\n\nuse (\n\t./app\n\t./shared\n)\n",
		"hhgen.yaml":     "lint:\n  rules: {KEY_GENERIC: error}\ndictionary:\n  packages: [example.com/shared/dictionary]\n",
		"shared/go.mod":  "module example.com/shared\n\ngo 1.26\n",
		"app/go.mod":     "module example.com/app\n\ngo 1.26\n\nrequire example.com/shared v0.0.0\n",
		"app/hhgen.yaml": "lint:\n  suppressions:\n    - {rule: KEY_MOVED, record: Turn, reason: it was needed once}\n",
		"shared/dictionary/dictionary.go": `package dictionary

type Customer struct {
	Team string ` + "`hh:\"user_properties,maxbytes=64\"`" + `
	Data string ` + "`hh:\"metadata,maxbytes=64\"`" + `
}
`,
		"app/turn.go": `package app

import "example.com/shared/dictionary"

type Turn struct {
	dictionary.Customer
}

`,
		"app/orders/order.go": `package orders

type Order struct {
	Team int ` + "`hh:\"user_properties\"`" + `
	Info string ` + "`hh:\"metadata,maxbytes=64\"`" + `
}
`,
	} {
		scratch.Write(t, filepath.Join(root, path), content)
	}
	setEnv(t, map[string]string{"GOPROXY": "off", "GOFLAGS": "", "GOWORK": ""})
	t.Chdir(root)
	var stdout, stderr bytes.Buffer
	code := run([]string{"lint", "--workspace"}, nil, &stdout, &stderr)
	want := `app/hhgen.yaml:3:7: warning: no finding of KEY_MOVED needs this suppression: remove it (SUPPRESSION_UNUSED)
app/orders/order.go:4:2: error: key "team" of user_properties has type integer here, and type string in package example.com/shared/dictionary at shared/dictionary/dictionary.go:4:2: make them agree, or embed one struct in both (KEY_CONFLICT)
app/orders/order.go:5:2: warning: key "info" does not say what it is about: name it after the meaning of the value (KEY_GENERIC)
shared/dictionary/dictionary.go:5:2: error: key "data" does not say what it is about: name it after the meaning of the value (KEY_GENERIC)
2 errors, 2 warnings
`
	if diff := cmp.Diff(want, stdout.String()+stderr.String()); diff != "" || code != exitFindings {
		t.Errorf("exit code %d; -want +got:\n%s", code, diff)
	}
}

// A workspace is needed for --workspace.
func TestWorkspaceMissing(t *testing.T) {
	dir := t.TempDir()
	scratch.Write(t, filepath.Join(dir, "go.mod"), "module example.com/app\n\ngo 1.26\n")
	t.Setenv("GOWORK", "")
	t.Chdir(dir)
	for args, want := range map[string]string{
		"lint --workspace":       "hhgen: --workspace needs a go.work, and there is none here: run go work init, or leave out --workspace\n",
		"lint --workspace ./...": "hhgen: --workspace reads all packages of all modules: name no packages\n",
	} {
		var stdout, stderr bytes.Buffer
		if code := run(strings.Fields(args), nil, &stdout, &stderr); code != exitFailure || stderr.String() != want {
			t.Errorf("%s: exit code %d, %s; want %s", args, code, stderr.String(), want)
		}
	}
}

// benchModule writes 100 packages of 10 records of 10 fields.
func benchModule(b *testing.B) string {
	b.Helper()
	dir := scratch.Module(b, "example.com/bench")
	for p := range 100 {
		var source strings.Builder
		fmt.Fprintf(&source, "// Package p%d declares.\npackage p%d\n", p, p)
		for i := range 10 {
			fmt.Fprintf(&source, "\n// Record%d is a record.\ntype Record%d struct {\n", i, i)
			for j, field := range []string{
				"string `hh:\"metadata,maxbytes=64\"`", "float64 `hh:\"metrics,minimum=0,maximum=1\"`", "[]string `hh:\"metadata,maxitems=4,maxbytes=16\"`",
				"*int `hh:\"feedback,minimum=1,maximum=5\"`", "bool `hh:\"metadata\"`", "int64 `hh:\"metrics\"`", "string `hh:\"inputs\"`", "string `hh:\"outputs\"`",
				"string `hh:\"user_properties,maxbytes=64\"`", "string `hh:\"config,maxbytes=64\"`",
			} {
				fmt.Fprintf(&source, "\t// Field is field %d.\n\tRecord%dField%s %s\n", j, i, string(rune('A'+j)), field)
			}
			source.WriteString("}\n")
		}
		scratch.Write(b, filepath.Join(dir, fmt.Sprintf("p%d", p), "p.go"), source.String())
	}
	return dir
}

// Lint and generating, each with its load, over 1,000 records in 100 packages;
// and the rules alone. One run of the benchmark shows how they compare.
func BenchmarkLint(b *testing.B) {
	b.Chdir(benchModule(b))
	b.Run("generate", func(b *testing.B) {
		for b.Loop() {
			r := load.Request{Args: []string{"./..."}}
			sources, err := load.Load(r)
			if _, err := plan(r, sources, err); err != nil {
				b.Fatal(err)
			}
		}
	})
	read := func(b *testing.B) judge.Set {
		s, err := readSet(load.Request{Args: []string{"./..."}}, os.Stderr)
		if err != nil {
			b.Fatal(err)
		}
		return s
	}
	b.Run("lint", func(b *testing.B) {
		for b.Loop() {
			s := read(b)
			if err := s.Check(); err != nil {
				b.Fatal(err)
			}
			s.Lint()
		}
	})
	b.Run("generate-and-lint", func(b *testing.B) {
		for b.Loop() {
			s := read(b)
			sources, err := s.Sources()
			if _, err := plan(load.Request{}, sources, err); err != nil {
				b.Fatal(err)
			}
			s.Lint()
		}
	})
	b.Run("rules", func(b *testing.B) {
		s := read(b)
		s[0].Lint.Level = lint.Strict
		for b.Loop() {
			s.Lint()
		}
	})
}
