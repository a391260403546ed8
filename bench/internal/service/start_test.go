package service

import (
	"testing"
	"time"
)

func TestParse(t *testing.T) {
	got, err := parse(`init runtime @0.033 ms, 2.5 ms clock, 0 bytes, 0 allocs
2026/01/02 a line of the program
init github.com/hhgen/hhgen/runtime @0.9 ms, 0.25 ms clock, 4096 bytes, 12 allocs
init example.com/corpus/p0000 @1.2 ms, 0 ms clock, 100 bytes, 1 allocs
`)
	want := initialized{all: 2750 * time.Microsecond, ours: 250 * time.Microsecond, bytes: 4196}
	if err != nil || got != want {
		t.Errorf("got %+v, %v, want %+v", got, err, want)
	}
	if _, err := parse("init runtime @0.033 ms, x ms clock, 0 bytes, 0 allocs"); err == nil {
		t.Error("a number that is none was read")
	}
}
