package main

import (
	"errors"
	"fmt"
	"go/token"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/hhgen/hhgen/internal/folder"
	"github.com/hhgen/hhgen/schema"
	"github.com/hhgen/hhgen/schema/report"
)

// formatFlag gives a command the flag --format. What it is set to is checked
// before the command does its work.
func formatFlag(c *cobra.Command) *report.Format {
	format := report.Formats[0]
	c.Flags().StringVar((*string)(&format), "format", string(format), "format of the findings: "+strings.Trim(fmt.Sprint(report.Formats), "[]"))
	before(c, func() error { return format.Check() })
	return &format
}

// writeFindings prints findings, and returns errFindings if one is an error. err
// ended the search: errors about schemas are findings for programs too, and
// errors for people.
func writeFindings(w io.Writer, format report.Format, findings schema.Findings, err error) error {
	var errs schema.Findings
	switch {
	case format != report.Text && errors.As(err, &errs) && exitCode(errs) == exitFindings:
		findings = slices.Concat(findings, errs)
	case err != nil:
		return err
	}
	if format.ForService() {
		findings = fromRepository(findings)
	}
	if err := show(w, format, findings); err != nil {
		return err
	}
	if findings.Failed() {
		return errFindings
	}
	return nil
}

// fromRepository are findings with paths as services look for them: from the
// root of the git repository, and absolute for what is outside of it. Without
// a repository, the working directory stands for it.
func fromRepository(findings schema.Findings) schema.Findings {
	root := folder.Repository(".")
	if root == "" {
		return findings
	}
	from := func(pos token.Position) token.Position {
		path, err := filepath.Abs(pos.Filename)
		if pos.Filename == "" || err != nil || ofRevision(pos.Filename) {
			return pos
		}
		pos.Filename = path
		if rel, inside := folder.Below(root, path); inside {
			pos.Filename = rel
		}
		return pos
	}
	moved := make(schema.Findings, len(findings))
	for i, f := range findings {
		m := *f
		m.Pos, m.Related, m.Fixes = from(f.Pos), slices.Clone(f.Related), slices.Clone(f.Fixes)
		for j, r := range f.Related {
			m.Related[j].Pos = from(r.Pos)
		}
		for j, fix := range f.Fixes {
			m.Fixes[j].Edits = slices.Clone(fix.Edits)
			for k, e := range fix.Edits {
				m.Fixes[j].Edits[k].Pos, m.Fixes[j].Edits[k].End = from(e.Pos), from(e.End)
			}
		}
		moved[i] = &m
	}
	return moved
}

// ofRevision reports whether a name is one as git writes it, main:chat/chat.go.
func ofRevision(name string) bool {
	_, err := os.Stat(name)
	return err != nil && strings.Contains(name, ":")
}
