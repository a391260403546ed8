package schema

import (
	"math"
	"math/big"
	"strconv"
)

// ByteLimit is the bound of f's strings in bytes, declared or default.
func (f *Field) ByteLimit() int { return byteLimit(f.MaxBytes) }

// ByteLimit is the bound of strings under undeclared keys in bytes, declared or default.
func (o *Open) ByteLimit() int { return byteLimit(o.MaxBytes) }

func byteLimit(declared int) int {
	if declared > 0 {
		return declared
	}
	return DefaultMaxBytes
}

// InCharacters reports whether the bound in bytes only follows from the bound
// in characters, so a source that declares the latter need not declare the
// former.
func (f *Field) InCharacters() bool {
	return f.MaxLength > 0 && f.ByteLimit() == MaxRuneBytes*f.MaxLength
}

// bytesOption is the option that decides f's bound in bytes: maxlength, if the
// bound only follows from it.
func (f *Field) bytesOption() string {
	if f.InCharacters() {
		return "maxlength"
	}
	return "maxbytes"
}

// itemCounts are the limits on the items of each list, map and array of f,
// outermost first; 0 for no limit.
func (f *Field) itemCounts() (counts []int) {
	for t := f.Type; t != nil; t = t.Elem {
		switch {
		case t.Kind == KindArray:
			counts = append(counts, t.Len)
		case kindFacts[t.Kind].counted:
			counts = append(counts, f.MaxItems)
		}
	}
	return counts
}

// end is the lower or the upper end of the range of a field's numbers.
type end struct {
	value  Number // "" for no end
	option string // the one that declares it
	open   bool   // the value itself is outside the range
}

// low is the lower end of f's range: the tighter one if two are declared.
func (f *Field) low() end {
	if f.Above != "" && (f.Minimum == "" || f.Above.Rat().Cmp(f.Minimum.Rat()) >= 0) {
		return end{f.Above, "above", true}
	}
	return end{f.Minimum, "minimum", false}
}

// high is the upper end of f's range: the tighter one if two are declared.
func (f *Field) high() end {
	if f.Below != "" && (f.Maximum == "" || f.Below.Rat().Cmp(f.Maximum.Rat()) <= 0) {
		return end{f.Below, "below", true}
	}
	return end{f.Maximum, "maximum", false}
}

// limit is the value of an end, which is outside the range if open is true. For
// whole numbers, an end outside the range is replaced by the next number
// inside: inward, 1 or -1, is the step to it.
func (e end) limit(whole bool, inward int64) (value *big.Rat, open bool) {
	value = e.value.Rat()
	if whole && e.open {
		return value.Add(value, new(big.Rat).SetInt64(inward)), false
	}
	return value, e.open
}

// show formats an end for messages; "" if there is none.
func (e end) show(whole bool, inward int64) string {
	switch value, open := e.limit(whole, inward); {
	case e.value == "":
		return ""
	case open:
		return string(e.value) + " (exclusive)"
	case whole:
		return value.RatString()
	}
	return string(e.value)
}

// Bounded reports whether f declares a bound for numbers.
func (f *Field) Bounded() bool {
	return f.Minimum != "" || f.Maximum != "" || f.Above != "" || f.Below != ""
}

// LeastInt is the least integer that Minimum and Above allow. One of them must
// be declared.
func (f *Field) LeastInt() int64 {
	least := int64(math.MinInt64)
	if i, ok := f.Minimum.Int(); ok {
		least = i
	}
	if i, ok := f.Above.Int(); ok && i < math.MaxInt64 {
		least = max(least, i+1)
	}
	return least
}

// GreatestInt is the greatest integer that Maximum and Below allow. One of them
// must be declared.
func (f *Field) GreatestInt() int64 {
	greatest := int64(math.MaxInt64)
	if i, ok := f.Maximum.Int(); ok {
		greatest = i
	}
	if i, ok := f.Below.Int(); ok && i > math.MinInt64 {
		greatest = min(greatest, i-1)
	}
	return greatest
}

// LeastFloat is the least number that Minimum and Above allow: an exclusive
// bound is replaced by the next float64.
func (f *Field) LeastFloat() float64 {
	least := -math.MaxFloat64
	if f.Minimum != "" {
		least = f.Minimum.Float()
	}
	if f.Above != "" {
		least = max(least, math.Nextafter(f.Above.Float(), math.MaxFloat64))
	}
	return least
}

// GreatestFloat is the greatest number that Maximum and Below allow.
func (f *Field) GreatestFloat() float64 {
	greatest := math.MaxFloat64
	if f.Maximum != "" {
		greatest = f.Maximum.Float()
	}
	if f.Below != "" {
		greatest = min(greatest, math.Nextafter(f.Below.Float(), -math.MaxFloat64))
	}
	return greatest
}

// count formats a bound on a number of things; "" for no bound.
func count(n int) string {
	if n == 0 {
		return ""
	}
	return strconv.Itoa(n)
}
