package gateway

import (
	hh "github.com/hhgen/hhgen/runtime"

	"github.com/hhgen/hhgen/examples/services/dictionary"
)

//go:generate go tool hhgen

// Visit is what the gateway knows of a session when it begins.
type Visit struct {
	dictionary.Customer
	dictionary.Release

	// Feature is the part of the product that the session belongs to.
	Feature hh.Text `hh:"metadata,maxbytes=32"`
}

// Outcome is how a request ends.
type Outcome struct {
	// Err is why there is no reply.
	Err error `hh:"error"`
}

// Verdict is what the user says of an answer, later.
type Verdict struct {
	// Rating is the number of stars.
	Rating *int `hh:"feedback,minimum=1,maximum=5"`
	// Resolved says whether the question was answered.
	Resolved *bool `hh:"feedback"`
}
