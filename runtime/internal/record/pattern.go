package record

import (
	"regexp"
	"sync"
)

// Pattern is a regular expression that the strings of a key match. It is compiled when
// the first of them is recorded.
type Pattern struct {
	RE2 string // the expression, which may match any part of a string

	once sync.Once
	re   *regexp.Regexp // nil if RE2 does not compile, so nothing matches
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
	p.once.Do(func() { p.re, _ = regexp.Compile(p.RE2) })
	return p.re != nil && p.re.MatchString(v)
}
