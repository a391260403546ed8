package judge

import (
	"errors"
	"go/parser"
	"go/scanner"
	"go/token"
	"path/filepath"
	"strings"

	"github.com/hhgen/hhgen/internal/folder"
	"github.com/hhgen/hhgen/internal/regular"
	"github.com/hhgen/hhgen/schema"
)

// Broken are the syntax errors in files that are open, as long as they keep
// packages from being read.
func (e Edited) Broken(unsaved, open regular.Overlay) (findings schema.Findings) {
	for path, content := range open {
		name := filepath.Base(path)
		if filepath.Ext(name) != ".go" || strings.HasSuffix(name, "_test.go") || name == schema.OutputName {
			continue
		}
		_, err := parser.ParseFile(token.NewFileSet(), folder.Relative(path), content, parser.AllErrors|parser.SkipObjectResolution)
		var errs scanner.ErrorList
		if !errors.As(err, &errs) || !e.Needs(unsaved, filepath.Dir(path)) {
			continue
		}
		last := 0 // one mistake causes several errors in its line
		for _, e := range errs {
			if e.Pos.Line != last {
				last = e.Pos.Line
				e.Pos.Offset = 0
				findings.Add(e.Pos, schema.PackageParse, "%s", e.Msg)
			}
		}
	}
	findings.Sort()
	return findings
}
