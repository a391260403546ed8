package otlp

import (
	"bytes"
	"errors"
	"fmt"
	"io"
)

// input is JSON of which a window is in memory: what has been forgotten is gone.
type input struct {
	from  io.Reader
	buf   []byte
	at    int   // the next byte, in buf
	start int64 // offset of buf[0] in the input
	err   error // why there is no more; io.EOF at the end
	keep  int   // buf has what follows since the last call of forget
	held  bool  // forget does nothing, since what is in memory is read again

	line      int   // line of buf[counted]
	counted   int   // in buf
	lineStart int64 // offset of the first byte of that line

	depth   int
	outer   int    // depth around the request
	message int    // number of the message that the JSON is in; 0 if it is in none
	scratch []byte // text with escapes
}

var errTooLong = errors.New("too long")

func newInput(r io.Reader) *input {
	return &input{from: r, buf: make([]byte, 0, 64<<10), line: 1}
}

// more reads more of the input into memory. It reports whether there was more.
func (in *input) more() bool {
	if in.err != nil {
		return false
	}
	if len(in.buf)-in.keep >= maxMessage {
		in.err = errTooLong
		return false
	}
	if len(in.buf) == cap(in.buf) {
		in.buf = append(make([]byte, 0, 2*cap(in.buf)), in.buf...)
	}
	for range 100 {
		n, err := in.from.Read(in.buf[len(in.buf):cap(in.buf)])
		in.buf = in.buf[:len(in.buf)+n]
		in.err = err
		if n > 0 {
			return true
		}
		if err != nil {
			return false
		}
	}
	in.err = io.ErrNoProgress
	return false
}

// forget says that what has been read is not needed any more. Texts that were
// returned before are not valid after it.
func (in *input) forget() {
	if in.held {
		return
	}
	in.keep = in.at
	if in.at < len(in.buf)-in.at {
		return
	}
	in.countLines(in.at)
	in.start += int64(in.at)
	in.buf = in.buf[:copy(in.buf, in.buf[in.at:])]
	in.at, in.keep, in.counted = 0, 0, 0
}

// countLines counts the lines before a byte of buf.
func (in *input) countLines(at int) {
	if at < in.counted { // what is read again
		in.line -= bytes.Count(in.buf[at:in.counted], []byte("\n"))
		in.counted = at
		in.lineStart = in.start + int64(bytes.LastIndexByte(in.buf[:at], '\n')+1)
		return
	}
	passed := in.buf[in.counted:at]
	if n := bytes.Count(passed, []byte("\n")); n > 0 {
		in.line += n
		in.lineStart = in.start + int64(in.counted+bytes.LastIndexByte(passed, '\n')+1)
	}
	in.counted = at
}

// here is the place of the next byte.
func (in *input) here() Error {
	in.countLines(in.at)
	offset := in.start + int64(in.at)
	return Error{Line: in.line, Column: int(offset-in.lineStart) + 1, Message: in.message, Offset: offset}
}

// wrong is a mistake at the next byte.
func (in *input) wrong(format string, args ...any) *Error { return in.wrongAt(in.at, format, args...) }

// wrongAt is a mistake at a byte of buf.
func (in *input) wrongAt(at int, format string, args ...any) *Error {
	next := in.at
	in.at = at
	e := in.here()
	in.at = next
	e.Text = fmt.Sprintf(format, args...)
	return &e
}

// ends is the error for input that ends, or cannot be read further, at the next byte.
func (in *input) ends() error {
	switch {
	case errors.Is(in.err, errTooLong) && in.held:
		return in.wrong("more than %d MiB of spans come before their resource or scope: write these before the spans, as exporters do",
			maxMessage>>20)
	case errors.Is(in.err, errTooLong):
		return in.wrong("more than %d MiB without the end of a span: OTLP is sent and stored in requests of a few MiB, "+
			"so look at what wrote this", maxMessage>>20)
	case isEnd(in.err):
		return &tornError{in.wrong("the input ends in the middle of a request: write it again")}
	}
	return cannotRead(in.err)
}

// tornError is the error for input that ends too early. If whole requests come before
// the end, it is how a file looks whose writer was killed.
type tornError struct{ at *Error }

func (e *tornError) Error() string { return e.at.Error() }
func (e *tornError) Unwrap() error { return e.at }
