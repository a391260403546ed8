package otlp

import (
	"encoding/base64"
	"math"
	"strconv"
)

// attribute reads a KeyValue whose value has so many lists and maps around it.
func (r *jsonReader) attribute(a *Attribute, depth int) error {
	if r.peek() != '{' {
		return r.other("an attribute", "an object")
	}
	if err := r.count(); err != nil {
		return err
	}
	return r.object("an attribute", func(key []byte) error {
		switch string(key) {
		case "key":
			return r.string("the key of an attribute", &a.Key, true)
		case "value":
			return r.anyValue(&a.Value, depth)
		}
		return r.skip()
	})
}

// count counts the attributes of a span, and the values in them.
func (r *jsonReader) count() error {
	if r.values++; r.values > maxValues {
		return r.wrong(tooManyValues, maxValues)
	}
	return nil
}

// anyValue reads an AnyValue that so many lists and maps are around.
func (r *jsonReader) anyValue(v *Value, depth int) error {
	if depth > maxDepth {
		return r.wrong(tooDeep, maxDepth)
	}
	return r.object("the value of an attribute", func(key []byte) error {
		switch string(key) {
		case "stringValue", "string_value":
			v.Kind = String
			return r.string("stringValue", &v.Text, false)
		case "boolValue", "bool_value":
			b, err := r.bool("boolValue")
			*v = BoolValue(b)
			return err
		case "intValue", "int_value":
			n, err := r.integer("intValue")
			*v = IntValue(n)
			return err
		case "doubleValue", "double_value":
			f, err := r.double()
			*v = DoubleValue(f)
			return err
		case "bytesValue", "bytes_value":
			v.Kind = Bytes
			return r.bytes(&v.Text)
		case "arrayValue", "array_value":
			v.Kind = List
			return r.list(v, depth)
		case "kvlistValue", "kvlist_value":
			v.Kind = Map
			return r.pairs(v, depth)
		}
		return r.skip()
	})
}

// list reads an ArrayValue.
func (r *jsonReader) list(v *Value, depth int) error {
	return r.object("arrayValue", func(key []byte) error {
		if string(key) != "values" {
			return r.skip()
		}
		return r.array("values", func() error {
			var item Value
			err := r.count()
			if err == nil {
				err = r.anyValue(&item, depth+1)
			}
			v.List = append(v.List, item)
			return err
		})
	})
}

// pairs reads a KeyValueList.
func (r *jsonReader) pairs(v *Value, depth int) error {
	return r.object("kvlistValue", func(key []byte) error {
		if string(key) != "values" {
			return r.skip()
		}
		return r.array("values", func() error {
			var pair Attribute
			err := r.attribute(&pair, depth+1)
			v.Pairs = append(v.Pairs, pair)
			return err
		})
	})
}

// numberText reads a number, or a number in a string.
func (r *jsonReader) numberText(name string) ([]byte, error) {
	switch c := r.peek(); {
	case c == '"':
		return r.text()
	case c == '-', c >= '0' && c <= '9':
		return r.number()
	}
	return nil, r.other(name, "a number")
}

// integer reads an integer, which OTLP writes as a string. 1.0 and 1e3 are integers,
// as protobuf has it for JSON.
func (r *jsonReader) integer(name string) (int64, error) {
	r.peek()
	at := r.at
	text, err := r.numberText(name)
	if err != nil {
		return 0, err
	}
	if n, ok := smallInt(text); ok {
		return n, nil
	}
	if n, err := strconv.ParseInt(string(text), 10, 64); err == nil {
		return n, nil
	}
	if f, err := strconv.ParseFloat(string(text), 64); err == nil && isNumber(text) && f == math.Trunc(f) && math.Abs(f) < 1<<53 {
		return int64(f), nil
	}
	return 0, r.wrongAt(at, "%s is %q, which is not an integer of 64 bits: look at what wrote this", name, text[:min(len(text), 40)])
}

// smallInt is the value of a text of up to 18 digits.
func smallInt(text []byte) (n int64, ok bool) {
	if len(text) == 0 || len(text) > 18 {
		return 0, false
	}
	for _, c := range text {
		if c < '0' || c > '9' {
			return 0, false
		}
		n = 10*n + int64(c-'0')
	}
	return n, true
}

// double reads a number, NaN, Infinity or -Infinity; the latter are strings.
func (r *jsonReader) double() (float64, error) {
	r.peek()
	at := r.at
	text, err := r.numberText("doubleValue")
	if err != nil {
		return 0, err
	}
	switch string(text) {
	case "NaN":
		return math.NaN(), nil
	case "Infinity":
		return math.Inf(1), nil
	case "-Infinity":
		return math.Inf(-1), nil
	}
	f, err := strconv.ParseFloat(string(text), 64)
	if err != nil || !isNumber(text) {
		return 0, r.wrongAt(at, "doubleValue is %q, which is not a number of 64 bits: look at what wrote this", text[:min(len(text), 40)])
	}
	return f, nil
}

// bytes reads bytes in base64, of either alphabet, with or without padding.
func (r *jsonReader) bytes(s *string) error {
	if null, err := r.null(); null || err != nil {
		return err
	}
	if r.peek() != '"' {
		return r.other("bytesValue", "a string")
	}
	at := r.at
	text, err := r.text()
	if err != nil {
		return err
	}
	encoding := base64.RawStdEncoding
	plain := make([]byte, 0, len(text))
	for _, c := range text {
		switch c {
		case '=':
		case '-':
			plain = append(plain, '+')
		case '_':
			plain = append(plain, '/')
		default:
			plain = append(plain, c)
		}
	}
	n, err := encoding.Decode(plain, plain)
	if err != nil {
		return r.wrongAt(at, "bytesValue is not base64: look at what wrote this")
	}
	*s = string(plain[:n])
	return nil
}
