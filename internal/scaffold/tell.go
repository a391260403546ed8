package scaffold

import (
	"fmt"
	"io"
	"path/filepath"
	"slices"
	"strings"

	"github.com/hhgen/hhgen/internal/folder"
	"github.com/hhgen/hhgen/internal/tool"
	"github.com/hhgen/hhgen/schema"
)

// Tell says what was written, and what comes next.
func (s *Scaffold) Tell(w io.Writer) error {
	var text strings.Builder
	for _, f := range s.files {
		fmt.Fprintf(&text, "wrote %s\n", schema.Printable(folder.Relative(f.Path)))
	}
	for _, path := range s.kept {
		fmt.Fprintf(&text, "kept %s\n", schema.Printable(folder.Relative(path)))
	}
	if !s.tool.Declared {
		fmt.Fprintf(&text, "added the tool %s to %s\n", tool.Path, schema.Printable(folder.Relative(filepath.Join(s.root, s.tool.Modfile))))
	}
	commands := []string{"go mod tidy", "go generate ./...", "go test ./..."} // tidy adds what other systems need
	if s.vendored {
		commands = slices.Insert(commands, 1, "go mod vendor")
	}
	fmt.Fprintf(&text, "\nEdit %s, then run:\n\n\t%s\n", schema.Printable(folder.Relative(s.files[0].Path)), strings.Join(commands, "\n\t"))
	if !s.workflow {
		fmt.Fprintf(&text, "\nIn CI, run %s check ./... For GitHub Actions, that is .github/workflows/hhgen.yaml:\n\n%s", s.tool.Command(0), s.workflowHere())
	}
	_, err := io.WriteString(w, text.String())
	return err
}

// workflowHere is the workflow for a module that is in a folder of its
// repository, if it does: workflows start at the repository's root.
func (s *Scaffold) workflowHere() string {
	rel, below := folder.Below(folder.Repository(s.root), s.root)
	if !below || rel == "." {
		return s.workflowText()
	}
	return strings.NewReplacer(
		"    steps:\n", fmt.Sprintf("    defaults:\n      run:\n        working-directory: %q\n    steps:\n", rel),
		"go-version-file: go.mod", fmt.Sprintf("go-version-file: %q", rel+"/go.mod"),
	).Replace(s.workflowText())
}
