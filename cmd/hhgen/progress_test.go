package main

import (
	"bytes"
	"testing"
)

// Progress is counted on a terminal only, after a while, and leaves nothing behind.
func TestProgress(t *testing.T) {
	var w bytes.Buffer
	elsewhere := newProgress(&w, "spans")
	early := newProgress(&w, "spans")
	early.w = &w
	for _, p := range []*progress{elsewhere, early} {
		for range progressTicks {
			p.add()
		}
		p.end()
	}
	if w.Len() > 0 {
		t.Errorf("printed %q", w.String())
	}
	late := &progress{w: &w, noun: "spans"}
	for range 2 * progressTicks {
		late.add()
	}
	late.end()
	late.end()
	if got := w.String(); got != "\r1024 spans\r\x1b[K" {
		t.Errorf("printed %q", got)
	}
}
