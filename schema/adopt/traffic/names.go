package traffic

import (
	"go/token"
	"go/types"
	"strconv"
	"strings"

	"github.com/hhgen/hhgen/schema"
	"github.com/hhgen/hhgen/schema/words"
)

// goNames chooses the package-level names of what is declared.
type goNames struct{ taken map[string]bool }

// generated are names that hhgen generates in each package.
var generated = strings.Fields(`SpanField SessionField EnrichSpan Attributes ContextWith Enricher NewEnricher EnrichSession StartSession EnrichEvent Err EventID`)

func newNames(taken map[string]token.Position) *goNames {
	g := &goNames{taken: map[string]bool{}}
	for _, name := range generated {
		g.taken[name] = true
	}
	for name := range taken {
		g.taken[name] = true
	}
	return g
}

// free reports whether nothing has a name, or one that hhgen makes of it.
func (g *goNames) free(name string) bool {
	for _, made := range []string{name, "New" + name, name + "Values", "Parse" + name} {
		if g.taken[made] || types.Universe.Lookup(made) != nil {
			return false
		}
	}
	for _, prefix := range []string{"New", "With", "Parse"} {
		if rest, ok := strings.CutPrefix(name, prefix); ok && rest != "" && g.taken[rest] {
			return false
		}
	}
	return true
}

// take claims the first name that is free, or the last one with a number.
func (g *goNames) take(names ...string) string {
	last := ""
	for _, name := range names {
		if name == "" {
			continue
		}
		if last = name; g.free(name) {
			g.taken[name] = true
			return name
		}
	}
	for i := 2; ; i++ {
		if name := last + strconv.Itoa(i); g.free(name) {
			g.taken[name] = true
			return name
		}
	}
}

// typ names the struct of an object, after its key: that of items is in the
// singular.
func (g *goNames) typ(n *node) string {
	key, around := lastKeys(n)
	return g.take(schema.GoKey(key), schema.GoKey(around, key), schema.GoKey(key)+"Object")
}

// enum names the type and the constants of an enum.
func (g *goNames) enum(n *node, values []string) (name string, constants []string, ok bool) {
	seen := map[string]bool{}
	for _, v := range values {
		suffix := identifier(v)
		if suffix == "" || seen[suffix] {
			return "", nil, false
		}
		seen[suffix] = true
	}
	key, around := lastKeys(n)
	name = g.take(schema.GoKey(key), schema.GoKey(around, key), schema.GoKey(key)+"Value")
	for _, v := range values {
		constants = append(constants, g.take(name+identifier(v)))
	}
	return name, constants, true
}

// lastKeys are the key of n, in the singular if it is that of items, and the one
// around it.
func lastKeys(n *node) (key, around string) {
	parts := strings.Split(n.path, ".")
	for len(parts) > 0 && parts[len(parts)-1] == "*" {
		parts = parts[:len(parts)-1]
		key = "*"
	}
	last := parts[len(parts)-1]
	if key == "*" {
		last = words.Singular(last)
	}
	for i := len(parts) - 2; i >= 0; i-- {
		if parts[i] != "*" {
			return last, parts[i]
		}
	}
	return last, ""
}

// maxIdentifier is the length of an identifier that is made of a text.
const maxIdentifier = 40

// identifier makes an exported Go name of a text; "" if it has no letters of
// ASCII.
func identifier(text string) string {
	plain := strings.Map(func(r rune) rune {
		switch {
		case 'a' <= r && r <= 'z', 'A' <= r && r <= 'Z', '0' <= r && r <= '9':
			return r
		}
		return '_'
	}, text)
	name := ""
	for _, word := range strings.Split(schema.KeyFor(plain), "_") {
		if name == "" {
			word = strings.TrimLeft(word, "0123456789")
		}
		if len(name)+len(word) > maxIdentifier {
			break
		}
		name += schema.GoKey(word)
	}
	return name
}
