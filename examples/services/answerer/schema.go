package answerer

import (
	"time"

	"github.com/hhgen/hhgen/examples/services/dictionary"
)

//go:generate go tool hhgen

// Request is one question.
type Request struct {
	dictionary.Release

	// Question is what was asked.
	Question string `hh:"inputs,maxbytes=256"`
	// Err is why there is no answer.
	Err error `hh:"error"`
}

// Answer is what the model answered.
type Answer struct {
	// Text is what was answered.
	Text string `hh:"outputs,key=answer,maxbytes=512"`
	// Confidence is how sure the model is.
	Confidence float64 `hh:"metrics,minimum=0,maximum=1"`
	// Thinking is how long the model took.
	Thinking time.Duration `hh:"metrics,key=thinking_ms,unit=ms"`
}
