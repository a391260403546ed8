package record

import (
	"slices"
	"strconv"
	"unicode/utf8"
)

// names is the set of member names of an object so far.
type names map[string]bool

// emptied returns an empty set. It does not reuse a large set, because clearing takes
// time in proportion to the size that the set had.
func (n names) emptied() names {
	const large = 256
	if n == nil || len(n) > large {
		return names{}
	}
	clear(n)
	return n
}

// sibling adds a name to the names of its object. It reports false, and a violation,
// if the name is there already. A name with a dot may be above or below later names,
// so from then on paths are compared.
func (f *flattener) sibling(of names, name string) bool {
	if of[name] {
		f.b.violate(f.a, AmbiguousKey, 0, 0)
		return false
	}
	of[name] = true
	if hasDot(name) {
		f.b.compare()
	}
	return true
}

// each calls record for each of the sorted keys of a map. Keys may be equal if they
// are texts of other values, or become equal when invalid UTF-8 in them is replaced.
func (f *flattener) each(keys []string, record func(i int)) {
	var of names
	if repeat(keys) || slices.ContainsFunc(keys, func(k string) bool { return !utf8.ValidString(k) }) {
		of = names{}
	} else if anyAbove(keys) {
		f.b.compare()
	}
	for i, k := range keys {
		if of == nil || f.sibling(of, replaceInvalid(k)) {
			f.member(k, func() { record(i) })
		}
	}
}

// repeat reports whether some of the sorted keys are equal.
func repeat(keys []string) bool {
	for i := 1; i < len(keys); i++ {
		if keys[i] == keys[i-1] {
			return true
		}
	}
	return false
}

// member calls record for the value under a member's key.
func (f *flattener) member(key string, record func()) {
	if !utf8.ValidString(key) {
		f.b.violate(f.a, InvalidUTF8, 0, 0)
		key = replaceInvalid(key)
	}
	f.b.json.member(key)
	f.under(key, record)
}

// item calls record for the value at an index of a list.
func (f *flattener) item(i int, record func()) {
	if f.stopped {
		return
	}
	f.b.json.item(i)
	f.under(strconv.Itoa(i), record)
}

func (f *flattener) under(key string, record func()) {
	top := f.inline && len(f.path) == f.base
	switch {
	case top && f.a.declares(key):
		f.b.violate(f.a, DeclaredKey, 0, 0)
		return
	case key == "":
		f.b.violate(f.a, InvalidKey, 0, 0)
		return
	case top:
		f.b.enterMember(key)
	}
	before := len(f.path)
	f.path = append(append(f.path, '.'), key...)
	if size := len(f.path) - f.base - 1; size > maxPathBytes && f.enter() {
		f.b.violate(f.a, InvalidKey, size, maxPathBytes)
	} else if size <= maxPathBytes {
		record()
	}
	f.path = f.path[:before]
	if top {
		f.b.leaveMember()
	}
}
