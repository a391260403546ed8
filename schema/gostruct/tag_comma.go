package gostruct

import (
	"regexp"
	"slices"
	"strings"
)

// optionForm is what the beginning of an option looks like, known or not.
var optionForm = regexp.MustCompile(`^[A-Za-z_-][\w-]*(=|$)`)

// withCommas returns the pieces of a tag in which values that hold commas and are
// not quoted are whole. Broken has what each such piece should be, by its index.
func withCommas(parts []part) (whole []part, broken map[int]string) {
	broken = map[int]string{}
	for _, p := range parts {
		last := len(whole) - 1
		if last < 0 || p.text == "" || !continues(whole[last].text, p.text) {
			whole = append(whole, p)
			continue
		}
		whole[last].text += "," + p.text
		broken[last] = ""
	}
	for i := range broken {
		name, value, _ := strings.Cut(whole[i].text, "=")
		broken[i] = name + "=" + quoted(name, value)
	}
	return whole, broken
}

// continues reports whether text after a comma belongs to the value of the option
// before it: because it does not look like an option, or the value is a pattern that
// is not complete.
func continues(option, text string) bool {
	name, value, assigned := strings.Cut(option, "=")
	if !assigned || value == "" || strings.HasPrefix(value, "'") || !slices.Contains(optionNames(), name) {
		return false
	}
	next, _, _ := strings.Cut(strings.TrimSpace(text), "=")
	if slices.Contains(optionNames(), next) {
		return false
	}
	return !optionForm.MatchString(strings.TrimSpace(text)) || name == "pattern" && incomplete(value)
}

// incomplete reports whether a bracket of a pattern is not closed.
func incomplete(pattern string) bool {
	for _, pair := range []string{"()", "[]", "{}"} {
		if strings.Count(pattern, pair[:1]) > strings.Count(pattern, pair[1:]) {
			return true
		}
	}
	return false
}

// quoted is a value as an option takes it if it has a comma. Numbers have none.
func quoted(option, value string) string {
	for _, r := range optionRules {
		if r.name == option && (r.kind == countValue || r.kind == decimalValue) {
			return strings.ReplaceAll(value, ",", "")
		}
	}
	return "'" + strings.ReplaceAll(value, "'", "''") + "'"
}
