// Package declared has records that lose fields.
package declared

import (
	"net/url"
	"sync"
	"time"

	"example.com/app/review"
	"example.com/dict"
	hh "github.com/hhgen/hhgen/runtime"
)

type Turn struct {
	Name    string        `hh:"metadata,maxbytes=8"`
	Locale  string        // want `^Locale has no hh tag, so it would not be recorded: add one, such as .hh:"metadata"., or leave it out with .hh:"-"., or all untagged fields of Turn with _ hh.Record .hh:"partial". \(FIELD_UNTAGGED\)$`
	A, B    bool          // want `A has no hh tag` `B has no hh tag`
	Latency time.Duration `json:"latency"` // want `such as .hh:"metadata,unit=ms".`
	Less    string        `hh:"-"`
	ready   bool
	Mu      *sync.Mutex // want `Mu has no hh tag, so it would not be recorded, and values of its type cannot be recorded: leave it out`
	//hhgen:ignore FIELD_UNTAGGED until the column is agreed on
	Later string
	Soon  string //hhgen:ignore FIELD_UNTAGGED too
	Three string `hhh:"inputs"` // want `^tag key "hhh" looks like a misspelt hh: write .hh:"inputs"., or add .hh:"-". if another package reads it \(TAG_KEY\)$`
	Upper string `HH:"inputs"`  //hhgen:ignore TAG_KEY of another package
	Loose string `hh:metadata`  // want `is malformed: write .* \(TAG_SYNTAX\)$`
	Base
	Plain // want `Plain is embedded and none of its fields has an hh tag`
	plain // want `plain is embedded and none of its fields has an hh tag`
	hidden
	url.URL // want `URL is embedded and would not be recorded, since package net/url declares it`
	dict.Tenant
	review.Review       // which hhgen reports by another rule
	Inner         Inner `hh:"outputs"`
}

type (
	// Base is a record.
	Base struct {
		User   string `hh:"user_properties,maxbytes=8"`
		Region string // want `or all untagged fields of Base with`
	}
	Plain  struct{ Text string }
	plain  struct{ Public string }
	hidden struct{ private string }
	// Inner is nested.
	Inner struct {
		Value string  `hh:",maxbytes=8"`
		Score float64 // want `such as .hh:",".`
		Pair[int]
	}
	Pair[T any] struct {
		First  T `hh:","`
		Second T // want `Second has no hh tag, .* of Pair with`
	}
)

// Outer is a record by what it embeds.
type Outer struct {
	*Base
	Logger *int // want `Logger has no hh tag`
}

// Meant leaves fields out on purpose.
type Meant struct {
	_      hh.Record `hh:"partial"`
	Name   string    `hh:"metadata,maxbytes=8"`
	Locale string
	Plain
}

// Marked has no tags.
type Marked struct {
	_    hh.Record `hh:"partial"`
	Name string
}

type Empty struct {
	_    hh.Record `hh:"new=MakeEmpty"` // want `hh.Record makes Empty a record, and none of its fields has an hh tag`
	Name string
}

// Lost has no tag that is right.
type Lost struct {
	A, B int "h:\"metrics\"" // want `tag key "h"` `tag key "h"`
	Deep struct {
		Name string `jh:"outputs,maxbytes=8"` // want `tag key "jh"`
	}
}

// None is not about hhgen at all.
type None struct {
	Name  string `json:"name"`
	Loose string `json: "loose"`
}

var anonymous []struct {
	Name string `hhh:"inputs"` // want `tag key "hhh"`
}

//hhgen:ignore FIELD_UNTAGGED there is nothing // want `no finding of FIELD_UNTAGGED needs this suppression: remove it \(SUPPRESSION_UNUSED\)`
type Fine struct {
	Name string `hh:"metadata,maxbytes=8"`
}
