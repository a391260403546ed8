package words

import "strings"

// unchanged are words that end like plurals, and are none.
var unchanged = set("is was has us as this its yes plus bus gas status bonus focus corpus census alias bias atlas basis " +
	"analysis diagnosis synthesis axis series species class pass address process access success business loss less " +
	"cross press news lens aws dns tls css sms gps ios os https args")

// Singular is the singular of an English plural, by the usual endings; other
// words are returned as they are.
func Singular(word string) string {
	switch {
	case len(word) < 4 || unchanged[word] || !strings.HasSuffix(word, "s") || strings.HasSuffix(word, "ss"):
		return word
	case strings.HasSuffix(word, "ies") && len(word) > 4:
		return strings.TrimSuffix(word, "ies") + "y"
	case endsIn(word, "sses", "xes", "ches", "shes", "zzes", "uses"):
		return strings.TrimSuffix(word, "es")
	}
	return strings.TrimSuffix(word, "s")
}

// Plural is the plural of an English word, by the usual endings. Of several words,
// the last one changes: user_id becomes user_ids.
func Plural(word string) string {
	switch {
	case endsIn(word, "s", "x", "ch", "sh", "z"):
		return word + "es"
	case strings.HasSuffix(word, "y") && !endsIn(word, "ay", "ey", "oy", "uy"):
		return strings.TrimSuffix(word, "y") + "ies"
	}
	return word + "s"
}

func endsIn(word string, endings ...string) bool {
	for _, e := range endings {
		if strings.HasSuffix(word, e) {
			return true
		}
	}
	return false
}

// set is the set of the words of a text.
func set(text string) map[string]bool {
	m := map[string]bool{}
	for _, w := range strings.Fields(text) {
		m[w] = true
	}
	return m
}
