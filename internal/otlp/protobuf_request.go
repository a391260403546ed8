package otlp

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"

	"google.golang.org/protobuf/encoding/protowire"
)

// protobufReader reads requests of OTLP as protobuf. The numbers of fields are those
// of opentelemetry/proto/trace/v1/trace.proto and its neighbours.
type protobufReader struct {
	*spans
	number int   // of the message
	start  int64 // offset of all in the input
	all    []byte

	other    []byte // what errOther is about
	hasOther bool   // whether there was something that is not a span
}

// errOther says that what is read is not a span: requests of logs and metrics differ
// from those of spans only in what is innermost.
var errOther = errors.New("not a span")

// stream reads a request, of which it has one field in memory at a time.
func (r *protobufReader) stream(b *bufio.Reader) error {
	var field bytes.Buffer
	for {
		tag, n, err := readVarint(b)
		if n == 0 && isEnd(err) {
			r.countRequest()
			return nil
		}
		r.start += int64(n)
		r.all = nil
		if err != nil {
			return r.endsOr(err)
		}
		if tag != 1<<3|uint64(protowire.BytesType) {
			return r.wrong(nil, "this is not a request of OTLP: %s", lookAtWriter)
		}
		size, n, err := readVarint(b)
		r.start += int64(n)
		if err != nil {
			return r.endsOr(err)
		}
		if size > maxMessage {
			return r.wrong(nil, "the spans of a resource would have %d bytes, and the limit is %d: %s", size, maxMessage, lookAtWriter)
		}
		field.Reset()
		if err := copyTo(&field, b, int64(size)); err != nil {
			return r.endsOr(err)
		}
		r.all = field.Bytes()
		if err := r.counted(r.stats.Spans, r.resourceSpans(r.all)); err != nil {
			return err
		}
		r.start += int64(size)
	}
}

const lookAtWriter = "look at what wrote this"

// endsOr is the error for an input that ends too early, or cannot be read.
func (r *protobufReader) endsOr(err error) error {
	if isEnd(err) {
		return r.wrong(nil, "the input ends in the middle of a request: write it again")
	}
	if errors.Is(err, errVarint) {
		return r.wrong(nil, "this is not protobuf: %s", lookAtWriter)
	}
	return cannotRead(err)
}

var errVarint = errors.New("a number of more than 64 bits")

// readVarint reads a number, and says how many bytes it had.
func readVarint(b *bufio.Reader) (value uint64, n int, err error) {
	for ; n < 10; n++ {
		c, err := b.ReadByte()
		if err != nil {
			return 0, n, err
		}
		value |= uint64(c&0x7f) << (7 * n)
		if c < 0x80 {
			return value, n + 1, nil
		}
	}
	return 0, n, errVarint
}

// request reads a request that is in memory.
func (r *protobufReader) request(b []byte) error {
	r.all = b
	err := r.counted(r.stats.Spans, r.fields(b, func(f field) error {
		if f.number != 1 {
			return nil
		}
		return f.message(r.resourceSpans)
	}))
	r.countRequest()
	return err
}

func (r *protobufReader) countRequest() {
	r.stats.Requests++
	if r.hasOther {
		r.stats.OtherSignals++
	}
}

// counted is the error of reading spans. That none of them is a span is no error, and
// is noted.
func (r *protobufReader) counted(before int, err error) error {
	if !errors.Is(err, errOther) {
		return err
	}
	if r.stats.Spans > before {
		return r.wrong(r.other, "there is something that is not a span among spans: %s", lookAtWriter)
	}
	r.hasOther = true
	return nil
}

// resourceSpans reads the spans of one resource. The resource is read first, because
// each span has its service.
func (r *protobufReader) resourceSpans(b []byte) error {
	r.service = ""
	err := r.fields(b, func(f field) error {
		if f.number != 1 {
			return nil
		}
		return f.message(r.resource)
	})
	if err != nil {
		return err
	}
	return r.fields(b, func(f field) error {
		if f.number != 2 && f.number != 1000 { // what was instrumentation_library_spans
			return nil
		}
		return f.message(r.scopeSpans)
	})
}

// resource reads the name of the service.
func (r *protobufReader) resource(b []byte) error {
	return r.fields(b, func(f field) error {
		if f.number != 1 {
			return nil
		}
		r.values = 0
		var a Attribute
		err := f.message(func(b []byte) error { return r.attribute(b, &a, 0) })
		if err == nil && a.Key == "service.name" && a.Value.Kind == String {
			r.service = a.Value.Text
		}
		return err
	})
}

// scopeSpans reads the spans of one scope.
func (r *protobufReader) scopeSpans(b []byte) error {
	r.scope = ""
	err := r.fields(b, func(f field) error {
		if f.number != 1 {
			return nil
		}
		return f.message(func(b []byte) error {
			return r.fields(b, func(f field) error {
				if f.number != 1 {
					return nil
				}
				return f.name(&r.scope)
			})
		})
	})
	if err != nil {
		return err
	}
	return r.fields(b, func(f field) error {
		if f.number != 2 {
			return nil
		}
		return f.message(r.oneSpan)
	})
}

// oneSpan reads a span and gives it away.
func (r *protobufReader) oneSpan(b []byte) error {
	r.begin()
	r.span.Line = r.number
	err := r.fields(b, r.member)
	if r.span.SpanID == "" && r.span.TraceID != "" {
		err = errOther // a metric may have a name of 16 bytes
	}
	if err != nil {
		r.other = b
		return err
	}
	return r.give()
}

// member reads a field of a span.
func (r *protobufReader) member(f field) error {
	switch f.number {
	case 1:
		return f.id(16, &r.span.TraceID)
	case 2:
		return f.id(8, &r.span.SpanID)
	case 4:
		return f.id(8, &r.span.ParentID)
	case 5:
		return f.name(&r.span.Name)
	case 7, 8:
		if f.kind != protowire.Fixed64Type {
			return errOther
		}
	case 9:
		r.span.Attributes = append(r.span.Attributes, Attribute{})
		a := &r.span.Attributes[len(r.span.Attributes)-1]
		return f.message(func(b []byte) error { return r.attribute(b, a, 0) })
	case 10:
		if f.kind != protowire.VarintType {
			return errOther
		}
		r.span.Dropped = int(uint32(f.value))
	}
	return nil
}

// wrong is a mistake at the first byte of a part of what is in memory.
func (r *protobufReader) wrong(part []byte, format string, args ...any) *Error {
	// Parts share the memory of the whole to its end, so what comes before one is
	// the difference of their capacities.
	offset := r.start
	if part != nil && r.all != nil {
		offset += int64(cap(r.all) - cap(part))
	}
	return &Error{Message: r.number, Offset: offset, Text: fmt.Sprintf(format, args...)}
}
