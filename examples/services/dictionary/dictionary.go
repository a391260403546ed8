// Package dictionary declares the fields that all services of this example
// share. The services embed its records, so that a key has one name, one type
// and one bound everywhere.
package dictionary

//go:generate go tool hhgen

// Plan is the customer's billing plan.
type Plan string

// The billing plans.
const (
	PlanFree    Plan = "free"    // no payment
	PlanPremium Plan = "premium" // paid each month
)

// Customer is the customer who asks.
type Customer struct {
	// UserID identifies the end user.
	UserID string `hh:"user_properties,maxbytes=64"`
	// Plan is the user's billing plan.
	Plan Plan `hh:"user_properties"`
}

// Release is the release of the service.
type Release struct {
	// AppVersion is the version of the service.
	AppVersion string `hh:"metadata,maxbytes=32"`
}
