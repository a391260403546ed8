package main

import (
	"io"
	"os"

	"golang.org/x/term"

	"github.com/hhgen/hhgen/internal/regular"
	"github.com/hhgen/hhgen/schema"
	"github.com/hhgen/hhgen/schema/report"
)

// unknownColumns are those of a line where nothing tells how long it may be.
const unknownColumns = 120

// show prints findings: in a format, or, where a person reads format text, as
// suits a screen.
func show(w io.Writer, format report.Format, findings schema.Findings) error {
	if s, ok := screenOf(w); ok && format == report.Text {
		return s.Write(w, findings)
	}
	return report.Write(w, format, findings)
}

// screenOf is the terminal that w leads to; false if it leads to none, or to one
// that another program reads, as TERM=dumb says. FORCE_COLOR and CLICOLOR_FORCE
// make anything a screen, and NO_COLOR takes its colours: see no-color.org and
// bixense.com/clicolors.
func screenOf(w io.Writer) (s report.Screen, ok bool) {
	f, ok := w.(*os.File)
	if !ok {
		return s, false
	}
	plain := os.Getenv("NO_COLOR") != ""
	forced := !plain && (isSet("FORCE_COLOR") || isSet("CLICOLOR_FORCE"))
	terminal := term.IsTerminal(int(f.Fd()))
	if !forced && (!terminal || os.Getenv("TERM") == "dumb") {
		return s, false
	}
	s = report.Screen{Columns: unknownColumns, Color: forced || !plain && showsColors(f), ReadFile: regular.ReadFile}
	if columns, _, err := term.GetSize(int(f.Fd())); err == nil && columns > 0 {
		s.Columns = columns
	}
	return s, true
}

// isSet reports whether a variable switches something on.
func isSet(name string) bool {
	value := os.Getenv(name)
	return value != "" && value != "0" && value != "false"
}
