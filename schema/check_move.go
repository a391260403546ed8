package schema

import (
	"go/token"
	"strings"
)

// oldKey checks the key that a field was moved from.
func (c *checker) oldKey(f *Field, at level) {
	old := f.MovedFrom.Key
	if old == "" || f.Inline || at.namespace.SpanOnly() {
		return // there is none, or the options' check reports it
	}
	pos := f.At("moved-from")
	switch {
	case old == f.Key:
		c.errs.Add(pos, KeyDuplicate, "%s was moved from its own key %q: name the old key, or remove %s", f.Name, f.Key, c.dialect.Word("moved-from"))
	case !ValidKey(old):
		c.errs.Add(pos, KeyForm, "old key %q is not snake_case (a-z, 0-9 and _, beginning with a letter, at most %d bytes): no field has recorded it, so remove %s", old, MaxKeyBytes, c.dialect.Word("moved-from"))
	case GoKey(old) == GoKey(f.Key):
		c.errs.Add(pos, KeySimilar, "old key %q differs from %q only in underscores, which generated names leave out: move from another key", old, f.Key)
	default:
		under := func(key string) string { return strings.TrimPrefix(at.path+"."+key, ".") }
		c.oldPaths(f, pos, at, under(old), under(f.Key))
	}
}

// oldPaths claims the old paths of a field and of its members. moved is the
// current path of path.
func (c *checker) oldPaths(f *Field, pos token.Position, at level, path, moved string) {
	c.claim(f, pos, at, path, moved)
	for _, member := range f.Type.Leaf().Fields {
		for _, m := range member.Written() {
			c.oldPaths(m, pos, at, path+"."+m.Key, moved+"."+m.Key)
		}
	}
}
