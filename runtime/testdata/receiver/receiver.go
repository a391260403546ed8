// Package receiver is a server on loopback that takes what services send to
// HoneyHive: spans as OTLP over HTTP or gRPC, and the starts and updates of
// sessions. It is for tests of what arrives.
package receiver

import (
	"bytes"
	"compress/gzip"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"

	collector "go.opentelemetry.io/proto/otlp/collector/trace/v1"
	common "go.opentelemetry.io/proto/otlp/common/v1"
	"google.golang.org/protobuf/encoding/protojson"
	"google.golang.org/protobuf/proto"
)

// Receiver is the server, and what it has received.
type Receiver struct {
	*httptest.Server
	mu       sync.Mutex
	requests []Request
	spans    []Span
}

// Request is one request, other than its spans.
type Request struct {
	Method, Path string
	Header       http.Header
	Body         any // of JSON, with numbers as json.Number; nil for spans
}

// Span is one span.
type Span struct {
	Name, Service string
	Attributes    []Attribute // in their order
}

// Attribute is one attribute; Value is a bool, int64, float64 or string.
type Attribute struct {
	Key   string
	Value any
}

// Value is the value of an attribute, or nil.
func (s Span) Value(key string) any {
	for _, a := range s.Attributes {
		if a.Key == key {
			return a.Value
		}
	}
	return nil
}

// New starts a receiver. A request that it cannot read fails the test.
func New(t testing.TB) *Receiver {
	t.Helper()
	r := &Receiver{}
	r.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, req *http.Request) {
		if err := r.receive(req); err != nil {
			t.Errorf("%s %s: %v", req.Method, req.URL.Path, err)
			w.WriteHeader(http.StatusBadRequest)
		}
	}))
	t.Cleanup(r.Close)
	return r
}

// Requests are all requests so far.
func (r *Receiver) Requests() []Request {
	r.mu.Lock()
	defer r.mu.Unlock()
	return append([]Request(nil), r.requests...)
}

// Spans are all spans so far.
func (r *Receiver) Spans() []Span {
	r.mu.Lock()
	defer r.mu.Unlock()
	return append([]Span(nil), r.spans...)
}

func (r *Receiver) receive(req *http.Request) error {
	text, err := content(req)
	if err != nil {
		return err
	}
	received := Request{Method: req.Method, Path: req.URL.Path, Header: req.Header}
	var spans []Span
	if strings.HasSuffix(req.URL.Path, "/traces") {
		unmarshal := proto.Unmarshal
		if req.Header.Get("Content-Type") == "application/json" {
			unmarshal = protojson.Unmarshal
		}
		spans, err = parse(text, unmarshal)
	} else {
		dec := json.NewDecoder(bytes.NewReader(text))
		dec.UseNumber()
		err = dec.Decode(&received.Body)
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	r.requests = append(r.requests, received)
	r.spans = append(r.spans, spans...)
	return err
}

// content is the body of a request, uncompressed.
func content(req *http.Request) ([]byte, error) {
	if req.Header.Get("Content-Encoding") != "gzip" {
		return io.ReadAll(req.Body)
	}
	z, err := gzip.NewReader(req.Body)
	if err != nil {
		return nil, err
	}
	return io.ReadAll(z)
}

func parse(text []byte, unmarshal func([]byte, proto.Message) error) ([]Span, error) {
	var request collector.ExportTraceServiceRequest
	if err := unmarshal(text, &request); err != nil {
		return nil, err
	}
	return spansOf(&request), nil
}

func spansOf(request *collector.ExportTraceServiceRequest) (spans []Span) {
	for _, resource := range request.ResourceSpans {
		service := ""
		for _, kv := range resource.Resource.GetAttributes() {
			if kv.Key == "service.name" {
				service = kv.Value.GetStringValue()
			}
		}
		for _, scope := range resource.ScopeSpans {
			for _, span := range scope.Spans {
				s := Span{Name: span.Name, Service: service}
				for _, kv := range span.Attributes {
					s.Attributes = append(s.Attributes, Attribute{kv.Key, value(kv.Value)})
				}
				spans = append(spans, s)
			}
		}
	}
	return spans
}

func value(v *common.AnyValue) any {
	switch v := v.Value.(type) {
	case *common.AnyValue_StringValue:
		return v.StringValue
	case *common.AnyValue_BoolValue:
		return v.BoolValue
	case *common.AnyValue_IntValue:
		return v.IntValue
	case *common.AnyValue_DoubleValue:
		return v.DoubleValue
	}
	return fmt.Sprint(v)
}
