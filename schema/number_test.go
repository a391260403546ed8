package schema

import "testing"

// Numbers keep their digits, and what no float64 is near is rejected before an exact
// number is made of it, which would take as long as its exponent says.
func TestParseNumber(t *testing.T) {
	for _, c := range []struct {
		text string
		ok   bool
		i    int64
		isI  bool
	}{
		{"9007199254740993", true, 9007199254740993, true},
		{"-9223372036854775808", true, -9223372036854775808, true},
		{"9223372036854775808", true, 0, false},
		{"1e3", true, 1000, true},
		{"1.0", true, 1, true},
		{"-0.0e5", true, 0, true},
		{"0e999999999", true, 0, true},
		{"1.5", true, 0, false},
		{"5e-324", true, 0, false},
		{"1e-400", true, 0, false},
		{"1e-999999999", false, 0, false},
		{"1e999999999", false, 0, false},
		{"01", false, 0, false},
		{"0x10", false, 0, false},
		{"", false, 0, false},
	} {
		n, err := ParseNumber(c.text)
		if ok := err == nil; ok != c.ok {
			t.Errorf("ParseNumber(%q): %v, want ok %t", c.text, err, c.ok)
			continue
		}
		if i, isI := n.Int(); c.ok && (i != c.i || isI != c.isI) {
			t.Errorf("%q is the integer %d, %t, want %d, %t", c.text, i, isI, c.i, c.isI)
		}
	}
}
