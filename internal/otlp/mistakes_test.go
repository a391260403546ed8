package otlp

import (
	"bytes"
	"compress/gzip"
	"errors"
	"io"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/klauspost/compress/zstd"
	logsrequest "go.opentelemetry.io/proto/otlp/collector/logs/v1"
	metricsrequest "go.opentelemetry.io/proto/otlp/collector/metrics/v1"
	logs "go.opentelemetry.io/proto/otlp/logs/v1"
	metrics "go.opentelemetry.io/proto/otlp/metrics/v1"
	"google.golang.org/protobuf/proto"
)

func TestReadMistakes(t *testing.T) {
	good := oneSpan(`"name":"good"`)
	for _, c := range []struct{ input, want string }{
		{"", "nothing to read: the input is empty, so check that what should write spans to it did"},
		{" \n\n", "nothing to read: the input is empty, so check that what should write spans to it did"},
		{"\xef\xbb\xbf", "nothing to read: the input is empty, so check that what should write spans to it did"},
		{string(gzipped(nil)), "nothing to read: the input is empty, so check that what should write spans to it did"},
		{"name,kind\n", `this is not OTLP: it begins with "name,kin", and a request begins with { as JSON; ` +
			`write spans with an OTLP exporter, or with the Collector's file exporter`},
		{"\xff\xfe{\x00", `this is not OTLP: it begins with "\xff\xfe{\x00", and a request begins with { as JSON; ` +
			`write spans with an OTLP exporter, or with the Collector's file exporter`},
		{good + "\n" + `{"Name":"a","SpanContext":{}}`, `line 2, column 1: this object has "SpanContext" and no resourceSpans, ` +
			`so it is not a request of OTLP: write spans with an OTLP exporter, or with the Collector's file exporter`},
		{good + "\nx\n", `line 2, column 1: there is 'x' where a request, which begins with {, should be: this is not JSON: ` +
			`mend what wrote it, or leave the request out`},
		{good + "\n[1]", `line 2, column 2: the request is a number, and OTLP has an object here: look at what wrote this`},
		{"{\"resourceSpans\":[\n\n  {\"scopeSpans\":[7]}]}", `line 3, column 18: an item of scopeSpans is a number, ` +
			`and OTLP has an object here: look at what wrote this`},
		{oneSpan(`"name":5`), `line 1, column 52: the name of a span is a number, and OTLP has a string here: look at what wrote this`},
		{oneSpan(`"name":"a" "b"`), `line 1, column 56: there is '"' where a comma or the end of the object should be: ` +
			`this is not JSON: mend what wrote it, or leave the request out`},
		{oneSpan(`"name":nil`), `line 1, column 53: there is 'i' where null should be: this is not JSON: mend what wrote it, or leave the request out`},
		{oneSpan(`name:1`), `line 1, column 45: there is 'n' where a key in double quotes should be: this is not JSON: ` +
			`mend what wrote it, or leave the request out`},
		{oneSpan("\"name\":\"a\nb\""), "line 1, column 54: there is a control character (0xa) in a string, which JSON writes as an escape: " +
			"mend what wrote it, or leave the request out"},
		{oneSpan(`"name":"\x"`), `line 1, column 54: \x is not an escape of JSON: look at what wrote this`},
		{oneSpan(`"name":"\uD80x"`), `line 1, column 54: \uD80x is not an escape of JSON: look at what wrote this`},
		{oneSpan(`"traceId":"0102"`), `line 1, column 55: traceId is "0102", and OTLP has 32 hexadecimal digits here: look at what wrote this`},
		{oneSpan(`"spanId":"010203040506070z"`), `line 1, column 54: spanId is "010203040506070z", ` +
			`and OTLP has 16 hexadecimal digits here: look at what wrote this`},
		{oneSpan(`"attributes":{"k":"v"}`), `line 1, column 58: attributes is an object, and OTLP has an array here: look at what wrote this`},
		{`{"resourceSpans":[{"scopeSpans":[{"spans":[null]}]}]}`, `line 1, column 44: an item of spans is null, and OTLP has an object here: look at what wrote this`},
		{oneSpan(`"attributes":["k"]`), `line 1, column 59: an attribute is a string, and OTLP has an object here: look at what wrote this`},
		{oneValue(`"v"`), `line 1, column 78: the value of an attribute is a string, and OTLP has an object here: look at what wrote this`},
		{oneValue(`{"stringValue":true}`), `line 1, column 93: stringValue is true or false, and OTLP has a string here: look at what wrote this`},
		{oneValue(`{"boolValue":"true"}`), `line 1, column 91: boolValue is a string, and OTLP has true or false here: look at what wrote this`},
		{oneValue(`{"intValue":"1.5"}`), `line 1, column 90: intValue is "1.5", which is not an integer of 64 bits: look at what wrote this`},
		{oneValue(`{"intValue":9223372036854775808}`), `line 1, column 90: intValue is "9223372036854775808", ` +
			`which is not an integer of 64 bits: look at what wrote this`},
		{oneValue(`{"intValue":01}`), `line 1, column 90: "01" is not a number of JSON: look at what wrote this`},
		{oneValue(`{"doubleValue":"x"}`), `line 1, column 93: doubleValue is "x", which is not a number of 64 bits: look at what wrote this`},
		{oneValue(`{"bytesValue":"*"}`), `line 1, column 92: bytesValue is not base64: look at what wrote this`},
		{good[:50], "line 1, column 51: the input ends in the middle of a request: write it again"},
		{string(gzipped([]byte(good))[:40]), "the input ends in the middle of a request: write it again"},
		{"\x00\x00\x00\x05abc", "message 1, byte 5: the input ends in the middle of a message: write it again"},
		{"\x00\x00", "message 1, byte 1: the input ends in the middle of a message: write it again"},
		{string(framed([]byte(good))) + "\x04\x00\x00\x01", "message 2, byte 73: the message would have 67108865 bytes, and the limit is 67108864: " +
			"if this is a file of the Collector's file exporter, a message before this one is damaged"},
		{string(framed([]byte(good[:50]))), "message 1, line 1, column 51: the input ends in the middle of a request: write it again"},
		{string(framed(zstded([]byte(good))[:20])), "message 1, byte 5: the message cannot be decompressed: unexpected EOF; leave it out"},
		{"\x0a\x05ab", "message 1, byte 3: the input ends in the middle of a request: write it again"},
		{"\x0a\x02\x12\x05", "message 1, byte 3: this is not protobuf, or it was cut: write it again, or look at what wrote it"},
		{"\x0a\x00\x15", "message 1, byte 4: this is not a request of OTLP: look at what wrote this"},
		{"\x0a\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff", "message 1, byte 12: this is not protobuf: look at what wrote this"},
	} {
		_, _, err := read(strings.NewReader(c.input))
		if err == nil || !strings.HasSuffix(err.Error(), c.want) {
			t.Errorf("%.80q: %v\nwant %s", c.input, err, c.want)
		}
	}
}

// A file whose writer was killed is read up to where it ends.
func TestReadTorn(t *testing.T) {
	line := `{"resourceSpans":[{"resource":{},"scopeSpans":[{"scope":{},"spans":[{"name":"a"}]}]}]}`
	binary := framed(must(proto.Marshal(request())))
	for _, c := range []struct {
		name        string
		input       []byte
		spans, torn int
	}{
		{"in a span", []byte(line + "\n" + line[:len(line)-8]), 1, 2},
		{"after a span", []byte(line + "\n" + line[:len(line)-4]), 2, 2},
		{"in a line of gzip", func() []byte {
			b := gzipped([]byte(line + "\n" + oneSpan(`"name":"0123456789abcdefghijklm"`)))
			return b[:len(b)-30]
		}(), 1, 2},
		{"in gzip that was not closed", flushed(func(w io.Writer) flusher { return gzip.NewWriter(w) }, line+"\n"+line+"\n"), 2, 3},
		{"in zstd that was not closed", flushed(func(w io.Writer) flusher { return must(zstd.NewWriter(w)) }, line+"\n"+line+"\n"), 2, 3},
		{"in a message", join(binary, binary[:20]), 4, 2},
		{"in a length", join(binary, binary, binary[:2]), 8, 3},
		{"at the end of a message", binary, 4, 0},
		{"in white space", []byte(line + " \n \n"), 1, 0},
	} {
		spans, stats, err := read(bytes.NewReader(c.input))
		if len(spans) != c.spans || stats.Torn != c.torn || err != nil {
			t.Errorf("%s: %d spans, %+v, %v", c.name, len(spans), stats, err)
		}
	}
}

// A request breaks off, wherever that is, where a writer was killed that appends when
// it runs again: with a new line or without one. Those around it are read.
func TestReadBrokenOff(t *testing.T) {
	request := func(name string) string {
		return `{"resourceSpans":[{"resource":{"attributes":[{"key":"service.name","value":{"stringValue":"a\u00e9\n"}}]},"scopeSpans":[{"scope":{},` +
			`"spans":[{"name":"` + name + `","other":[true,null,-1.5e3],"attributes":[{"key":"n","value":{"intValue":12}}]}]}]}]}`
	}
	broken := request("broken")
	whole := strings.LastIndex(broken, `]}]}]}`) // the end of the span
	for end := 1; end < len(broken); end++ {
		for _, between := range []string{"\n", "", "\r\n", " "} {
			input := request("first") + "\n" + broken[:end] + between + request("second") + "\n" + broken[:end] + "\n" + request("third") + "\n"
			var names []string
			stats, err := Read(strings.NewReader(input), func(s *Span) error {
				names = append(names, s.Name)
				return nil
			})
			want := "first second third"
			if end >= whole {
				want = "first broken second broken third"
			}
			if got := strings.Join(names, " "); got != want || stats.BrokenOff != 2 || stats.FirstBrokenOff != 2 || err != nil {
				t.Errorf("%q after %q: %s, %+v, %v", between, broken[:end], got, stats, err)
			}
		}
	}
}

// What is wrong within a request is an error, though another follows.
func TestReadWrongBeforeOthers(t *testing.T) {
	for _, wrong := range []string{
		`{"resourceSpans":5}`, `{"resourceSpans":[5]}`, `{"spans":[]}`, `{"resourceSpans":[]}}`, `{"resourceSpans":[{"x":oops}]}`,
		`{"resourceSpans":[{"scopeSpans":[{"spans":[{"name":5}]}]}]}`,
	} {
		if _, stats, err := read(strings.NewReader(wrong + "\n" + oneSpan(`"name":"a"`))); err == nil {
			t.Errorf("%s: %+v", wrong, stats)
		}
	}
}

type flusher interface {
	io.Writer
	Flush() error
}

// flushed is a text as what compresses it has written it so far.
func flushed(compress func(io.Writer) flusher, text string) []byte {
	var b bytes.Buffer
	w := compress(&b)
	_, _ = io.WriteString(w, text)
	_ = w.Flush()
	return b.Bytes()
}

func TestReadOtherSignals(t *testing.T) {
	log := must(proto.Marshal(&logsrequest.ExportLogsServiceRequest{ResourceLogs: []*logs.ResourceLogs{{
		ScopeLogs: []*logs.ScopeLogs{{LogRecords: []*logs.LogRecord{{TimeUnixNano: 1, SeverityNumber: 9, Body: anyValue("text")}}}}}}}))
	metric := func(name string, m *metrics.Metric) []byte {
		m.Name = name
		return must(proto.Marshal(&metricsrequest.ExportMetricsServiceRequest{ResourceMetrics: []*metrics.ResourceMetrics{{
			ScopeMetrics: []*metrics.ScopeMetrics{{Metrics: []*metrics.Metric{m}}}}}}))
	}
	sum := &metrics.Metric{Data: &metrics.Metric_Sum{Sum: &metrics.Sum{AggregationTemporality: 1}}}
	gauge := &metrics.Metric{Data: &metrics.Metric_Gauge{Gauge: &metrics.Gauge{}}}
	histogram := &metrics.Metric{Data: &metrics.Metric_Histogram{Histogram: &metrics.Histogram{AggregationTemporality: 1}}}
	span := must(proto.Marshal(request()))
	for _, c := range []struct {
		name          string
		input         []byte
		spans, others int
	}{
		{"lines", []byte(`{"resourceLogs":[{"scopeLogs":[{"logRecords":[{}]}]}]}` + "\n" + oneSpan("") + "\n" + `{"resource_metrics":[]}`), 1, 2},
		{"log", log, 0, 1},
		{"metric", metric("requests", sum), 0, 1},
		{"name as long as an id", metric("http.server.sent", gauge), 0, 1},
		{"messages", join(framed(log), framed(span), framed(metric("http.server.sent", histogram))), 4, 2},
		{"zstd", join(framed(zstded(log)), framed(zstded(span))), 4, 1},
		{"nothing in it", []byte("{}"), 0, 0},
	} {
		spans, stats, err := read(bytes.NewReader(c.input))
		if len(spans) != c.spans || stats.OtherSignals != c.others || err != nil {
			t.Errorf("%s: %q, %+v, %v", c.name, spans, stats, err)
		}
	}
}

func TestReadReplacedTexts(t *testing.T) {
	r := request()
	r.ResourceSpans[0].ScopeSpans[0].Spans[1].Name = "caf\xe9!" // Marshal would refuse it
	binary := must(proto.Marshal(request()))
	binary = bytes.Replace(binary, []byte("second"), []byte("caf\xe9\xe9!"), 1)
	want := append([]string(nil), wantSpans...)
	want[1] = "answerer/chat/caf\uFFFD!   "
	spans, stats, err := read(bytes.NewReader(binary))
	if diff := cmp.Diff(want, spans); diff != "" || err != nil || stats.ReplacedTexts != 1 {
		t.Errorf("%v %+v %s", err, stats, diff)
	}
}

// What the function returns stops reading.
func TestReadStops(t *testing.T) {
	full := errors.New("full")
	for form, input := range forms() {
		n := 0
		stats, err := Read(bytes.NewReader(input), func(*Span) error {
			if n++; n == 3 {
				return full
			}
			return nil
		})
		if !errors.Is(err, full) || n != 3 || stats.Spans != 3 {
			t.Errorf("%s: %v after %d, %+v", form, err, n, stats)
		}
	}
}

type brokenReader struct{ io.Reader }

func (r brokenReader) Read(p []byte) (int, error) {
	n, err := r.Reader.Read(p)
	if err == io.EOF {
		err = errors.New("connection reset")
	}
	return n, err
}

// An input that cannot be read is an error wherever it stops.
func TestReadBroken(t *testing.T) {
	for form, input := range forms() {
		for _, size := range []int{0, 3, len(input) / 3, len(input) - 1, len(input)} {
			_, _, err := read(brokenReader{bytes.NewReader(input[:size])})
			if err == nil || !strings.Contains(err.Error(), "cannot read the input: connection reset") {
				t.Errorf("%s, %d bytes: %v", form, size, err)
			}
		}
	}
}
