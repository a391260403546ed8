package words

import "strings"

// Word is one word of a key.
type Word struct {
	Text   string
	Joined bool // no separator is before it, as before the 2 of oauth2
}

// Number reports whether w is made of digits.
func (w Word) Number() bool { return isDigit(w.Text[0]) }

// Key is a key as its words.
type Key []Word

// Split returns the words of a key.
func Split(key string) (k Key) {
	for _, part := range Parts(key) {
		for rest, joined := part, false; rest != ""; joined = true {
			end := wordEnd(rest)
			k = append(k, Word{rest[:end], joined})
			rest = rest[end:]
		}
	}
	return k
}

// Parts are the parts of a key between its separators.
func Parts(key string) []string {
	return strings.FieldsFunc(key, func(r rune) bool { return r == '_' || r == '.' })
}

// wordEnd is where the first word of a part ends. A letter keeps the number after
// it, and what follows that: p95, k8s, i18n.
func wordEnd(part string) int {
	end := sameKind(part)
	if end == len(part) || end > 1 || isDigit(part[0]) {
		return end
	}
	digits := sameKind(part[end:])
	if digits > 4 {
		return end // as in a timestamp
	}
	end += digits
	return end + sameKind(part[end:])
}

// sameKind is the length of the letters, or of the digits, that s begins with.
func sameKind(s string) int {
	for i := range len(s) {
		if isDigit(s[i]) != isDigit(s[0]) {
			return i
		}
	}
	return len(s)
}

func isDigit(b byte) bool { return '0' <= b && b <= '9' }

// String is the key that has the words.
func (k Key) String() string {
	var b strings.Builder
	for i, w := range k {
		if i > 0 && !w.Joined {
			b.WriteByte('_')
		}
		b.WriteString(w.Text)
	}
	return b.String()
}

// Texts are the words alone.
func (k Key) Texts() []string {
	texts := make([]string, len(k))
	for i, w := range k {
		texts[i] = w.Text
	}
	return texts
}

// at is the text of a word; "" if there is none.
func (k Key) at(i int) string {
	if i < 0 || i >= len(k) {
		return ""
	}
	return k[i].Text
}
