package tool

import (
	"os"
	"path/filepath"
	"testing"

	"golang.org/x/mod/modfile"
)

// The tool is where it is declared, or else in a modfile of its own; its version
// is the one that the modfile knows.
func TestFind(t *testing.T) {
	const (
		head     = "module example.com/app\n\ngo 1.26.0\n"
		declared = "tool github.com/hhgen/hhgen/cmd/hhgen\n"
	)
	for _, c := range []struct {
		mod, tools string // tools is [File]; "" for none
		vendored   bool
		want       Tool
	}{
		{mod: head, want: Tool{Modfile: File}},
		{mod: head, vendored: true, want: Tool{Modfile: "go.mod"}},
		{mod: head + declared, tools: head + declared, want: Tool{Modfile: "go.mod", Declared: true}},
		{mod: head, tools: head, want: Tool{Modfile: File}},
		{mod: head, tools: head + declared, want: Tool{Modfile: File, Declared: true}},
		{mod: head + "require github.com/hhgen/hhgen v1.2.3\n", want: Tool{Modfile: File, Version: "v1.2.3"}},
		{mod: head + "require github.com/hhgen/hhgen v1.2.3\n", tools: head, want: Tool{Modfile: File}},
		{mod: head + "require github.com/hhgen/hhgen v1.2.3 // indirect\n", want: Tool{Modfile: File, Version: "v1.2.3"}},
		{mod: head + "replace github.com/hhgen/hhgen => ../hhgen\n", want: Tool{Modfile: File, Version: localVersion}},
		{mod: head + "replace github.com/hhgen/hhgen v1.0.0 => ../hhgen\n", want: Tool{Modfile: File, Version: "v1.0.0"}},
		{
			mod:  head + "replace github.com/hhgen/hhgen => ../hhgen\nrequire github.com/hhgen/hhgen v0.0.0\n",
			want: Tool{Modfile: File, Version: "v0.0.0"},
		},
		{mod: head + "require github.com/hhgen/other v1.2.3\nreplace github.com/hhgen/other => ../other\n", want: Tool{Modfile: File}},
	} {
		root := t.TempDir()
		if c.tools != "" {
			if err := os.WriteFile(filepath.Join(root, File), []byte(c.tools), 0o666); err != nil {
				t.Fatal(err)
			}
		}
		mod, err := modfile.Parse("go.mod", []byte(c.mod), nil)
		if err != nil {
			t.Fatal(err)
		}
		got, err := Find(root, mod, c.vendored)
		if err != nil {
			t.Fatal(err)
		}
		got.module = nil
		if *got != c.want {
			t.Errorf("%s\nand %s: %q\ngot %+v, want %+v", c.mod, File, c.tools, *got, c.want)
		}
	}
}

// The go command finds a modfile from the folder that it runs in.
func TestCommand(t *testing.T) {
	own := Tool{Modfile: File}
	for levels, want := range map[int]string{
		0: "go tool -modfile=go.tool.mod hhgen",
		1: "go tool -modfile=../go.tool.mod hhgen",
		3: "go tool -modfile=../../../go.tool.mod hhgen",
	} {
		if got := own.Command(levels); got != want {
			t.Errorf("%d levels below the root: %s, want %s", levels, got, want)
		}
	}
	if got := (&Tool{Modfile: "go.mod"}).Command(2); got != "go tool hhgen" {
		t.Error(got)
	}
}
