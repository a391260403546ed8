package adopt

import (
	"go/token"
	"go/types"
	"slices"
	"strconv"
	"strings"
	"unicode"

	"github.com/hhgen/hhgen/schema"
	"github.com/hhgen/hhgen/schema/words"
)

// names are the Go names of what one package declares. They depend on the keys and
// groups alone, and not on their order.
type names struct {
	keys    []*Key
	shared  map[string]bool // first segments that keys of several namespaces have
	taken   map[string]bool
	records map[string]string // by the names of groups
	types   map[string]string // by the attributes of what they are types of
}

func newNames(keys []*Key, taken []string) *names {
	n := &names{keys: keys, shared: map[string]bool{}, taken: map[string]bool{}, records: map[string]string{}, types: map[string]string{}}
	for _, name := range slices.Concat(fixed, taken) {
		n.taken[name] = true
	}
	first := map[string]schema.Namespace{}
	for _, k := range keys {
		name, _, _ := strings.Cut(k.Path, ".")
		name = schema.GoKey(name)
		if other, again := first[name]; again && other != k.Namespace || n.taken["With"+name] {
			n.shared[name] = true
		}
		first[name] = k.Namespace
	}
	for _, k := range keys {
		n.taken["With"+n.field(k.Namespace, strings.Split(k.Path, ".")[:1])] = true
	}
	return n
}

// claimRecord chooses the name of a group's record: records come first, since
// people look for them by the names of spans and functions.
func (n *names) claimRecord(g Group) {
	candidates := []string{goName(g.Name)}
	if g.Else != "" {
		candidates = append(candidates, goName(g.Else))
	}
	n.records[g.Name+"\x00"+g.Else] = n.free(candidates...)
}

func (n *names) record(g Group) string { return n.records[g.Name+"\x00"+g.Else] }

// goName makes an exported Go name of any text.
func goName(text string) string {
	parts := strings.FieldsFunc(text, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) })
	for i, w := range parts {
		if w == strings.ToUpper(w) {
			parts[i] = strings.ToLower(w) // POST is no initialism, and HTTP is one in lower case too
		}
	}
	name := schema.GoKey(parts...)
	if name == "" || !token.IsIdentifier(name) || !token.IsExported(name) {
		name = "Span" + name
	}
	return name
}

// field is the name of a field: that of its key, after the namespace if another
// namespace has such a key.
func (n *names) field(of schema.Namespace, path []string) string {
	if of == schema.ErrorText {
		return "Err"
	}
	name := goName(n.withoutUnit(of, path))
	if len(path) == 1 && n.shared[name] {
		return schema.GoKey(string(of)) + name
	}
	return name
}

// withoutUnit is the last key of a path, without the unit if its field is a
// time.Duration, and no other field has that name.
func (n *names) withoutUnit(of schema.Namespace, path []string) string {
	key, whole := path[len(path)-1], strings.Join(path, ".")
	for _, k := range n.keys {
		if k.Namespace != of || k.Path != whole || k.Type != Duration {
			continue
		}
		if short, ok := strings.CutSuffix(key, "_"+k.Unit); ok && !slices.ContainsFunc(n.keys, func(o *Key) bool {
			return o != k && strings.HasPrefix(o.Path[strings.LastIndexByte(o.Path, '.')+1:], short)
		}) {
			return short
		}
	}
	return key
}

// singular is a path whose last key is what one item of it is called.
func singular(path []string) []string {
	parts := strings.Split(path[len(path)-1], "_")
	parts[len(parts)-1] = words.Singular(parts[len(parts)-1])
	return append(slices.Clone(path[:len(path)-1]), strings.Join(parts, "_"))
}

// typeOf is the name of the type of a path: an object or an enum.
func (n *names) typeOf(of schema.Namespace, path []string) string {
	id := of.Attribute(strings.Join(path, "."))
	if name, ok := n.types[id]; ok {
		return name
	}
	var candidates []string
	for i := len(path) - 1; i >= 0; i-- {
		candidates = append(candidates, goName(strings.Join(path[i:], "_")))
	}
	candidates = append(candidates, schema.GoKey(string(of))+goName(strings.Join(path, "_")))
	n.types[id] = n.free(candidates...)
	return n.types[id]
}

// constant is the name of a value of an enum: that of the constant which holds it,
// or else made of the value.
func (n *names) constant(enum string, v Value) string {
	name := goName(v.Text)
	if v.Text == "" {
		name = "Empty"
	} else if name == "Span" {
		name = "Value"
	}
	name = enum + strings.TrimPrefix(name, "Span")
	if v.Name == "" {
		return n.free(name)
	}
	return n.free(joined(enum, goName(v.Name)), name)
}

// joined is the name of an enum with that of a constant behind it, which may begin as
// the other ends: PaymentStatus and StatusPaid are PaymentStatusPaid.
func joined(enum, constant string) string {
	for i, r := range enum {
		if rest, ok := strings.CutPrefix(constant, enum[i:]); ok && unicode.IsUpper(r) && rest != "" && !unicode.IsLower(rune(rest[0])) {
			return enum + rest
		}
	}
	return enum + constant
}

// free is the first of some names that nothing has, or the first with a number.
func (n *names) free(candidates ...string) string {
	for _, c := range candidates {
		if n.take(c) {
			return c
		}
	}
	for i := 2; ; i++ {
		if c := candidates[0] + strconv.Itoa(i); n.take(c) {
			return c
		}
	}
}

// fixed are names that every package with records has.
var fixed = []string{"SpanField", "SessionField", "Enricher", "NewEnricher", "Attributes", "ContextWith", "EnrichSpan", "EnrichSession", "EnrichEvent", "StartSession"}

// take takes a name if nothing has it, with the names that hhgen generates for it if
// it is that of a record or an enum.
func (n *names) take(name string) bool {
	all := []string{name, "New" + name, "Parse" + name, name + "Values"}
	if name == "" || types.Universe.Lookup(name) != nil || slices.ContainsFunc(all, func(s string) bool { return n.taken[s] }) {
		return false
	}
	for _, s := range all {
		n.taken[s] = true
	}
	return true
}

// members are the names of the members of an object, in order.
func (n *names) members(of schema.Namespace, path string) (found []string) {
	for _, k := range n.keys {
		if rest, ok := strings.CutPrefix(k.Path, path+"."); ok && k.Namespace == of {
			name, _, _ := strings.Cut(rest, ".")
			if !slices.Contains(found, name) {
				found = append(found, name)
			}
		}
	}
	return found
}

// keyWithin is a key of a path, or of one below it.
func (n *names) keyWithin(of schema.Namespace, path string) *Key {
	i := slices.IndexFunc(n.keys, func(k *Key) bool { return within(k, of, path) })
	return n.keys[i]
}
