// Package wire declares records that take whatever HoneyHive's own SDKs take:
// any JSON object in each namespace. The tests record the vectors through it.
package wire

import (
	"encoding/json"

	hh "github.com/hhgen/hhgen/runtime"
)

//go:generate go run github.com/hhgen/hhgen/cmd/hhgen

// Metadata is one object of any content.
type Metadata struct {
	Metadata json.RawMessage `hh:"metadata,inline,maxitems=1024,maxbytes=65536,large"`
}

// Metrics is one object of any content.
type Metrics struct {
	Metrics json.RawMessage `hh:"metrics,inline,maxitems=1024,maxbytes=65536,large"`
}

// Feedback is one object of any content.
type Feedback struct {
	Feedback json.RawMessage `hh:"feedback,inline,maxitems=1024,maxbytes=65536,large"`
}

// Inputs is one object of any content.
type Inputs struct {
	Inputs json.RawMessage `hh:"inputs,inline,maxitems=1024,maxbytes=65536,large"`
}

// Outputs is one object of any content.
type Outputs struct {
	Outputs json.RawMessage `hh:"outputs,inline,maxitems=1024,maxbytes=65536,large"`
}

// Config is one object of any content.
type Config struct {
	Config json.RawMessage `hh:"config,inline,maxitems=1024,maxbytes=65536,large"`
}

// UserProperties is one object of any content.
type UserProperties struct {
	UserProperties json.RawMessage `hh:"user_properties,inline,maxitems=1024,maxbytes=65536,large"`
}

// Outcome is what only a span has.
type Outcome struct {
	Err     error      `hh:"error,maxbytes=65536,large"`
	EventID hh.EventID `hh:"event_id"`
}
