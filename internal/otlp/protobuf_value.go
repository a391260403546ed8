package otlp

import (
	"math"

	"google.golang.org/protobuf/encoding/protowire"
)

// field is a field of a message.
type field struct {
	of     *protobufReader
	number protowire.Number
	kind   protowire.Type
	bytes  []byte // of the kind BytesType
	value  uint64 // of the other kinds
}

// fields calls f with each field of a message. Groups are skipped.
func (r *protobufReader) fields(b []byte, f func(field) error) error {
	for len(b) > 0 {
		number, kind, n := protowire.ConsumeTag(b)
		if n < 0 {
			return r.notProtobuf(b)
		}
		at := b
		b = b[n:]
		part := field{of: r, number: number, kind: kind}
		switch kind {
		case protowire.VarintType:
			part.value, n = protowire.ConsumeVarint(b)
		case protowire.Fixed32Type:
			var v uint32
			v, n = protowire.ConsumeFixed32(b)
			part.value = uint64(v)
		case protowire.Fixed64Type:
			part.value, n = protowire.ConsumeFixed64(b)
		case protowire.BytesType:
			part.bytes, n = protowire.ConsumeBytes(b)
		default:
			n = protowire.ConsumeFieldValue(number, kind, b)
		}
		if n < 0 {
			return r.notProtobuf(at)
		}
		b = b[n:]
		if err := f(part); err != nil {
			return err
		}
	}
	return nil
}

func (r *protobufReader) notProtobuf(at []byte) error {
	return r.wrong(at, "this is not protobuf, or it was cut: write it again, or look at what wrote it")
}

// message reads a message in a field.
func (f field) message(read func([]byte) error) error {
	if f.kind != protowire.BytesType {
		return errOther
	}
	return read(f.bytes)
}

// name reads a string that many spans share.
func (f field) name(s *string) error {
	if f.kind != protowire.BytesType {
		return errOther
	}
	*s = f.of.spans.name(f.of.valid(f.bytes))
	return nil
}

// id reads an id of so many bytes.
func (f field) id(size int, s *string) error {
	if f.kind != protowire.BytesType || len(f.bytes) != size && len(f.bytes) != 0 {
		return errOther
	}
	*s = f.of.idText(f.bytes)
	return nil
}

// attribute reads a KeyValue.
func (r *protobufReader) attribute(b []byte, a *Attribute, depth int) error {
	if r.values++; r.values > maxValues {
		return r.wrong(b, tooManyValues, maxValues)
	}
	return r.fields(b, func(f field) error {
		switch f.number {
		case 1:
			return f.name(&a.Key)
		case 2:
			return f.message(func(b []byte) error { return r.anyValue(b, &a.Value, depth) })
		}
		return nil
	})
}

// anyValue reads an AnyValue that so many lists and maps are around.
func (r *protobufReader) anyValue(b []byte, v *Value, depth int) error {
	if depth > maxDepth {
		return r.wrong(b, tooDeep, maxDepth)
	}
	return r.fields(b, func(f field) error { return r.setValue(v, f, depth) })
}

// valueKinds has the kind of protobuf of each field of AnyValue, by its number.
var valueKinds = [...]protowire.Type{
	1: protowire.BytesType, 2: protowire.VarintType, 3: protowire.VarintType, 4: protowire.Fixed64Type,
	5: protowire.BytesType, 6: protowire.BytesType, 7: protowire.BytesType,
}

// setValue sets a value to what a field of AnyValue says.
func (r *protobufReader) setValue(v *Value, f field, depth int) error {
	if int(f.number) >= len(valueKinds) {
		return nil
	}
	if f.kind != valueKinds[f.number] {
		return errOther
	}
	switch f.number {
	case 1:
		*v = StringValue(r.texts.value(r.valid(f.bytes)))
	case 2:
		*v = BoolValue(f.value != 0)
	case 3:
		*v = IntValue(int64(f.value))
	case 4:
		*v = DoubleValue(math.Float64frombits(f.value))
	case 5:
		v.Kind = List
		return r.fields(f.bytes, func(f field) error {
			if f.number != 1 {
				return nil
			}
			if r.values++; r.values > maxValues {
				return r.wrong(f.bytes, tooManyValues, maxValues)
			}
			var item Value
			err := f.message(func(b []byte) error { return r.anyValue(b, &item, depth+1) })
			v.List = append(v.List, item)
			return err
		})
	case 6:
		v.Kind = Map
		return r.fields(f.bytes, func(f field) error {
			if f.number != 1 {
				return nil
			}
			var pair Attribute
			err := f.message(func(b []byte) error { return r.attribute(b, &pair, depth+1) })
			v.Pairs = append(v.Pairs, pair)
			return err
		})
	case 7:
		*v = Value{Kind: Bytes, Text: string(f.bytes)}
	}
	return nil
}
