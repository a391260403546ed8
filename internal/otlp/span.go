// Package otlp reads spans from what OpenTelemetry sends and stores: requests of
// OTLP as protobuf or JSON, and the files of the Collector's file exporter.
package otlp

import "math"

// Span is what a span says, as far as schemas are about it.
//
// A Span and all that it holds belong to the function that is given it until
// that returns; strings may be kept.
type Span struct {
	Service string // service.name of the resource; "" if there is none
	Scope   string // name of the instrumentation scope
	Name    string

	TraceID  string // 32 hexadecimal digits; "" if there is none
	SpanID   string // 16 hexadecimal digits; "" if there is none
	ParentID string // the same of the parent; "" for the first span of a trace

	Attributes []Attribute // in the order in which they were sent
	Dropped    int         // attributes that were dropped before the span was sent

	Line int // line of the input, or number of the message in binary input; from 1
}

// Attribute is a key with its value.
type Attribute struct {
	Key   string
	Value Value
}

// Value is the value of an attribute. The zero Value is the empty one, which OTLP
// has for null.
type Value struct {
	Kind Kind
	// Text is the value of a String, and the bytes of Bytes.
	Text  string
	bits  uint64
	List  []Value     // of a List
	Pairs []Attribute // of a Map
}

// Kind is the type of a value of OTLP.
type Kind uint8

// The kinds.
const (
	Empty Kind = iota
	String
	Bool
	Int
	Double
	Bytes
	List
	Map
)

// BoolValue is a value of kind Bool.
func BoolValue(b bool) Value {
	if b {
		return Value{Kind: Bool, bits: 1}
	}
	return Value{Kind: Bool}
}

// IntValue is a value of kind Int.
func IntValue(i int64) Value { return Value{Kind: Int, bits: uint64(i)} }

// DoubleValue is a value of kind Double.
func DoubleValue(f float64) Value { return Value{Kind: Double, bits: math.Float64bits(f)} }

// StringValue is a value of kind String.
func StringValue(s string) Value { return Value{Kind: String, Text: s} }

// Bool is the value of a Bool.
func (v Value) Bool() bool { return v.bits == 1 }

// Int is the value of an Int.
func (v Value) Int() int64 { return int64(v.bits) }

// Double is the value of a Double.
func (v Value) Double() float64 { return math.Float64frombits(v.bits) }
