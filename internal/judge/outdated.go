package judge

import (
	"go/token"

	"github.com/hhgen/hhgen/internal/output"
	"github.com/hhgen/hhgen/schema"
)

// Outdated are the files that would be written, as findings. fix is what writes
// them.
func Outdated(files []output.File, fix string) (findings schema.Findings) {
	for _, f := range output.Differing(files) {
		findings.Add(token.Position{Filename: f.Path, Line: 1, Column: 1}, schema.OutputStale, "the file is out of date: run %s", fix)
	}
	return findings
}
