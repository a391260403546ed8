package main

import (
	"fmt"
	"io"
	"os"
	"time"

	"golang.org/x/term"
)

// progress counts on a terminal what a long run has done. Elsewhere it prints nothing.
type progress struct {
	w     io.Writer // nil if it is no terminal
	noun  string    // of what is counted, in the plural
	n     int
	next  time.Time // when it prints again
	shown bool
}

const (
	progressAfter = 2 * time.Second
	progressEvery = 200 * time.Millisecond
	progressTicks = 1 << 10 // things after which it looks at the clock
)

// newProgress counts on w.
func newProgress(w io.Writer, noun string) *progress {
	p := &progress{noun: noun, next: time.Now().Add(progressAfter)}
	if terminalOf(w) && os.Getenv("TERM") != "dumb" {
		p.w = w
	}
	return p
}

// add counts one more.
func (p *progress) add() {
	p.n++
	if p.w == nil || p.n%progressTicks != 0 {
		return
	}
	if now := time.Now(); now.After(p.next) {
		_, _ = fmt.Fprintf(p.w, "\r%d %s", p.n, p.noun) // the run goes on without it
		p.shown, p.next = true, now.Add(progressEvery)
	}
}

// end removes what it printed.
func (p *progress) end() {
	if p.shown {
		_, _ = io.WriteString(p.w, "\r\x1b[K")
		p.shown = false
	}
}

// terminalOf reports whether a stream is a terminal.
func terminalOf(stream any) bool {
	f, ok := stream.(*os.File)
	return ok && term.IsTerminal(int(f.Fd()))
}
