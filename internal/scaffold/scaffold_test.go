package scaffold

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/hhgen/hhgen/internal/scratch"
	"github.com/hhgen/hhgen/schema"
)

// What init asks for is the version that runs.
func TestScaffoldVersion(t *testing.T) {
	for version, want := range map[string]string{
		"v1.2.3":                                   "@v1.2.3",
		"v0.0.0-20260102030405-0123456789ab":       "@v0.0.0-20260102030405-0123456789ab",
		"v0.0.0-20260102030405-0123456789ab+dirty": "",
		"(devel)": "",
	} {
		if got := query(version); got != want {
			t.Errorf("of %s: query %q, want %q", version, got, want)
		}
	}
}

// Undoing removes what is new, and brings back what was there.
func TestScaffoldUndo(t *testing.T) {
	root := t.TempDir()
	t.Chdir(root)
	scratch.Write(t, "go.mod", "module example.com/app\n")
	scratch.Write(t, "other/keep.go", "package other\n")
	before := tree(t, root)
	s, err := New("other/deep/enrich", "(devel)")
	if err != nil {
		t.Fatal(err)
	}
	undo := s.remember()
	scratch.Write(t, "go.mod", "module example.com/changed\n")
	scratch.Write(t, "go.sum", "more\n")
	for _, f := range s.files {
		scratch.Write(t, f.Path, string(f.New))
	}
	scratch.Write(t, filepath.Join(s.dir, schema.OutputName), "package enrich\n")
	if len(tree(t, root)) < len(before)+6 {
		t.Fatal("nothing was written that could be undone")
	}
	undo()
	if diff := cmp.Diff(before, tree(t, root)); diff != "" {
		t.Errorf("-before +after:\n%s", diff)
	}
}

// tree is the content of a folder; folders have none.
func tree(t *testing.T, root string) map[string]string {
	t.Helper()
	files := map[string]string{}
	err := filepath.WalkDir(root, func(path string, d os.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			files[path] = ""
			return err
		}
		content, err := os.ReadFile(path)
		files[path] = string(content)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return files
}

// The configuration says what holds without it, and shows all else in comments,
// which are YAML too once they are none.
func TestScaffoldConfig(t *testing.T) {
	const first = "lint:\n  level: standard\n"
	if got := bare(t, configFile, false); got != first {
		t.Errorf("got\n%swant\n%s", got, first)
	}
	const all = first + `  rules:
    KEY_GENERIC: off
  abbreviations:
    pgv: vector_store
    env: env
  suppressions:
    - rule: KEY_GENERIC
      key: metadata.data
      reason: the partner's API calls it so
limits:
  field-bytes: 1024
  record-bytes: 16384
  record-attributes: 128
dictionary:
  packages: [example.com/org/dictionary]
  require: true
instrumentation: [otel-genai]
schemas:
  ./review: [review.schema.json]
`
	if diff := cmp.Diff(all, bare(t, configFile, true)); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
}

// bare is YAML without its introduction and without comments; lines that are
// commented out are among the rest if they are asked for.
func bare(t *testing.T, text string, commented bool) string {
	t.Helper()
	_, text, ok := strings.Cut(text, "shows what there is.\n")
	if !ok {
		t.Fatal("the introduction has changed")
	}
	var out strings.Builder
	for line := range strings.Lines(text) {
		if strings.HasPrefix(strings.TrimLeft(line, " "), "#") && commented {
			line = strings.Replace(line, "# ", "", 1)
		}
		line, _, _ = strings.Cut(line, "#")
		if line = strings.TrimRight(line, " \n"); line != "" {
			out.WriteString(line + "\n")
		}
	}
	return out.String()
}
