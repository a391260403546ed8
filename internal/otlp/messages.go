package otlp

import (
	"bufio"
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"io"

	"github.com/klauspost/compress/zstd"
)

// messages reads messages with their lengths before them, as the Collector's file
// exporter writes them: exportMessageAsBuffer in its file_writer.go. With
// compression: zstd, it compresses each message by itself.
func (s *spans) messages(b *bufio.Reader) error {
	unzip, err := zstd.NewReader(nil, zstd.WithDecoderConcurrency(1), zstd.WithDecoderMaxMemory(maxMessage),
		zstd.WithDecoderMaxWindow(maxWindow))
	if err != nil {
		return err
	}
	defer unzip.Close()
	m := &message{of: s, unzip: unzip, protobuf: protobufReader{spans: s}}
	for {
		m.number++
		err := m.next(b)
		var torn *tornError
		switch {
		case errors.Is(err, errNoMore):
			return nil
		case errors.As(err, &torn):
			return s.torn(torn)
		case err != nil:
			return err
		}
	}
}

// message is one of them.
type message struct {
	of     *spans
	number int
	offset int64 // of its first byte
	length [4]byte
	stored bytes.Buffer
	unzip  *zstd.Decoder
	plain  []byte

	protobuf protobufReader
}

var errNoMore = errors.New("no more messages")

// next reads one message, and the spans that it has.
func (m *message) next(b *bufio.Reader) error {
	switch n, err := io.ReadFull(b, m.length[:]); {
	case err == nil:
	case !isEnd(err):
		return cannotRead(err)
	case n == 0 && errors.Is(err, io.EOF):
		return errNoMore
	default:
		return m.ends()
	}
	m.offset += 4
	size := int64(binary.BigEndian.Uint32(m.length[:]))
	if size > maxMessage {
		return m.wrong("the message would have %d bytes, and the limit is %d: if this is a file of the Collector's file exporter, "+
			"a message before this one is damaged", size, maxMessage)
	}
	m.stored.Reset()
	if err := copyTo(&m.stored, b, size); isEnd(err) {
		return m.ends()
	} else if err != nil {
		return cannotRead(err)
	}
	if err := m.read(); err != nil {
		return err
	}
	m.offset += size
	return nil
}

// read reads the spans of a message.
func (m *message) read() error {
	text, offset := m.stored.Bytes(), m.offset
	if bytes.HasPrefix(text, zstdStart) {
		var err error
		m.plain, err = m.unzip.DecodeAll(text, m.plain[:0])
		if err != nil {
			return m.wrong("the message cannot be decompressed: %v; leave it out", err)
		}
		if isBomb(int64(len(text)), int64(len(m.plain))) {
			return m.wrong("%v", errBomb)
		}
		text, offset = m.plain, 0
	}
	if kindOf(text) == jsonKind {
		err := (&jsonReader{spans: m.of, input: &input{buf: text, err: io.EOF, line: 1, message: m.number}}).requests()
		var torn *tornError
		if errors.As(err, &torn) { // the message is whole, and what is in it is not
			return torn.at
		}
		return err
	}
	m.protobuf.number, m.protobuf.start, m.protobuf.hasOther = m.number, offset, false
	return m.protobuf.request(text)
}

func (m *message) ends() error {
	return &tornError{m.wrong("the input ends in the middle of a message: write it again")}
}

func (m *message) wrong(format string, args ...any) *Error {
	return &Error{Message: m.number, Offset: m.offset, Text: fmt.Sprintf(format, args...)}
}

// copyTo copies so many bytes to a buffer, which grows with what there is.
func copyTo(to *bytes.Buffer, b *bufio.Reader, size int64) error {
	for size > 0 {
		part, err := b.Peek(int(min(size, int64(b.Size()))))
		to.Write(part)
		size -= int64(len(part))
		if _, _ = b.Discard(len(part)); err != nil {
			return err
		}
	}
	return nil
}
