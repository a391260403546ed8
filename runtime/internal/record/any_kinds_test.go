package record_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"math/big"
	"net"
	"net/netip"
	"net/url"
	"strconv"
	"strings"
	"testing"
	"time"

	hh "github.com/hhgen/hhgen/runtime"
	"github.com/hhgen/hhgen/runtime/internal/record"
)

// roomy is the payload with room for all values of this file.
func roomy() *record.Attr {
	return &record.Attr{Key: "honeyhive_inputs.payload", MaxBytes: 64, MaxItems: 64}
}

// level is an integer with a name, as time.Month is.
type level int

func (l level) String() string { return "level " + strconv.Itoa(int(l)) }

// key is the key of a map, with a text of its own.
type key struct{ a, b int }

func (k key) MarshalText() ([]byte, error) {
	if k.a < 0 {
		return nil, errors.New("secret")
	}
	return fmt.Appendf(nil, "%d_%d", k.a, k.b), nil
}

// price is a struct whose pointer writes itself.
type price struct{ cents int }

func (p *price) MarshalJSON() ([]byte, error) { return strconv.AppendInt(nil, int64(p.cents), 10), nil }

// limits has values that a service passes on without thinking of their types.
type limits struct {
	Timeout time.Duration  `json:"timeout"`
	Idle    *time.Duration `json:"idle,omitempty"`
	Retries []time.Duration
	Err     error
	Price   price
	Addr    netip.Addr
	At      time.Time
	Ratio   float64
	By      map[level]any
}

// kindsOfAny are Go values, and the JSON that the same value is, on spans and in
// updates.
var kindsOfAny = []struct {
	name string
	v    any
	want string
	kind hh.Kind
}{
	{"duration", 1500 * time.Millisecond, `"1.5s"`, ""},
	{"pointer to a duration", new(time.Second), `"1s"`, ""},
	{"durations", []time.Duration{time.Second, 0}, `["1s","0s"]`, ""},
	{"duration in a map", map[string]time.Duration{"p99": time.Minute}, `{"p99":"1m0s"}`, ""},
	{"duration in JSON of Go", map[string]any{"a": []any{time.Hour}}, `{"a":["1h0m0s"]}`, ""},
	{"time", noon, `"2026-07-01T11:00:00.5Z"`, ""},
	{"time in a struct", struct{ At *time.Time }{&noon}, `{"At":"2026-07-01T11:00:00.5Z"}`, ""},
	{"month", time.July, `7`, ""},
	{"level with a name", []level{1}, `[1]`, ""},
	{"level with a text", slog.LevelWarn, `"WARN"`, ""},
	{"bytes", []byte("hello"), `"aGVsbG8="`, ""},
	{"array", [2]byte{1, 2}, `[1,2]`, ""},
	{"address", address, `"192.0.2.1"`, ""},
	{"IP", net.IPv4(192, 0, 2, 1), `"192.0.2.1"`, ""},
	{"URL", &url.URL{Scheme: "https", Host: "example.com"}, string(must(json.Marshal(&url.URL{Scheme: "https", Host: "example.com"}))), ""},
	{"big integer", big.NewInt(7), `"7"`, ""},
	{"big integer that is no pointer", *big.NewInt(7), `"7"`, ""},
	{"big integers in a struct", struct {
		N big.Int
		P *big.Int
	}{*big.NewInt(7), nil}, `{"N":"7","P":null}`, ""},
	{"marshaler by its pointer", []price{{250}}, `[250]`, ""},
	{"JSON number", json.Number("12"), `12`, ""},
	{"error", fmt.Errorf("outer: %w", errors.New("inner")), `"outer: inner"`, ""},
	{"errors", map[string]error{"a": errors.New("x"), "b": nil}, `{"a":"x","b":null}`, ""},
	{"error in a struct", struct{ Err error }{errors.New("x")}, `{"Err":"x"}`, ""},
	{"double that is whole in a struct", struct{ Score float64 }{1}, `{"Score":1.0}`, ""},
	{"integer keys", map[int]string{2: "b", -1: "a", 10: "c"}, `{"-1":"a","10":"c","2":"b"}`, ""},
	{"unsigned keys", map[uint8]int{200: 1}, `{"200":1}`, ""},
	{"named keys", map[level]int{3: 1}, `{"3":1}`, ""},
	{"duration keys", map[time.Duration]int{time.Minute: 1}, `{"1m0s":1}`, ""},
	{"text keys", map[key]int{{1, 2}: 3}, `{"1_2":3}`, ""},
	{"address keys", map[netip.Addr]bool{address: true}, `{"192.0.2.1":true}`, ""},
	{"text keys that fail", map[key]int{{-1, 0}: 1, {1, 0}: 2}, `{"1_0":2}`, hh.MarshalFailed},
	{"text keys that are equal", map[*key]int{{1, 2}: 3, {1, 2}: 3}, `{"1_2":3}`, hh.AmbiguousKey},
	{"keys of other types", map[any]any{"a": 1}, ``, hh.UnsupportedType},
	{"struct without exported fields", slog.IntValue(1), ``, hh.UnsupportedType},
	{"all at once", limits{Timeout: time.Second, Retries: []time.Duration{1}, Err: errors.New("x"), Price: price{1}, Addr: address,
		At: noon, Ratio: 1, By: map[level]any{1: time.Second}},
		`{"timeout":"1s","Retries":["1ns"],"Err":"x","Price":1,"Addr":"192.0.2.1","At":"2026-07-01T11:00:00.5Z","Ratio":1.0,"By":{"1":"1s"}}`, ""},
}

var (
	noon    = time.Date(2026, 7, 1, 12, 0, 0, 5e8, time.FixedZone("east", 3600))
	address = netip.MustParseAddr("192.0.2.1")
)

func must[T any](v T, err error) T {
	if err != nil {
		panic(err)
	}
	return v
}

// A value is the same on spans and in updates: what its JSON would be.
func TestAnyKinds(t *testing.T) {
	for _, test := range kindsOfAny {
		t.Run(test.name, func(t *testing.T) {
			var violations []hh.Violation
			if test.kind != "" {
				violations = append(violations, payloadViolation(test.kind, 0, 0))
			}
			want, _ := recorded(t, func(b *record.Batch) { b.JSON(roomy(), json.RawMessage(test.want)) })
			wantRecorded(t, func(b *record.Batch) { b.Any(roomy(), test.v) }, want, violations...)
			got, _, updateViolations := updated(t, func(b *record.Batch) { b.Any(roomy(), test.v) })
			if want := payloadUpdate(test.want); got != want {
				t.Errorf("update (-want +got):\n- %s\n+ %s", want, got)
			}
			wantViolations(t, violations, updateViolations)
		})
	}
}

// Integers of JSON stay integers, unless encoding/json has made doubles of them.
func TestAnyIntegersOfJSON(t *testing.T) {
	const text = `{"n":9007199254740993,"list":[1,2.0]}`
	integers := under(attrs{"n": int64(9007199254740993), "list.0": int64(1), "list.1": 2.0})
	var doubles map[string]any
	if err := json.Unmarshal([]byte(text), &doubles); err != nil {
		t.Fatal(err)
	}
	wantRecorded(t, func(b *record.Batch) { b.Any(roomy(), json.RawMessage(text)) }, integers)
	wantRecorded(t, func(b *record.Batch) { b.Any(roomy(), numbers(t, text)) }, integers)
	wantRecorded(t, func(b *record.Batch) { b.AnyMap(roomy(), doubles) },
		under(attrs{"n": 9007199254740992.0, "list.0": 1.0, "list.1": 2.0}))
}

// Structs that are hard to read.
type (
	Base struct {
		ID   int
		Name string `json:"name"`
	}
	hidden struct{ Within int }
	Loop   struct {
		*Loop
		N int
	}
	Stamp  time.Duration
	zeroed struct{ At zeroable }
)

type zeroable int

func (z *zeroable) IsZero() bool { return *z == 7 }

// oddStructs are structs that hold all that encoding/json decides about fields.
var oddStructs = []any{
	odd, &odd, []Base{odd}, map[string]*Base{"x": &odd, "y": nil},
	struct {
		Base
		Name string
	}{odd, "outer"},
	struct {
		*Base
		Name string `json:"name"`
	}{nil, "outer"},
	struct{ *Base }{&odd},
	struct {
		Base `json:"base"`
		ID   int
	}{odd, 2},
	struct {
		Base
		Other struct{ Base }
		ID    string
	}{ID: "s"},
	struct{ hidden }{hidden{1}},
	struct{ *hidden }{&hidden{1}},
	struct{ *hidden }{nil},
	struct {
		hidden `json:"h"`
		X      int
	}{hidden{1}, 2},
	struct {
		*hidden `json:"h"`
		X       int
	}{nil, 2},
	Loop{&Loop{nil, 2}, 1},
	struct {
		A struct{ X int } `json:",omitempty"`
		B []int           `json:",omitempty"`
		C *int            `json:",omitempty"`
		D any             `json:",omitempty"`
		E [0]int          `json:",omitempty"`
		F bool            `json:",omitempty"`
		G map[string]int  `json:",omitempty"`
		H string          `json:"h,omitempty"`
		I int             `json:",omitzero"`
		J []int           `json:",omitzero"`
		K time.Time       `json:",omitzero"`
		L *time.Time      `json:",omitzero"`
		M int
	}{B: []int{}, G: map[string]int{}, J: []int{}},
	struct {
		A int     `json:",string"`
		B *int    `json:"b,string"`
		C string  `json:",string"`
		D bool    `json:",string"`
		E []int   `json:",string"`
		F *int    `json:",string"`
		G float64 `json:",string"`
	}{1, new(3), "a\"b", true, []int{1}, nil, 1.5},
	struct {
		A int `json:"-"`
		B int `json:"-,"`
		C int `json:"bad\"name"`
		D int `json:"with space"`
		E int `xml:"e"`
		F int `json:"été,unknown"`
	}{1, 2, 3, 4, 5, 6},
	struct {
		Stamp
		X int
	}{5, 1},
	&zeroed{7}, zeroed{0},
	struct {
		At zeroable `json:",omitzero"`
		X  int
	}{7, 1},
}

var odd = Base{1, "b"}

// Structs have the fields that encoding/json writes, in its order.
func TestAnyStructsAsJSON(t *testing.T) {
	for _, v := range oddStructs {
		text, err := json.Marshal(v)
		if err != nil {
			t.Fatalf("%T: %v", v, err)
		}
		got, _, violations := updated(t, func(b *record.Batch) { b.Any(roomy(), v) })
		if want := payloadUpdate(string(text)); got != want || len(violations) > 0 {
			t.Errorf("%T (-want +got):\n- %s\n+ %s\n%v", v, want, got, violations)
		}
	}
}

// numbers reads JSON with integers as they are written.
func numbers(t *testing.T, text string) (v any) {
	t.Helper()
	d := json.NewDecoder(strings.NewReader(text))
	d.UseNumber()
	if err := d.Decode(&v); err != nil {
		t.Fatal(err)
	}
	return v
}
