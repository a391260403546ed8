package output

import (
	"cmp"
	"io"

	"github.com/hhgen/hhgen/internal/commit"
)

// Write brings the files that differ up to date: all of them, or none. It says
// which ones it has removed. An error is a [schema.Findings].
func Write(files []File, messages io.Writer) error {
	for _, f := range files {
		commit.Clean(f.Path, cmp.Or(string(f.New), string(f.Old)))
	}
	differ := Differing(files)
	var changes []commit.Change
	for _, f := range differ {
		changes = append(changes, commit.Change{Path: f.Path, Content: f.New})
	}
	err := Failure(commit.Commit(changes))
	for _, f := range differ {
		if err == nil && f.New == nil {
			tellRemoved(f, messages)
		}
	}
	return err
}
