// Package sizes has the ways to record attributes that are compared: those of
// generated code and of others.
package sizes

import (
	"io"
	"log/slog"

	"github.com/hhgen/hhgen/testdata/sizes"
)

//go:generate go run ../internal/makesizes

// logger writes JSON to nowhere.
var logger = slog.New(slog.NewJSONHandler(io.Discard, nil))

// Sizes are the numbers of attributes.
var Sizes = sizes.Sizes

// Ways lists the ways to record n attributes, the one by hand first. That of
// log/slog logs them instead.
func Ways(n int) []sizes.Call {
	return append(append([]sizes.Call{}, sizes.SpanCalls[n]...), peers[n]...)
}
