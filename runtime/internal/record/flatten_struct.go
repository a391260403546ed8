package record

import (
	"encoding/json"
	"reflect"
	"slices"
	"strings"
	"sync"
	"time"
	"unicode"
)

// This file records structs under the names that encoding/json gives their fields.
// It does not record what encoding/json writes, because there a double that happens
// to be whole is an integer, a time.Duration has no unit, an error is {}, and a NaN
// costs the whole struct.

// jsonField is a field of a struct, or of a struct that is embedded in it.
type jsonField struct {
	name   string
	index  []int
	tagged bool // the name is that of a tag

	omitEmpty, omitZero, quoted bool
}

// jsonFields holds the fields of the structs that were recorded, by their types.
var jsonFields sync.Map

// structure records a struct. One without a field that could be recorded is a
// violation, unless it is meant to be empty.
func (f *flattener) structure(v reflect.Value) {
	fields := fieldsOf(v.Type())
	if len(fields) == 0 && opaque(v.Type()) {
		f.b.violate(f.a, UnsupportedType, 0, 0)
		return
	}
	f.object(func() {
		if slices.ContainsFunc(fields, func(field jsonField) bool { return hasDot(field.name) }) {
			f.b.compare()
		}
		for i := range fields {
			if f.stopped {
				return
			}
			f.field(v, &fields[i])
		}
	})
}

// field records a field of struct v.
func (f *flattener) field(v reflect.Value, field *jsonField) {
	for _, i := range field.index {
		if v.Kind() == reflect.Pointer { // an embedded one
			if v.IsNil() {
				return
			}
			v = v.Elem()
		}
		v = v.Field(i)
	}
	if field.omitEmpty && isEmpty(v) || field.omitZero && isZero(v) {
		return
	}
	f.member(field.name, func() {
		if field.quoted {
			f.quoted(v)
		} else {
			f.within(v)
		}
	})
}

// quoted records the JSON of a bool, number or string as a string: the option string
// of a tag.
func (f *flattener) quoted(v reflect.Value) {
	v = reflect.Indirect(v)
	if !v.IsValid() {
		f.nothing()
		return
	}
	if v.Type() == reflect.TypeFor[time.Duration]() || marshals(v.Type()) {
		f.within(v)
		return
	}
	text, err := json.Marshal(v.Interface())
	if err != nil { // only of NaN and infinities
		f.b.violate(f.a, NotFinite, 0, 0)
		return
	}
	f.string(string(text))
}

// opaque reports whether a struct without fields for JSON has other ones: its author
// cannot know that it would be recorded as empty.
func opaque(t reflect.Type) bool {
	for i := range t.NumField() {
		if t.Field(i).Tag.Get("json") == "-" {
			return false
		}
	}
	return t.NumField() > 0
}

func isEmpty(v reflect.Value) bool {
	switch v.Kind() {
	case reflect.Array, reflect.Map, reflect.Slice, reflect.String:
		return v.Len() == 0
	case reflect.Struct:
		return false
	}
	return v.IsZero()
}

func isZero(v reflect.Value) bool {
	if nilable(v.Kind()) && v.IsNil() {
		return true
	}
	type zeroer interface{ IsZero() bool }
	if !v.CanInterface() {
		return v.IsZero()
	}
	if z, ok := v.Interface().(zeroer); ok {
		return z.IsZero()
	}
	if z, ok := pointerTo(v).Interface().(zeroer); ok {
		return z.IsZero()
	}
	return v.IsZero()
}

// fieldsOf returns the fields of a struct, in their order.
func fieldsOf(t reflect.Type) []jsonField {
	if known, ok := jsonFields.Load(t); ok {
		return known.([]jsonField)
	}
	fields := dominant(appendFields(nil, t, nil, nil))
	jsonFields.Store(t, fields)
	return fields
}

// appendFields appends the fields of a struct that is embedded at an index, and of
// the structs that are embedded in it. within are the structs around it.
func appendFields(fields []jsonField, t reflect.Type, index []int, within []reflect.Type) []jsonField {
	if slices.Contains(within, t) {
		return fields
	}
	within = append(slices.Clip(within), t)
	for i := range t.NumField() {
		sf := t.Field(i)
		of := sf.Type
		if of.Kind() == reflect.Pointer && of.Name() == "" {
			of = of.Elem()
		}
		embeds := sf.Anonymous && of.Kind() == reflect.Struct
		if !sf.IsExported() && !embeds || sf.Tag.Get("json") == "-" {
			continue
		}
		field := readTag(sf, of)
		field.index = append(slices.Clip(index), i)
		if embeds && !field.tagged {
			fields = appendFields(fields, of, field.index, within)
		} else {
			fields = append(fields, field)
		}
	}
	return fields
}

// readTag reads the tag of a field, whose type, or what that points to, is of.
func readTag(sf reflect.StructField, of reflect.Type) jsonField {
	name, options, _ := strings.Cut(sf.Tag.Get("json"), ",")
	field := jsonField{name: name, tagged: validName(name)}
	if !field.tagged {
		field.name = sf.Name
	}
	for option := range strings.SplitSeq(options, ",") {
		switch option {
		case "omitempty":
			field.omitEmpty = true
		case "omitzero":
			field.omitZero = true
		case "string":
			field.quoted = of.Kind() == reflect.String || reflect.Bool <= of.Kind() && of.Kind() <= reflect.Float64
		}
	}
	return field
}

// validName reports whether encoding/json takes a name from a tag.
func validName(name string) bool {
	return name != "" && !strings.ContainsFunc(name, func(r rune) bool {
		return !unicode.IsLetter(r) && !unicode.IsDigit(r) && !strings.ContainsRune("!#$%&()*+-./:;<=>?@[]^_{|}~ ", r)
	})
}

// dominant returns the fields that encoding/json keeps of those with the same name:
// the one that is embedded least deeply, and of these the one with a tag. If several
// are left, it keeps none.
func dominant(fields []jsonField) []jsonField {
	rank := func(f jsonField) int {
		if f.tagged {
			return 2 * len(f.index)
		}
		return 2*len(f.index) + 1
	}
	best, times := map[string]int{}, map[string]int{}
	for _, f := range fields {
		r := rank(f)
		if b, known := best[f.name]; !known || r < b {
			best[f.name], times[f.name] = r, 0
		}
		if r == best[f.name] {
			times[f.name]++
		}
	}
	return slices.DeleteFunc(fields, func(f jsonField) bool { return rank(f) != best[f.name] || times[f.name] > 1 })
}
