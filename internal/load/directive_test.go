package load

import (
	"os"
	"path/filepath"
	"slices"
	"testing"

	"github.com/hhgen/hhgen/internal/scratch"
)

// A line of go generate names files however it starts hhgen, and as go generate
// splits it. The arguments of other commands are none of a package.
func TestDirective(t *testing.T) {
	t.Setenv("SCHEMA", "a.json")
	for line, want := range map[string][]string{
		"//go:generate hhgen a.json":                                                   {"a.json"},
		"//go:generate go tool hhgen a.json b.json":                                    {"a.json", "b.json"},
		"//go:generate go tool -modfile=../go.tool.mod hhgen a.json b.json":            {"a.json", "b.json"},
		"//go:generate go tool -modfile ../hhgen.mod hhgen a.json":                     {"a.json"},
		"//go:generate go run github.com/hhgen/hhgen/cmd/hhgen a.json":                 {"a.json"},
		"//go:generate go run -mod=mod github.com/hhgen/hhgen/cmd/hhgen@v1.2.3 a.json": {"a.json"},
		"//go:generate go run ../cmd/hhgen ./a.json":                                   {"a.json"},
		"//go:generate env GOFLAGS=-mod=mod ../bin/hhgen.exe --package chat a.json":    {"a.json"},
		"//go:generate\thhgen --package=$GOPACKAGE $SCHEMA":                            {"a.json"},
		"//go:generate hhgen *.json":                                                   {"a.json", "b.json", "with space.json"},
		"//go:generate hhgen [ab].json":                                                {"a.json", "b.json"},
		`//go:generate sh -c "hhgen --no-cache *.json"`:                                {"a.json", "b.json", "with space.json"},
		`//go:generate hhgen "with space.json" a.json`:                                 {"with space.json", "a.json"},
		`//go:generate hhgen "\x61.json"`:                                              {"a.json"},
		"//go:generate -command gen go tool hhgen\n//go:generate gen a.json":           {"a.json"},
		"//go:generate hhgen a.json\r":                                                 {"a.json"},
		"/*\n//go:generate hhgen a.json\n*/":                                           {"a.json"},

		"//go:generate hhgen":                                    nil,
		"//go:generate hhgen ./...":                              nil,
		"//go:generate hhgen ../other/a.json":                    nil,
		"//go:generate hhgen check a.json":                       nil,
		"//go:generate hhgen breaking --against a.json":          nil,
		"//go:generate go tool sqlc a.json":                      nil,
		`//go:generate hhgen "a.json`:                            nil,
		`//go:generate hhgen "a.json"b`:                          nil,
		" //go:generate hhgen a.json":                            nil,
		"//go:generate":                                          nil,
		"// go:generate hhgen a.json":                            nil,
		"//go:generator hhgen a.json":                            nil,
		"//go:generate -command gen go tool hhgen a.json b.json": nil,
	} {
		dir := t.TempDir()
		for _, name := range []string{"a.json", "b.json", "with space.json"} {
			scratch.Write(t, filepath.Join(dir, name), "{}")
		}
		scratch.Write(t, filepath.Join(dir, "hh_gen.go"), "package chat\n\n//go:generate hhgen b.json\n")
		scratch.Write(t, filepath.Join(dir, "chat.go"), "package chat\n\n"+line+"\n")
		var got []string
		for _, d := range directives(dir, nil) {
			got = append(got, d.names()...)
		}
		if !slices.Equal(got, want) {
			t.Errorf("%s: files %q, want %q", line, got, want)
		}
	}
}

// What a note says to write is read as the files that it is about.
func TestDirectiveWord(t *testing.T) {
	dir := t.TempDir()
	for _, name := range []string{"a.json", "with space.json", `"quoted.json`, "tab\t.json", "$HOME.json", "größe.json", "[a].json", `back\slash.json`} {
		scratch.Write(t, filepath.Join(dir, name), "{}")
		if err := os.WriteFile(filepath.Join(dir, "chat.go"), []byte("package chat\n//go:generate hhgen "+directiveWord(name)+"\n"), 0o666); err != nil {
			t.Fatal(err)
		}
		if found := directives(dir, nil); len(found) != 1 || !slices.Equal(found[0].names(), []string{name}) {
			t.Errorf("%q is written as %s, and read as %v", name, directiveWord(name), found)
		}
	}
}
