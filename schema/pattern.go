package schema

import (
	"errors"

	"github.com/hhgen/hhgen/internal/pattern"
)

// Pattern is a regular expression of ECMA-262 that strings match in some part, as
// JSON Schema writes it; "" for none.
type Pattern string

// PatternOf is the pattern that a source declares, as it is written, but for escapes
// that JSON Schema does not have, such as \- for -.
func PatternOf(text string) Pattern { return Pattern(pattern.Canonical(text)) }

// Expressions are the regular expressions of RE2 that a pattern is checked with.
type Expressions = pattern.Expressions

// RE2 are the regular expressions that match the same strings. The error says which
// part of p is wrong, or is nothing that RE2 can do.
func (p Pattern) RE2() (Expressions, error) { return pattern.RE2(string(p)) }

// Regexp is p, compiled.
func (p Pattern) Regexp() (*pattern.Regexp, error) {
	re2, err := p.RE2()
	if err != nil {
		return nil, err
	}
	return re2.Compile()
}

// Bounds reports whether no string that matches p is over a bound in bytes, or over
// one in characters; 0 for none.
func (p Pattern) Bounds(bytes, characters int) bool {
	re2, err := p.RE2()
	if err != nil {
		return false
	}
	size, ok := re2.Longest()
	return ok && (bytes == 0 || size.Bytes <= bytes) && (characters == 0 || size.Runes <= characters)
}

// Patterned reports whether a pattern has an effect on the values of t, or on the
// elements of t: strings that are recorded as they are given.
func (t *Type) Patterned() bool {
	leaf := t.Leaf()
	return leaf.Enum == nil && leaf.Kind.Text() && leaf.Kind.Secrecy() == 0
}

// patternWhy says why a pattern has no effect on a type.
func patternWhy(leaf *Type) string {
	switch {
	case leaf.Enum != nil:
		return "an enum lists its values"
	case leaf.Kind.Secrecy() > 0:
		return "it is about strings that are recorded as they are given"
	}
	return "it is about strings"
}

// pattern checks that the pattern of a field can be checked when values are
// recorded.
func (c *checker) pattern(f *Field) {
	if f.Pattern == "" || !f.Type.Patterned() {
		return // there is none, or the options' check reports it
	}
	_, err := f.Pattern.RE2()
	if err == nil {
		return
	}
	instead := ""
	if of := (*pattern.Error)(nil); errors.As(err, &of) && of.Limit {
		instead = ", or remove " + c.dialect.Word("pattern") + " and describe the values in " + c.dialect.Documentation
	}
	c.errs.Add(f.At("pattern"), PatternForm, "%s: %v%s", c.dialect.Word("pattern"), err, instead)
}
