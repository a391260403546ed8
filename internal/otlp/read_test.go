package otlp

import (
	"bytes"
	"compress/gzip"
	"encoding/binary"
	"encoding/hex"
	"fmt"
	"io"
	"math"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/google/go-cmp/cmp"
	"github.com/klauspost/compress/zstd"
	collector "go.opentelemetry.io/proto/otlp/collector/trace/v1"
	common "go.opentelemetry.io/proto/otlp/common/v1"
	resource "go.opentelemetry.io/proto/otlp/resource/v1"
	trace "go.opentelemetry.io/proto/otlp/trace/v1"
	"google.golang.org/protobuf/encoding/protojson"
	"google.golang.org/protobuf/proto"
)

// written is a span as text, which tests compare.
func written(s *Span) string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s/%s/%s %s %s %s", s.Service, s.Scope, s.Name, s.TraceID, s.SpanID, s.ParentID)
	if s.Dropped > 0 {
		fmt.Fprintf(&b, " dropped %d", s.Dropped)
	}
	for _, a := range s.Attributes {
		fmt.Fprintf(&b, "\n  %s=%s", a.Key, writtenValue(a.Value))
	}
	return b.String()
}

func writtenValue(v Value) string {
	switch v.Kind {
	case String:
		return fmt.Sprintf("%q", v.Text)
	case Bool:
		return fmt.Sprint(v.Bool())
	case Int:
		return fmt.Sprint(v.Int())
	case Double:
		return fmt.Sprintf("%g.", v.Double())
	case Bytes:
		return "bytes " + hex.EncodeToString([]byte(v.Text))
	case List:
		var items []string
		for _, item := range v.List {
			items = append(items, writtenValue(item))
		}
		return fmt.Sprint(items)
	case Map:
		var pairs []string
		for _, pair := range v.Pairs {
			pairs = append(pairs, pair.Key+":"+writtenValue(pair.Value))
		}
		return fmt.Sprint("map", pairs)
	}
	return "empty"
}

// read reads all spans of an input, in small parts.
func read(r io.Reader) (spans []string, stats Stats, err error) {
	stats, err = Read(iotest.OneByteReader(r), func(s *Span) error {
		spans = append(spans, written(s))
		return nil
	})
	return spans, stats, err
}

func anyValue(v any) *common.AnyValue {
	switch v := v.(type) {
	case string:
		return &common.AnyValue{Value: &common.AnyValue_StringValue{StringValue: v}}
	case bool:
		return &common.AnyValue{Value: &common.AnyValue_BoolValue{BoolValue: v}}
	case int:
		return &common.AnyValue{Value: &common.AnyValue_IntValue{IntValue: int64(v)}}
	case float64:
		return &common.AnyValue{Value: &common.AnyValue_DoubleValue{DoubleValue: v}}
	case []byte:
		return &common.AnyValue{Value: &common.AnyValue_BytesValue{BytesValue: v}}
	case []any:
		list := &common.ArrayValue{}
		for _, item := range v {
			list.Values = append(list.Values, anyValue(item))
		}
		return &common.AnyValue{Value: &common.AnyValue_ArrayValue{ArrayValue: list}}
	case []*common.KeyValue:
		return &common.AnyValue{Value: &common.AnyValue_KvlistValue{KvlistValue: &common.KeyValueList{Values: v}}}
	}
	return &common.AnyValue{}
}

func pair(key string, value any) *common.KeyValue {
	return &common.KeyValue{Key: key, Value: anyValue(value)}
}

// request is a request with spans of two services, and values of all kinds.
func request() *collector.ExportTraceServiceRequest {
	id := []byte{1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 255}
	return &collector.ExportTraceServiceRequest{ResourceSpans: []*trace.ResourceSpans{
		{
			Resource: &resource.Resource{Attributes: []*common.KeyValue{pair("host", "h"), pair("service.name", "answerer")}},
			ScopeSpans: []*trace.ScopeSpans{{
				Scope: &common.InstrumentationScope{Name: "chat", Version: "1"},
				Spans: []*trace.Span{{
					TraceId: id, SpanId: id[:8], ParentSpanId: id[8:], Name: "answer", Kind: trace.Span_SPAN_KIND_SERVER,
					StartTimeUnixNano: 1700000000000000000, EndTimeUnixNano: 1700000000000000001,
					Attributes: []*common.KeyValue{
						pair("honeyhive_metadata.feature", "search \"ü\" \U0001F41D\n"), pair("honeyhive_metrics.tokens", math.MaxInt64),
						pair("honeyhive_metrics.cost", 0.25), pair("nan", math.NaN()), pair("inf", math.Inf(-1)),
						pair("honeyhive_feedback.good", true), pair("bad", false), pair("least", math.MinInt64),
						pair("bytes", []byte{0, 255, 62, 63}), pair("nothing", nil), pair("list", []any{"a", 1, []any{}}),
						pair("map", []*common.KeyValue{pair("x", 1), pair("y", []any{"z"})}),
					},
					DroppedAttributesCount: 3,
					Events:                 []*trace.Span_Event{{Name: "e", Attributes: []*common.KeyValue{pair("k", "v")}}},
					Status:                 &trace.Status{Code: trace.Status_STATUS_CODE_ERROR, Message: "m"},
				}, {Name: "second"}},
			}, {Spans: []*trace.Span{{Name: "no scope"}}}},
		},
		{ScopeSpans: []*trace.ScopeSpans{{Spans: []*trace.Span{{Name: "no service"}}}}},
	}}
}

var wantSpans = []string{
	`answerer/chat/answer 0102030405060708090a0b0c0d0e0fff 0102030405060708 090a0b0c0d0e0fff dropped 3
  honeyhive_metadata.feature="search \"ü\" 🐝\n"
  honeyhive_metrics.tokens=9223372036854775807
  honeyhive_metrics.cost=0.25.
  nan=NaN.
  inf=-Inf.
  honeyhive_feedback.good=true
  bad=false
  least=-9223372036854775808
  bytes=bytes 00ff3e3f
  nothing=empty
  list=["a" 1 []]
  map=map[x:1 y:["z"]]`,
	"answerer/chat/second   ",
	"answerer//no scope   ",
	"//no service   ",
}

func must[T any](v T, err error) T {
	if err != nil {
		panic(err)
	}
	return v
}

func gzipped(b []byte) []byte {
	var out bytes.Buffer
	w := gzip.NewWriter(&out)
	_, _ = w.Write(b)
	_ = w.Close()
	return out.Bytes()
}

func zstded(b []byte) []byte {
	w := must(zstd.NewWriter(nil))
	defer func() { _ = w.Close() }()
	return w.EncodeAll(b, nil)
}

func framed(b []byte) []byte { return append(binary.BigEndian.AppendUint32(nil, uint32(len(b))), b...) }

func join(parts ...[]byte) []byte { return bytes.Join(parts, nil) }

// forms are two requests in every form that they are written in.
func forms() map[string][]byte {
	r := request()
	binary := must(proto.Marshal(r))
	line := bytes.ReplaceAll(must(protojson.Marshal(r)), []byte("\n"), nil)
	pretty := must(protojson.MarshalOptions{Multiline: true, Indent: "\t"}.Marshal(r))
	snake := must(protojson.MarshalOptions{UseProtoNames: true, UseEnumNumbers: true}.Marshal(r))
	null := must(protojson.MarshalOptions{EmitUnpopulated: true}.Marshal(r))
	return map[string][]byte{
		"lines":               join(line, []byte("\n"), line, []byte("\n")),
		"lines without end":   join(line, []byte("\r\n"), line),
		"documents":           join([]byte("\n"), pretty, []byte("\n\n"), pretty),
		"one after another":   join(line, pretty),
		"array":               join([]byte("["), line, []byte(","), pretty, []byte("]")),
		"names of protobuf":   join(snake, snake),
		"with empty members":  join(null, null),
		"after a mark":        join(byteOrderMark, line, []byte("\n"), line),
		"protobuf":            join(binary, binary),
		"messages":            join(framed(binary), framed(binary)),
		"messages of JSON":    join(framed(line), framed(pretty)),
		"messages of zstd":    join(framed(zstded(binary)), framed(zstded(binary))),
		"JSON in zstd":        join(framed(zstded(line)), framed(zstded(pretty))),
		"messages, and empty": join(framed(binary), framed(nil), framed(binary)),
	}
}

func TestRead(t *testing.T) {
	want := append(wantSpans[:len(wantSpans):len(wantSpans)], wantSpans...)
	compressed := map[string]func([]byte) []byte{
		"plain": func(b []byte) []byte { return b }, "gzip": gzipped, "zstd": zstded,
		"gzip in parts": func(b []byte) []byte { return join(gzipped(b[:len(b)/2]), gzipped(b[len(b)/2:])) },
	}
	for form, plain := range forms() {
		for how, compress := range compressed {
			t.Run(form+"/"+how, func(t *testing.T) {
				spans, stats, err := read(bytes.NewReader(compress(plain)))
				if diff := cmp.Diff(want, spans); diff != "" || err != nil {
					t.Errorf("%v (-want +got)\n%s", err, diff)
				}
				if stats.Spans != len(want) || stats.Torn != 0 || stats.OtherSignals != 0 || stats.ReplacedTexts != 0 {
					t.Errorf("%+v", stats)
				}
			})
		}
	}
}

// Members of JSON may come in any order, and so may fields of protobuf.
func TestReadAnyOrder(t *testing.T) {
	input := `{"resourceSpans": [{"scopeSpans": [{"spans": [{"name": "a"}, {"name": "b"}], "scope": {"name": "s"}}, {
		"scope": {"name": "t"}, "spans": [{"name": "c"}]}],
		"resource": {"attributes": [{"value": {"stringValue": "v"}, "key": "service.name"}]}}, {"scopeSpans": [{"spans": [{"name": "d"}]}]}]}`
	spans, stats, err := read(strings.NewReader(input))
	want := []string{"v/s/a   ", "v/s/b   ", "v/t/c   ", "//d   "}
	if diff := cmp.Diff(want, spans); diff != "" || err != nil || stats.Requests != 1 {
		t.Errorf("%v %+v (-want +got)\n%s", err, stats, diff)
	}
}

// Each span has the line on which it begins, or the number of its message.
func TestReadLine(t *testing.T) {
	span := `{"resourceSpans":[{"scopeSpans":[{"spans":[{"name":"a"}]}]}]}`
	pretty := "{\"resourceSpans\":[\n{\"scopeSpans\":[{\n\"spans\":[\n{\"name\":\"a\"},\n\n{\"name\":\n\"b\"}]}]}]}"
	later := "{\"resourceSpans\":[{\"scopeSpans\":[\n{\"spans\":[\n{}\n,{}]}],\"resource\":\n{}}\n]}"
	for _, c := range []struct {
		input string
		want  []int
	}{
		{span + "\n" + span + "\n\n" + span, []int{1, 2, 4}},
		{pretty + "\n" + span, []int{4, 6, 8}},
		{later + span, []int{3, 4, 6}},
		{string(framed([]byte(span))) + string(framed([]byte(pretty))), []int{1, 2, 2}},
		{string(framed(must(proto.Marshal(request())))), []int{1, 1, 1, 1}},
	} {
		var lines []int
		_, err := Read(strings.NewReader(c.input), func(s *Span) error { lines = append(lines, s.Line); return nil })
		if diff := cmp.Diff(c.want, lines); diff != "" || err != nil {
			t.Errorf("%q: %v %s", c.input, err, diff)
		}
	}
}

// oneSpan is JSON of one span with these members.
func oneSpan(members string) string {
	return `{"resourceSpans":[{"scopeSpans":[{"spans":[{` + members + `}]}]}]}`
}

func oneValue(value string) string {
	return oneSpan(`"attributes":[{"key":"k","value":` + value + `}]`)
}

func TestReadJSONValues(t *testing.T) {
	for input, want := range map[string]string{
		`{"intValue":5}`:                                `5`,
		`{"intValue":"-5"}`:                             `-5`,
		`{"intValue":1e3}`:                              `1000`,
		`{"int_value":"1.0"}`:                           `1`,
		`{"intValue":9223372036854775807}`:              `9223372036854775807`,
		`{"doubleValue":1}`:                             `1.`,
		`{"doubleValue":"1.5"}`:                         `1.5.`,
		`{"double_value":"NaN"}`:                        `NaN.`,
		`{"doubleValue":-0.0}`:                          `-0.`,
		`{"boolValue":true}`:                            `true`,
		`{"stringValue":""}`:                            `""`,
		`{"stringValue":null}`:                          `""`,
		`{"stringValue":"\u00fc\ud83d\udc1d\/"}`:        `"ü🐝/"`,
		`{"stringValue":"\ud83d"}`:                      `"�"`,
		`{"stringValue":"\ud83d\ud83d\udc1d"}`:          `"�🐝"`,
		"{\"stringValue\":\"a\xff\xfeb\"}":              `"a�b"`,
		`{"bytesValue":"AP8-Pw"}`:                       `bytes 00ff3e3f`,
		`{}`:                                            `empty`,
		`null`:                                          `empty`,
		`{"arrayValue":{}}`:                             `[]`,
		`{"arrayValue":{"values":null}}`:                `[]`,
		`{"arrayValue":{"values":[{"intValue":1},{}]}}`: `[1 empty]`,
		`{"kvlistValue":{"values":[{"key":"a","value":{"boolValue":false}}]}}`:         `map[a:false]`,
		`{"unknown":{"a":[1,{"b":null},"x",true,-1.5e-7]},"stringValue":"known"}`:      `"known"`,
		`{"array_value":{"values":[{"kvlist_value":{"values":[{"key":"deep"}]}}]}}`:    `[map[deep:empty]]`,
		` { "stringValue" : "white space" , "also" : [ ] , "and" : { } } `:             `"white space"`,
		`{"stringValueStrindex":1,"stringValue":"of profiles"}`:                        `"of profiles"`,
		`{"stringValue":"` + strings.Repeat("long", 1000) + `"}`:                       `"` + strings.Repeat("long", 1000) + `"`,
		`{"stringValue":"` + strings.Repeat(`\n`, 100) + strings.Repeat("x", 5) + `"}`: `"` + strings.Repeat(`\n`, 100) + `xxxxx"`,
	} {
		spans, _, err := read(strings.NewReader(oneValue(input)))
		if want = "//   \n  k=" + want; err != nil || len(spans) != 1 || spans[0] != want {
			t.Errorf("%.100s: %q, %v; want %q", input, spans, err, want)
		}
	}
}

func TestReadIDs(t *testing.T) {
	for input, want := range map[string]string{
		`"traceId":"0102030405060708090A0B0C0D0E0FFF","spanId":"00000000000000ff"`:         "0102030405060708090a0b0c0d0e0fff 00000000000000ff ",
		`"trace_id":"AQIDBAUGBwgJCgsMDQ4P/w==","span_id":"AQIDBAUGBwg="`:                   "0102030405060708090a0b0c0d0e0fff 0102030405060708 ",
		`"traceId":"","spanId":null,"parentSpanId":""`:                                     "  ",
		`"traceId":"00000000000000000000000000000000","parentSpanId":"0000000000000000"`:   "  ",
		`"parent_span_id":"AAAAAAAAAAE=","kind":"SPAN_KIND_CLIENT","status":{"code":"OK"}`: "  0000000000000001",
	} {
		spans, _, err := read(strings.NewReader(oneSpan(input)))
		if err != nil || len(spans) != 1 || spans[0] != "// "+want {
			t.Errorf("%s: %q, %v; want %q", input, spans, err, want)
		}
	}
}

// A request of protobuf whose first bytes happen to be those of JSON is still one.
func TestKindOfProtobuf(t *testing.T) {
	for outer := range 256 {
		for inner := range max(outer-1, 1) {
			for _, tags := range [][2]byte{{0x0a, 0x0a}, {0x0a, 0x12}, {0x12, 0x0a}, {0x12, 0x12}} { // resource or scopeSpans, and what is in them
				rest := bytes.Repeat([]byte{tags[1], 5, 'a', 'b', 'c', 'd', 'e'}, 20)
				start := append(binary.AppendUvarint([]byte{0x0a}, uint64(outer)), tags[0], byte(inner&0x7f))
				if got := kindOf(append(start, rest...)); outer > 4 && inner > 1 && got != protobufKind {
					t.Errorf("% x is of kind %d", start, got)
				}
			}
		}
	}
	for _, text := range []string{"\n{\n\n \"resourceSpans\"", "\n[ {", "\n{}", "\n[]", "\n{", "{1", " x{"} {
		want := jsonKind
		if text == " x{" {
			want = unknownKind
		}
		if got := kindOf([]byte(text)); got != want {
			t.Errorf("%q is of kind %d", text, got)
		}
	}
}
