// Package chat declares the fields that the chat service records on its traces.
package chat

import (
	"time"

	hh "github.com/hhgen/hhgen/runtime"
)

//go:generate go run github.com/hhgen/hhgen/cmd/hhgen

// Plan is the customer's billing plan.
type Plan string

// The plans.
const (
	PlanFree    Plan = "free"
	PlanPremium Plan = "premium"
)

// Turn is one exchange between a user and the assistant.
type Turn struct {
	// UserID identifies the end user.
	UserID string `hh:"user_properties,maxbytes=64"`
	// Plan is the user's billing plan.
	Plan Plan `hh:"user_properties"`
	// Feature is the part of the product that the turn belongs to.
	Feature hh.Text `hh:"metadata,maxbytes=32"`
	// Score is the evaluator's score of the answer.
	Score float64 `hh:"metrics,minimum=0,maximum=1"`
	// Latency is the time from question to answer.
	Latency time.Duration `hh:"metrics,key=latency_ms,unit=ms"`
	// Tags are the topics that the router found in the question.
	Tags []string `hh:"metadata,maxitems=4,maxbytes=16"`
	// Rating is the user's rating, if there is one.
	Rating *int `hh:"feedback,minimum=1,maximum=5"`
	// Err is the error of a turn that failed.
	Err error `hh:"error"`
}

// Retrieval is one search in the knowledge base.
type Retrieval struct {
	_ hh.Open `hh:"metadata"`

	// Query is the text that was searched for.
	Query string `hh:"inputs,maxbytes=256"`
	// Index is the index that was searched.
	Index Index `hh:"config"`
	// Hits are the best documents.
	Hits []Hit `hh:"outputs,maxitems=3"`
}

// Index is a version of the knowledge base.
type Index struct {
	// Name is the team's name for the index.
	Name string `hh:",maxbytes=64"`
	// Version is raised when its documents change.
	Version int `hh:",minimum=1"`
}

// Hit is one document that was found.
type Hit struct {
	// DocumentID is the document's id in the knowledge base.
	DocumentID string `hh:",maxbytes=64"`
	// Similarity is the similarity of the document to the query.
	Similarity float64 `hh:",minimum=0,maximum=1"`
}
