package random_test

import (
	"math"
	"slices"
	"testing"

	"github.com/hhgen/hhgen/runtime/testdata/random"
)

// Each number, and each order, comes about as often as any other.
func TestEven(t *testing.T) {
	const checks, numbers, words = 500, 100, 1 << 40
	times := make([]int, numbers)
	first := make([]int, 3)
	var mean, chances, fractions, checked float64
	random.Check(t, checks, func(s random.Source) {
		checked++
		for range numbers {
			times[s.IntN(numbers)]++
			mean += float64(s.Int64N(words)) / words
			fractions += s.Float64()
			if s.Chance(20) {
				chances++
			}
		}
		for range 10 {
			first[random.Shuffled(s, []int{0, 1, 2})[0]]++
		}
	})
	if least := float64(slices.Min(times)); least < checked/2 {
		t.Errorf("of %d numbers, one came %v times in %v", numbers, least, checked*numbers)
	}
	if least := float64(slices.Min(first)); least < checked*2 {
		t.Errorf("an item came first %v times in %v", least, checked*10)
	}
	for what, c := range map[string]struct{ got, want float64 }{
		"mean of numbers": {mean, 0.5}, "mean of fractions": {fractions, 0.5}, "chance": {chances, 0.2},
	} {
		if got := c.got / checked / numbers; math.Abs(got-c.want) > 0.03 {
			t.Errorf("%s is %v, want %v", what, got, c.want)
		}
	}
}

// The flag of rapid is as it was after a check.
func TestBounds(t *testing.T) {
	times := 0
	random.Check(t, 7, func(s random.Source) {
		times++
		if n := s.IntN(1); n != 0 {
			t.Fatalf("a number below 1 is %d", n)
		}
		if n := s.Uint64N(math.MaxUint64); n == math.MaxUint64 {
			t.Fatal("a number is not below its bound")
		}
	})
	if times == 0 || times > 7 {
		t.Errorf("%d checks, want at most 7", times)
	}
}
