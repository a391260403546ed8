// Package turn declares a record of 13 attributes, for measurements.
package turn

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
	UserID  string        `hh:"user_properties,maxbytes=64"`
	Plan    Plan          `hh:"user_properties"`
	Feature hh.Text       `hh:"metadata,maxbytes=32"`
	Model   string        `hh:"config,maxbytes=64"`
	Score   float64       `hh:"metrics,minimum=0,maximum=1"`
	Tokens  int           `hh:"metrics,minimum=0"`
	Latency time.Duration `hh:"metrics,key=latency_ms,unit=ms"`
	Tags    []string      `hh:"metadata,maxitems=4,maxbytes=16"`
	Rating  *int          `hh:"feedback,minimum=1,maximum=5"`
	Err     error         `hh:"error"`
}
