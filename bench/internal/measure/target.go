package measure

import "fmt"

// Target is a ratio that is promised, and what was measured.
type Target struct {
	What     string
	Most     float64 // the ratio promised
	Measured float64
	Wants    string // how the promise reads, where "at most" says it badly
	Met      func(measured float64) bool
}

// met reports whether the promise is kept.
func (t Target) met() bool {
	if t.Met != nil {
		return t.Met(t.Measured)
	}
	return t.Measured <= t.Most
}

// Targets is the table of promises.
func Targets(list []Target) *Table {
	table := &Table{Title: "Targets", Head: []string{"what", "target", "measured", "met"}}
	for _, t := range list {
		wants := t.Wants
		if wants == "" {
			wants = fmt.Sprintf("at most %g", t.Most)
		}
		met := "no"
		if t.met() {
			met = "yes"
		}
		table.Add(t.What, wants, fmt.Sprintf("%.2f", t.Measured), met)
	}
	return table
}
