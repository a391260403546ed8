package words

import (
	"io/fs"
	"regexp"
	"slices"
	"strings"
	"testing"
)

var wordForm = regexp.MustCompile(`^[a-z0-9_.µ%$€£{}*A-Z]+$`)

// Each list names its sources, and has words only.
func TestLists(t *testing.T) {
	files, err := fs.Glob(lists, "lists/*")
	if err != nil || len(files) == 0 {
		t.Fatal(files, err)
	}
	for _, file := range files {
		text, err := lists.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		if !strings.Contains(string(text), "\n# SOURCE: ") {
			t.Errorf("%s names no source: add a line # SOURCE:", file)
		}
		for _, row := range rows(strings.TrimPrefix(file, "lists/"), 1) {
			for _, w := range strings.Fields(strings.Join(row, " ")) {
				if !wordForm.MatchString(w) {
					t.Errorf("%s: %q is not a word", file, w)
				}
			}
		}
	}
}

// The lists of words beside numbers agree.
func TestNumberedAgree(t *testing.T) {
	for w := range numbered["counted"] {
		if numbered["name"][w] || numbered["name"][Singular(w)] {
			t.Errorf("numbered.tsv: the number after %q is part of a name, and tells one of many", w)
		}
	}
}

// A line after one that always holds would never be read.
func TestSenses(t *testing.T) {
	conditions := []string{"", "number", "alone", "first", "last", "before", "after"}
	for word, senses := range abbreviations {
		for i, s := range senses {
			condition, list, _ := strings.Cut(s.when, " ")
			if !slices.Contains(conditions, condition) {
				t.Errorf("abbreviations.tsv: %s has the unknown condition %q", word, s.when)
			}
			if (condition == "before" || condition == "after") != (list != "") {
				t.Errorf("abbreviations.tsv: %s has the incomplete condition %q", word, s.when)
			}
			if s.when == "" && i < len(senses)-1 {
				t.Errorf("abbreviations.tsv: the lines of %s after the one without a condition are never read", word)
			}
		}
	}
}

// Expanding a key twice is expanding it once: what a word stands for is made of
// whole words.
func TestExpandTwice(t *testing.T) {
	for word, senses := range abbreviations {
		for _, s := range senses {
			if twice := (Abbreviations{}).Expand(Split(s.long), false).String(); s.long != "" && twice != s.long {
				t.Errorf("abbreviations.tsv: %s stands for %s, which stands for %s", word, s.long, twice)
			}
		}
	}
}

// Every quantity of the list is one that rules know.
func TestQuantities(t *testing.T) {
	for word, lines := range measures {
		for _, m := range lines {
			if !slices.Contains([]Quantity{Time, Size, Money, Moment, Number, ""}, m.quantity) {
				t.Errorf("quantities.tsv: %s measures the unknown %q", word, m.quantity)
			}
		}
	}
}
