package pattern

import (
	"regexp"
	"strconv"
	"strings"
)

// braces is a quantifier with numbers.
var braces = regexp.MustCompile(`^\{([0-9]+)(,([0-9]*))?\}`)

// quantifier reads how often the atom before it repeats, if it does. Whether it is
// greedy has no effect on what matches.
func (t *translator) quantifier() {
	start := t.at
	switch next := t.next(); {
	case next == "":
		return
	case strings.IndexByte("*+?", next[0]) >= 0:
		t.at++
		t.out.WriteByte(next[0])
	case next[0] == '{':
		t.numbers(start, braces.FindStringSubmatch(next))
	default:
		return
	}
	t.take("?")
}

// numbers reads the parts of {least,most}.
func (t *translator) numbers(start int, parts []string) {
	if parts == nil {
		t.fail(start, "is not a quantifier", `write {2}, {2,} or {2,4}, or \\{ for the character`)
		return
	}
	t.at += len(parts[0])
	least, most := number(parts[1]), number(parts[3])
	switch {
	case least > maxRepeat || most > maxRepeat:
		t.failLimit(start, t.at, "repeats over "+strconv.Itoa(maxRepeat)+" times, which is RE2's limit", "lower it, or write + or * and bound the length beside the pattern")
	case parts[3] != "" && least > most:
		t.failPart(start, t.at, "has its numbers in the wrong order", "swap them")
	case parts[2] == "":
		t.out.WriteString("{" + strconv.Itoa(least) + "}")
	case parts[3] == "":
		t.out.WriteString("{" + strconv.Itoa(least) + ",}")
	default:
		t.out.WriteString("{" + strconv.Itoa(least) + "," + strconv.Itoa(most) + "}")
	}
}

// number is the value of digits; over the limit, it is any number over the limit.
func number(digits string) int {
	digits = strings.TrimLeft(digits, "0")
	if len(digits) > len("1000") {
		return maxRepeat + 1
	}
	n, _ := strconv.Atoi(digits) // digits, or nothing
	return n
}
