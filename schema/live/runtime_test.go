package live_test

import (
	"encoding/json"
	"errors"
	"math"
	"math/big"
	"net/netip"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"
	"go.opentelemetry.io/otel/attribute"

	"github.com/hhgen/hhgen/internal/otlp"
	hh "github.com/hhgen/hhgen/runtime"
	"github.com/hhgen/hhgen/runtime/testdata/kinds"
	"github.com/hhgen/hhgen/runtime/testdata/random"
	"github.com/hhgen/hhgen/schema"
	"github.com/hhgen/hhgen/schema/gostruct"
	"github.com/hhgen/hhgen/schema/keys"
	"github.com/hhgen/hhgen/schema/live"
)

// kindsPackages is the schema of package kinds, which has a field of every type.
func kindsPackages(t *testing.T) []*schema.Package {
	t.Helper()
	p, err := gostruct.Load(gostruct.Config{Dir: "../..", Output: schema.OutputName}, "./runtime/testdata/kinds")
	if err != nil {
		t.Fatal(err)
	}
	return []*schema.Package{p[0].Package}
}

// records returns new records of package kinds.
func records() []kinds.SpanField {
	return []kinds.SpanField{&kinds.Scalars{}, &kinds.Zero{}, &kinds.Composites{}, &kinds.Singles{}, &kinds.Params{}, &kinds.Shared{}, &kinds.Matches{}}
}

// Whatever a record holds, what the runtime sends of it is as declared, but for required
// fields whose values it has rejected.
func TestRuntimeSendsAsDeclared(t *testing.T) {
	pkgs := kindsPackages(t)
	rt := hh.New(hh.WithHashKey([]byte("0123456789abcdef0123456789abcdef")), hh.WithViolationHandler(func(hh.Violation) {}))
	e := kinds.NewEnricher(rt)
	random.Check(t, 100, func(s random.Source) {
		c := live.New(pkgs, live.Options{Rules: map[string]schema.Severity{
			live.Required.ID: live.Off, live.Attributes.ID: live.Off, live.SpanBytes.ID: live.Off,
		}})
		for _, r := range records() {
			fill(s, reflect.ValueOf(r).Elem(), 3)
			c.Add(sent(e.Attributes(r)))
		}
		c.Add(sent(e.Attributes(kinds.WithConfig("free_key", text20(s)), kinds.WithMetrics("free_key", s.Float64()))))
		for _, f := range c.Findings() {
			s.Errorf("%s", f.Line())
			for _, r := range f.Related {
				s.Logf("%s", r.Message)
			}
		}
	})
}

// sent is a span with attributes, as it arrives.
func sent(kvs []attribute.KeyValue) *otlp.Span {
	s := span("turn")
	for _, kv := range kvs {
		s.Attributes = append(s.Attributes, attributeOf(kv))
	}
	return s
}

func attributeOf(kv attribute.KeyValue) otlp.Attribute {
	a := otlp.Attribute{Key: string(kv.Key)}
	switch kv.Value.Type() {
	case attribute.BOOL:
		a.Value = otlp.BoolValue(kv.Value.AsBool())
	case attribute.INT64:
		a.Value = otlp.IntValue(kv.Value.AsInt64())
	case attribute.FLOAT64:
		a.Value = otlp.DoubleValue(kv.Value.AsFloat64())
	case attribute.STRING:
		a.Value = otlp.StringValue(kv.Value.AsString())
	default:
		panic("the runtime sends no " + kv.Value.Type().String())
	}
	return a
}

// text20 is a string of up to 20 characters, some of them not valid.
func text20(s random.Source) string {
	var b strings.Builder
	for range s.IntN(20) {
		b.WriteString(random.OneOf(s, "a", "B", "1", ",", " ", "é", "😀", "\xff", "\n"))
	}
	return b.String()
}

// given makes values of types that are not filled by their parts.
var given = map[reflect.Type]func(random.Source) any{
	reflect.TypeFor[hh.Hashed]():       func(s random.Source) any { return hh.Hash(text20(s)) },
	reflect.TypeFor[hh.Masked]():       func(s random.Source) any { return hh.Mask(text20(s)) },
	reflect.TypeFor[hh.EventID]():      func(s random.Source) any { return random.OneOf(s, hh.EventID{}, hh.NewEventID(), hh.EventID{1}) },
	reflect.TypeFor[error]():           func(s random.Source) any { return errors.New(text20(s)) },
	reflect.TypeFor[time.Time]():       func(s random.Source) any { return time.Unix(s.Int64N(1<<36), s.Int64N(1e9)) },
	reflect.TypeFor[netip.Addr]():      func(s random.Source) any { return netip.AddrFrom4([4]byte{byte(s.IntN(256))}) },
	reflect.TypeFor[uuid.UUID]():       func(s random.Source) any { return uuid.UUID{byte(s.IntN(256))} },
	reflect.TypeFor[big.Int]():         func(s random.Source) any { return *big.NewInt(s.Int64N(1 << 60)) },
	reflect.TypeFor[kinds.Color]():     func(s random.Source) any { return random.OneOf(s, kinds.Red, kinds.Green, "yellow", "") },
	reflect.TypeFor[kinds.Grade]():     func(s random.Source) any { return kinds.Grade(text20(s)) },
	reflect.TypeFor[json.RawMessage](): func(s random.Source) any { return json.RawMessage(jsonText(s)) },
	reflect.TypeFor[any]():             func(s random.Source) any { return decoded(s) },
	reflect.TypeFor[map[string]any]():  func(s random.Source) any { m, _ := decoded(s).(map[string]any); return m },
}

// jsonText is a JSON text, or something like it.
func jsonText(s random.Source) string {
	return random.OneOf(s, "", "null", "1.5", `"text that is over its bound"`, `{"a": {"b": [1, "x", null, true]}, "c.d": -1}`, `[[[1]]]`,
		`{"": 1, "e": 1e400, "f": 9223372036854775808}`, `{"k1":1,"k2":2,"k3":3,"k4":4,"k5":5,"k6":6,"k7":7,"k8":8,"k9":9}`, "{")
}

func decoded(s random.Source) (v any) {
	if json.Unmarshal([]byte(jsonText(s)), &v) != nil {
		return nil
	}
	return v
}

// fill gives all exported parts of a value random values. At depth 0, what may be nil
// is.
func fill(s random.Source, v reflect.Value, depth int) {
	if make, ok := given[v.Type()]; ok {
		if x := make(s); x != nil {
			v.Set(reflect.ValueOf(x))
		}
		return
	}
	switch v.Kind() {
	case reflect.Bool:
		v.SetBool(s.Chance(50))
	case reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64:
		v.SetInt(random.OneOf[int64](s, 0, 1, -4, 5, math.MaxInt64, math.MinInt64))
	case reflect.Uint, reflect.Uint8, reflect.Uint16, reflect.Uint32, reflect.Uint64:
		v.SetUint(random.OneOf[uint64](s, 0, 1, 101, math.MaxUint64))
	case reflect.Float32, reflect.Float64:
		v.SetFloat(random.OneOf(s, 0, 0.1, 0.3, 0.7, -0.6, 9.5, 1e9, math.NaN(), math.Inf(-1)))
	case reflect.String:
		v.SetString(text20(s))
	case reflect.Struct:
		for i := range v.NumField() {
			if v.Field(i).CanSet() {
				fill(s, v.Field(i), depth)
			}
		}
	case reflect.Array:
		for i := range v.Len() {
			fill(s, v.Index(i), depth)
		}
	case reflect.Pointer, reflect.Slice, reflect.Map:
		if depth > 0 && s.Chance(80) {
			fillNilable(s, v, depth-1)
		}
	}
}

func fillNilable(s random.Source, v reflect.Value, depth int) {
	switch v.Kind() {
	case reflect.Pointer:
		v.Set(reflect.New(v.Type().Elem()))
		fill(s, v.Elem(), depth)
	case reflect.Slice:
		v.Set(reflect.MakeSlice(v.Type(), s.IntN(5), 5))
		for i := range v.Len() {
			fill(s, v.Index(i), depth)
		}
	case reflect.Map:
		v.Set(reflect.MakeMap(v.Type()))
		for range s.IntN(5) {
			key, value := reflect.New(v.Type().Key()).Elem(), reflect.New(v.Type().Elem()).Elem()
			fill(s, key, depth)
			fill(s, value, depth)
			v.SetMapIndex(key, value)
		}
	}
}

// kindOf says which violation of the runtime each rule is.
var kindOf = map[*schema.Rule]hh.Kind{
	live.Bytes: hh.TooLong, live.Range: hh.OutOfRange, live.NotFinite: hh.NotFinite, live.Enum: hh.NotInEnum, live.Pattern: hh.NoMatch,
	live.UTF8: hh.InvalidUTF8, live.EventID: hh.InvalidEventID,
}

// What the runtime says of a value that it is given is what a judge says of one that
// arrives.
func TestRuntimeAgrees(t *testing.T) {
	judges := map[string]*live.Judge{}
	for _, l := range keys.Leaves(kindsPackages(t)) {
		judges[l.EventPath()] = live.JudgeOf(l)
	}
	var got []hh.Kind
	rt := hh.New(hh.WithViolationHandler(func(v hh.Violation) { got = append(got, v.Kind) }))
	e := kinds.NewEnricher(rt)
	random.Check(t, 500, func(s random.Source) {
		str, f := text20(s), random.OneOf(s, 0, -0.5, 1000.0, 1000.5, -1, math.NaN(), math.Inf(1), s.Float64())
		i, color := random.OneOf[int64](s, -3, -4, 0, math.MaxInt64), random.OneOf[kinds.Color](s, "red", "yellow", "")
		for path, c := range map[string]struct {
			field kinds.SpanField
			value otlp.Value
		}{
			"metadata.string":  {kinds.WithString(str), otlp.StringValue(str)},
			"metadata.label":   {kinds.WithLabel(kinds.Label(str)), otlp.StringValue(str)},
			"inputs.text":      {kinds.WithText(hh.Text(str)), otlp.StringValue(str)},
			"metadata.code":    {kinds.WithCode(str), otlp.StringValue(str)},
			"inputs.code_text": {kinds.WithCodeText(hh.Text("x" + str)), otlp.StringValue("x" + str)}, // the empty one is not sent
			"metrics.float64":  {kinds.WithFloat64(f), otlp.DoubleValue(f)},
			"metrics.int":      {kinds.WithInt(int(i)), otlp.IntValue(i)},
			"feedback.color":   {kinds.WithColor(color), otlp.StringValue(string(color))},
		} {
			got = nil
			e.Attributes(c.field)
			verdict := judges[path].Verdict(c.value)
			var want hh.Kind
			if len(got) > 0 {
				want = got[0]
			}
			if want == hh.TooLongDropped {
				want = hh.TooLong
			}
			// A string that is too long and not valid either is both, in the order of the judge.
			if kindOf[verdict.Rule] != want && !(len(got) > 0 && strings.ToValidUTF8(str, "") != str && !verdict.OK()) {
				s.Errorf("%s: the runtime says %q of %v, the judge %v", path, got, c.value, verdict.Rule)
			}
		}
	})
}
