package record

import (
	"slices"
	"strconv"
	"unicode/utf8"
)

// names are those of the members of an object so far.
type names map[string]bool

// emptied is a set of no names. One that was large is not kept: to clear it takes
// as long as it was large.
func (n names) emptied() names {
	const large = 256
	if n == nil || len(n) > large {
		return names{}
	}
	clear(n)
	return n
}

// sibling adds a name to those of its object, if it is not there already. Which
// names come after it is not known, so one with a dot may lie above or below them.
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

// each has record called for the keys of a map, which are sorted, one by one.
// Those that are mended may become equal.
func (f *flattener) each(keys []string, record func(i int)) {
	var of names
	if slices.ContainsFunc(keys, func(k string) bool { return !utf8.ValidString(k) }) {
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

// member has record called to record what lies under a member's key.
func (f *flattener) member(key string, record func()) {
	if !utf8.ValidString(key) {
		f.b.violate(f.a, InvalidUTF8, 0, 0)
		key = replaceInvalid(key)
	}
	f.b.json.member(key)
	f.under(key, record)
}

// item has record called to record what lies at an index of a list.
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
