package collector

import "strings"

// note writes the statement that notes what is done, and why, where a condition is
// true.
func (p *policy) note(what, condition string) {
	p.statement(`append(span.cache["policy"], `, quote(what), `) where `, condition)
}

// noteKeys notes what is done to the keys of a map in the cache, if it has any. A long
// list of keys is cut.
func (p *policy) noteKeys(done, name, why string) {
	p.do(`append(span.cache["policy"], Format(%s, [Concat(Keys(span.cache[%s]), " ")])) where Len(span.cache[%[2]s]) > 0`,
		quote(done+" %.1000s, "+strings.ReplaceAll(why, "%", "%%")), quote(name))
}

// note is what is noted of a key; "" if nothing is.
func (c check) note(key string) string {
	if c.done == "" {
		return ""
	}
	return c.done + " " + key + ", " + c.why
}
