// Package privacy knows secrets and personal data by the words of their keys:
// customer_name holds a person's name, and template_name does not. Its tables are
// data, with the sources of their words:
//
//	kinds.tsv  the kinds, their levels, and how messages call their values
//	terms.tsv  the ends of keys, and what has to be in front of them
//	words.tsv  the words beside them: people, services, and words that change nothing
//
// The last words of a key decide what it holds, since they name the thing in
// English: email is an email address, and email_count is a number.
package privacy

import (
	_ "embed"
	"strings"
)

// Kind is one kind of secret or personal data, such as email; "" for neither.
type Kind string

// None is what a schema declares if a key looks like personal data and is not.
const None Kind = "none"

// Level says how much harm a value of a kind does.
type Level string

// The levels of kinds.
const (
	Secret   Level = "secret"   // gives access
	Direct   Level = "direct"   // identifies a person
	Indirect Level = "indirect" // identifies a person together with others
	Special  Level = "special"  // of a special category of GDPR Article 9, or Article 10
)

// fact is what kinds.tsv says about a kind.
type fact struct {
	level Level
	noun  string
}

//go:embed kinds.tsv
var kindTable string

// kinds are the kinds in the order of the table.
var kinds []Kind

var facts = func() map[Kind]fact {
	all := map[Kind]fact{}
	for _, row := range rows(kindTable) {
		kinds = append(kinds, Kind(row[0]))
		all[Kind(row[0])] = fact{Level(row[1]), row[2]}
	}
	return all
}()

// rows are the lines of a table, without comments and empty lines, by columns.
func rows(table string) (out [][]string) {
	for line := range strings.Lines(table) {
		line = strings.TrimRight(line, "\r\n")
		if line != "" && !strings.HasPrefix(line, "#") {
			out = append(out, strings.Split(line, "\t"))
		}
	}
	return out
}

// Kinds are all kinds, in the order of the table.
func Kinds() []Kind { return append([]Kind(nil), kinds...) }

// Declarable are the kinds that a schema can declare: those of personal data, and
// [None].
func Declarable() []Kind {
	var out []Kind
	for _, k := range kinds {
		if !k.Secret() {
			out = append(out, k)
		}
	}
	return append(out, None)
}

// Known reports whether k is in the table.
func (k Kind) Known() bool { return facts[k].level != "" }

// Level is the level of k; "" if k is not in the table.
func (k Kind) Level() Level { return facts[k].level }

// Secret reports whether a value of k gives access.
func (k Kind) Secret() bool { return k.Level() == Secret }

// Noun is a value of k as messages call it: "a person's name".
func (k Kind) Noun() string { return facts[k].noun }
