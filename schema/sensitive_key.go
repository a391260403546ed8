package schema

import (
	"fmt"
	"slices"
	"strings"

	"github.com/hhgen/hhgen/schema/privacy"
)

// Sensitive is the kind of secret or personal data that f holds where it can be
// read; "" for neither. words judge its path within namespace n, and the option
// pii has the last word, except over secrets. Values that are hashed or masked
// cannot be read, booleans tell nothing without the program, and so do enums unless
// they tell something of a special category.
func (f *Field) Sensitive(words *privacy.Words, n Namespace, path string) privacy.Kind {
	kind := f.named(words, n, path)
	switch {
	case kind.Secret() || f.PII == "":
		return kind
	case f.PII == privacy.None || f.Type.Leaf().Kind.Secrecy() > 0:
		return ""
	}
	return f.PII
}

// named is the kind that the words of a path name, if values of f can be of it.
func (f *Field) named(words *privacy.Words, n Namespace, path string) privacy.Kind {
	leaf := f.Type.Leaf()
	if !kindFacts[leaf.Kind].content {
		return ""
	}
	key := privacy.Key{Path: path, OfUser: n == UserProperties, Settings: n == Config, Holds: holds(leaf.Kind)}
	kind := words.Judge(key)
	if leaf.Enum != nil && kind.Level() != privacy.Special {
		return ""
	}
	return kind
}

// holds are the values of a kind, for words.
func holds(k Kind) privacy.Values {
	switch {
	case k == KindTime:
		return privacy.Time
	case k.Number():
		return privacy.Number
	}
	return privacy.Text
}

// ParsePII reads what a schema declares a field to hold: a kind of personal data, or
// [privacy.None].
func ParsePII(text string) (privacy.Kind, error) {
	kind := privacy.Kind(text)
	if slices.Contains(privacy.Declarable(), kind) {
		return kind, nil
	}
	switch meant, _ := NearestPII(text); {
	case kind.Secret(), meant.Secret():
		return "", fmt.Errorf("%q is a secret, which no declaration makes harmless: declare the field as hh.Hashed, or suppress SENSITIVE_KEY with a reason", text)
	case meant != "":
		return "", fmt.Errorf("%q is not a kind of personal data: did you mean %q?", text, meant)
	}
	return "", fmt.Errorf("%q is not a kind of personal data: %s", text, Suggest(text, privacy.Declarable()))
}

// NearestPII is the kind that a word may mean, which no schema can declare as it is;
// "" if there is none. sure says that it is misspelt, not another word.
func NearestPII(word string) (meant privacy.Kind, sure bool) {
	if kind := privacy.Default().Judge(privacy.Key{Path: word}); kind != "" {
		return kind, false
	}
	near, sure := Nearest(word, privacy.Declarable())
	return privacy.Kind(near), sure
}

// KeyWords are the words of a key.
func KeyWords(key string) []string {
	return strings.FieldsFunc(key, func(r rune) bool { return r == '_' || r == '.' })
}
