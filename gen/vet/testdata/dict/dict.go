// Package dict is a dictionary of another module.
package dict

// Tenant is a customer.
type Tenant struct {
	TenantID string `hh:"user_properties,maxbytes=8"`
	Tier     Tier   `hh:"user_properties"`
}

// Tier is a level of service.
type Tier string

const (
	Basic  Tier = "basic"
	Deluxe Tier = "deluxe"
)
