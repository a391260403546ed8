package record_test

import (
	"encoding"
	"errors"
	"math"
	"net/netip"
	"strings"
	"testing"
	"time"

	"go.opentelemetry.io/otel/attribute"

	hh "github.com/hhgen/hhgen/runtime"
	"github.com/hhgen/hhgen/runtime/hhimpl"
	"github.com/hhgen/hhgen/runtime/internal/record"
)

func TestIntegers(t *testing.T) {
	rating := func() *record.Attr { return &record.Attr{Ints: &record.IntRange{Min: 1, Max: 5}} }
	full := func() *record.Attr {
		return &record.Attr{Ints: &record.IntRange{Min: math.MinInt64, Max: math.MaxInt64}}
	}
	runValues(t, []valueTest{
		{name: "below", attr: rating(), put: put((*record.Batch).Int, 0), kind: hh.OutOfRange},
		{name: "minimum", attr: rating(), put: put((*record.Batch).Int, 1), want: int64(1)},
		{name: "maximum", attr: rating(), put: put((*record.Batch).Int, 5), want: int64(5)},
		{name: "above", attr: rating(), put: put((*record.Batch).Int, 6), kind: hh.OutOfRange},
		{name: "unbounded zero", put: put((*record.Batch).Int, 0), want: int64(0)},
		{name: "smallest", attr: full(), put: put((*record.Batch).Int, math.MinInt64), want: int64(math.MinInt64)},
		{name: "largest", attr: full(), put: put((*record.Batch).Int, math.MaxInt64), want: int64(math.MaxInt64)},
		{name: "unsigned", put: put((*record.Batch).Uint, 7), want: int64(7)},
		{name: "unsigned largest", put: put((*record.Batch).Uint, math.MaxInt64), want: int64(math.MaxInt64)},
		{name: "unsigned over int64", put: put((*record.Batch).Uint, math.MaxInt64+1), kind: hh.OutOfRange},
		{name: "unsigned over int64, in range as negative", attr: full(), put: put((*record.Batch).Uint, math.MaxUint64), kind: hh.OutOfRange},
		{name: "unsigned below", attr: rating(), put: put((*record.Batch).Uint, 0), kind: hh.OutOfRange},
		{name: "unsigned above", attr: rating(), put: put((*record.Batch).Uint, 6), kind: hh.OutOfRange},
	})
}

func TestFloats(t *testing.T) {
	score := func() *record.Attr { return &record.Attr{Floats: &record.FloatRange{Min: 0, Max: 1}} }
	nan, inf := math.NaN(), math.Inf(1)
	runValues(t, []valueTest{
		{name: "NaN", put: put((*record.Batch).Float, nan), kind: hh.NotFinite},
		{name: "+Inf", put: put((*record.Batch).Float, inf), kind: hh.NotFinite},
		{name: "-Inf", put: put((*record.Batch).Float, -inf), kind: hh.NotFinite},
		{name: "NaN with a range", attr: score(), put: put((*record.Batch).Float, nan), kind: hh.NotFinite},
		{name: "+Inf with a range", attr: score(), put: put((*record.Batch).Float, inf), kind: hh.NotFinite},
		{name: "below", attr: score(), put: put((*record.Batch).Float, -math.SmallestNonzeroFloat64), kind: hh.OutOfRange},
		{name: "minimum", attr: score(), put: put((*record.Batch).Float, 0), want: 0.0},
		{name: "maximum", attr: score(), put: put((*record.Batch).Float, 1), want: 1.0},
		{name: "above", attr: score(), put: put((*record.Batch).Float, math.Nextafter(1, 2)), kind: hh.OutOfRange},
		{name: "whole numbers stay doubles", put: put((*record.Batch).Float, 3), want: 3.0},
		{name: "largest", put: put((*record.Batch).Float, math.MaxFloat64), want: math.MaxFloat64},
		{name: "smallest", put: put((*record.Batch).Float, math.SmallestNonzeroFloat64), want: math.SmallestNonzeroFloat64},
	})
}

func TestBooleansAndEnums(t *testing.T) {
	plan := func() *record.Attr { return &record.Attr{Values: []string{"free", "premium"}} }
	runValues(t, []valueTest{
		{name: "true", put: put((*record.Batch).Bool, true), want: true},
		{name: "false", put: put((*record.Batch).Bool, false), want: false},
		{name: "first value", attr: plan(), put: put((*record.Batch).Enum, "free"), want: "free"},
		{name: "last value", attr: plan(), put: put((*record.Batch).Enum, "premium"), want: "premium"},
		{name: "empty", attr: plan(), put: put((*record.Batch).Enum, ""), kind: hh.NotInEnum},
		{name: "other case", attr: plan(), put: put((*record.Batch).Enum, "Free"), kind: hh.NotInEnum},
		{name: "beginning of a value", attr: plan(), put: put((*record.Batch).Enum, "fre"), kind: hh.NotInEnum},
		{name: "not UTF-8", attr: plan(), put: put((*record.Batch).Enum, "free\xff"), kind: hh.NotInEnum},
		{name: "enum without values", put: put((*record.Batch).Enum, "free"), kind: hh.NotInEnum},
		{name: "empty value", attr: &record.Attr{Values: []string{""}}, put: put((*record.Batch).Enum, ""), want: ""},
	})
}

func TestTimes(t *testing.T) {
	east := time.FixedZone("east", 5*3600+1800)
	west := time.FixedZone("west", -3600)
	date := func(year, nanoseconds int, zone *time.Location) func(*record.Batch, *record.Attr) {
		return put((*record.Batch).Time, time.Date(year, 12, 31, 23, 30, 0, nanoseconds, zone))
	}
	runValues(t, []valueTest{
		{name: "UTC", put: date(2026, 0, time.UTC), want: "2026-12-31T23:30:00Z"},
		{name: "another zone", put: date(2026, 0, east), want: "2026-12-31T18:00:00Z"},
		{name: "nanoseconds", put: date(2026, 1, time.UTC), want: "2026-12-31T23:30:00.000000001Z"},
		{name: "milliseconds", put: date(2026, 120e6, time.UTC), want: "2026-12-31T23:30:00.12Z"},
		{name: "zero", put: put((*record.Batch).Time, time.Time{}), want: "0001-01-01T00:00:00Z"},
		{name: "year 0", put: date(0, 0, time.UTC), want: "0000-12-31T23:30:00Z"},
		{name: "year -1", put: date(-1, 0, time.UTC), kind: hh.OutOfRange},
		{name: "year 9999", put: date(9999, 999999999, time.UTC), want: "9999-12-31T23:30:00.999999999Z"},
		{name: "year 9999 that is 10000 in UTC", put: date(9999, 0, west), kind: hh.OutOfRange},
		{name: "year 10000", put: date(10000, 0, time.UTC), kind: hh.OutOfRange},
	})
}

func TestDurations(t *testing.T) {
	in := func(unit time.Duration) *record.Attr { return &record.Attr{Unit: unit} }
	day := put((*record.Batch).Duration, 36*time.Hour)
	bounded := &record.Attr{Unit: time.Second, Floats: &record.FloatRange{Min: 0, Max: 60}}
	runValues(t, []valueTest{
		{name: "ns", attr: in(time.Nanosecond), put: day, want: 129600e9},
		{name: "us", attr: in(time.Microsecond), put: day, want: 129600e6},
		{name: "ms", attr: in(time.Millisecond), put: day, want: 129600e3},
		{name: "s", attr: in(time.Second), put: day, want: 129600.0},
		{name: "min", attr: in(time.Minute), put: day, want: 2160.0},
		{name: "h", attr: in(time.Hour), put: day, want: 36.0},
		{name: "fraction", attr: in(time.Millisecond), put: put((*record.Batch).Duration, 1500*time.Microsecond), want: 1.5},
		{name: "less than a unit", attr: in(time.Hour), put: put((*record.Batch).Duration, 36*time.Second), want: 0.01},
		{name: "zero", attr: in(time.Second), put: put((*record.Batch).Duration, 0), want: 0.0},
		{name: "negative", attr: in(time.Second), put: put((*record.Batch).Duration, -time.Second), want: -1.0},
		{name: "longest", attr: in(time.Nanosecond), put: put((*record.Batch).Duration, math.MaxInt64), want: float64(math.MaxInt64)},
		{name: "shortest", attr: in(time.Nanosecond), put: put((*record.Batch).Duration, math.MinInt64), want: float64(math.MinInt64)},
		{name: "the range is in units", attr: bounded, put: put((*record.Batch).Duration, time.Minute), want: 60.0},
		{name: "above the range", attr: bounded, put: put((*record.Batch).Duration, time.Minute+time.Nanosecond), kind: hh.OutOfRange},
		{name: "no unit", put: put((*record.Batch).Duration, time.Second), kind: hh.NotFinite},
	})
}

// pointerError is an error whose method fails on a nil pointer.
type pointerError struct{ message string }

func (e *pointerError) Error() string { return e.message }

// nilError is an error that a nil pointer implements.
type nilError struct{}

func (*nilError) Error() string { return "nil is fine" }

// panics is a value whose methods panic.
type panics struct{}

func (panics) Error() string                { panic("secret") }
func (panics) MarshalText() ([]byte, error) { panic(errors.New("secret")) }

func TestErrors(t *testing.T) {
	long := strings.Repeat("e", 1025)
	runValues(t, []valueTest{
		{name: "nil", put: put((*record.Batch).Error, error(nil))},
		{name: "empty", put: put((*record.Batch).Error, errors.New(""))},
		{name: "message", put: put((*record.Batch).Error, errors.New("no such index")), want: "no such index"},
		{name: "joined", put: put((*record.Batch).Error, errors.Join(errors.New("a"), errors.New("b"))), want: "a\nb"},
		{name: "over the bound", put: put((*record.Batch).Error, errors.New(long)), want: long[:1024], kind: hh.TooLong, size: 1025},
		{name: "not UTF-8", put: put((*record.Batch).Error, errors.New("bad \xff")), want: "bad \uFFFD", kind: hh.InvalidUTF8},
		{name: "typed nil that panics", put: put((*record.Batch).Error, error((*pointerError)(nil))), kind: hh.Panicked},
		{name: "typed nil that does not", put: put((*record.Batch).Error, error((*nilError)(nil))), want: "nil is fine"},
		{name: "panics", put: put((*record.Batch).Error, error(panics{})), kind: hh.Panicked},
	})
}

// text is a TextMarshaler of exactly these bytes.
type text string

func (t text) MarshalText() ([]byte, error) { return []byte(t), nil }

type failing struct{}

func (failing) MarshalText() ([]byte, error) { return []byte("half"), errors.New("secret") }

func TestTextMarshalers(t *testing.T) {
	marshal := func(v encoding.TextMarshaler) func(*record.Batch, *record.Attr) {
		return put((*record.Batch).Marshal, v)
	}
	at := func(limit int) *record.Attr { return &record.Attr{MaxBytes: limit} }
	runValues(t, []valueTest{
		{name: "address", put: marshal(netip.MustParseAddr("192.0.2.1")), want: "192.0.2.1"},
		{name: "empty", put: marshal(text("")), want: ""},
		{name: "at the bound", attr: at(5), put: marshal(text("12345")), want: "12345"},
		{name: "over the bound", attr: at(5), put: marshal(text("123456")), want: "12345", kind: hh.TooLong, size: 6},
		{name: "far over the bound", attr: at(5), put: marshal(text("1234567890")), want: "12345", kind: hh.TooLong, size: 10},
		{name: "character at the bound", attr: at(5), put: marshal(text("1234😀")), want: "1234", kind: hh.TooLong, size: 8},
		{name: "over the bound, dropped", attr: &record.Attr{MaxBytes: 5, Drop: true}, put: marshal(text("1234567890")), kind: hh.TooLongDropped, size: 10},
		{name: "not UTF-8", put: marshal(text("a\xff")), want: "a\uFFFD", kind: hh.InvalidUTF8},
		{name: "fails", put: marshal(failing{}), kind: hh.MarshalFailed},
		{name: "panics", put: marshal(panics{}), kind: hh.Panicked},
		{name: "nil", put: marshal(nil), kind: hh.Panicked},
	})
}

// Values before and after a value that panics are sent.
func TestPanicOfOneValueLeavesTheOthers(t *testing.T) {
	before, bad, after := &record.Attr{Key: "honeyhive_metadata.a"}, &record.Attr{Key: "honeyhive_metadata.b"}, &record.Attr{Key: "honeyhive_metadata.c"}
	wantRecorded(t, func(b *record.Batch) {
		b.Bool(before, true)
		b.Marshal(bad, panics{})
		b.Bool(after, true)
	}, attrs{"honeyhive_metadata.a": true, "honeyhive_metadata.c": true},
		hh.Violation{Namespace: "metadata", Key: "b", Kind: hh.Panicked})
}

func TestValueOf(t *testing.T) {
	tests := []struct {
		got  attribute.Value
		want any
	}{
		{hhimpl.ValueOf("text"), "text"},
		{hhimpl.ValueOf(hh.Text("text")), "text"},
		{hhimpl.ValueOf(true), true},
		{hhimpl.ValueOf(1), int64(1)},
		{hhimpl.ValueOf(int64(1)), int64(1)},
		{hhimpl.ValueOf(1.0), 1.0},
	}
	for _, test := range tests {
		if got := test.got.AsInterface(); got != test.want {
			t.Errorf("got %T %v, want %T %v", got, got, test.want, test.want)
		}
	}
}

func TestIsZero(t *testing.T) {
	zero := []bool{hhimpl.IsZero(0), hhimpl.IsZero(""), hhimpl.IsZero(time.Time{}), hhimpl.IsZero(hh.EventID{}), hhimpl.IsZero(hh.Hashed{})}
	for i, got := range zero {
		if !got {
			t.Errorf("zero value %d is not zero", i)
		}
	}
	other := []bool{hhimpl.IsZero(1), hhimpl.IsZero("a"), hhimpl.IsZero(time.Unix(0, 0)), hhimpl.IsZero(hh.NewEventID()), hhimpl.IsZero(hh.Hash("a"))}
	for i, got := range other {
		if got {
			t.Errorf("value %d is zero", i)
		}
	}
}
