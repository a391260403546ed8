package collector

import (
	"fmt"
	"regexp"
	"slices"
	"strings"

	"github.com/hhgen/hhgen/schema/keys"
)

// tree joins the forms of keys into one regular expression, in which what they begin
// with stands once.
type tree struct {
	order []string // segments, as expressions
	below map[string]*tree
	leaf  bool // a key ends here
	rest  bool // and more may follow
}

func (t *tree) add(segments []string) {
	for _, s := range segments {
		if s == restSegment {
			t.leaf, t.rest = true, true
			return
		}
		if t.below == nil {
			t.below = map[string]*tree{}
		}
		if t.below[s] == nil {
			t.below[s] = &tree{}
			t.order = append(t.order, s)
		}
		t = t.below[s]
	}
	t.leaf = true
}

// restSegment stands for all that may follow a key.
const restSegment = ""

// expression matches what comes below t, the dot before it included.
func (t *tree) expression() string {
	if t.rest {
		return `(?:\..*)?`
	}
	if len(t.order) == 0 {
		return ""
	}
	below := `\.` + t.choice()
	if t.leaf {
		return `(?:` + below + `)?`
	}
	return below
}

// choice matches one of the segments of t, with what comes below it.
func (t *tree) choice() string {
	choices := make([]string, 0, len(t.order))
	for _, s := range t.order {
		choices = append(choices, s+t.below[s].expression())
	}
	if len(choices) == 1 {
		return choices[0]
	}
	return `(?:` + strings.Join(choices, "|") + `)`
}

// segments are the parts of a form of keys, as expressions. Of lists, max says
// whether the number of items counts.
func segments(l *keys.Leaf, limited bool) []string {
	all := []string{string(l.Namespace)}
	for _, s := range l.Path {
		all = append(all, segment(s, limited))
	}
	return all
}

func segment(s keys.Segment, limited bool) string {
	switch {
	case s.Kind == keys.Name:
		return regexp.QuoteMeta(s.Name)
	case s.Kind == keys.Index && limited:
		return below(s.Max)
	case s.Kind == keys.Index:
		return `(?:0|[1-9][0-9]*)`
	case s.Kind == keys.Open:
		return fmt.Sprintf(`[a-z][a-z0-9_]{0,%d}`, keys.MaxOpenKeyBytes-1)
	case s.Kind == keys.Rest:
		return restSegment
	}
	return `.+` // the key of a map, which may have dots
}

// matching matches the keys of one form, and nothing else.
func matching(l *keys.Leaf) string { return anyOf(l) }

// anyOf matches the keys of several forms, within the limits of their lists.
func anyOf(leaves ...*keys.Leaf) string { return matchAll(leaves, true) }

// ofAnyLength matches the same keys without the limits of lists.
func ofAnyLength(leaves ...*keys.Leaf) string { return matchAll(leaves, false) }

func matchAll(leaves []*keys.Leaf, limited bool) string {
	var t tree
	for _, l := range leaves {
		t.add(segments(l, limited))
	}
	return `(?s)^` + t.choice() + `$`
}

// known matches all keys that stay: those that are declared, those of HoneyHive, and
// those that a person allows.
func (p *policy) known() string {
	var t tree
	for _, k := range p.keys {
		t.add(segments(k.Leaf, true))
	}
	stay := slices.Concat(ownKeys, p.Allow)
	if p.Undeclared == Metadata {
		stay = append(stay, undeclared+".*") // of another Collector
	}
	for _, s := range stay {
		if name, all := strings.CutSuffix(s, ".*"); all {
			t.add(append(quoted(name), restSegment))
		} else {
			t.add(quoted(s))
		}
	}
	return `(?s)^` + t.choice() + `$`
}

func quoted(path string) []string {
	all := strings.Split(path, ".")
	for i, s := range all {
		all[i] = regexp.QuoteMeta(s)
	}
	return all
}

// below matches the numbers from 0 to n-1, without leading zeros.
func below(n int) string {
	if n <= 0 {
		return `[^\x00-\x{10FFFF}]` // nothing
	}
	var choices []string
	last := fmt.Sprint(n - 1)
	for digits := 1; digits < len(last); digits++ {
		choices = append(choices, digitsFrom(digits))
	}
	choices = append(choices, upTo(last)...)
	if len(choices) == 1 {
		return choices[0]
	}
	return `(?:` + strings.Join(choices, "|") + `)`
}

// digitsFrom matches all numbers of n digits.
func digitsFrom(n int) string {
	switch n {
	case 1:
		return `[0-9]`
	case 2:
		return `[1-9][0-9]`
	}
	return fmt.Sprintf(`[1-9][0-9]{%d}`, n-1)
}

// upTo matches the numbers of as many digits as last has, up to last.
func upTo(last string) (choices []string) {
	for i := range last {
		from := byte('0')
		if i == 0 && len(last) > 1 {
			from = '1'
		}
		to := last[i]
		if i < len(last)-1 {
			to--
		}
		if to < from {
			continue
		}
		choices = append(choices, last[:i]+span(from, to)+anyDigits(len(last)-1-i))
	}
	slices.Reverse(choices)
	return choices
}

func span(from, to byte) string {
	if from == to {
		return string(from)
	}
	return fmt.Sprintf("[%c-%c]", from, to)
}

func anyDigits(n int) string {
	switch n {
	case 0:
		return ""
	case 1:
		return `[0-9]`
	}
	return fmt.Sprintf(`[0-9]{%d}`, n)
}

// overlapping are the other forms of keys that a key of l's form may have too, such as
// a field beside the keys of a map.
func (p *policy) overlapping(k *key) (others []*keys.Leaf) {
	for _, o := range p.keys {
		if o != k && o.Namespace == k.Namespace && mayMatch(k.Path, o.Path) {
			others = append(others, o.Leaf)
		}
	}
	return others
}

// mayMatch reports whether some key of form o, which has fewer unknown parts, is of
// form l too.
func mayMatch(l, o []keys.Segment) bool {
	for i, s := range l {
		if s.Kind == keys.Rest || s.Kind == keys.Key {
			return len(o) >= i && (i >= len(o) || o[i].Kind == keys.Name || o[i].Kind < s.Kind)
		}
		if i >= len(o) {
			return false
		}
		if s.Kind == keys.Name && (o[i].Kind != keys.Name || o[i].Name != s.Name) {
			return false
		}
		if s.Kind == keys.Index && o[i].Kind != keys.Index {
			return false
		}
		if s.Kind == keys.Open {
			return o[i].Kind == keys.Name && len(o) == i+1
		}
	}
	return false
}

// enrichment is a value of the copy of a span's enrichments.
func enrichment(path string) string {
	return `span.cache["hh"][` + quote(path) + `]`
}
