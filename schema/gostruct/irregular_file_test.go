//go:build darwin || dragonfly || freebsd || linux || netbsd || openbsd

package gostruct_test

import (
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"

	"github.com/hhgen/hhgen/schema"
	"github.com/hhgen/hhgen/schema/gostruct"
)

// Each package imports the next: app/turn, app/plan, which stands for a version
// that app requires, dict/terms, of the workspace, and fork/base, which the
// workspace replaces.
var modules = map[string]string{
	"app/go.mod":          "module example.com/app\nrequire example.com/plan v1.0.0\nreplace example.com/plan => ./plan\n",
	"app/turn/turn.go":    "package turn\nimport _ \"example.com/plan/plans\"\n",
	"app/alone/a.go":      "package alone\nimport _ \"example.com/elsewhere\"\n",
	"app/plan/go.mod":     "module example.com/plan\n",
	"app/plan/plans/p.go": "package plans\nimport _ \"example.com/dict/terms\"\n",
	"app/nested/go.mod":   "module example.com/app/nested\n",
	"app/nested/n.go":     "package nested\n",
	"dict/go.mod":         "module example.com/dict\n",
	"dict/terms/t.go":     "package terms\nimport _ \"example.com/base\"\n",
	"fork/go.mod":         "module example.com/fork\n",
	"fork/base.go":        "package base\n",
	"go.work":             "go 1.26.0\nuse (\n\t./app\n\t./dict\n)\nreplace example.com/base => ./fork\n",
}

func TestCheckFiles(t *testing.T) {
	for _, c := range []struct {
		pipe, patterns string
		gowork, want   string // the names of what is reported; "none" for nothing
	}{
		{pipe: "app/turn/hh_gen.go", patterns: "./turn"},
		{pipe: "app/turn/hh_gen.go", patterns: "./tu..."},
		{pipe: "app/turn/hh_gen.go", patterns: "./..."},
		{pipe: "app/turn/hh_gen.go", patterns: "turn/turn.go"},
		{pipe: "app/turn/hh_gen.go", patterns: "example.com/app/turn"},
		{pipe: "app/turn/hh_gen.go", patterns: "example.com/..."},
		{pipe: "app/turn/hh_gen.go", patterns: "all"},
		{pipe: "app/turn/hh_gen.go", patterns: "./alone", want: "none"},
		{pipe: "app/turn/hh_gen.go", patterns: "./alone example.com/app/turn"},
		{pipe: "app/turn/_turn.go", patterns: "./turn", want: "none"},
		{pipe: "app/turn/turn.txt", patterns: "./turn", want: "none"},
		{pipe: "app/turn/sum_arm64.s", patterns: "./turn"},
		{pipe: "app/plan/plans/hh_gen.go", patterns: "./turn"},
		{pipe: "app/plan/plans/hh_gen.go", patterns: "./turn", gowork: "off"},
		{pipe: "dict/terms/hh_gen.go", patterns: "./turn"},
		{pipe: "dict/terms/hh_gen.go", patterns: "./turn", gowork: "off", want: "none"},
		{pipe: "fork/hh_gen.go", patterns: "./turn"},
		{pipe: "fork/hh_gen.go", patterns: "../dict/..."},
		{pipe: "fork/hh_gen.go", patterns: "./alone", want: "none"},
		{pipe: "app/nested/hh_gen.go", patterns: "./...", want: "none"},
		{pipe: "app/nested/hh_gen.go", patterns: "./nested"},
		{pipe: "app/go.sum", patterns: "./alone"},
		{pipe: "dict/go.mod", patterns: "./alone"},
		{pipe: "dict/go.mod", patterns: "./alone", gowork: "off", want: "none"},
		{pipe: "go.work", patterns: "./alone"},
		{pipe: "go.work.sum", patterns: "./alone"},
	} {
		t.Run(strings.ReplaceAll(c.pipe+" of "+c.patterns+" "+c.gowork, "/", "|"), func(t *testing.T) {
			top := t.TempDir()
			for name, content := range modules {
				path := filepath.Join(top, name)
				if err := errors.Join(os.MkdirAll(filepath.Dir(path), 0o777), os.WriteFile(path, []byte(content), 0o666)); err != nil {
					t.Fatal(err)
				}
			}
			t.Chdir(top)
			_ = os.Remove(c.pipe)
			if err := syscall.Mkfifo(c.pipe, 0o666); err != nil {
				t.Skip(err)
			}
			t.Setenv("GOWORK", c.gowork)
			err := gostruct.CheckFiles(filepath.Join(top, "app"), "hh_gen.go", strings.Fields(c.patterns)...)
			var errs schema.Findings
			errors.As(err, &errs)
			var got, want []string
			for _, e := range errs {
				got = append(got, e.Pos.Filename)
			}
			if c.want == "" {
				want = []string{c.pipe}
			}
			if !slices.Equal(got, want) {
				t.Errorf("reported: %q, want %q", got, want)
			}
		})
	}
}
