package collector

import (
	"fmt"
	"regexp"
	"strings"

	"github.com/hhgen/hhgen/schema/keys"
	"github.com/hhgen/hhgen/schema/words"
)

// spelling matches the keys that are misspelt forms of others, and what they become.
type spelling struct{ old, now string }

// spellings are those of all keys that can be told apart: userId, UserID, user-id and
// user.id for user_id.
func (p *policy) spellings() (all []spelling) {
	folded := map[string]int{}
	for _, k := range p.keys {
		folded[fold(k.Leaf)]++
	}
	for _, k := range p.keys {
		if folded[fold(k.Leaf)] == 1 {
			if s, ok := misspelt(k.Leaf); ok {
				all = append(all, s)
			}
		}
	}
	return all
}

// fold is a form of keys without what differs between spellings.
func fold(l *keys.Leaf) string {
	var b strings.Builder
	b.WriteString(string(l.Namespace))
	for _, s := range l.Path {
		fmt.Fprintf(&b, "%d", s.Kind)
		b.WriteString(strings.ToLower(strings.ReplaceAll(s.Name, "_", "")))
	}
	return b.String()
}

// misspelt is the spelling of a form of keys. ok is false for those that have no name
// below their namespace.
func misspelt(l *keys.Leaf) (s spelling, ok bool) {
	var old, now strings.Builder
	old.WriteString(string(l.Namespace))
	now.WriteString(string(l.Namespace))
	groups := 0
	for _, part := range l.Path {
		switch part.Kind {
		case keys.Name:
			ok = true
			old.WriteString(`\.` + spelt(part.Name))
			now.WriteString("." + strings.ReplaceAll(part.Name, "$", "$$"))
			continue
		case keys.Index:
			old.WriteString(`\.([0-9]+)`)
		case keys.Key:
			old.WriteString(`\.(.+)`)
		case keys.Rest:
			old.WriteString(`(|\..*)`)
		case keys.Open:
			return s, false
		}
		groups++
		if part.Kind != keys.Rest {
			now.WriteString(".")
		}
		fmt.Fprintf(&now, "${%d}", groups)
	}
	return spelling{`(?i)^` + old.String() + `$`, now.String()}, ok
}

// spelt matches the spellings of one name.
func spelt(name string) string {
	all := words.Split(name)
	parts := make([]string, len(all))
	for i, w := range all {
		parts[i] = regexp.QuoteMeta(w.Text)
	}
	return strings.Join(parts, `[-_.]?`)
}
