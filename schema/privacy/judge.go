package privacy

import (
	_ "embed"
	"maps"
	"slices"
	"strings"
	"sync"
	"unicode"
)

// Key is a key to judge, with what else is known about it.
type Key struct {
	Path     string // from the namespace on: customer.name
	OfUser   bool   // it is about a user, as keys of user_properties are
	Settings bool   // it is about a program, as keys of config are
	Holds    Values
}

// Values are the values that a key has. Ends of keys have the greatest that their
// values may be: an email address is no number.
type Values int

// The values of keys.
const (
	Text   Values = iota // strings, and values of any type
	Number               // numbers
	Time                 // points in time
)

// term is a row of terms.tsv: the end of a key.
type term struct {
	kind  Kind // "" if it is harmless
	after front
	holds Values
}

// front says what must be in front of an end.
type front string

// The fronts of ends.
const (
	anything front = "any"
	first    front = "first"
	alone    front = "alone"
	person   front = "person"
	access   front = "access"
	outside  front = "outside"
)

//go:embed terms.tsv
var termTable string

//go:embed words.tsv
var wordTable string

// Words are the words by which keys are judged.
type Words struct {
	terms map[string]term // by their words, written together
	class map[string]map[string]bool
	same  map[string][]string // other spellings
}

// Default are the words of the tables.
var Default = sync.OnceValue(func() *Words { return read(termTable, wordTable) })

// With are the words of w, and some others with their kinds; [None] makes a word
// harmless.
func (w *Words) With(more map[string]Kind) *Words {
	if len(more) == 0 {
		return w
	}
	out := &Words{terms: maps.Clone(w.terms), class: w.class, same: w.same}
	for word, kind := range more {
		if kind == None {
			kind = ""
		}
		out.add(w.words(word), term{kind, anything, Time})
	}
	return out
}

// read reads the tables.
func read(terms, words string) *Words {
	w := &Words{terms: map[string]term{}, class: map[string]map[string]bool{}, same: map[string][]string{}}
	for _, row := range rows(words) {
		for word := range strings.SplitSeq(row[1], ", ") {
			w.addWord(row[0], word)
		}
	}
	plurals := map[string]term{}
	for _, row := range rows(terms) {
		t := term{Kind(row[0]), front(row[1]), map[string]Values{"text": Text, "number": Number, "time": Time}[row[2]]}
		if t.kind == "-" {
			t.kind = ""
		}
		for end := range strings.SplitSeq(row[3], ", ") {
			w.terms[strings.ReplaceAll(end, " ", "")] = t
			plurals[strings.ReplaceAll(plural(end), " ", "")] = t
		}
	}
	for end, t := range plurals {
		if _, ok := w.terms[end]; !ok {
			w.terms[end] = t
		}
	}
	return w
}

// addWord adds a word to a class, and its plural.
func (w *Words) addWord(class, word string) {
	if from, to, ok := strings.Cut(word, "="); ok {
		w.same[from] = strings.Fields(to)
		return
	}
	if w.class[class] == nil {
		w.class[class] = map[string]bool{}
	}
	joined := strings.ReplaceAll(word, " ", "")
	w.class[class][joined], w.class[class][plural(joined)] = true, true
}

// add adds an end and its plural.
func (w *Words) add(words []string, t term) {
	end := strings.Join(words, "")
	w.terms[end], w.terms[plural(end)] = t, t
}

// plural is the plural of an English noun.
func plural(word string) string {
	switch stem, last := word[:max(len(word)-1, 0)], word[max(len(word)-1, 0):]; {
	case strings.HasSuffix(word, "sis"):
		return strings.TrimSuffix(word, "is") + "es"
	case strings.HasSuffix(word, "ch"), strings.HasSuffix(word, "sh"), last == "s", last == "x", last == "z":
		return word + "es"
	case last == "y" && !strings.HasSuffix(stem, "a") && !strings.HasSuffix(stem, "e") && !strings.HasSuffix(stem, "o"):
		return stem + "ies"
	}
	return word + "s"
}

// Judge is the kind of the values of a key, by its words; "" if they are
// harmless.
func (w *Words) Judge(k Key) Kind {
	for segment := range strings.SplitSeq(k.Path, ".") {
		if begin, _, _ := strings.Cut(segment, "_"); w.is("closed", begin) {
			return ""
		}
	}
	last := k.Path[strings.LastIndex(k.Path, ".")+1:]
	if t := w.terms[strings.Join(w.words(last), "")]; t.after == alone && k.Holds <= t.holds {
		return t.kind
	}
	words, counts := w.turn(w.cut(w.words(k.Path)))
	if counts {
		return ""
	}
	if n := len(words) - 1; n > 0 && w.is("whose", words[n]) {
		turned := append([]string{words[n]}, words[:n]...)
		if kind, _ := w.end(turned, k); kind.Level() == Direct {
			return kind
		}
	}
	for told := false; len(words) > 0; words = words[:len(words)-1] {
		kind, t := w.end(words, k)
		if kind != "" && (!told || t.after == anything && (kind.Level() == Special || kind.Level() == Indirect)) {
			return kind
		}
		switch last := words[len(words)-1]; {
		case t.after != "": // harmless
			return ""
		case w.is("told", last):
			told = true
		case !w.is("after", last):
			return ""
		}
	}
	return ""
}

// is reports whether a word is in a class.
func (w *Words) is(class, word string) bool { return w.class[class][word] }

// words splits a key into words, without digits, and writes them as the tables do.
func (w *Words) words(key string) (out []string) {
	for _, word := range strings.FieldsFunc(key, func(r rune) bool { return !unicode.IsLetter(r) }) {
		if same, ok := w.same[word]; ok {
			out = append(out, same...)
		} else {
			out = append(out, word)
		}
	}
	return out
}

// cut leaves out the words that only say what the thing in front of them is for.
func (w *Words) cut(words []string) []string {
	for i := 1; i < len(words)-1; i++ {
		if w.is("cut", words[i]) {
			return words[:i]
		}
	}
	return words
}

// turn puts the words after "of" in front: name_of_customer is customer_name.
// counts reports whether the key counts them, as number_of_emails does.
func (w *Words) turn(words []string) (turned []string, counts bool) {
	i := slices.Index(words, "of")
	if i < 1 {
		return words, false
	}
	return slices.Concat(words[i+1:], words[:i]), w.is("counted", words[i-1])
}

// end finds the kind of the longest end of a key that is in the table. A harmless
// end hides the shorter ones.
func (w *Words) end(words []string, k Key) (Kind, term) {
	for i := range words {
		t, ok := w.terms[strings.Join(words[i:], "")]
		if !ok || k.Holds > t.holds || !w.fits(t.after, words[:i], k) {
			continue
		}
		return t.kind, t
	}
	return "", term{}
}

// fits reports whether words are those that must be in front of an end.
func (w *Words) fits(f front, before []string, k Key) bool {
	last := ""
	if n := len(before); n > 0 {
		last = before[n-1]
	}
	switch f {
	case anything:
		return true
	case outside:
		return !w.is("machine", last)
	case access:
		return w.is("access", last) || slices.ContainsFunc(before, func(s string) bool { return w.is("service", s) })
	}
	for len(before) > 0 && w.is("between", before[len(before)-1]) {
		before = before[:len(before)-1]
	}
	if n := len(before); n > 0 {
		return w.is("person", before[n-1])
	}
	return (f == first || f == alone) && !k.Settings || k.OfUser
}
