// Package travel declares a field of each kind that travels to other services.
package travel

import (
	"net/netip"
	"time"

	hh "github.com/hhgen/hhgen/runtime"
)

//go:generate go run github.com/hhgen/hhgen/cmd/hhgen

// Plan is an enum.
type Plan string

// The plans.
const (
	Free    Plan = "free"
	Premium Plan = "premium"
)

// Journey has fields that travel, and one that stays.
type Journey struct {
	Plan    Plan          `hh:"user_properties,baggage"`
	Tenant  string        `hh:"metadata,maxbytes=32,baggage"`
	Feature hh.Text       `hh:"metadata,maxlength=8,baggage"`
	Trial   bool          `hh:"metadata,baggage"`
	Seats   int           `hh:"user_properties,minimum=1,baggage"`
	Quota   uint32        `hh:"config,baggage"`
	Share   float32       `hh:"metrics,baggage"`
	Timeout time.Duration `hh:"config,key=timeout_ms,unit=ms,baggage"`
	Since   time.Time     `hh:"user_properties,baggage"`
	Gateway netip.Addr    `hh:"inputs,maxbytes=64,baggage"`
	Region  *string       `hh:"outputs,maxbytes=16,moved-from='zone until 2999-01-01',baggage"`
	Rating  *int          `hh:"feedback,baggage"`
	Local   string        `hh:"metadata,maxbytes=32"`
}
