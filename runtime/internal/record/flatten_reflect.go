package record

import (
	"encoding"
	"encoding/base64"
	"encoding/json"
	"reflect"
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
	if r.Kind() != reflect.Pointer && !marshals(r.Type()) && marshals(reflect.PointerTo(r.Type())) {
		v = pointerTo(r).Interface()
	}
	switch v := v.(type) {
	case time.Duration:
		f.string(v.String())
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

// marshals reports whether values of a type write themselves.
func marshals(t reflect.Type) bool { return t.Implements(textMarshaler) || t.Implements(jsonMarshaler) }

// pointerTo returns a pointer to a copy of v.
func pointerTo(v reflect.Value) reflect.Value {
	p := reflect.New(v.Type())
	p.Elem().Set(v)
	return p
}

// within records a value that is within another. A struct that has an address is not
// copied, because it may have a lock.
func (f *flattener) within(v reflect.Value) {
	switch {
	case !v.CanInterface(): // a struct of an unexported type that is embedded under a name
		f.embedded(v)
	case v.Kind() == reflect.Struct && v.CanAddr():
		f.value(v.Addr().Interface())
	default:
		f.value(v.Interface())
	}
}

// embedded records a struct, or what a pointer to a struct points to, by its fields.
func (f *flattener) embedded(v reflect.Value) {
	if v = reflect.Indirect(v); !v.IsValid() {
		f.nothing()
	} else if f.enter() {
		f.structure(v)
	}
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
		f.pointed(v.Elem())
		f.depth--
	case reflect.Slice, reflect.Array:
		if v.Kind() == reflect.Slice && v.Type().Elem() == reflect.TypeFor[byte]() {
			f.string(base64.StdEncoding.EncodeToString(v.Bytes()))
			return
		}
		f.list(func() {
			for i := 0; i < v.Len() && !f.stopped; i++ {
				f.item(i, func() { f.within(v.Index(i)) })
			}
		})
	case reflect.Map:
		f.reflectMap(v)
	case reflect.Struct:
		f.structure(v)
	default:
		f.b.violate(f.a, UnsupportedType, 0, 0)
	}
}

// pointed records the value that a pointer without methods of its own points to.
func (f *flattener) pointed(v reflect.Value) {
	if v.Kind() == reflect.Struct {
		f.structure(v)
	} else {
		f.value(v.Interface())
	}
}

// marshal records what encoding/json makes of v.
func (f *flattener) marshal(v json.Marshaler) {
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
