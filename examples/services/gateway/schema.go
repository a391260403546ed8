package gateway

import (
	hh "github.com/hhgen/hhgen/runtime"

	"github.com/hhgen/hhgen/examples/services/dictionary"
)

//go:generate go tool hhgen

// Visit has the facts that the gateway knows when a session begins.
type Visit struct {
	dictionary.Customer
	dictionary.Release

	// Feature is the part of the product that the session belongs to.
	Feature hh.Text `hh:"metadata,maxbytes=32"`
}

// Outcome is the result of a request.
type Outcome struct {
	// Err is the error of a request without a reply.
	Err error `hh:"error"`
}

// Verdict is the user's later feedback on an answer.
type Verdict struct {
	// Rating is the number of stars.
	Rating *int `hh:"feedback,minimum=1,maximum=5"`
	// Resolved says whether the question was answered.
	Resolved *bool `hh:"feedback"`
}
