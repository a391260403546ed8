// Package dict is a dictionary: records that other packages embed.
package dict

//go:generate go run github.com/hhgen/hhgen/cmd/hhgen

// Tier is a level of service.
type Tier string

// The tiers.
const (
	Basic  Tier = "basic"
	Deluxe Tier = "deluxe"
)

// Tenant is what every record of the company has.
type Tenant struct {
	// TenantID identifies the customer.
	TenantID string `hh:"user_properties,maxbytes=36"`
	// Tier is the customer's level of service.
	Tier Tier `hh:"user_properties"`
}

// Build is what runs.
type Build struct {
	// Version is that of the service.
	Version string `hh:"metadata,key=app_version,maxbytes=32"`
}
