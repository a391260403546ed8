package adoption

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/hhgen/hhgen/internal/output"
)

// The commands that are printed work in their order: a module has the tool, and
// requires the runtime, before something needs them.
func TestNext(t *testing.T) {
	const (
		head     = "module example.com/app\n"
		tools    = head + "tool github.com/hhgen/hhgen/cmd/hhgen\nrequire github.com/hhgen/hhgen v1.0.0\n"
		requires = "require github.com/hhgen/hhgen/runtime v1.0.0\n"
		replaces = "replace github.com/hhgen/hhgen => ../hhgen\nreplace github.com/hhgen/hhgen/runtime => ../hhgen/runtime\n"
		imports  = `import hh "github.com/hhgen/hhgen/runtime"`
	)
	for name, c := range map[string]struct{ mod, file, folders, in, want string }{
		"all there": {tools + requires, imports, "", ".", "go tool hhgen ./...\ngo tool hhgen vet --fix ./..."},
		"below":     {tools + requires, imports, "a/b", "a/b", "go tool hhgen ../../...\ngo tool hhgen vet --fix ../../..."},
		"outside":   {tools + requires, imports, "", "..", "cd app\ngo tool hhgen ./...\ngo tool hhgen vet --fix ./..."},
		"no runtime": {tools, imports, "", ".",
			"go mod tidy\ngo tool hhgen ./...\ngo tool hhgen vet --fix ./..."},
		"no runtime in the file": {tools, "", "", ".",
			"go tool hhgen ./...\ngo mod tidy\ngo tool hhgen vet --fix ./..."},
		"runtime replaced only": {tools + replaces, "", "", ".",
			"go tool hhgen ./...\ngo mod tidy\ngo tool hhgen vet --fix ./..."},
		"no tool": {head + requires, "", "a", "a", "cd ..\ngo mod init -modfile=go.tool.mod example.com/app\n" +
			"go get -tool -modfile=go.tool.mod github.com/hhgen/hhgen/cmd/hhgen\n" +
			"go tool -modfile=go.tool.mod hhgen ./...\ngo tool -modfile=go.tool.mod hhgen vet --fix ./..."},
		"tool replaced": {head + requires + "replace github.com/hhgen/hhgen v1.2.3 => ../hhgen\n", "", "", ".", "cp go.mod go.tool.mod\n" +
			"go mod edit -require=github.com/hhgen/hhgen@v1.2.3 -tool=github.com/hhgen/hhgen/cmd/hhgen go.tool.mod\n" +
			"go list -mod=mod -modfile=go.tool.mod -deps github.com/hhgen/hhgen/cmd/hhgen >" + os.DevNull + "\n" +
			"go tool -modfile=go.tool.mod hhgen ./...\ngo tool -modfile=go.tool.mod hhgen vet --fix ./..."},
		"vendored": {head, imports, "vendor", ".", "go get -tool github.com/hhgen/hhgen/cmd/hhgen\ngo mod tidy\ngo mod vendor\n" +
			"go tool hhgen ./...\ngo mod vendor\ngo tool hhgen vet --fix ./..."},
		"vendored already": {tools + requires, imports, "vendor/github.com/hhgen/hhgen/runtime/hhimpl", ".",
			"go tool hhgen ./...\ngo tool hhgen vet --fix ./..."},
	} {
		t.Run(name, func(t *testing.T) {
			root := filepath.Join(t.TempDir(), "app")
			if err := os.MkdirAll(filepath.Join(root, filepath.FromSlash(c.folders)), 0o777); err != nil {
				t.Fatal(err)
			}
			if err := os.WriteFile(filepath.Join(root, "go.mod"), []byte(c.mod), 0o666); err != nil {
				t.Fatal(err)
			}
			t.Chdir(filepath.Join(root, filepath.FromSlash(c.in)))
			target := &Target{File: filepath.Join(root, "enrich", FileName)}
			if err := target.module(); err != nil {
				t.Fatal(err)
			}
			text := target.next(output.File{New: []byte(c.file)}, "vet --fix")
			got := strings.ReplaceAll(strings.TrimSpace(strings.TrimPrefix(text, "\nRead it, then run:\n")), "\n\t", "\n")
			if got != c.want {
				t.Errorf("got\n%s\nwant\n%s", got, c.want)
			}
		})
	}
}
