package words

import (
	"slices"
	"strings"
)

// Quantity is what a value measures according to its key.
type Quantity string

// The quantities. A Number measures something that needs no unit.
const (
	Time   Quantity = "time"
	Size   Quantity = "size"
	Money  Quantity = "money"
	Moment Quantity = "moment"
	Number Quantity = "number"
)

// measure is one line of the list.
type measure struct {
	quantity Quantity
	text     bool
	alone    bool     // the word is the key
	after    []string // nil for any
	not      []string
}

var measures = func() map[string][]measure {
	m := map[string][]measure{}
	for _, row := range rows("quantities.tsv", 4) {
		one := measure{quantity: Quantity(row[1]), text: row[2] == "text"}
		switch condition, list, _ := strings.Cut(row[3], " "); condition {
		case "alone":
			one.alone = true
		case "after":
			one.after = strings.Fields(list)
		case "not":
			one.not = strings.Fields(list)
		}
		m[row[0]] = append(m[row[0]], one)
	}
	return m
}()

var endings = groups("endings.tsv")

// Measures is what the end of k says that its values measure; "" if it does not
// tell. A statistic at the end is left out. text says that the word has texts as
// values too.
func (k Key) Measures() (q Quantity, text bool) {
	if i := slices.IndexFunc(k, func(w Word) bool { return w.Text == "per" }); i > 0 {
		k = k[:i]
	}
	if k.timePassed() {
		return Time, true
	}
	if last := len(k) - 1; last > 0 && isStatistic(k[last].Text) {
		if q, text := k[:last].Measures(); q != "" {
			return q, text
		}
	}
	return k.lastMeasure()
}

// timePassed reports whether k says between which events a time passed, as
// time_to_first_token does, or for what: time_spent.
func (k Key) timePassed() bool {
	for i, w := range k {
		if next := k.at(i + 1); w.Text == "time" && (next == "spent" || endings["time_to"][next] && i+2 < len(k)) {
			return true
		}
	}
	return false
}

// Costs reports whether k is an amount of money, or a part of one.
func (k Key) Costs() bool {
	for len(k) > 1 && endings["part"][k[len(k)-1].Text] {
		k = k[:len(k)-1]
	}
	q, _ := k.Measures()
	return q == Money
}

// lastMeasure is what the last word of k measures.
func (k Key) lastMeasure() (q Quantity, text bool) {
	if len(k) == 0 {
		return "", false
	}
	word, before := k[len(k)-1].Text, k.at(len(k)-2)
	lines := measures[word]
	if lines == nil {
		lines = measures[Singular(word)]
	}
	for _, m := range lines {
		if m.alone && len(k) > 1 || m.after != nil && !slices.Contains(m.after, before) || slices.Contains(m.not, before) {
			continue
		}
		if m.quantity == Moment && before == "" && (word == "at" || word == "time") {
			continue
		}
		return m.quantity, m.text
	}
	return "", false
}

// isStatistic reports whether a word names a statistic over many values.
func isStatistic(word string) bool {
	return endings["statistic"][word] || word[0] == 'p' && len(word) > 1 && strings.Trim(word[1:], "0123456789") == ""
}

// True reports whether k names something that is true or false.
func (k Key) True() bool {
	return len(k) > 1 && endings["truth"][k[0].Text] || len(k) > 0 && endings["truth_end"][k[len(k)-1].Text]
}

// Text reports whether k, as a key of a namespace, names a text.
func (k Key) Text(namespace string) bool {
	return len(k) > 0 && !endings["scored"][namespace] && endings["text"][k[len(k)-1].Text]
}

// EndsInUnit reports whether k ends with a unit that only numbers have, after what
// it is the unit of.
func (k Key) EndsInUnit() bool {
	for len(k) > 2 && isStatistic(k[len(k)-1].Text) {
		k = k[:len(k)-1]
	}
	last := len(k) - 1
	if last < 1 {
		return false
	}
	return endings["number_unit"][k[last].Text] && !isCode(k[last-1].Text) || k[:last].takes(k[last].Text)
}

// takes reports whether what k measures has a unit.
func (k Key) takes(unit string) bool {
	q, _ := k.Measures()
	for _, ends := range UnitFamilies[string(q)] {
		if slices.Contains(ends, unit) {
			return true
		}
	}
	return false
}

// Counts reports whether k is the number of something, as num_tokens,
// number_of_turns and tokens_used are.
func (k Key) Counts() bool {
	switch {
	case len(k) < 2:
		return false
	case k[0].Text == "number" && k[1].Text == "of":
		return len(k) > 2
	}
	return endings["count"][k[0].Text] || endings["counted"][k[0].Text] && endings["done"][k[1].Text] && len(k) == 2
}
