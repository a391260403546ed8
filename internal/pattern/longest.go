package pattern

import (
	"regexp/syntax"
	"slices"
	"unicode/utf8"
)

// Longest is the length of the longest string that matches. ok is false if there is
// none, or if it is not easy to find.
func (e Expressions) Longest() (size Size, ok bool) {
	size = Size{tooLong, tooLong}
	for _, re2 := range append([]string{e.Match}, e.And...) {
		if of, bounded := longestOf(re2); bounded {
			size, ok = Size{min(size.Bytes, of.Bytes), min(size.Runes, of.Runes)}, true
		}
	}
	if !ok {
		return Size{}, false
	}
	return size, true
}

// longestOf is [Expressions.Longest] of one expression.
func longestOf(re2 string) (size Size, ok bool) {
	re, err := syntax.Parse(re2, syntax.Perl)
	if err != nil || !ends(re, syntax.OpBeginText, first) || !ends(re, syntax.OpEndText, last) {
		return Size{}, false
	}
	return longest(re)
}

// Size is the length of a string.
type Size struct{ Bytes, Runes int }

// tooLong is a length that no bound allows.
const tooLong = 1 << 20

// add is the size of n more strings of a size, up to [tooLong].
func (s Size) add(n int, more Size) Size {
	return Size{min(tooLong, s.Bytes+min(n, tooLong)*more.Bytes), min(tooLong, s.Runes+min(n, tooLong)*more.Runes)}
}

// first and last are the expression at one end of several.
func first(subs []*syntax.Regexp) *syntax.Regexp { return subs[0] }
func last(subs []*syntax.Regexp) *syntax.Regexp  { return subs[len(subs)-1] }

// ends reports whether an expression has an assertion at one end, whatever it matches.
func ends(re *syntax.Regexp, assertion syntax.Op, end func([]*syntax.Regexp) *syntax.Regexp) bool {
	switch re.Op {
	case syntax.OpConcat, syntax.OpCapture:
		return ends(end(re.Sub), assertion, end)
	case syntax.OpAlternate:
		return !slices.ContainsFunc(re.Sub, func(sub *syntax.Regexp) bool { return !ends(sub, assertion, end) })
	}
	return re.Op == assertion
}

// longest is the size of the longest string that an expression matches as a whole.
func longest(re *syntax.Regexp) (size Size, ok bool) {
	most := 1 // how often each part may be in the string
	switch re.Op {
	case syntax.OpLiteral:
		return Size{len(string(re.Rune)), len(re.Rune)}, true
	case syntax.OpCharClass:
		return Size{utf8.RuneLen(min(utf8.MaxRune, highest(re.Rune))), 1}, true
	case syntax.OpAnyChar, syntax.OpAnyCharNotNL:
		return Size{utf8.UTFMax, 1}, true
	case syntax.OpStar, syntax.OpPlus:
		size, ok = longest(re.Sub[0])
		return size, ok && size.Runes == 0
	case syntax.OpRepeat:
		if most = re.Max; most < 0 {
			return Size{}, false
		}
	case syntax.OpAlternate:
		for _, sub := range re.Sub {
			part, bounded := longest(sub)
			if !bounded {
				return Size{}, false
			}
			size = Size{max(size.Bytes, part.Bytes), max(size.Runes, part.Runes)}
		}
		return size, true
	}
	for _, sub := range re.Sub {
		part, bounded := longest(sub)
		if !bounded {
			return Size{}, false
		}
		size = size.add(most, part)
	}
	return size, true
}

// highest is the highest character in ranges; a string has no surrogates.
func highest(ranges []rune) rune {
	if len(ranges) == 0 {
		return 0
	}
	if r := ranges[len(ranges)-1]; !isSurrogate(r) {
		return r
	}
	return 0xd7ff
}
