package otlp

import (
	"bufio"
	"bytes"
	"compress/gzip"
	"errors"
	"fmt"
	"io"

	"github.com/klauspost/compress/zstd"
)

var (
	gzipStart = []byte{0x1f, 0x8b}
	zstdStart = []byte{0x28, 0xb5, 0x2f, 0xfd}
)

// uncompressed is what is in r after it is decompressed, if it is compressed.
func uncompressed(r *bufio.Reader) (*bufio.Reader, error) {
	start, _ := r.Peek(4)
	compressed := &counted{from: r}
	var plain io.Reader
	var err error
	switch {
	case bytes.HasPrefix(start, gzipStart):
		plain, err = gzip.NewReader(compressed)
	case bytes.HasPrefix(start, zstdStart):
		plain, err = zstd.NewReader(compressed, zstd.WithDecoderConcurrency(1), zstd.WithDecoderMaxWindow(maxWindow))
	default:
		return r, nil
	}
	if err != nil {
		return nil, fmt.Errorf("cannot decompress the input: %w; compress it again", err)
	}
	return bufio.NewReaderSize(&bounded{from: plain, compressed: compressed}, 64<<10), nil
}

// counted counts what is read.
type counted struct {
	from io.Reader
	n    int64
}

func (c *counted) Read(p []byte) (int, error) {
	n, err := c.from.Read(p)
	c.n += int64(n)
	return n, err
}

// bounded reads what is decompressed, until it is too much for what it was.
type bounded struct {
	from       io.Reader
	compressed *counted
	n          int64
}

func (b *bounded) Read(p []byte) (int, error) {
	n, err := b.from.Read(p)
	b.n += int64(n)
	if isBomb(b.compressed.n, b.n) {
		return n, errBomb
	}
	if err != nil && !isEnd(err) {
		err = fmt.Errorf("cannot decompress it: %w; compress it again", err)
	}
	return n, err
}

var errBomb = errors.New("it becomes more than 500 times longer when it is decompressed, which spans do not: look at what wrote it")

// isBomb reports whether so many bytes became too many.
func isBomb(compressed, plain int64) bool {
	return plain > freeRatio && plain/maxRatio > compressed
}
