// Package moved declares fields of each kind that have moved from another key.
package moved

import (
	"time"

	hh "github.com/hhgen/hhgen/runtime"
)

//go:generate go run github.com/hhgen/hhgen/cmd/hhgen

// Turn is a record whose keys have moved.
type Turn struct {
	_ hh.Open `hh:"metadata"`

	// UserID identifies the end user.
	UserID  string         `hh:"user_properties,maxbytes=8,moved-from='uid until 2027-03-31'"`
	Plan    Plan           `hh:"metadata,moved-from='tier until 2027-03-31'"`
	Latency time.Duration  `hh:"metrics,key=latency_ms,unit=ms,moved-from='latency until 2027-03-31'"`
	Rating  *int           `hh:"feedback,minimum=1,maximum=5,moved-from='stars until 2027-03-31'"`
	Zero    int            `hh:"metrics,omitzero,moved-from='nil until 2027-03-31'"`
	Tags    []string       `hh:"metadata,maxitems=2,maxbytes=4,moved-from='labels until 2027-03-31'"`
	Long    []string       `hh:"outputs,maxitems=99,moved-from='all until 2027-03-31'"`
	Sizes   map[string]int `hh:"outputs,maxitems=2,moved-from='widths until 2027-03-31'"`
	Index   Index          `hh:"config,moved-from='idx until 2027-03-31'"`
	Parts   []Part         `hh:"inputs,maxitems=2,moved-from='pieces until 2027-03-31'"`
	Any     map[string]any `hh:"inputs,maxitems=4,moved-from='more until 2027-03-31'"`
	Userid  hh.Hashed      `hh:"metadata,key=account_id,moved-from='accountid until 2027-03-31'"`
	Span    *Index         `hh:"config,moved-from='place until 2027-03-31'"`
}

// Plan is an enum.
type Plan string

// The plans.
const (
	Free Plan = "free"
	Full Plan = "full"
)

// Index is an object, a member of which has moved too.
type Index struct {
	Name string `hh:",maxbytes=4,moved-from='n until 2027-03-31'"`
	Size int    `hh:","`
}

// Part is an item of a list.
type Part struct {
	Text string `hh:",moved-from='t until 2027-03-31'"`
}
