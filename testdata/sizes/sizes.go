// Package sizes has records of 1 to 100 attributes, and the calls that record
// them, for measurements. makesizes, in the folder bench, writes most of it.
package sizes

import (
	"context"
	"strings"
)

//go:generate go run github.com/hhgen/hhgen/cmd/hhgen

// Call is one way to record attributes on the active span of a context.
type Call struct {
	Name string
	Do   func(ctx context.Context)
}

// Sizes are the numbers of attributes.
var Sizes = []int{1, 5, 13, 40, 100}

// What is recorded. The compiler does not know the values.
var (
	Strings [100]string
	Floats  [100]float64
	Ints    [100]int
	Bools   [100]bool
)

func init() {
	for i := range Strings {
		Strings[i] = strings.Repeat("v", 8+i%16)
		Floats[i] = float64(i) / 7
		Ints[i] = i * i
		Bools[i] = i%2 == 0
	}
}
