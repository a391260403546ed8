package store

import (
	"fmt"
	"regexp"
	"strconv"
	"sync"

	"github.com/gofrs/flock"
)

// journal is the files of one store's life. If it is taken over, the process that
// has it adds segments with marks.
type journal struct {
	name       string // without suffix
	generation uint64
	lock       *flock.Flock

	// Only the writer, or Take before the writer knows the journal, uses these.
	segments []*segment // in order
	parts    int        // number of the last segment
	appender *appender  // nil if no segment is open

	// Store.mu guards these.
	live  int
	bytes int64    // of the live records
	marks []uint64 // done records, for the writer
	known []uint64 // reported damages, for the writer
}

// segment is a file with records. It is complete, or journal.appender writes it.
type segment struct {
	name    string
	part    int
	size    int64
	damaged bool // it is kept when its records are done
	stuck   bool // it could not be removed or compacted, and that was reported

	// The live records of the segment, in order. Store.mu guards them.
	live        int
	first, last *Record
}

// add adds a live record. Store.mu is held.
func (g *segment) add(r *Record) {
	r.segment, r.prev, r.next = g, g.last, nil
	if g.last == nil {
		g.first = r
	} else {
		g.last.next = r
	}
	g.last = r
	g.live++
}

// remove removes a record. Store.mu is held.
func (g *segment) remove(r *Record) {
	if r.prev == nil {
		g.first = r.next
	} else {
		r.prev.next = r.next
	}
	if r.next == nil {
		g.last = r.prev
	} else {
		r.next.prev = r.prev
	}
	r.segment, r.prev, r.next = nil, nil, nil
	g.live--
}

const (
	lockSuffix    = ".lock"
	segmentSuffix = ".log"
	damagedSuffix = ".damaged"
)

// journalName is the name of a journal. Names sort in the order of generations.
func journalName(generation uint64, id string) string { return fmt.Sprintf("%012d-%s", generation, id) }

// lastGeneration has as many digits as the names of journals have.
const lastGeneration = 999_999_999_999

func segmentName(journal string, part int) string {
	return journal + "." + strconv.Itoa(part) + segmentSuffix
}

// fileName is what the name of a file says.
type fileName struct {
	text       string
	journal    string
	generation uint64
	part       int // 0 for the lock
	damaged    bool
}

var fileNames = sync.OnceValue(func() *regexp.Regexp {
	return regexp.MustCompile(`^((\d{12})-[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})(?:\.lock|\.([1-9]\d{0,8})\.log(\.damaged)?)$`)
})

// parseName reads the name of a file. Files with other names do not belong to stores.
func parseName(text string) (fileName, bool) {
	m := fileNames().FindStringSubmatch(text)
	if m == nil {
		return fileName{}, false
	}
	generation, _ := strconv.ParseUint(m[2], 10, 64)
	part, _ := strconv.Atoi(m[3])
	return fileName{text: text, journal: m[1], generation: generation, part: part, damaged: m[4] != ""}, true
}
