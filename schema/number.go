package schema

import (
	"fmt"
	"math/big"
	"regexp"
	"strconv"
)

// Number is a decimal number as it was declared, or "" for none. Keeping the
// digits as written keeps bounds exact: 2^63-1 has no float64.
type Number string

var decimal = regexp.MustCompile(`^-?(0|[1-9][0-9]*)(\.[0-9]+)?([eE][+-]?[0-9]+)?$`)

// ParseNumber checks that s is a finite decimal number, as JSON writes it.
func ParseNumber(s string) (Number, error) {
	if !decimal.MatchString(s) {
		return "", fmt.Errorf("%q is not a decimal number", s)
	}
	// A float64 is quick to make of any exponent, and an exact number is not. Of exponents
	// under -1000000, big.Rat makes none.
	if _, err := strconv.ParseFloat(s, 64); err != nil {
		return "", fmt.Errorf("%q is out of range", s)
	}
	if _, exact := new(big.Rat).SetString(s); !exact {
		return "", fmt.Errorf("%q is out of range", s)
	}
	return Number(s), nil
}

// Rat is the exact value of n, which must not be "".
func (n Number) Rat() *big.Rat {
	r, ok := new(big.Rat).SetString(string(n))
	if !ok {
		return new(big.Rat)
	}
	return r
}

// Float is the nearest float64.
func (n Number) Float() float64 {
	f, _ := strconv.ParseFloat(string(n), 64)
	return f
}

// Int is the value of n as an int64; ok is false if n does not fit, or is "".
func (n Number) Int() (i int64, ok bool) {
	if n == "" {
		return 0, false
	}
	r := n.Rat()
	if !r.IsInt() || !r.Num().IsInt64() {
		return 0, false
	}
	return r.Num().Int64(), true
}
