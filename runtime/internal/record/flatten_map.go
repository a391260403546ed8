package record

import (
	"encoding"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"time"
)

// entry is an entry of a map, under the name of its key.
type entry struct {
	name  string
	value reflect.Value
}

// reflectMap records a map, with the keys that encoding/json accepts: strings,
// integers and keys that marshal themselves as text.
func (f *flattener) reflectMap(v reflect.Value) {
	if !keyable(v.Type().Key()) {
		f.b.violate(f.a, UnsupportedType, 0, 0)
		return
	}
	f.object(func() {
		entries := f.entries(v)
		names := make([]string, len(entries))
		for i, e := range entries {
			names[i] = e.name
		}
		f.each(names, func(i int) { f.within(entries[i].value) })
	})
}

// keyable reports whether values of a type can be the keys of an object.
func keyable(t reflect.Type) bool {
	return t.Kind() == reflect.String || t.Implements(textMarshaler) || reflect.Int <= t.Kind() && t.Kind() <= reflect.Uintptr
}

// entries returns the entries of a map, sorted by their names.
func (f *flattener) entries(v reflect.Value) []entry {
	entries := make([]entry, 0, v.Len())
	for it := v.MapRange(); it.Next(); {
		if name, ok := f.name(it.Key()); ok {
			entries = append(entries, entry{name, it.Value()})
		}
	}
	slices.SortFunc(entries, func(x, y entry) int { return strings.Compare(x.name, y.name) })
	return entries
}

// name returns the name of a map's key.
func (f *flattener) name(key reflect.Value) (name string, ok bool) {
	if key.Kind() == reflect.String {
		return key.String(), true
	}
	switch k := key.Interface().(type) {
	case time.Duration:
		return k.String(), true
	case encoding.TextMarshaler:
		if key.Kind() == reflect.Pointer && key.IsNil() {
			return "", true
		}
		text, err := k.MarshalText()
		if err != nil {
			f.b.violate(f.a, MarshalFailed, 0, 0)
		}
		return string(text), err == nil
	}
	if key.CanInt() {
		return strconv.FormatInt(key.Int(), 10), true
	}
	return strconv.FormatUint(key.Uint(), 10), true
}
