// Package chat declares what the fixtures record.
package chat

import (
	"encoding/json"
	"time"

	"example.com/dict"
	hh "github.com/hhgen/hhgen/runtime"
)

// Plan is a billing plan.
type Plan string

const (
	PlanFree    Plan = "free"
	PlanPremium Plan = "premium"

	planInternal Plan = "internal"
)

// Turn is one exchange.
type Turn struct {
	UserID  string        `hh:"user_properties,maxbytes=16"`
	Plan    Plan          `hh:"user_properties"`
	Feature hh.Text       `hh:"metadata,maxbytes=16"`
	Score   float64       `hh:"metrics,minimum=0,maximum=1"`
	Latency time.Duration `hh:"metrics,key=latency_ms,unit=ms,maximum=60000"`
	Tokens  *int          `hh:"metrics,minimum=0"`
	Seed    *uint64       `hh:"metrics"`
	Ratio   *float32      `hh:"metrics,minimum=-0.7,maximum=0.1"`
	Tags    []string      `hh:"metadata,maxitems=3,maxbytes=8"`
	Plans   []Plan        `hh:"metadata,maxitems=2"`
	Matrix  [][]int       `hh:"metrics,maxitems=2,maximum=9"`
	Rating  *int          `hh:"feedback,minimum=1,maximum=5"`
	Err     error         `hh:"error"`
}

// Usage has values of several attributes, and what is left out when zero.
type Usage struct {
	Notes  map[string]string `hh:"metadata,maxitems=2,maxbytes=8"`
	Answer *Answer           `hh:"outputs"`
	Other  *Answer           `hh:"inputs"`
	Input  map[string]any    `hh:"inputs,maxitems=4,maxbytes=8"`
	Raw    json.RawMessage   `hh:"config,maxitems=4"`
	Region string            `hh:"metadata,omitzero,deprecated='use zone, or place'"`
	Short  string            `hh:"metadata,omitzero,maxbytes=4,overflow=drop"`
	Code   *string           `hh:"metadata,maxbytes=8,pattern='^[A-Z]{2},\\d+$'"`
	Codes  []Word            `hh:"metadata,maxitems=4,pattern=^\\w+$"`
	Pair   [2]int            `hh:"metrics,maximum=9"`
	Email  *hh.Hashed        `hh:"user_properties"`
}

// Word is a string with a name.
type Word string

// Answer is a nested object.
type Answer struct {
	Locale *string `hh:",pattern=^[a-z]{2}$"`
	Model  string  `hh:",maxbytes=8"`
	Steps  []Step  `hh:",maxitems=2"`
}

// Step is an object in a list.
type Step struct {
	Name string `hh:",maxbytes=8"`
}

// Visit embeds what another module declares.
type Visit struct {
	dict.Tenant
	Zone string `hh:"metadata,maxbytes=8"`
}

// Stay embeds it too.
type Stay struct {
	dict.Tenant
	Nights int            `hh:"metrics,deprecated='use days'"`
	Room   Room           `hh:"metadata,omitzero"`
	Floor  int            `hh:"metrics,minimum=1,omitzero"`
	Rooms  []Room         `hh:"metadata,maxitems=2"`
	Level  *uint8         `hh:"metrics"`
	Check  *time.Duration `hh:"metrics,unit=ns"`
}

// Room is a kind of room.
type Room string

const (
	RoomSingle Room = "single"
	RoomSuite  Room = "suite"
)

// Account has a key that it is moving from.
type Account struct {
	Account string `hh:"user_properties,key=account_id,maxbytes=8,moved-from='account until 2999-12-31'"`
	Seats   int    `hh:"metrics,moved-from='places until 2999-12-31'"`
}

// Extra opens a namespace.
type Extra struct {
	_ hh.Open `hh:"metadata,maxbytes=8"`
}

// Call is one call of a model.
type Call struct {
	Engine *Engine `hh:"config"`
}

// Engine is an object that one field alone has.
type Engine struct {
	Name    string  `hh:",maxbytes=8"`
	Version *int64  `hh:","`
	Tier    *Plan   `hh:","`
	Limits  *Limits `hh:","`
}

// Limits is an object in an object.
type Limits struct {
	Steps int     `hh:","`
	Share float64 `hh:",omitzero"`
}
