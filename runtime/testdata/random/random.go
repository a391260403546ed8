// Package random checks properties of random values. Values come from
// pgregory.net/rapid, which shrinks those that fail and prints their seed.
package random

import (
	"context"
	"flag"
	"math"
	"math/bits"
	"strconv"
	"testing"

	"pgregory.net/rapid"
)

// TB is what tests and checks share, for the functions that serve both.
type TB interface {
	rapid.TB
	Context() context.Context
}

// Source draws values. Where rapid's own generators prefer small numbers, a
// Source draws each as often as any other; a failure shrinks them towards 0.
type Source struct{ *rapid.T }

// Check fails the test unless property holds for values drawn so many times: a
// fifth of it with -short, or what the flag -rapid.checks says. Tests that call
// it must not run in parallel, since the number is rapid's flag.
func Check(t *testing.T, times int, property func(Source)) {
	t.Helper()
	const name = "rapid.checks"
	given := false
	flag.Visit(func(f *flag.Flag) { given = given || f.Name == name })
	if !given {
		checks := flag.Lookup(name).Value
		old := checks.String()
		if testing.Short() {
			const part = 5
			times = max(times, part) // one check at least
		}
		set(t, checks, strconv.Itoa(times))
		defer set(t, checks, old)
	}
	rapid.Check(t, func(t *rapid.T) { property(Source{t}) })
}

func set(t *testing.T, v flag.Value, text string) {
	t.Helper()
	if err := v.Set(text); err != nil {
		t.Fatal(err)
	}
}

// words are generators of numbers of that many bits. Each number is one group of
// bits to rapid, which removes groups to shrink a failure.
var words = func() (all [65]*rapid.Generator[uint64]) {
	for n := range all {
		all[n] = rapid.Custom(func(t *rapid.T) (word uint64) {
			for range n {
				word <<= 1
				if rapid.Bool().Draw(t, "") {
					word |= 1
				}
			}
			return word
		})
	}
	return all
}()

func (s Source) word(bits int) uint64 { return words[bits].Draw(s.T, "") }

// Uint64 is any number.
func (s Source) Uint64() uint64 { return s.word(64) }

// Uint64N is a number below n.
func (s Source) Uint64N(n uint64) uint64 {
	const spare = 6 // bits by which a word is longer, so no number comes much more often
	width := min(bits.Len64(n-1)+spare, 64)
	high, low := bits.Mul64(s.word(width), n)
	return high<<(64-width) | low>>width
}

// Int64N is a number from 0 to n-1.
func (s Source) Int64N(n int64) int64 { return int64(s.Uint64N(uint64(n))) }

// IntN is a number from 0 to n-1.
func (s Source) IntN(n int) int { return int(s.Uint64N(uint64(n))) }

// Float64 is a number from 0 to 1, without 1.
func (s Source) Float64() float64 {
	const mantissa = 53
	return math.Ldexp(float64(s.word(mantissa)), -mantissa)
}

// Chance is true percent of 100 times.
func (s Source) Chance(percent int) bool { return s.IntN(100) >= 100-percent }

// OneOf is one of some values; a failure shrinks to the first.
func OneOf[V any](s Source, from ...V) V { return from[s.IntN(len(from))] }

// Shuffled is a list in any order; a failure shrinks to the order that it has.
func Shuffled[V any](s Source, list []V) []V { return rapid.Permutation(list).Draw(s.T, "") }
