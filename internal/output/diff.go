package output

import (
	"bytes"
	"fmt"
	"io"
	"strings"

	"github.com/rogpeppe/go-internal/diff"

	"github.com/hhgen/hhgen/schema"
)

// Extent is how much of differences is printed. The zero value has no limit.
type Extent struct {
	Files int    // that differ
	Lines int    // of the difference of each
	Rest  string // how to see the rest
	Color bool   // for a terminal
}

// colors are those of lines of a difference on a terminal, by how they begin.
var colors = map[byte]string{'+': "32", '-': "31", '@': "36"}

// Diff prints what [Write] would change in files. What a terminal would act on is
// escaped: a file may hold what hhgen has not written.
func Diff(w io.Writer, files []File, most Extent) {
	differing := Differing(files)
	for i, f := range differing {
		if i == most.Files && i > 0 {
			_, _ = fmt.Fprintf(w, "... %s: %s\n", more(len(differing)-i, "file"), most.Rest)
			return
		}
		diffFile(w, f, most)
	}
}

func diffFile(w io.Writer, f File, most Extent) {
	path := schema.Printable(f.Path)
	lines := bytes.SplitAfter(diff.Diff(path, f.Old, path+" (regenerated)", f.New), []byte("\n"))
	if n := len(lines); n > 0 && len(lines[n-1]) == 0 {
		lines = lines[:n-1]
	}
	rest := len(lines) - most.Lines
	if most.Lines == 0 || rest <= 1 { // a line that says that there is one would take its place
		rest = 0
	}
	for _, line := range lines[:len(lines)-rest] {
		text := printableLine(string(line))
		if color := colors[line[0]]; color != "" && most.Color {
			text = "\x1b[" + color + "m" + text + "\x1b[0m"
		}
		_, _ = fmt.Fprintln(w, text)
	}
	if rest > 0 {
		_, _ = fmt.Fprintf(w, "... %s: %s\n", more(rest, "line"), most.Rest)
	}
}

// printableLine is a line of a file without its end. Tabs stay.
func printableLine(line string) string {
	parts := strings.Split(strings.TrimSuffix(line, "\n"), "\t")
	for i, part := range parts {
		parts[i] = schema.Printable(part)
	}
	return strings.Join(parts, "\t")
}

// more says how many there are beyond those that were printed.
func more(n int, what string) string {
	if n > 1 {
		what += "s"
	}
	return fmt.Sprintf("%d more %s", n, what)
}
