package answerer

import (
	"time"

	"github.com/hhgen/hhgen/examples/services/dictionary"
)

//go:generate go tool hhgen

// Request is one question.
type Request struct {
	dictionary.Release

	// Question is the user's question.
	Question string `hh:"inputs,maxbytes=256"`
	// Err is the error of a request without an answer.
	Err error `hh:"error"`
}

// Answer is the model's answer.
type Answer struct {
	// Text is the text of the answer.
	Text string `hh:"outputs,key=answer,maxbytes=512"`
	// Confidence is the model's confidence in the answer.
	Confidence float64 `hh:"metrics,minimum=0,maximum=1"`
	// Thinking is how long the model took.
	Thinking time.Duration `hh:"metrics,key=thinking_ms,unit=ms"`
}
