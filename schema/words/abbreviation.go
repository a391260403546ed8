package words

import (
	"slices"
	"strings"
)

// sense is one meaning of an abbreviation, and where it has that meaning.
type sense struct {
	long string // "" if the word is fine there
	when string // see the list
}

// abbreviations are the senses of each abbreviation. The first one that holds is
// taken.
var abbreviations = func() map[string][]sense {
	m := map[string][]sense{}
	for _, row := range rows("abbreviations.tsv", 3) {
		m[row[0]] = append(m[row[0]], sense{row[1], row[2]})
	}
	return m
}()

// Abbreviations are further abbreviations, and what they stand for. They win over
// the list. One that stands for itself is allowed.
type Abbreviations map[string]string

// Expand writes out the abbreviations of a key; number says whether its values are
// numbers. Plurals of abbreviations become plurals. What a number is joined to
// stays, as in word2vec and seq2seq.
func (a Abbreviations) Expand(k Key, number bool) Key {
	out := slices.Clone(k)
	for i, w := range k {
		if !w.Joined && !k.between(i+1) {
			out[i].Text = a.long(k, i, w.Text, number)
		}
	}
	return out
}

func (a Abbreviations) long(k Key, i int, word string, number bool) string {
	if long, ok := a.lookUp(k, i, word, number); ok {
		return long
	}
	one, ok := strings.CutSuffix(word, "s")
	if long, known := a.lookUp(k, i, one, number); ok && known && long != one {
		return Plural(long)
	}
	return word
}

// lookUp finds what a word stands for. It may stand for itself.
func (a Abbreviations) lookUp(k Key, i int, word string, number bool) (long string, ok bool) {
	if long, ok := a[word]; ok {
		return long, true
	}
	for _, s := range abbreviations[word] {
		if holds(s.when, k, i, number) {
			if s.long == "" {
				return word, true
			}
			return s.long, true
		}
	}
	return "", false
}

// holds reports whether a condition of the list holds for a word of a key.
func holds(when string, k Key, i int, number bool) bool {
	condition, list, _ := strings.Cut(when, " ")
	switch condition {
	case "number":
		return number
	case "alone":
		return len(k) == 1
	case "first":
		return i == 0
	case "last":
		return !slices.ContainsFunc(k[i+1:], func(w Word) bool { return !w.Number() })
	case "before":
		return slices.Contains(strings.Fields(list), k.at(i+1))
	case "after":
		return slices.Contains(strings.Fields(list), k.at(i-1))
	}
	return true
}
