package honeyhive

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	hh "github.com/hhgen/hhgen/runtime"
	"github.com/hhgen/hhgen/runtime/internal/transport"
)

// mostLine is the longest line of a spool file that is read, in bytes. A longer
// line counts as damaged: without a bound, a file of garbage could fill the memory.
const mostLine = 64 << 20

// line is an operation in a spool file.
type line struct {
	Kind     string       `json:"kind"` // start or update
	EventID  string       `json:"event_id"`
	Time     int64        `json:"time"` // nanoseconds of Unix
	Name     string       `json:"session_name,omitempty"`
	Source   string       `json:"source,omitempty"`
	Duration *float64     `json:"duration,omitempty"`
	Members  []lineMember `json:"members,omitempty"`
}

// lineMember is an hh.Member in a spool file.
type lineMember struct {
	Namespace string          `json:"namespace"`
	Key       string          `json:"key"`
	Value     json.RawMessage `json:"value"`
}

const (
	startKind  = "start"
	updateKind = "update"
)

// encodeLine encodes an operation as a line. The error says that a value is not
// valid JSON.
func encodeLine(o *operation) ([]byte, error) {
	l := line{Kind: updateKind, EventID: o.id, Time: o.time().UnixNano(), Duration: o.update.Duration}
	members := o.update.Members
	if s := o.start; s != nil {
		l.Kind, l.Name, l.Source, members = startKind, s.Name, s.Source, s.Members
	}
	for _, m := range members {
		l.Members = append(l.Members, lineMember(m))
	}
	var text bytes.Buffer
	e := json.NewEncoder(&text)
	e.SetEscapeHTML(false) // values stay as they were given
	err := e.Encode(l)
	return text.Bytes(), err
}

// readLine decodes a line. The error says how the line is damaged.
func readLine(text []byte) (*operation, error) {
	var l line
	if err := json.Unmarshal(text, &l); err != nil {
		return nil, err
	}
	if l.EventID == "" {
		return nil, errors.New("the line has no event_id")
	}
	at := time.Unix(0, l.Time)
	members, err := l.members()
	if err != nil {
		return nil, err
	}
	switch l.Kind {
	case startKind:
		s := &hh.SessionStart{ID: l.EventID, Name: l.Name, Source: l.Source, Time: at, Members: members}
		return &operation{id: s.ID, start: s, size: startSize(*s)}, nil
	case updateKind:
		u := hh.Update{EventID: l.EventID, Time: at, Duration: l.Duration, Members: members}
		return &operation{id: u.EventID, update: u, size: updateSize(u)}, nil
	}
	return nil, fmt.Errorf("the kind is %q, not start or update", transport.Cut(l.Kind, mostExcerpt))
}

// members returns the members of a line. The error says that one is incomplete.
func (l *line) members() (members []hh.Member, err error) {
	for _, m := range l.Members {
		if m.Namespace == "" || len(m.Value) == 0 {
			return nil, errors.New("a member has no namespace or no value")
		}
		members = append(members, hh.Member(m))
	}
	return members, nil
}

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
