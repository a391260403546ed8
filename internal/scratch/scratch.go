// Package scratch makes modules outside the repository that use it, for tests
// of what a user of hhgen does.
package scratch

import (
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
)

// Root is the folder of this repository.
func Root(t testing.TB) string {
	t.Helper()
	_, file, _, ok := runtime.Caller(0)
	if !ok {
		t.Fatal("no caller")
	}
	root := filepath.Join(filepath.Dir(file), "..", "..")
	if _, err := os.Stat(filepath.Join(root, "go.mod")); err != nil {
		t.Fatal(err)
	}
	return root
}

// Module makes a module in a folder of [Dir]. It requires what this module requires,
// in the same versions, so that nothing needs to be downloaded; the line
// "replace" leads from it to this module, and hhgen is one of its tools.
func Module(t testing.TB, path string) (dir string) {
	t.Helper()
	dir = Dir(t)
	ModuleIn(t, dir, path)
	return dir
}

// ModuleIn is [Module] in a folder that is named.
func ModuleIn(t testing.TB, dir, path string) {
	t.Helper()
	mod, sum, err := Files(Root(t), path)
	if err != nil {
		t.Fatal(err)
	}
	Write(t, filepath.Join(dir, "go.mod"), mod)
	Write(t, filepath.Join(dir, "go.sum"), sum)
}

// ToolIn moves the tools of a module from its go.mod to a modfile of their own.
func ToolIn(t testing.TB, dir, path string) {
	t.Helper()
	mod, sum, err := Files(Root(t), path)
	if err != nil {
		t.Fatal(err)
	}
	Write(t, filepath.Join(dir, "go.mod"), strings.Replace(mod, tool, "", 1))
	Write(t, filepath.Join(dir, "go.tool.mod"), mod)
	Write(t, filepath.Join(dir, "go.tool.sum"), sum)
}

// Files returns the go.mod and go.sum of a module that uses the one in root.
func Files(root, path string) (mod, sum string, err error) {
	needs, sum, err := Requirements(root)
	return fmt.Sprintf("module %s\n%s\n%s", path, needs, tool), sum, err
}

// tool is the line of a go.mod that has hhgen as a tool, as that of this module has.
const tool = "tool github.com/hhgen/hhgen/cmd/hhgen\n"

// Requirements returns what follows the first line of such a go.mod, without the
// tool, and the go.sum.
func Requirements(root string) (mod, sum string, err error) {
	own, err := os.ReadFile(filepath.Join(root, "go.mod"))
	if err != nil {
		return "", "", err
	}
	sums, err := os.ReadFile(filepath.Join(root, "go.sum"))
	if err != nil {
		return "", "", err
	}
	_, rest, _ := strings.Cut(string(own), "\n")
	rest = strings.Replace(rest, tool, "", 1)
	root = filepath.ToSlash(root)
	rest = strings.Replace(rest, "=> ./runtime\n", "=> "+root+"/runtime\n", 1)
	return fmt.Sprintf("%s\nrequire github.com/hhgen/hhgen v0.0.0\n\nreplace github.com/hhgen/hhgen => %s\n", rest, root), string(sums), nil
}

// Write writes a file, and the folders that it is in.
func Write(t testing.TB, path, content string) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(path), 0o777); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(content), 0o666); err != nil {
		t.Fatal(err)
	}
}
