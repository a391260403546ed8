package otlp

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"slices"
)

// jsonReader reads requests of OTLP as JSON. Members may have the names of protobuf
// (resource_spans) as well as those of JSON (resourceSpans); null is as if the member
// was not there, and members that OTLP does not have are skipped.
type jsonReader struct {
	*spans
	*input
	id [32]byte
}

// requests reads requests after one another: one in each line, as the Collector's
// file exporter writes them, or in any other layout, or in an array.
func (r *jsonReader) requests() error {
	for {
		switch r.peek() {
		case '{':
			begin := r.here()
			if err := r.request(); err != nil {
				if err = r.passBrokenOff(begin, err); err != nil {
					return r.torn(err)
				}
			}
		case '[':
			if err := r.array("", r.request); err != nil {
				return r.torn(err)
			}
		case 0:
			if r.at < len(r.buf) {
				return r.unexpected("a request")
			}
			return r.atEnd()
		default:
			return r.unexpected("a request, which begins with {,")
		}
	}
}

// oneRequest reads a request, after which nothing comes.
func (r *jsonReader) oneRequest() error {
	r.held = true // what is read belongs to the caller, and is not moved
	err := r.request()
	var torn *tornError
	switch {
	case errors.As(err, &torn):
		return torn.at
	case err == nil && (r.peek() != 0 || r.at < len(r.buf)):
		return r.unexpected("the end of the request")
	}
	return err
}

// torn makes of the end of the input a note, if requests came before it.
func (r *jsonReader) torn(err error) error {
	var torn *tornError
	if errors.As(err, &torn) {
		return r.spans.torn(torn)
	}
	return err
}

// atEnd tells the end of the input from what stops reading.
func (r *jsonReader) atEnd() error {
	if errors.Is(r.err, io.EOF) {
		return nil
	}
	return r.torn(r.ends())
}

// request reads one ExportTraceServiceRequest.
func (r *jsonReader) request() error {
	r.forget()
	if r.peek() != '{' {
		return r.other("the request", "an object")
	}
	start, known, others := r.here(), false, ""
	r.outer = r.depth
	err := r.object("the request", func(key []byte) error {
		switch string(key) {
		case "resourceSpans", "resource_spans":
			known = true
			return r.array("resourceSpans", r.resourceSpans)
		case "resourceLogs", "resource_logs", "resourceMetrics", "resource_metrics", "resourceProfiles", "resource_profiles":
			known = true
			r.stats.OtherSignals++
		default:
			others = r.name(bytes.ToValidUTF8(key[:min(len(key), 60)], nil))
		}
		return r.skip()
	})
	if err != nil {
		return err
	}
	if !known && others != "" {
		at := start
		at.Text = fmt.Sprintf("this object has %q and no resourceSpans, so it is not a request of OTLP: "+
			"write spans with an OTLP exporter, or with the Collector's file exporter", others)
		return &at
	}
	r.stats.Requests++
	return nil
}

// resourceSpans reads the spans of one resource. If they come before the resource,
// they are read again after it, because each span has its service.
func (r *jsonReader) resourceSpans() error {
	r.service = ""
	r.forget()
	return r.inOrder("an item of resourceSpans", member{resourceKeys, r.resource},
		member{scopeSpansKeys, func() error { return r.array("scopeSpans", r.scopeSpans) }})
}

// member is a member of an object, under any of its names.
type member struct {
	keys []string
	read func() error
}

// The names of members, with those of older versions of OTLP.
var (
	resourceKeys   = []string{"resource"}
	scopeSpansKeys = []string{"scopeSpans", "scope_spans", "instrumentationLibrarySpans", "instrumentation_library_spans"}
	scopeKeys      = []string{"scope", "instrumentationLibrary", "instrumentation_library"}
	spansKeys      = []string{"spans"}
)

// inOrder reads an object with a member that what is below another one depends on. If
// they come the other way round, the second stays in memory until the end of the object.
func (r *jsonReader) inOrder(name string, first, second member) error {
	var later []int // where in memory it is
	known, outer := false, r.held
	err := r.object(name, func(key []byte) error {
		switch {
		case slices.Contains(first.keys, string(key)):
			known = true
			return first.read()
		case !slices.Contains(second.keys, string(key)):
		case known:
			return second.read()
		default:
			r.peek()
			r.held = true
			later = append(later, r.at)
		}
		return r.skip()
	})
	if err != nil || len(later) == 0 {
		return err
	}
	end := r.at
	for _, r.at = range later {
		if err := second.read(); err != nil {
			return err
		}
	}
	r.at, r.held = end, outer
	return nil
}

// resource reads the name of the service.
func (r *jsonReader) resource() error {
	return r.object("resource", func(key []byte) error {
		if string(key) != "attributes" {
			return r.skip()
		}
		return r.array("attributes", func() error {
			r.forget()
			r.values = 0
			var a Attribute
			err := r.attribute(&a, 0)
			if err == nil && a.Key == "service.name" && a.Value.Kind == String {
				r.service = a.Value.Text
			}
			return err
		})
	})
}

// scopeSpans reads the spans of one scope.
func (r *jsonReader) scopeSpans() error {
	r.scope = ""
	return r.inOrder("an item of scopeSpans", member{scopeKeys, r.scopeName},
		member{spansKeys, func() error { return r.array("spans", r.oneSpan) }})
}

func (r *jsonReader) scopeName() error {
	return r.object("scope", func(key []byte) error {
		if string(key) != "name" {
			return r.skip()
		}
		return r.string("the name of the scope", &r.scope, true)
	})
}

// oneSpan reads a span and gives it away.
func (r *jsonReader) oneSpan() error {
	r.forget()
	if r.peek() != '{' {
		return r.other("an item of spans", "an object")
	}
	r.begin()
	r.countLines(r.at)
	r.span.Line = r.line
	if r.message > 0 {
		r.span.Line = r.message
	}
	if err := r.object("a span", r.member); err != nil {
		return err
	}
	return r.give()
}

// member reads a member of a span.
func (r *jsonReader) member(key []byte) error {
	switch string(key) {
	case "name":
		return r.string("the name of a span", &r.span.Name, true)
	case "traceId", "trace_id":
		return r.readID("traceId", 16, &r.span.TraceID)
	case "spanId", "span_id":
		return r.readID("spanId", 8, &r.span.SpanID)
	case "parentSpanId", "parent_span_id":
		return r.readID("parentSpanId", 8, &r.span.ParentID)
	case "droppedAttributesCount", "dropped_attributes_count":
		n, err := r.integer("droppedAttributesCount")
		r.span.Dropped = int(min(max(n, 0), 1<<32-1))
		return err
	case "attributes":
		return r.array("attributes", func() error {
			r.span.Attributes = append(r.span.Attributes, Attribute{})
			return r.attribute(&r.span.Attributes[len(r.span.Attributes)-1], 0)
		})
	}
	return r.skip()
}

// string reads a string or null. shared says that many spans have the same.
func (r *jsonReader) string(name string, s *string, shared bool) error {
	if null, err := r.null(); null || err != nil {
		return err
	}
	if r.peek() != '"' {
		return r.other(name, "a string")
	}
	text, err := r.text()
	if err != nil {
		return err
	}
	if text = r.valid(text); shared {
		*s = r.name(text)
	} else {
		*s = r.value(text)
	}
	return nil
}

// readID reads an id of so many bytes.
func (r *jsonReader) readID(name string, size int, s *string) error {
	if null, err := r.null(); null || err != nil {
		return err
	}
	if r.peek() != '"' {
		return r.other(name, "a string")
	}
	at := r.at
	text, err := r.text()
	if err != nil {
		return err
	}
	id, ok := readID(text, size, r.id[:])
	if !ok {
		return r.wrongAt(at, "%s is %q, and OTLP has %d hexadecimal digits here: look at what wrote this",
			name, text[:min(len(text), 40)], 2*size)
	}
	*s = r.idText(id)
	return nil
}
