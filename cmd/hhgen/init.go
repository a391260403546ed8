package main

import (
	"fmt"
	"io"
	"path/filepath"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/hhgen/hhgen/schema"
)

// defaultFolder is where init writes, unless it is told otherwise.
const defaultFolder = "enrich"

func initCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "init [folder]",
		Short: "Write a package that builds and tests, to begin with",
		Args:  cobra.MaximumNArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			s, err := newScaffold(append(args, defaultFolder)[0])
			if err != nil {
				return err
			}
			if err := s.build(); err != nil {
				return err
			}
			return s.tell(cmd.OutOrStdout())
		},
	}
}

// tell says what was written, and what comes next.
func (s *scaffold) tell(w io.Writer) error {
	var text strings.Builder
	for _, f := range s.files {
		fmt.Fprintf(&text, "wrote %s\n", schema.Printable(relative(f.path)))
	}
	for _, path := range s.kept {
		fmt.Fprintf(&text, "kept %s\n", schema.Printable(relative(path)))
	}
	fmt.Fprintf(&text, "added the tool %s to %s\n", toolPath, schema.Printable(relative(filepath.Join(s.root, "go.mod"))))
	commands := []string{"go mod tidy", "go generate ./...", "go test ./..."} // tidy adds what other systems need
	if s.vendored {
		commands = slices.Insert(commands, 1, "go mod vendor")
	}
	fmt.Fprintf(&text, "\nEdit %s, then run:\n\n\t%s\n", schema.Printable(relative(s.files[0].path)), strings.Join(commands, "\n\t"))
	if !s.workflow {
		fmt.Fprintf(&text, "\nIn CI, run go tool hhgen check ./... For GitHub Actions, that is .github/workflows/hhgen.yaml:\n\n%s", s.workflowHere())
	}
	_, err := io.WriteString(w, text.String())
	return err
}

// workflowHere is the workflow for a module that lies in a folder of its
// repository, if it does: workflows start at the repository's root.
func (s *scaffold) workflowHere() string {
	rel, below := below(repository(s.root), s.root)
	if !below || rel == "." {
		return workflowFile
	}
	return strings.NewReplacer(
		"    steps:\n", fmt.Sprintf("    defaults:\n      run:\n        working-directory: %q\n    steps:\n", rel),
		"go-version-file: go.mod", fmt.Sprintf("go-version-file: %q", rel+"/go.mod"),
	).Replace(workflowFile)
}
