package record_test

import (
	"encoding/json"
	"errors"
	"math"
	"math/big"
	"net/netip"
	"testing"
	"time"

	"go.opentelemetry.io/otel/attribute"

	hh "github.com/hhgen/hhgen/runtime"
	"github.com/hhgen/hhgen/runtime/internal/record"
)

// Named types of each kind that a dynamic value may have.
type (
	flag    bool
	counter int32
	size    uint16
	ratio   float32
	name    string
	blob    []byte
	names   []name
	table   map[name]counter
	point   struct {
		X      int     `json:"x"`
		Y      float64 `json:"y,omitempty"`
		Label  *name   `json:"label"`
		hidden int
	}
)

// jsonText is a json.Marshaler of exactly this text.
type jsonText string

func (j jsonText) MarshalJSON() ([]byte, error) { return []byte(j), nil }

// opaque is a json.Marshaler with much inside that it does not write.
type opaque struct{ _ [1000]int }

func (opaque) MarshalJSON() ([]byte, error) { return []byte(`"opaque"`), nil }

type failingJSON struct{}

func (failingJSON) MarshalJSON() ([]byte, error) { return nil, errors.New("secret") }

type panickingJSON struct{}

func (panickingJSON) MarshalJSON() ([]byte, error) { panic("secret") }

// anyTest is a value put as inputs.payload, and what is sent below that key.
type anyTest struct {
	name string
	v    any
	want attrs
	kind hh.Kind
}

func runAny(t *testing.T, tests []anyTest) {
	t.Helper()
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			var violations []hh.Violation
			if test.kind != "" {
				violations = append(violations, payloadViolation(test.kind, 0, 0))
			}
			wantRecorded(t, func(b *record.Batch) { b.Any(payload(), test.v) }, under(test.want), violations...)
		})
	}
}

func one(v any) attrs { return attrs{"": v} }

func TestAnyScalars(t *testing.T) {
	runAny(t, []anyTest{
		{"nil", nil, nil, ""},
		{"bool", false, one(false), ""},
		{"named bool", flag(true), one(true), ""},
		{"int", math.MinInt64, one(int64(math.MinInt64)), ""},
		{"int8", int8(-128), one(int64(-128)), ""},
		{"named int", counter(-7), one(int64(-7)), ""},
		{"uint8", uint8(255), one(int64(255)), ""},
		{"named uint", size(65535), one(int64(65535)), ""},
		{"uint64 of int64", uint64(math.MaxInt64), one(int64(math.MaxInt64)), ""},
		{"uint64 over int64", uint64(math.MaxInt64 + 1), nil, hh.OutOfRange},
		{"uint over int64", uint(math.MaxUint64), nil, hh.OutOfRange},
		{"float64", 2.0, one(2.0), ""},
		{"float32", float32(0.5), one(0.5), ""},
		{"float32 as it is written", float32(0.1), one(0.1), ""},
		{"named float32", ratio(0.7), one(0.7), ""},
		{"float32 in a struct", struct{ X float32 }{0.3}, attrs{"X": 0.3}, ""},
		{"list of float32", []float32{0.1, 16777217, 0.2}, attrs{"0": 0.1, "1": 16777216.0, "2": 0.2}, ""},
		{"map of float32", map[string]ratio{"a": 0.6}, attrs{"a": 0.6}, ""},
		{"pointer to float32", new(float32(0.9)), one(0.9), ""},
		{"named float", ratio(0.25), one(0.25), ""},
		{"NaN", math.NaN(), nil, hh.NotFinite},
		{"float32 Inf", float32(math.Inf(-1)), nil, hh.NotFinite},
		{"string", "", one(""), ""},
		{"named string", name("n"), one("n"), ""},
		{"Text", hh.Text("t"), one("t"), ""},
		{"string not UTF-8", "a\xff", one("a\uFFFD"), hh.InvalidUTF8},
		{"duration", 1500 * time.Millisecond, one("1.5s"), ""},
		{"complex", 1i, nil, hh.UnsupportedType},
		{"channel", make(chan int), nil, hh.UnsupportedType},
		{"function", func() {}, nil, hh.UnsupportedType},
	})
}

func TestAnyNumbersOfJSON(t *testing.T) {
	runAny(t, []anyTest{
		{"integer", json.Number("12"), one(int64(12)), ""},
		{"double", json.Number("12.0"), one(12.0), ""},
		{"exponent", json.Number("1E2"), one(100.0), ""},
		{"over int64", json.Number("9223372036854775808"), nil, hh.OutOfRange},
		{"over float64", json.Number("1e309"), nil, hh.OutOfRange},
		{"no number", json.Number("twelve"), nil, hh.OutOfRange},
		{"raw", json.RawMessage(`{"a":1.0}`), attrs{"a": 1.0}, ""},
		{"empty raw", json.RawMessage{}, nil, ""},
		{"nil raw", json.RawMessage(nil), nil, ""},
		{"pointer to raw", &[]json.RawMessage{[]byte(`[1]`)}[0], attrs{"0": int64(1)}, ""},
		{"broken raw", json.RawMessage(`{`), nil, hh.InvalidJSON},
		{"raw in a map", map[string]any{"r": json.RawMessage(`[true]`)}, attrs{"r.0": true}, ""},
	})
}

func TestAnyNils(t *testing.T) {
	var (
		number *int
		people map[string]any
		list   []string
		err    error
		failed *pointerError
		when   *time.Time
		iface  any
	)
	runAny(t, []anyTest{
		{"pointer", number, nil, ""},
		{"pointer to a nil pointer", &number, nil, ""},
		{"map", people, nil, ""},
		{"named map", table(nil), nil, ""},
		{"slice", list, nil, ""},
		{"bytes", []byte(nil), nil, ""},
		{"channel", (chan int)(nil), nil, ""},
		{"function", (func())(nil), nil, ""},
		{"error", err, nil, ""},
		{"typed nil error that would panic", failed, nil, ""},
		{"time", when, nil, ""},
		{"pointer to a nil interface", &iface, nil, ""},
		{"in a list", []any{1, nil, number, 2}, attrs{"0": int64(1), "3": int64(2)}, ""},
		{"in a map", map[string]any{"a": nil, "b": failed, "c": 1}, attrs{"c": int64(1)}, ""},
	})
}

func TestAnyContainers(t *testing.T) {
	n, inner := 3, any("x")
	p := &n
	runAny(t, []anyTest{
		{"pointer", p, one(int64(3)), ""},
		{"pointer to a pointer", &p, one(int64(3)), ""},
		{"pointer to an interface", &inner, one("x"), ""},
		{"list", []any{1, "a", true}, attrs{"0": int64(1), "1": "a", "2": true}, ""},
		{"typed list", []string{"a", "b"}, attrs{"0": "a", "1": "b"}, ""},
		{"named list", names{"a"}, attrs{"0": "a"}, ""},
		{"array", [2]bool{true}, attrs{"0": true, "1": false}, ""},
		{"list of pointers", []*int{p, nil, p}, attrs{"0": int64(3), "2": int64(3)}, ""},
		{"list of lists", [][]int{{1}, {}, {2, 3}}, attrs{"0.0": int64(1), "2.0": int64(2), "2.1": int64(3)}, ""},
		{"empty list", []any{}, nil, ""},
		{"map", map[string]any{"b": 2, "a": map[string]any{"c": nil, "d": 1}}, attrs{"a.d": int64(1), "b": int64(2)}, ""},
		{"typed map", map[string]int{"a": 1}, attrs{"a": int64(1)}, ""},
		{"named map", table{"a": 1}, attrs{"a": int64(1)}, ""},
		{"pointer to a map", &map[string]any{"a": 1}, attrs{"a": int64(1)}, ""},
		{"map of another key", map[bool]string{true: "a"}, nil, hh.UnsupportedType},
		{"key not UTF-8", map[string]any{"a\xff": 1}, attrs{"a\uFFFD": int64(1)}, hh.InvalidUTF8},
		{"typed key not UTF-8", map[name]int{"a\xff": 1}, attrs{"a\uFFFD": int64(1)}, hh.InvalidUTF8},
		{"unsupported item", []any{1, 1i, 2}, attrs{"0": int64(1), "2": int64(2)}, hh.UnsupportedType},
	})
}

// []byte is base64, as in encoding/json; so is each type of that form.
func TestAnyBytes(t *testing.T) {
	runAny(t, []anyTest{
		{"bytes", []byte("hello"), one("aGVsbG8="), ""},
		{"empty bytes", []byte{}, one(""), ""},
		{"pointer", &[][]byte{[]byte("hello")}[0], one("aGVsbG8="), ""},
		{"named bytes", blob("hello"), one("aGVsbG8="), ""},
		{"in a list", [][]byte{[]byte("a")}, attrs{"0": "YQ=="}, ""},
		{"array of bytes", [2]byte{1, 2}, attrs{"0": int64(1), "1": int64(2)}, ""},
	})
}

func TestAnyStructs(t *testing.T) {
	label := name("l")
	runAny(t, []anyTest{
		{"struct", point{X: 1, Label: &label, hidden: 9}, attrs{"x": int64(1), "label": "l"}, ""},
		{"pointer", &point{X: 1, Y: 0.5}, attrs{"x": int64(1), "y": 0.5}, ""},
		{"list of structs", []point{{X: 1}, {X: 2}}, attrs{"0.x": int64(1), "1.x": int64(2)}, ""},
		{"empty struct", struct{}{}, nil, ""},
		{"double that is whole", struct{ F float64 }{2}, attrs{"F": 2.0}, ""},
		{"unexported parts do not count", struct{ X, hidden any }{1, make([]int, 1000)}, attrs{"X": int64(1)}, ""},
		{"parts of a marshaler do not count", struct{ O opaque }{}, attrs{"O": "opaque"}, ""},
		{"parts that JSON omits do not count", struct {
			X    int
			Skip []int `json:"-"`
		}{1, make([]int, 1000)}, attrs{"X": int64(1)}, ""},
		{"NaN within", struct {
			F float64
			X int
		}{math.NaN(), 1}, attrs{"X": int64(1)}, hh.NotFinite},
		{"channel within", struct {
			C chan int
			X int
		}{make(chan int), 1}, attrs{"X": int64(1)}, hh.UnsupportedType},
		{"nothing that is exported", struct{ x int }{1}, nil, hh.UnsupportedType},
		{"nothing for JSON", struct {
			X int `json:"-"`
		}{1}, nil, ""},
		{"name with a dot", struct {
			A any `json:"a"`
			B int `json:"a.b"`
		}{map[string]int{"b": 1}, 2}, attrs{"a.b": int64(1)}, hh.AmbiguousKey},
	})
}

func TestAnySensitiveValues(t *testing.T) {
	mask, hash := hh.Mask("4111111111111111"), hh.Hash(secret)
	runAny(t, []anyTest{
		{"masked", mask, one("****1111"), ""},
		{"pointer to masked", &mask, one("****1111"), ""},
		{"masked in a struct", struct{ Card hh.Masked }{mask}, attrs{"Card": "****1111"}, ""},
		{"hashed without a key", hash, nil, hh.NoHashKey},
		{"pointer to hashed without a key", &hash, nil, hh.NoHashKey},
		{"hashed in a list", []hh.Hashed{hash}, nil, hh.NoHashKey},
		{"hashed in a struct", struct{ Email hh.Hashed }{hash}, nil, hh.NoHashKey},
	})
}

func TestAnyMarshalers(t *testing.T) {
	addr := netip.MustParseAddr("192.0.2.1")
	runAny(t, []anyTest{
		{"text", text("t"), one("t"), ""},
		{"address", addr, one("192.0.2.1"), ""},
		{"pointer to an address", &addr, one("192.0.2.1"), ""},
		{"text before JSON", big.NewInt(7), one("7"), ""},
		{"failing text", failing{}, nil, hh.MarshalFailed},
		{"panicking text", panics{}, nil, hh.Panicked},
		{"panic keeps what came before", []any{1, panics{}}, attrs{"0": int64(1)}, hh.Panicked},
		{"text not UTF-8", text("a\xff"), one("a\uFFFD"), hh.InvalidUTF8},
		{"JSON", jsonText(`{"a":[1.0]}`), attrs{"a.0": 1.0}, ""},
		{"failing JSON", failingJSON{}, nil, hh.MarshalFailed},
		{"panicking JSON", panickingJSON{}, nil, hh.Panicked},
		{"JSON that is none", jsonText(`{`), nil, hh.MarshalFailed},
		{"error", errors.New("message"), one("message"), ""},
		{"event id", hh.EventID{}, one(""), ""},
	})
}

func TestAnyTimes(t *testing.T) {
	east := time.FixedZone("east", 3600)
	a := &record.Attr{Key: "honeyhive_inputs.at", MaxBytes: 64, MaxItems: 4}
	at := time.Date(2026, 7, 1, 12, 0, 0, 5e8, east)
	late := time.Date(10000, 1, 1, 0, 0, 0, 0, time.UTC)
	outOfRange := hh.Violation{Namespace: "inputs", Key: "at", Kind: hh.OutOfRange}
	const utc = "2026-07-01T11:00:00.5Z"
	tests := []struct {
		name       string
		v          any
		want       attrs
		violations []hh.Violation
	}{
		{"time", at, attrs{"honeyhive_inputs.at": utc}, nil},
		{"pointer", &at, attrs{"honeyhive_inputs.at": utc}, nil},
		{"in a list", []time.Time{at}, attrs{"honeyhive_inputs.at.0": utc}, nil},
		{"year 10000", late, nil, []hh.Violation{outOfRange}},
		{"pointer to the year 10000", &late, nil, []hh.Violation{outOfRange}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			wantRecorded(t, func(b *record.Batch) { b.Any(a, test.v) }, test.want, test.violations...)
		})
	}
}

// A hash is sent whole, as that of a declared field: a part of it would equal none.
func TestAnyHashIsNotCut(t *testing.T) {
	rt := hh.New(hh.WithHashKey(hashKey))
	b := engine(rt).Batch()
	b.Hashed(&record.Attr{Key: "honeyhive_metadata.declared"}, hh.Hash("ada"))
	b.Any(&record.Attr{Key: "honeyhive_metadata.dynamic", MaxBytes: 8, MaxItems: 1}, hh.Hash("ada"))
	var kvs []attribute.KeyValue
	b.Attributes(&kvs)
	if cap(kvs) != len(kvs) {
		t.Errorf("room for %d attributes, and there are %d: lists that are appended to it overwrite each other", cap(kvs), len(kvs))
	}
	if len(kvs) != 2 || kvs[0].Value != kvs[1].Value {
		t.Errorf("got %v, want two equal hashes", kvs)
	}
}
