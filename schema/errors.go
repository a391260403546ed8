package schema

import (
	"cmp"
	"fmt"
	"go/token"
	"slices"
	"strings"
)

// Error is one thing that is wrong with a schema, at the place where it is.
type Error struct {
	Pos     token.Position
	Rule    Rule   // what was broken
	Message string // what is wrong and the way out: lower case, no full stop
}

// Error is "file:line:column: message (RULE)", on one line.
func (e *Error) Error() string {
	s := e.Message + " (" + string(e.Rule) + ")"
	if e.Pos.Filename != "" || e.Pos.IsValid() {
		s = e.Pos.String() + ": " + s
	}
	return Printable(s)
}

// Errors collects all that is wrong. The zero value is ready to use.
type Errors []*Error

// Add appends an error.
func (es *Errors) Add(pos token.Position, rule Rule, format string, args ...any) {
	*es = append(*es, &Error{Pos: pos, Rule: rule, Message: fmt.Sprintf(format, args...)})
}

// Sort orders es by position and removes repetitions.
func (es *Errors) Sort() {
	slices.SortStableFunc(*es, func(a, b *Error) int {
		return cmp.Or(
			cmp.Compare(a.Pos.Filename, b.Pos.Filename),
			cmp.Compare(a.Pos.Line, b.Pos.Line),
			cmp.Compare(a.Pos.Column, b.Pos.Column),
			cmp.Compare(a.Message, b.Message),
		)
	})
	*es = slices.CompactFunc(*es, func(a, b *Error) bool { return *a == *b })
}

// Error is one line for each error.
func (es Errors) Error() string {
	lines := make([]string, len(es))
	for i, e := range es {
		lines[i] = e.Error()
	}
	return strings.Join(lines, "\n")
}

// Err returns es, sorted, or nil if there is none.
func (es *Errors) Err() error {
	if len(*es) == 0 {
		return nil
	}
	es.Sort()
	return *es
}

// Suggest ends a message about an unknown word: the known one that is nearest
// to it, or all of them.
func Suggest[S ~string](word string, known []S) string {
	all := make([]string, len(known))
	for i, k := range known {
		all[i] = string(k)
	}
	return SuggestOr(word, known, "use one of "+strings.Join(all, ", "))
}

// SuggestOr is [Suggest] with another end where no word is near.
func SuggestOr[S ~string](word string, known []S, otherwise string) string {
	best, distance := "", len(word)/2+1
	for _, k := range known {
		if len(word)-len(k) >= distance {
			continue // a word of megabytes is compared with none
		}
		if d := editDistance(word, string(k)); d < distance {
			best, distance = string(k), d
		}
	}
	if best != "" {
		return fmt.Sprintf("did you mean %q?", best)
	}
	return otherwise
}

// editDistance is the number of inserted, deleted and changed bytes between a and b.
func editDistance(a, b string) int {
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := range len(a) {
		diagonal := row[0]
		row[0] = i + 1
		for j := range len(b) {
			cost := diagonal
			if a[i] != b[j] {
				cost++
			}
			diagonal = row[j+1]
			row[j+1] = min(cost, row[j]+1, diagonal+1)
		}
	}
	return row[len(b)]
}
