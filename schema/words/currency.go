package words

import "strings"

// currencies has codes and names of currencies, and says of each whether it stands
// for a currency only at the end of a key.
var currencies = func() map[string]bool {
	m := map[string]bool{}
	for _, row := range rows("currencies.txt", 1) {
		for _, w := range strings.Fields(row[0]) {
			word, atEnd := strings.CutPrefix(w, "*")
			m[word] = m[word] || atEnd
		}
	}
	return m
}()

// isCode reports whether a word stands for a currency wherever it is.
func isCode(word string) bool {
	atEnd, known := currencies[word]
	return known && !atEnd
}

// Currency reports whether k names a currency, or is about one.
func (k Key) Currency() bool {
	for i, w := range k {
		_, known := currencies[w.Text]
		if !known {
			_, known = currencies[Singular(w.Text)]
		}
		if known && (i == len(k)-1 || isCode(w.Text) || isCode(Singular(w.Text))) {
			return true
		}
	}
	return false
}

// About reports whether a word, or its plural, is in k.
func (k Key) About(word string) bool {
	for _, w := range k {
		if w.Text == word || Singular(w.Text) == word {
			return true
		}
	}
	return false
}
