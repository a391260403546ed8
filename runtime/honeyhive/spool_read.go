package honeyhive

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// mostLine is the longest line of a spool file that is read, in bytes. A longer
// line counts as damaged: without a bound, a file of garbage could fill the memory.
const mostLine = 64 << 20

// recovery holds the operations that are read from the spool.
type recovery struct {
	ops     []*operation
	bytes   int
	limits  limits
	full    bool // all further lines stay in their files
	files   []*spoolFile
	unread  int // files with lines that were not read
	problem func(error)
}

// recoverSpool reads the files of the spool into the queue.
func (c *Client) recoverSpool() {
	if c.spool == nil {
		return
	}
	locked, err := c.spool.lock.TryLock()
	if err != nil {
		c.handle(fmt.Errorf("honeyhive: the spool is not read: %w", err))
	}
	if !locked {
		return // another process sends the files
	}
	entries, err := os.ReadDir(c.spool.dir)
	if err != nil {
		c.handle(fmt.Errorf("honeyhive: the spool is not read: %w", err))
	}
	r := recovery{limits: c.queue.limits, problem: c.handle}
	for _, entry := range entries { // sorted: in the order in which they were written
		if !strings.HasSuffix(entry.Name(), spoolSuffix) {
			continue
		}
		path := filepath.Join(c.spool.dir, entry.Name())
		if err := r.read(path); err != nil {
			c.handle(fmt.Errorf("honeyhive: the spool file %q cannot be read to its end: %w", path, err))
		}
	}
	if r.unread > 0 {
		c.handle(fmt.Errorf("%w: %d spool file(s) in %q stay for the next start, at least in part", ErrQueueFull, r.unread, c.spool.dir))
	}
	c.enqueue(&r)
}

// stampOf is the stamp at the beginning of a spool file's name.
func stampOf(path string) string {
	stamp, _, _ := strings.Cut(filepath.Base(path), "-")
	return stamp
}

// read reads a file as far as it fits.
func (r *recovery) read(path string) error {
	if r.full {
		r.unread++
		return nil
	}
	from, err := os.Open(path)
	if err != nil {
		return err
	}
	defer func() { _ = from.Close() }()
	f := &spoolFile{path: path, rest: -1}
	r.files = append(r.files, f)
	lines := bufio.NewScanner(from)
	lines.Buffer(nil, mostLine)
	var next int64 // offset of the next line
	lines.Split(func(data []byte, atEOF bool) (int, []byte, error) {
		n, text, err := bufio.ScanLines(data, atEOF)
		next += int64(n)
		return n, text, err
	})
	for number := 1; ; number++ {
		begin := next
		if !lines.Scan() {
			break
		}
		if !r.line(f, number, lines.Bytes()) {
			r.leave(f, begin)
			return nil
		}
	}
	err = lines.Err()
	if errors.Is(err, bufio.ErrTooLong) {
		f.damaged = true
	} else if err != nil {
		f.open++ // the file stays, because it may be undamaged
	}
	return err
}

// leave notes that the lines of a file do not fit, from the offset begin on.
func (r *recovery) leave(f *spoolFile, begin int64) {
	r.full = true
	r.unread++
	f.rest = begin
	if begin == 0 {
		r.files = r.files[:len(r.files)-1] // the whole file stays
	}
}

// line reads a line of a file. It reports whether the line fits.
func (r *recovery) line(f *spoolFile, number int, text []byte) bool {
	if len(bytes.TrimSpace(text)) == 0 {
		return true
	}
	o, err := readLine(text)
	if err != nil {
		f.damaged = true
		r.problem(fmt.Errorf("honeyhive: %s:%d: this line of the spool is damaged: %w", f.path, number, err))
		return true
	}
	if len(r.ops) >= r.limits.entries || r.bytes+o.size > r.limits.bytes {
		return false
	}
	o.files = []*spoolFile{f}
	r.bytes += o.size
	r.ops = append(r.ops, o)
	return true
}

// enqueue adds the operations that were read to the queue, and removes files
// without operations.
func (c *Client) enqueue(r *recovery) {
	// The rest of an older file may have been left, and may be newer than the
	// beginning of the next file.
	slices.SortStableFunc(r.ops, func(a, b *operation) int { return a.time().Compare(b.time()) })
	c.mu.Lock()
	c.spool.left = len(r.files)
	for _, o := range r.ops {
		c.recovered(o)
	}
	var done []*spoolFile
	for _, f := range r.files {
		if f.open == 0 {
			done = append(done, f)
		}
	}
	c.schedule()
	c.mu.Unlock()
	if len(r.files) == 0 {
		c.unlockSpool()
	}
	c.retire(done)
}

// recovered adds an operation of the spool to the queue. c.mu is held.
func (c *Client) recovered(o *operation) {
	from := o.files[0]
	o.files = nil
	var err error
	if o.start == nil {
		err = c.update(o.update, from)
	} else {
		err = c.begin(o, from)
	}
	if err != nil {
		// Not possible, because no more was read than fits. If it happens, the file stays.
		from.open++
		return
	}
	c.stats.Recovered++
}
