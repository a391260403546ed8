package collector

import (
	"fmt"
	"math"
	"slices"
	"strings"

	"github.com/hhgen/hhgen/schema"
	"github.com/hhgen/hhgen/schema/keys"
)

// bounds are what is allowed of the values of a key.
type bounds struct {
	kind       schema.Kind // one of each family: see families
	bytes      int         // of a string
	characters int         // of a string; 0 for no bound
	drop       bool        // a string over its bound is dropped, and not cut
	pattern    schema.Pattern
	enum       []string // the only values; nil if they are free
	numbers    bool     // of an open namespace that has no strings
	items      int      // of a list or map; 0 for no bound

	least, greatest int64   // of integers
	low, high       float64 // of numbers
}

// families are kinds whose values are the same on the wire, each by the kind that
// stands for it.
var families = map[schema.Kind]schema.Kind{
	schema.KindUint:      schema.KindInt,
	schema.KindDuration:  schema.KindFloat,
	schema.KindText:      schema.KindString,
	schema.KindMarshaler: schema.KindString,
	schema.KindError:     schema.KindString,
	schema.KindJSON:      schema.KindAny,
	schema.KindAnyMap:    schema.KindAny,
}

// boundsOf are the bounds that a leaf declares.
func boundsOf(l *keys.Leaf) bounds {
	b := bounds{
		kind: l.Type.Kind, bytes: l.MaxBytes(), drop: l.Overflow() == schema.Drop,
		least: math.MinInt64, greatest: math.MaxInt64, low: -math.MaxFloat64, high: math.MaxFloat64,
	}
	if b.kind == schema.KindUint {
		b.least = 0
	}
	if family, ok := families[b.kind]; ok {
		b.kind = family
	}
	for _, m := range l.Type.Enum {
		b.enum = append(b.enum, m.Value)
	}
	if l.Open != nil {
		b.numbers = l.Namespace == schema.Metrics
		return b
	}
	b.declare(l.Bound)
	return b
}

// declare takes over what a field declares.
func (b *bounds) declare(f *schema.Field) {
	b.items = f.MaxItems
	if b.kind != schema.KindAny {
		b.characters = f.MaxLength
	}
	if f.Type.Patterned() {
		b.pattern = f.Pattern
	}
	if f.Minimum != "" || f.Above != "" {
		b.least, b.low = max(b.least, f.LeastInt()), f.LeastFloat()
	}
	if f.Maximum != "" || f.Below != "" {
		b.greatest, b.high = f.GreatestInt(), f.GreatestFloat()
	}
}

// looser are bounds that both allow. same is false if the values are of different
// kinds: then those of the kind that shows less are taken, or those of any kind.
func (b bounds) looser(o bounds) (joined bounds, same bool) {
	if b.kind != o.kind {
		switch {
		case b.kind.Secrecy() > o.kind.Secrecy():
			return b, false
		case b.kind.Secrecy() < o.kind.Secrecy():
			return o, false
		}
		return bounds{kind: schema.KindAny, bytes: max(b.bytes, o.bytes), drop: b.drop && o.drop, items: max(b.items, o.items)}, false
	}
	b.bytes, b.items, b.drop, b.numbers = max(b.bytes, o.bytes), max(b.items, o.items), b.drop && o.drop, b.numbers && o.numbers
	if b.characters > 0 {
		b.characters = max(b.characters, o.characters)
	}
	if o.characters == 0 {
		b.characters = 0
	}
	if b.pattern != o.pattern {
		b.pattern = ""
	}
	b.enum = union(b.enum, o.enum)
	b.least, b.greatest = min(b.least, o.least), max(b.greatest, o.greatest)
	b.low, b.high = min(b.low, o.low), max(b.high, o.high)
	return b, true
}

// union are the values of two enums; nil if one of them is free.
func union(a, b []string) []string {
	if a == nil || b == nil {
		return nil
	}
	all := slices.Clone(a)
	for _, v := range b {
		if !slices.Contains(all, v) {
			all = append(all, v)
		}
	}
	return all
}

func (b bounds) equal(o bounds) bool {
	enums := slices.Equal(b.enum, o.enum)
	b.enum, o.enum = nil, nil
	return enums && fmt.Sprint(b) == fmt.Sprint(o)
}

// summary says what values are, for people: "number from 0 to 1".
func (b bounds) summary() string {
	switch {
	case len(b.enum) > 0:
		return b.enumText()
	case b.kind == schema.KindInt:
		return "an integer" + b.rangeText()
	case b.kind == schema.KindFloat:
		return "a finite number" + b.rangeText()
	case b.kind.Sized():
		return strings.Join(append([]string{b.kind.String()}, b.lengthText()...), ", ")
	}
	return b.kind.String()
}

// enumText lists values, unless they are many.
func (b bounds) enumText() string {
	const most = 100 // characters
	text := "one of " + strings.Join(b.enum, ", ")
	if len(text) > most {
		return fmt.Sprintf("one of the enum's %d values", len(b.enum))
	}
	return text
}

func (b bounds) rangeText() string {
	low, from := b.lowest()
	high, to := b.highest()
	low, high = strings.TrimSuffix(low, ".0"), strings.TrimSuffix(high, ".0")
	switch {
	case from && to:
		return " from " + low + " to " + high
	case from:
		return " of at least " + low
	case to:
		return " of at most " + high
	}
	return ""
}

func (b bounds) lengthText() (parts []string) {
	if b.characters > 0 {
		parts = append(parts, fmt.Sprintf("at most %d characters", b.characters))
	}
	if b.characters == 0 || b.bytes < schema.MaxRuneBytes*b.characters {
		parts = append(parts, fmt.Sprintf("at most %d bytes", b.bytes))
	}
	if b.drop {
		parts = append(parts, "dropped if longer")
	}
	if b.pattern != "" {
		parts = append(parts, "pattern "+string(b.pattern))
	}
	return parts
}

// lowest is the lower end of the range, as OTTL writes it; ok is false if there is
// none.
func (b bounds) lowest() (text string, ok bool) {
	if b.kind == schema.KindInt {
		return fmt.Sprint(b.least), b.least != math.MinInt64
	}
	return number(b.low), b.low != -math.MaxFloat64
}

// highest is the upper end.
func (b bounds) highest() (text string, ok bool) {
	if b.kind == schema.KindInt {
		return fmt.Sprint(b.greatest), b.greatest != math.MaxInt64
	}
	return number(b.high), b.high != math.MaxFloat64
}
