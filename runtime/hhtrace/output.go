package hhtrace

import (
	"context"
	"errors"
	"fmt"
	"io"
	"sync"
	"sync/atomic"
	"time"

	"github.com/hhgen/hhgen/runtime/internal/report"
)

// output writes texts to a writer that may block, as standard output does if it is a
// pipe that nobody reads. A goroutine writes them, in order, while there are any; up to
// mostOutput bytes wait for it. A call waits for its own text to be written, so the
// output stays in order with what the program prints itself, but no longer than
// [report.Patience], and not at all while an earlier text is that late.
type output struct {
	w io.Writer

	mu      sync.Mutex
	waiting []*piece // the first is being written if the goroutine runs
	bytes   int      // of those that wait
	running bool
	late    bool // a call waited in vain; texts still wait
}

// piece is one text of an output.
type piece struct {
	content string
	done    func(error)   // called once, without locks: nil, the error of the writer, or errUnprinted
	claimed atomic.Bool   // somebody calls done
	settled chan struct{} // closed after done
}

// mostOutput is how many bytes wait for an output.
const mostOutput = 1 << 20

var (
	errFullOutput = fmt.Errorf("the output takes nothing, and %d KiB wait for it already: "+
		"read what the program prints, or print to a file", mostOutput>>10)
	errUnprinted = errors.New("hhtrace: the output took nothing until shutdown ended")
)

// write writes a text, and calls done when that has succeeded or failed. The error is
// errFullOutput if the text was dropped; then done is not called.
func (o *output) write(content string, done func(error)) error {
	t := &piece{content: content, done: done, settled: make(chan struct{})}
	o.mu.Lock()
	if len(o.waiting) > 0 && o.bytes+len(content) > mostOutput {
		o.mu.Unlock()
		return errFullOutput
	}
	o.waiting = append(o.waiting, t)
	o.bytes += len(content)
	if !o.running {
		o.running = true
		go o.run()
	}
	late := o.late
	o.mu.Unlock()
	if !late && !t.wait() {
		o.mu.Lock()
		o.late = len(o.waiting) > 0
		o.mu.Unlock()
	}
	return nil
}

// wait reports whether the text was settled in time.
func (t *piece) wait() bool {
	timer := time.NewTimer(report.Patience)
	defer timer.Stop()
	select {
	case <-t.settled:
		return true
	case <-timer.C:
		return false
	}
}

// run writes texts until none waits.
func (o *output) run() {
	for t := o.next(nil); t != nil; t = o.next(t) {
		t.settle(o.writeNow(t.content))
	}
}

// next removes a text that is settled, and returns the one to write now.
func (o *output) next(settled *piece) *piece {
	o.mu.Lock()
	defer o.mu.Unlock()
	if len(o.waiting) > 0 && o.waiting[0] == settled {
		o.waiting = o.waiting[1:]
		o.bytes -= len(settled.content)
	}
	if len(o.waiting) == 0 {
		o.waiting, o.running, o.late = nil, false, false
		return nil
	}
	return o.waiting[0]
}

// writeNow calls the writer of the program.
func (o *output) writeNow(content string) (err error) {
	defer func() {
		if reason := recover(); reason != nil {
			err = fmt.Errorf("hhtrace: the writer of WithOutput panicked: %v", reason)
		}
	}()
	_, err = io.WriteString(o.w, content)
	return err
}

// settle calls done, unless somebody else does.
func (t *piece) settle(err error) {
	if !t.claimed.Swap(true) {
		t.done(err)
		close(t.settled)
	}
}

// flush waits until all texts are settled that wait now, or until ctx is done.
func (o *output) flush(ctx context.Context) error {
	o.mu.Lock()
	var last *piece
	if n := len(o.waiting); n > 0 {
		last = o.waiting[n-1]
	}
	o.mu.Unlock()
	if last == nil {
		return nil
	}
	select {
	case <-last.settled:
		return nil
	case <-ctx.Done():
		return context.Cause(ctx)
	}
}

// end waits as flush does, and gives up what is left.
func (o *output) end(ctx context.Context) error {
	err := o.flush(ctx)
	if err == nil {
		return nil
	}
	o.mu.Lock()
	left := o.waiting
	o.waiting, o.bytes = nil, 0
	o.mu.Unlock()
	for _, t := range left {
		t.settle(errUnprinted)
	}
	return err
}
