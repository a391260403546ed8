package catalogue

import (
	"math/big"
	"strconv"

	"github.com/hhgen/hhgen/schema"
)

// examples are values as JSON has them: those that the schema has, or one that its
// bounds and its type give. Strings of any content have none.
func examples(f *schema.Field) []string {
	switch {
	case len(f.Examples) > 0:
		return f.Examples
	case f.Default != "":
		return []string{f.Default}
	case f.Type.Elem != nil:
		return nil
	}
	switch t := f.Type; {
	case len(t.Enum) > 0:
		return nil // all values are listed
	case t.Kind == schema.KindBool:
		return []string{"true"}
	case t.Kind == schema.KindTime:
		return []string{`"2027-01-31T09:30:00Z"`}
	case t.Kind == schema.KindEventID:
		return []string{`"5f0c2a4e-8d1b-4c6f-9a37-2b1e0d9c8f46"`}
	case t.Kind.Number():
		return between(f)
	}
	return nil
}

// between is a number in the middle of the range of f, if it has two ends.
func between(f *schema.Field) []string {
	low, high := f.Minimum, f.Maximum
	if low == "" {
		low = f.Above
	}
	if high == "" {
		high = f.Below
	}
	if low == "" || high == "" {
		return nil
	}
	middle := new(big.Rat).Add(low.Rat(), high.Rat())
	middle.Quo(middle, big.NewRat(2, 1))
	if f.Type.Kind.Whole() {
		whole := new(big.Int).Div(middle.Num(), middle.Denom())
		if at := new(big.Rat).SetInt(whole); at.Cmp(low.Rat()) <= 0 && f.Minimum == "" {
			return nil
		}
		return []string{whole.String()}
	}
	value, _ := middle.Float64()
	return []string{shortest(value)}
}

// shortest is a number with as many digits as it needs, and no exponent if it can be
// read without one.
func shortest(value float64) string {
	return strconv.FormatFloat(value, 'g', 6, 64)
}
