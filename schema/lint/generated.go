package lint

// The parts of keys that look generated.

import (
	"regexp"
	"strings"

	"github.com/hhgen/hhgen/schema/words"
)

var (
	uuidForm    = regexp.MustCompile(`(^|_)[0-9a-f]{8}_?[0-9a-f]{4}_?[0-9a-f]{4}_?[0-9a-f]{4}_?[0-9a-f]{12}(_|$)`)
	hexadecimal = regexp.MustCompile(`^[0-9a-f]{6,}$`)
	coordinates = regexp.MustCompile(`^(x[0-9]y[0-9])+$`)
	letters     = regexp.MustCompile(`[a-z]+`)
	longLetters = regexp.MustCompile(`[a-z]{3}`)
	noVowels    = regexp.MustCompile(`^[b-df-hj-np-tv-xz]{8,}$`)
)

// generatedPart names the part of a key that looks generated, numbers aside; "" if
// there is none.
func generatedPart(key string) string {
	if uuidForm.MatchString(key) {
		return "a UUID"
	}
	for _, part := range words.Parts(key) {
		switch {
		case isHash(part):
			return "a hash, " + part
		case isRandom(part):
			return "a random string, " + part
		}
	}
	return ""
}

// numbersOf says what a number in a key is that is data.
var numbersOf = map[words.NumberUse]string{
	words.Long:    "a long number",
	words.Date:    "a date",
	words.Counter: "a number that counts or identifies",
}

// isHash reports whether a part of a key is made of hexadecimal digits, and not of
// a word and a number. Short ones alternate, as those of commits do.
func isHash(part string) bool {
	if !hexadecimal.MatchString(part) || !letters.MatchString(part) || !strings.ContainsAny(part, "0123456789") {
		return false
	}
	return (changes(part) >= 2 || len(part) >= 8) && !toWord.MatchString(part)
}

// toWord is how names write "to" and "for" between two words.
var toWord = regexp.MustCompile(`^[a-z]{2,}[24][a-z]{2,}$`)

// isRandom reports whether letters and digits alternate as in no word, or there
// are letters that nobody can read.
func isRandom(part string) bool {
	if noVowels.MatchString(part) {
		return true
	}
	n := changes(part)
	if len(part) < 8 || coordinates.MatchString(part) {
		return false
	}
	return n >= 5 || n >= 4 && !longLetters.MatchString(part) || n >= 3 && isDigit(part[0])
}

// changes counts how often letters and digits alternate.
func changes(part string) (n int) {
	for i := 1; i < len(part); i++ {
		if isDigit(part[i]) != isDigit(part[i-1]) {
			n++
		}
	}
	return n
}

func isDigit(b byte) bool { return '0' <= b && b <= '9' }
