package record

import (
	"cmp"
	"regexp"
	"sync"
)

// Pattern is a regular expression that the strings of a key match. It is compiled when
// the first of them is recorded.
type Pattern struct {
	RE2 string   // the expression, which may match any part of a string
	And []string // expressions that a string matches too, such as those of look-aheads
	Not []string // expressions that it does not match

	once     sync.Once
	re       *regexp.Regexp // nil if one of the expressions does not compile, so nothing matches
	and, not []*regexp.Regexp
}

// maxUnmatched is how many bytes a string may be over its bound and still be matched,
// since the time that this takes grows with the string.
const maxUnmatched = 4096

// matches reports whether a string, as it would be sent if it were not cut, matches a's
// pattern.
func (a *Attr) matches(v string) bool {
	if len(v) > a.MaxBytes+maxUnmatched {
		return false
	}
	if !clean(v, len(v)) {
		v = replaceInvalid(v)
	}
	p := a.Pattern
	p.once.Do(p.compile)
	return p.re != nil && p.re.MatchString(v) && all(p.and, v, true) && all(p.not, v, false)
}

// compile compiles the expressions.
func (p *Pattern) compile() {
	re, err := regexp.Compile(p.RE2)
	list := func(re2 []string) (compiled []*regexp.Regexp) {
		for _, text := range re2 {
			one, wrong := regexp.Compile(text)
			compiled, err = append(compiled, one), cmp.Or(err, wrong)
		}
		return compiled
	}
	p.and, p.not = list(p.And), list(p.Not)
	if err == nil {
		p.re = re
	}
}

// all reports whether each of several expressions matches a string, or none does.
func all(re []*regexp.Regexp, v string, match bool) bool {
	for _, one := range re {
		if one.MatchString(v) != match {
			return false
		}
	}
	return true
}
