package pattern

import (
	"math/rand/v2"
	"testing"
	"unicode/utf8"
)

func TestLongest(t *testing.T) {
	for _, test := range []struct {
		ecma string
		want Size // 0 for none
	}{
		{`^[A-Z]{2},\d{1,3}$`, Size{6, 6}},
		{`^(?:ab?|ü{3})$`, Size{6, 3}},
		{`^a$|^bcd$`, Size{3, 3}},
		{`^.$`, Size{4, 1}},
		{`^\b(?:^)*a?$`, Size{1, 1}},
		{`^[\ud7ff-\udfff]$`, Size{3, 1}},
		{`^(a{999}){1}$`, Size{999, 999}},
		{`^(?=.{2,9}$)(?!a$)[a-z]+$`, Size{36, 9}},
		{`^(?=.{9}$)[a-zü]{1,12}$`, Size{24, 9}},
		{`^(?=.{9})(?!a$)[a-z]+$`, Size{}},
		{`^$`, Size{}},
		{`^a+$`, Size{}},
		{`^a{2,}$`, Size{}},
		{`^a`, Size{}},
		{`a$`, Size{}},
		{`^a|b$`, Size{}},
		{`^a$|b`, Size{}},
		{`(?:^a)?b$`, Size{}},
	} {
		re2, err := RE2(test.ecma)
		if err != nil {
			t.Fatal(err)
		}
		if got, ok := re2.Longest(); got != test.want || ok != (test.want != Size{} || test.ecma == `^$`) {
			t.Errorf("Longest(%q) = %v, %v, want %v", re2, got, ok, test.want)
		}
	}
}

// No random string that matches a random pattern is longer.
func TestLongestOfAll(t *testing.T) {
	rnd := rand.New(rand.NewPCG(3, 4))
	bounded, matched := 0, 0
	for range 4000 {
		re2, err := RE2("^" + randomLookAheads(rnd) + "(?:" + randomAlternatives(rnd, 2) + ")$")
		if err != nil {
			continue
		}
		size, ok := re2.Longest()
		if !ok {
			continue
		}
		bounded++
		re := compiled(t, re2)
		for range 50 {
			text := randomText(rnd)
			if !re.MatchString(text) {
				continue
			}
			if matched++; len(text) > size.Bytes || utf8.RuneCountInString(text) > size.Runes {
				t.Errorf("%q matches %q, which is longer than %v", re2, text, size)
			}
		}
	}
	if bounded < 500 || matched < 500 {
		t.Errorf("%d patterns are bounded, and matched %d strings: more should", bounded, matched)
	}
}
