package breaking

import (
	"go/token"
	"math"
	"math/big"
	"strconv"

	"github.com/hhgen/hhgen/schema"
)

// limit is a bound that counts something, as it was and as it is.
type limit struct {
	what, option string
	base, now    int // 0 for none
	pos, was     token.Position
}

// count compares the two values of a limit.
func (c *comparer) count(l limit) {
	size := func(n int) int {
		if n == 0 {
			return math.MaxInt
		}
		return n
	}
	show := func(n int) string {
		if n == 0 {
			return "none"
		}
		return strconv.Itoa(n)
	}
	c.bound(l.what, l.option, show(l.base), show(l.now), size(l.base)-size(l.now), l.pos, l.was)
}

// bound reports a bound that is tighter, if tighter is above 0, or wider, if it
// is below.
func (c *comparer) bound(what, option, base, now string, tighter int, pos, was token.Position) {
	switch {
	case tighter > 0:
		c.add(BoundTightened, pos, was, "%s of %s is %s now, and was %s at {was}, so that values are cut or dropped that were recorded: keep the bound, or declare a new key with the other", option, what, now, base)
	case tighter < 0:
		c.add(BoundWidened, pos, was, "%s of %s is %s now, and was %s at {was}: tell those whose columns and checks have the old bound", option, what, now, base)
	}
}

// bounds compares the bounds of a field.
func (ch *change) bounds() {
	b, n := ch.base, ch.now
	at := func(option string, base, now int) {
		ch.count(limit{ch.path, ch.word(option), base, now, n.At(option), b.At(option)})
	}
	if b.Type.Sized() && n.Type.Sized() {
		if !inCharacters(b) || !inCharacters(n) {
			at("maxbytes", b.ByteLimit(), n.ByteLimit())
		}
		at("maxlength", b.MaxLength, n.MaxLength)
	}
	at("maxitems", items(b), items(n))
	ch.ends("minimum", "above", 1, lower)
	ch.ends("maximum", "below", -1, upper)
}

// inCharacters reports whether the bound in bytes says no more than that in
// characters, which have at most four.
func inCharacters(f *schema.Field) bool { return f.MaxLength > 0 && f.ByteLimit() == 4*f.MaxLength }

// items is the most items of a field; 0 if it has none.
func items(f *schema.Field) int {
	if f.Type.Kind == schema.KindArray {
		return f.Type.Len
	}
	return f.MaxItems
}

// end is an end of a range; no value is no end.
type end struct {
	value *big.Rat
	text  string // value, as it was declared
	open  bool   // the value itself lies outside
}

func (e end) String() string {
	switch {
	case e.value == nil:
		return "none"
	case e.open:
		return e.text + " (exclusive)"
	case e.text == "":
		return e.value.RatString() // of a whole number
	}
	return e.text
}

// lower is the least value that f takes.
func lower(f *schema.Field) end {
	if f.Minimum == "" && f.Above == "" {
		return end{}
	}
	if whole(f) {
		return end{value: new(big.Rat).SetInt64(f.LeastInt())}
	}
	if f.Above != "" && (f.Minimum == "" || f.Above.Rat().Cmp(f.Minimum.Rat()) >= 0) {
		return end{f.Above.Rat(), string(f.Above), true}
	}
	return end{f.Minimum.Rat(), string(f.Minimum), false}
}

// upper is the greatest value that f takes.
func upper(f *schema.Field) end {
	if f.Maximum == "" && f.Below == "" {
		return end{}
	}
	if whole(f) {
		return end{value: new(big.Rat).SetInt64(f.GreatestInt())}
	}
	if f.Below != "" && (f.Maximum == "" || f.Below.Rat().Cmp(f.Maximum.Rat()) <= 0) {
		return end{f.Below.Rat(), string(f.Below), true}
	}
	return end{f.Maximum.Rat(), string(f.Maximum), false}
}

func whole(f *schema.Field) bool { return f.Type.Leaf().Kind.Whole() }

// ends compares one end of the range of a field's numbers. inward is the sign
// of the direction in which that end tightens.
func (ch *change) ends(inclusive, exclusive string, inward int, of func(*schema.Field) end) {
	b, n := of(ch.base), of(ch.now)
	at := func(f *schema.Field) token.Position {
		if _, ok := f.Where[exclusive]; ok {
			return f.At(exclusive)
		}
		return f.At(inclusive)
	}
	ch.bound(ch.path, ch.word(inclusive), b.String(), n.String(), tighter(b, n, inward), at(ch.now), at(ch.base))
}

// tighter is above 0 if the end n lies further inward than b, and below 0 if it
// lies further outward. An end lies further inward than none, and an exclusive
// one than the same inclusive.
func tighter(b, n end, inward int) int {
	sign := func(yes, no bool) int {
		switch {
		case yes == no:
			return 0
		case yes:
			return 1
		}
		return -1
	}
	if b.value == nil || n.value == nil {
		return sign(n.value != nil, b.value != nil)
	}
	if c := n.value.Cmp(b.value); c != 0 {
		return c * inward
	}
	return sign(n.open, b.open)
}
