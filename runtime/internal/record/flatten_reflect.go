package record

import (
	"encoding"
	"encoding/base64"
	"encoding/json"
	"reflect"
	"slices"
	"strings"
	"time"
)

// other records a value of a less common type.
func (f *flattener) other(v any) {
	r := reflect.ValueOf(v)
	if nilable(r.Kind()) && r.IsNil() {
		f.nothing()
		return
	}
	if h, ok := hashedOf(r); ok {
		f.hashed(h)
		return
	}
	switch v := v.(type) {
	case time.Time:
		f.time(v)
	case *time.Time:
		f.time(*v)
	case []byte:
		f.string(base64.StdEncoding.EncodeToString(v))
	case encoding.TextMarshaler:
		text, err := v.MarshalText()
		if err != nil {
			f.b.violate(f.a, MarshalFailed, 0, 0)
			return
		}
		f.string(string(text))
	case json.Marshaler:
		f.marshal(v)
	case error:
		f.string(v.Error())
	default:
		f.reflect(r)
	}
}

// hashed records the whole hash of v, even over the bound of strings.
func (f *flattener) hashed(v Hashed) {
	if text, ok := f.b.hash(f.a, v); ok {
		f.sound(text)
	}
}

func (f *flattener) time(v time.Time) {
	if v, ok := f.b.utc(f.a, v); ok {
		f.string(v.Format(time.RFC3339Nano))
	}
}

func nilable(k reflect.Kind) bool {
	switch k {
	case reflect.Pointer, reflect.Map, reflect.Slice, reflect.Interface, reflect.Func, reflect.Chan:
		return true
	}
	return false
}

func (f *flattener) reflect(v reflect.Value) {
	switch v.Kind() {
	case reflect.Bool:
		f.bool(v.Bool())
	case reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64:
		f.int(v.Int())
	case reflect.Uint, reflect.Uint8, reflect.Uint16, reflect.Uint32, reflect.Uint64, reflect.Uintptr:
		f.uint(v.Uint())
	case reflect.Float32:
		f.float(shortest(float32(v.Float())))
	case reflect.Float64:
		f.float(v.Float())
	case reflect.String:
		f.string(v.String())
	case reflect.Pointer:
		f.depth++
		f.value(v.Elem().Interface())
		f.depth--
	case reflect.Slice, reflect.Array:
		if v.Kind() == reflect.Slice && v.Type().Elem() == reflect.TypeFor[byte]() {
			f.string(base64.StdEncoding.EncodeToString(v.Bytes()))
			return
		}
		f.list(func() {
			for i := 0; i < v.Len() && !f.stopped; i++ {
				f.item(i, func() { f.value(v.Index(i).Interface()) })
			}
		})
	case reflect.Map:
		f.reflectMap(v)
	case reflect.Struct:
		f.marshal(v.Interface())
	default:
		f.b.violate(f.a, UnsupportedType, 0, 0)
	}
}

func (f *flattener) reflectMap(v reflect.Value) {
	if v.Type().Key().Kind() != reflect.String {
		f.b.violate(f.a, UnsupportedType, 0, 0)
		return
	}
	keys := v.MapKeys()
	slices.SortFunc(keys, func(x, y reflect.Value) int { return strings.Compare(x.String(), y.String()) })
	names := make([]string, len(keys))
	for i, k := range keys {
		names[i] = k.String()
	}
	f.object(func() {
		f.each(names, func(i int) { f.value(v.MapIndex(keys[i]).Interface()) })
	})
}

// marshal records what encoding/json makes of v.
func (f *flattener) marshal(v any) {
	if !f.fits(reflect.ValueOf(v)) {
		return
	}
	text, err := json.Marshal(v)
	if err != nil {
		f.b.violate(f.a, MarshalFailed, 0, 0)
		return
	}
	f.json(text)
}

var (
	jsonMarshaler = reflect.TypeFor[json.Marshaler]()
	textMarshaler = reflect.TypeFor[encoding.TextMarshaler]()
)

// fits reports whether v has few enough values for encoding/json, which writes the
// whole value before it can be cut.
func (f *flattener) fits(v reflect.Value) bool {
	if !f.enter() {
		return false
	}
	if t := v.Type(); t.Implements(jsonMarshaler) || t.Implements(textMarshaler) {
		return true
	}
	f.depth++
	defer func() { f.depth-- }()
	switch v.Kind() {
	case reflect.Pointer, reflect.Interface:
		return v.IsNil() || f.fits(v.Elem())
	case reflect.Struct:
		for i := range v.NumField() {
			field := v.Type().Field(i)
			if (field.IsExported() || field.Anonymous) && field.Tag.Get("json") != "-" && !f.fits(v.Field(i)) {
				return false
			}
		}
	case reflect.Slice, reflect.Array:
		if v.Type().Elem().Kind() == reflect.Uint8 {
			return true
		}
		for i := range v.Len() {
			if !f.fits(v.Index(i)) {
				return false
			}
		}
	case reflect.Map:
		for it := v.MapRange(); it.Next(); {
			if !f.fits(it.Value()) {
				return false
			}
		}
	}
	return true
}
