package record

import (
	"math"
	"slices"
	"strconv"
	"time"

	"go.opentelemetry.io/otel/attribute"
)

// Bool records a boolean.
func (b *Batch) Bool(a *Attr, v bool) {
	if s := b.slot(a); s != nil {
		s.Value = attribute.BoolValue(v)
		b.json.value(a.Key, &s.Value)
	}
}

// Int records an integer within a.Ints.
func (b *Batch) Int(a *Attr, v int64) {
	if a.Ints != nil && (v < a.Ints.Min || v > a.Ints.Max) {
		b.violate(a, OutOfRange, 0, 0)
		return
	}
	if s := b.slot(a); s != nil {
		s.Value = attribute.Int64Value(v)
		b.json.value(a.Key, &s.Value)
	}
}

// Uint records an integer that the wire can carry, within a.Ints.
func (b *Batch) Uint(a *Attr, v uint64) {
	if v > math.MaxInt64 {
		b.violate(a, OutOfRange, 0, 0)
		return
	}
	b.Int(a, int64(v))
}

// Float records a finite number within a.Floats.
func (b *Batch) Float(a *Attr, v float64) {
	if v-v != 0 { // NaN, +Inf, -Inf
		b.violate(a, NotFinite, 0, 0)
		return
	}
	if a.Floats != nil && (v < a.Floats.Min || v > a.Floats.Max) {
		b.violate(a, OutOfRange, 0, 0)
		return
	}
	if s := b.slot(a); s != nil {
		s.Value = attribute.Float64Value(v)
		b.json.value(a.Key, &s.Value)
	}
}

// Float32 records a finite number, as the decimal that it is written as, within
// a.Floats.
func (b *Batch) Float32(a *Attr, v float32) { b.Float(a, shortest(v)) }

// shortest is the number with the fewest decimal digits that is v as a float32,
// as encoding/json writes it: 0.1, where float64(v) is 0.10000000149011612.
func shortest(v float32) float64 {
	const whole = 1 << 24 // of smaller whole numbers, none has fewer digits than it has
	f := float64(v)
	if -whole < f && f < whole && f == math.Trunc(f) {
		return f
	}
	var digits [24]byte
	// The error is for a number that a float64 cannot hold; each float32 can be.
	f, _ = strconv.ParseFloat(string(strconv.AppendFloat(digits[:0], f, 'g', -1, 32)), 64)
	return f
}

// Duration records v in a.Unit.
func (b *Batch) Duration(a *Attr, v time.Duration) { b.Float(a, float64(v)/float64(a.Unit)) }

// Enum records one of a.Values.
func (b *Batch) Enum(a *Attr, v string) {
	if !slices.Contains(a.Values, v) {
		b.violate(a, NotInEnum, 0, 0)
		return
	}
	b.sound(a, v)
}

// WholeEnum records one of a.Whole. A uint64 that the wire cannot carry is negative
// here, and the enum of its type has no negative values.
func (b *Batch) WholeEnum(a *Attr, v int64) {
	if !slices.Contains(a.Whole, v) {
		b.violate(a, NotInEnum, 0, 0)
		return
	}
	b.Int(a, v)
}

// Time records v in RFC 3339 with nanoseconds, in UTC.
func (b *Batch) Time(a *Attr, v time.Time) {
	v, ok := b.utc(a, v)
	if !ok {
		return
	}
	var buf [len(time.RFC3339Nano)]byte
	b.sound(a, string(v.AppendFormat(buf[:0], time.RFC3339Nano)))
}

// utc is v in UTC; ok is false for a year that RFC 3339 cannot write.
func (b *Batch) utc(a *Attr, v time.Time) (utc time.Time, ok bool) {
	v = v.UTC()
	if y := v.Year(); y < 0 || y > 9999 {
		b.violate(a, OutOfRange, 0, 0)
		return v, false
	}
	return v, true
}
