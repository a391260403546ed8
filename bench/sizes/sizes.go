// Package sizes has records of 1 to 100 attributes, and the ways to record them
// that are compared.
package sizes

import (
	"context"
	"io"
	"log/slog"
	"strings"
)

//go:generate go run ../internal/makesizes
//go:generate go tool hhgen

// Way is one way to record attributes on the active span of a context; that of
// log/slog logs them instead.
type Way struct {
	Name string
	Call func(ctx context.Context)
}

// What is recorded. The compiler does not know the values.
var (
	texts  [100]string
	floats [100]float64
	ints   [100]int
	bools  [100]bool
)

// logger writes JSON to nowhere.
var logger = slog.New(slog.NewJSONHandler(io.Discard, nil))

func init() {
	for i := range texts {
		texts[i] = strings.Repeat("v", 8+i%16)
		floats[i] = float64(i) / 7
		ints[i] = i * i
		bools[i] = i%2 == 0
	}
}
