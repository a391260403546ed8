package words

import (
	"maps"
	"math/bits"
	"slices"
	"strconv"
	"strings"
)

// numbered has words beside which a number is part of a name, or data.
var numbered = groups("numbered.tsv")

// NumberUse says what a number in a key is.
type NumberUse int

// Uses of numbers that are data. Others are part of a name: p95, recall_at_10.
const (
	InName  NumberUse = iota
	Long              // more digits than a name has
	Date              // a date, or a part of one
	Counter           // it tells one thing from others of its kind
)

// DataNumber finds the first number in k that is data, and returns it.
func (k Key) DataNumber() (number string, use NumberUse) {
	for i, w := range k {
		if !w.Number() {
			continue
		}
		if use := k.numberAt(i); use != InName {
			return k.numberText(i, use), use
		}
	}
	return "", InName
}

func (k Key) numberAt(i int) NumberUse {
	n, before := k[i].Text, k.at(i-1)
	model := k.named(i)
	round := strings.HasSuffix(n, "000") && len(n) < 9
	switch {
	case k.isDate(i) && (!model || len(n) > 4 || inRange(k.at(i+1), 1, 12) && inRange(k.at(i+2), 1, 31)):
		return Date
	case len(n) >= 6 && !round, len(n) == 5 && !round && !model:
		return Long
	case model, k.between(i), numbered["unit"][k.at(i+1)], k.isName(i), i > 0 && k[i-1].Number():
		return InName
	case has(numbered["counted"], before):
		return Counter
	case len(n) >= 3 && !common(n) && !numbered["thing"][k.at(i+1)]:
		return Counter
	}
	return InName
}

// named reports whether a word before i is the name of a model, a benchmark or a
// standard, of which numbers are a part.
func (k Key) named(i int) bool {
	return slices.ContainsFunc(k[:i], func(w Word) bool {
		return numbered["named"][w.Text] || len(w.Text) > 5 && endsIn(w.Text, slices.Collect(maps.Keys(numbered["named_end"]))...)
	})
}

// isName reports whether the word before i, or the two before it, are followed by
// a number in a name.
func (k Key) isName(i int) bool {
	return has(numbered["name"], k.at(i-1)) || numbered["name"][k.at(i-2)+"_"+k.at(i-1)]
}

// between reports whether a number stands for "to" or "for" between two words that
// it joins, as in text2sql.
func (k Key) between(i int) bool {
	n := k.at(i)
	return (n == "2" || n == "4") && k[i].Joined && i+1 < len(k) && k[i+1].Joined
}

// common reports whether a number is one that names have: it is round, or a power
// of two.
func common(n string) bool {
	v, err := strconv.ParseUint(n, 10, 64)
	return err == nil && (v%10 == 0 || bits.OnesCount64(v) == 1)
}

// isDate reports whether a number is a date, or begins one.
func (k Key) isDate(i int) bool {
	n := k[i].Text
	switch {
	case len(n) == 8:
		return inRange(n[:4], 1990, 2039) && inRange(n[4:6], 1, 12) && inRange(n[6:], 1, 31)
	case len(n) == 6:
		return inRange(n[:4], 1990, 2039) && inRange(n[4:], 1, 12)
	case len(n) == 4:
		return inRange(n, 1990, 2039) && (!numbered["code"][k.at(i-1)] || inRange(k.at(i+1), 1, 12))
	case numbered["month"][k.at(i-1)]:
		return !numbered["unit"][k.at(i+1)]
	}
	return inRange(n, 20, 39) && inRange(k.at(i+1), 1, 12) && inRange(k.at(i+2), 1, 31)
}

func inRange(n string, least, most int) bool {
	v, err := strconv.Atoi(n)
	return err == nil && least <= v && v <= most
}

// numberText is a number as messages show it: a date with the numbers after it.
func (k Key) numberText(i int, use NumberUse) string {
	end := i + 1
	for use == Date && end < len(k) && k[end].Number() {
		end++
	}
	if use == Date && k[i].Joined {
		i-- // fy24
	}
	return k[i:end].String()
}
