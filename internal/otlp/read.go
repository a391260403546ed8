package otlp

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
)

// Stats says what was read.
type Stats struct {
	Spans    int // that were given to the function
	Requests int // with spans, without, or with other signals
	// OtherSignals is how many of the requests are of logs, metrics or profiles, and
	// were skipped.
	OtherSignals int
	// ReplacedTexts is how many strings were not valid UTF-8. What was not is U+FFFD.
	// Receivers of protobuf take none of the spans of a request with one of these.
	ReplacedTexts int
	// Torn is the line or message at which the input ends before its last request
	// does, as a file does whose writer was killed; 0 if it does not. Spans of that
	// request that were whole were read.
	Torn int
	// BrokenOff is how many requests of JSON break off and are followed by others, as
	// in a file to which a writer that was killed has appended when it ran again. Spans
	// of them that were whole were read. FirstBrokenOff is the line of the first.
	BrokenOff, FirstBrokenOff int
}

// Read reads spans of OTLP, and calls each with every one of them in their order. It
// stops when each returns an error, and returns that error.
//
// The input is what its first bytes say that it is:
//
//   - JSON: requests (ExportTraceServiceRequest) after one another, such as one in
//     each line, which is what the Collector's file exporter writes, or a document,
//     or an array of requests
//   - protobuf: one request
//   - protobuf or JSON in messages, each after 4 bytes with its length and each
//     compressed with zstd or not, which is what the file exporter writes with
//     format: proto or compression: zstd
//
// All of it may be compressed with gzip or zstd. Requests of logs, metrics and
// profiles are skipped and counted.
//
// A mistake in the input is an *[Error], and nothing after it is read; an input without
// anything is one too. Only an input that ends too early is read as far as it
// goes, if at least one request is whole, and requests of JSON that break off before
// others are passed over: [Stats] has where. What hostile input costs is
// limited: see the constants of this package. The memory that Read needs does not
// depend on how long the input is.
func Read(r io.Reader, each func(*Span) error) (Stats, error) {
	s := newSpans(each)
	err := s.read(r)
	s.stats.ReplacedTexts = s.replaced
	return s.stats, err
}

// ReadRequest reads the spans of one request (ExportTraceServiceRequest) as JSON or as
// protobuf, as Read does. A request without any bytes is one without spans, because
// that is what protobuf makes of it.
func ReadRequest(request []byte, isJSON bool, each func(*Span) error) (Stats, error) {
	s := newSpans(each)
	var err error
	if isJSON {
		err = (&jsonReader{spans: s, input: &input{buf: request, err: io.EOF, line: 1}}).oneRequest()
	} else {
		err = (&protobufReader{spans: s, number: 1}).request(request)
	}
	s.stats.ReplacedTexts = s.replaced
	return s.stats, err
}

// spans gives spans away, and counts.
type spans struct {
	texts
	each  func(*Span) error
	stats Stats

	span           Span
	service, scope string
	values         int // of the span
}

const (
	tooManyValues = "a span has more than %d values: SDKs send up to 128 attributes, so look at what wrote this"
	tooDeep       = "a value has more than %d lists and maps around it: look at what wrote this"
)

var errNothing = errors.New("nothing to read: the input is empty, so check that what should write spans to it did")

func newSpans(each func(*Span) error) *spans {
	return &spans{texts: texts{known: map[string]string{}}, each: each}
}

// begin starts a span.
func (s *spans) begin() {
	attributes := s.span.Attributes
	clear(attributes)
	s.span = Span{Service: s.service, Scope: s.scope, Attributes: attributes[:0]}
	s.values = 0
}

// give gives the span away.
func (s *spans) give() error {
	s.stats.Spans++
	return s.each(&s.span)
}

// torn notes that the input ends in a request, if others came before it. Otherwise it
// returns the error.
func (s *spans) torn(err *tornError) error {
	if s.stats.Requests == 0 {
		return err.at
	}
	s.stats.Torn = max(err.at.Line, err.at.Message)
	return nil
}

// read reads what is in r, whatever it is.
func (s *spans) read(r io.Reader) error {
	b, err := uncompressed(bufio.NewReaderSize(r, 64<<10))
	if err != nil {
		return err
	}
	start, err := b.Peek(peeked)
	if err != nil && !isEnd(err) && !errors.Is(err, bufio.ErrBufferFull) {
		return cannotRead(err)
	}
	if bytes.HasPrefix(start, byteOrderMark) {
		_, _ = b.Discard(len(byteOrderMark))
		start = start[len(byteOrderMark):]
	}
	if err != nil && len(bytes.TrimSpace(start)) == 0 {
		return errNothing
	}
	switch kindOf(start) {
	case jsonKind:
		return (&jsonReader{spans: s, input: newInput(b)}).requests()
	case protobufKind:
		return (&protobufReader{spans: s, number: 1}).stream(b)
	case messagesKind:
		return s.messages(b)
	}
	return fmt.Errorf("this is not OTLP: it begins with %q, and a request begins with { as JSON; "+
		"write spans with an OTLP exporter, or with the Collector's file exporter", start[:min(len(start), 8)])
}

const peeked = 512

var byteOrderMark = []byte("\xef\xbb\xbf")

// isEnd reports whether an error of a reader is that the input ends, where it should
// or not.
func isEnd(err error) bool { return errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) }

// cannotRead is what is said of an error of the input itself.
func cannotRead(err error) error { return fmt.Errorf("cannot read the input: %w", err) }
