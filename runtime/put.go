package hh

import (
	"encoding"
	"math"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"go.opentelemetry.io/otel/attribute"
)

// Bool puts a boolean.
func (b *Batch) Bool(a *Attr, v bool) {
	s := b.slot(a)
	if s == nil {
		return
	}
	s.Value = attribute.BoolValue(v)
	if b.doc != nil {
		b.doc.bool(a.Key, v)
	}
}

// Int puts an integer within a.Ints.
func (b *Batch) Int(a *Attr, v int64) {
	if a.Ints != nil && (v < a.Ints.Min || v > a.Ints.Max) {
		b.violate(a, OutOfRange, 0, 0)
		return
	}
	s := b.slot(a)
	if s == nil {
		return
	}
	s.Value = attribute.Int64Value(v)
	if b.doc != nil {
		b.doc.int(a.Key, v)
	}
}

// Uint puts an integer that the wire can carry, within a.Ints.
func (b *Batch) Uint(a *Attr, v uint64) {
	if v > math.MaxInt64 {
		b.violate(a, OutOfRange, 0, 0)
		return
	}
	b.Int(a, int64(v))
}

// Float puts a finite number within a.Floats.
func (b *Batch) Float(a *Attr, v float64) {
	if v-v != 0 { // NaN, +Inf, -Inf
		b.violate(a, NotFinite, 0, 0)
		return
	}
	if a.Floats != nil && (v < a.Floats.Min || v > a.Floats.Max) {
		b.violate(a, OutOfRange, 0, 0)
		return
	}
	s := b.slot(a)
	if s == nil {
		return
	}
	s.Value = attribute.Float64Value(v)
	if b.doc != nil {
		b.doc.float(a.Key, v)
	}
}

// Float32 puts a finite number, as the decimal that it is written as, within
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

// Duration puts v in a.Unit.
func (b *Batch) Duration(a *Attr, v time.Duration) { b.Float(a, float64(v)/float64(a.Unit)) }

// String puts a string of at most a.MaxBytes bytes, and of a.MaxRunes characters.
func (b *Batch) String(a *Attr, v string) {
	if !clean(v, a.MaxBytes) || a.MaxRunes > 0 && len(v) > a.MaxRunes {
		var ok bool
		if v, ok = b.mend(a, v); !ok {
			return
		}
	}
	b.sound(a, v)
}

// sound puts a string that can be sent as it is.
func (b *Batch) sound(a *Attr, v string) {
	s := b.slot(a)
	if s == nil {
		return
	}
	s.Value = attribute.StringValue(v)
	if b.doc != nil {
		b.doc.string(a.Key, v)
	}
}

// Enum puts one of a.Values.
func (b *Batch) Enum(a *Attr, v string) {
	if !slices.Contains(a.Values, v) {
		b.violate(a, NotInEnum, 0, 0)
		return
	}
	b.sound(a, v)
}

// Hashed puts the hash of v.
func (b *Batch) Hashed(a *Attr, v Hashed) {
	key := b.runtime().hashKey
	if len(key) == 0 {
		b.violate(a, NoHashKey, 0, 0)
		return
	}
	b.sound(a, v.sum(key))
}

// Masked puts the mask v.
func (b *Batch) Masked(a *Attr, v Masked) { b.String(a, v.s) }

// Time puts v in RFC 3339 with nanoseconds, in UTC.
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

// Error puts the message of v. nil and an empty message are not sent.
func (b *Batch) Error(a *Attr, v error) {
	if v == nil {
		return
	}
	defer b.guard(a, b.frames())
	if s := v.Error(); s != "" {
		b.String(a, s)
	}
}

// EventID puts v, unless it is zero.
func (b *Batch) EventID(a *Attr, v EventID) {
	switch {
	case v.IsZero():
	case !v.valid():
		b.violate(a, InvalidEventID, 0, 0)
	default:
		b.sound(a, v.String())
	}
}

// Marshal puts the text of v.
func (b *Batch) Marshal(a *Attr, v encoding.TextMarshaler) {
	defer b.guard(a, b.frames())
	text, err := v.MarshalText()
	if err != nil {
		b.violate(a, MarshalFailed, 0, 0)
		return
	}
	b.String(a, string(text))
}

// guard, deferred, turns a panic of a value's method into a violation, and ends
// the objects and lists that it left open: all but those of before.
func (b *Batch) guard(a *Attr, before int) {
	if r := recover(); r != nil {
		b.violate(a, Panicked, 0, 0)
		if b.doc != nil {
			b.doc.closeTo(before)
		}
	}
}

// frames is how many objects and lists are open in the JSON of an update.
func (b *Batch) frames() int {
	if b.doc == nil {
		return 0
	}
	return len(b.doc.frames)
}

// Items begins a list of n items and returns how many of them are recorded.
// [Batch.Item] comes before each, and [Batch.End] after the last.
func (b *Batch) Items(a *Attr, n int) int {
	b.Array(a)
	if n > a.MaxItems {
		b.violate(a, TooManyItems, n, a.MaxItems)
		n = a.MaxItems
	}
	return n
}

// Array begins an array, all of whose items are recorded.
func (b *Batch) Array(a *Attr) { b.begin(a, hole{}, listFrame) }

// Begin is [Batch.Array] for generated code of version 1, which has no updates.
func (b *Batch) Begin() { b.begin(new(Attr), hole{}, listFrame) }

// Item says that item i of the innermost list comes next.
func (b *Batch) Item(i int) {
	b.holes[b.depth-1].index = i
	if b.doc != nil {
		b.doc.top().index = i
	}
}

// Member says that member k of the innermost map comes next.
func (b *Batch) Member(k string) {
	if b.value.inline && b.value.levels == 1 {
		b.leaveMember()
		b.enterMember(k)
	}
	b.holes[b.depth-1].key = k
	if b.doc != nil {
		b.doc.top().key = k
	}
}

// End ends the innermost list or map.
func (b *Batch) End() {
	b.depth--
	b.EndObject()
}

func (b *Batch) begin(a *Attr, h hole, kind frameKind) {
	b.holes[b.depth] = h
	b.depth++
	b.open(a.Key, kind)
}

// Object begins an object, whose members have keys below key. [Batch.EndObject]
// comes after the last.
func (b *Batch) Object(key attribute.Key) {
	b.open(key, objectFrame)
}

func (b *Batch) open(key attribute.Key, kind frameKind) {
	b.enterValue(key, kind == namespaceFrame)
	if b.doc != nil {
		b.doc.open(key, kind)
	}
}

// EndObject ends the innermost object.
func (b *Batch) EndObject() {
	if b.doc != nil {
		b.doc.close()
	}
	b.leaveValue()
}

// Members begins a map and returns the keys that are recorded, sorted: those
// with a form on the wire, at most a.MaxItems. [Batch.Member] comes before each,
// and [Batch.End] after the last.
func Members[M ~map[K]V, K ~string, V any](b *Batch, a *Attr, m M) []K {
	kind := mapFrame
	inline := a.Inline && b.depth == 0
	if inline {
		kind = namespaceFrame
	}
	b.begin(a, hole{index: -1}, kind)
	keys := make([]K, 0, len(m))
	for k := range m {
		if b.memberKey(a, string(k), inline) {
			keys = append(keys, k)
		}
	}
	slices.Sort(keys)
	if len(keys) > a.MaxItems {
		b.violate(a, TooManyItems, len(keys), a.MaxItems)
		keys = keys[:a.MaxItems]
	}
	if slices.ContainsFunc(keys, func(k K) bool { return hasDot(string(k)) }) {
		b.compare()
	}
	return keys
}

// memberKey reports whether k can be a key on the wire.
func (b *Batch) memberKey(a *Attr, k string, inline bool) bool {
	switch {
	case inline && a.declares(k):
		b.violate(a, DeclaredKey, 0, 0)
	case k == "":
		b.violate(a, InvalidKey, 0, 0)
	case len(k) > maxPathBytes:
		b.violate(a, InvalidKey, len(k), maxPathBytes)
	case !utf8.ValidString(k):
		b.violate(a, InvalidUTF8, 0, 0)
	default:
		return true
	}
	return false
}

// mend makes a string that can be sent of one that cannot. ok is false if it
// is dropped.
//
//go:noinline
func (b *Batch) mend(a *Attr, v string) (mended string, ok bool) {
	kind := TooLong
	if a.Drop {
		kind = TooLongDropped
	}
	limit := a.MaxBytes
	if end := runes(v, a.MaxRunes); end < len(v) && end < limit {
		limit = end
		b.violate(a, kind, utf8.RuneCountInString(v), a.MaxRunes)
	} else if len(v) > limit {
		b.violate(a, kind, len(v), limit)
	}
	if len(v) > limit {
		if a.Drop {
			return "", false
		}
		v = strings.Clone(cut(v, limit))
	}
	if !utf8.ValidString(v) {
		b.violate(a, InvalidUTF8, 0, 0)
		v = strings.ToValidUTF8(v, string(utf8.RuneError))
		if a.Drop && len(v) > a.MaxBytes {
			b.violate(a, kind, len(v), a.MaxBytes)
			return "", false
		}
		v = cut(v, a.MaxBytes)
	}
	return v, true
}

// runes is where the first n characters of v end; 0 for n means all.
func runes(v string, n int) int {
	if n == 0 || len(v) <= n {
		return len(v)
	}
	for i := range v {
		if n == 0 {
			return i
		}
		n--
	}
	return len(v)
}

// cut returns at most limit bytes of v, without the beginning of a character.
func cut(v string, limit int) string {
	if len(v) <= limit {
		return v
	}
	end := limit
	for end > 0 && limit-end < utf8.UTFMax && !utf8.RuneStart(v[end]) {
		end--
	}
	return v[:end]
}

// Zero reports whether v says that it is zero. A panic is a violation of a's
// declaration, and counts as zero.
func Zero[T interface{ IsZero() bool }](b *Batch, a *Attr, v T) (zero bool) {
	defer func() {
		if r := recover(); r != nil {
			b.violate(a, Panicked, 0, 0)
			zero = true
		}
	}()
	return v.IsZero()
}

// IsZero reports whether v is the zero value of its type.
func IsZero[T comparable](v T) bool {
	var zero T
	return v == zero
}
