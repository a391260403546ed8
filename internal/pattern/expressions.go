package pattern

import "regexp"

// Expressions are expressions of RE2 that say together which strings match. All but
// Match are about look-aheads: ^(?=a)(?!b)c is c's ^c, a's ^(?:a) and b's ^(?:b).
type Expressions struct {
	Match string   // matches the string
	And   []string // match it too
	Not   []string // do not match it
}

// Compile makes a [Regexp]. The error is package regexp's.
func (e Expressions) Compile() (*Regexp, error) {
	var failed error
	compile := func(re2 string) *regexp.Regexp {
		re, err := regexp.Compile(re2)
		if err != nil && failed == nil {
			failed = err
		}
		return re
	}
	r := &Regexp{match: compile(e.Match)}
	for _, re2 := range e.And {
		r.and = append(r.and, compile(re2))
	}
	for _, re2 := range e.Not {
		r.not = append(r.not, compile(re2))
	}
	if failed != nil {
		return nil, failed
	}
	return r, nil
}

// Regexp is what [Expressions] compile to.
type Regexp struct {
	match    *regexp.Regexp
	and, not []*regexp.Regexp
}

// MatchString reports whether a string matches.
func (r *Regexp) MatchString(s string) bool {
	if !r.match.MatchString(s) {
		return false
	}
	for _, re := range r.and {
		if !re.MatchString(s) {
			return false
		}
	}
	for _, re := range r.not {
		if re.MatchString(s) {
			return false
		}
	}
	return true
}
