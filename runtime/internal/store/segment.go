package store

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"hash/crc32"
	"io"

	leveldb "github.com/syndtr/goleveldb/leveldb/journal"
)

// An entry of a segment is, as a record of LevelDB's log format: a CRC-32C of the
// rest that begins with the name of the segment, so a block of another file is never
// taken for one of this file; a kind; and
//
//	header  version
//	put     sequence number, data
//	done    sequence numbers
//	known   pairs of a segment's number and an offset: damages that were reported
//
// Numbers are unsigned varints.
const (
	headerEntry byte = 'h'
	putEntry    byte = 'p'
	doneEntry   byte = 'd'
	knownEntry  byte = 'k'
)

// formatVersion is the only version of the format.
const formatVersion = 1

// mostMarks is how many numbers one entry has at most.
const mostMarks = 4096

var castagnoli = crc32.MakeTable(crc32.Castagnoli)

// checksum is where the checksums of a segment's entries begin.
func checksum(segment string) uint32 { return crc32.Checksum([]byte(segment), castagnoli) }

// encoder writes entries to a buffer.
type encoder struct {
	seed   uint32
	log    *leveldb.Writer
	buffer bytes.Buffer
	head   []byte
}

func newEncoder(segment string) *encoder {
	e := &encoder{seed: checksum(segment)}
	e.log = leveldb.NewWriter(&e.buffer)
	e.entry(headerEntry, nil, formatVersion)
	return e
}

// entry writes an entry. Writing to a buffer does not fail.
func (e *encoder) entry(kind byte, data []byte, numbers ...uint64) {
	e.head = append(e.head[:0], 0, 0, 0, 0, kind)
	for _, n := range numbers {
		e.head = binary.AppendUvarint(e.head, n)
	}
	sum := crc32.Update(e.seed, castagnoli, e.head[4:])
	binary.LittleEndian.PutUint32(e.head, crc32.Update(sum, castagnoli, data))
	w, err := e.log.Next()
	if err != nil {
		return
	}
	_, _ = w.Write(e.head)
	_, _ = w.Write(data)
}

// numbers writes entries that have only numbers.
func (e *encoder) numbers(kind byte, all []uint64) {
	for len(all) > 0 {
		n := min(len(all), mostMarks)
		e.entry(kind, nil, all[:n]...)
		all = all[n:]
	}
}

// take returns what was encoded since the last call. It is valid until the next entry.
func (e *encoder) take() []byte {
	_ = e.log.Flush()
	text := e.buffer.Bytes()
	if e.buffer.Cap() > 4<<20 {
		e.buffer = bytes.Buffer{}
	} else {
		e.buffer.Reset()
	}
	return text
}

// entry is an entry as it was read.
type entry struct {
	kind    byte
	seq     uint64
	data    []byte   // valid until the next entry is read
	numbers []uint64 // of an entry that has only numbers
}

// errNewer is the error of a segment that a newer version of this package wrote.
var errNewer = errors.New("it was written by a newer version of this program")

// readSegment calls visit for each entry that can be read, and returns what cannot.
// The error is errNewer, or from visit.
func readSegment(from io.ReaderAt, size int64, name string, visit func(entry) error) ([]damage, error) {
	blocks := &blockReader{from: from, size: size}
	d := &damages{blocks: blocks}
	log := leveldb.NewReader(blocks, d, false, true)
	seed := checksum(name)
	var text bytes.Buffer
	for {
		r, err := log.Next()
		if err != nil {
			return d.all(), nil // only io.EOF, since the blocks have no errors
		}
		text.Reset()
		if _, err := text.ReadFrom(r); err != nil {
			continue // the damages have it
		}
		e, err := parseEntry(text.Bytes(), seed)
		if errors.Is(err, errNewer) {
			return nil, err
		}
		if err != nil {
			d.add(blocks.block(), 0, err.Error())
			continue
		}
		if err := visit(e); err != nil {
			return d.all(), err
		}
	}
}

func parseEntry(text []byte, seed uint32) (e entry, err error) {
	if len(text) < 5 {
		return e, errors.New("a record is too short")
	}
	sum, rest := binary.LittleEndian.Uint32(text), text[4:]
	if crc32.Update(seed, castagnoli, rest) != sum {
		return e, errors.New("a record does not belong to this file")
	}
	e.kind, rest = rest[0], rest[1:]
	list := e.kind == doneEntry || e.kind == knownEntry
	for n := 0; len(rest) > 0 && (n == 0 || list); n++ {
		number, size := binary.Uvarint(rest)
		if size <= 0 {
			return e, errors.New("a record has no valid number")
		}
		rest = rest[size:]
		if list {
			e.numbers = append(e.numbers, number)
		}
		e.seq = number
	}
	e.data = rest
	switch {
	case e.kind == headerEntry && e.seq > formatVersion:
		return e, errNewer
	case e.kind == knownEntry && len(e.numbers)%2 != 0:
		return e, errors.New("a record has half a pair")
	case e.kind != headerEntry && e.kind != putEntry && !list:
		return e, fmt.Errorf("a record has the unknown kind %q", e.kind)
	}
	return e, nil
}
