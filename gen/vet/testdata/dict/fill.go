package dict

// Default is the tenant of tests.
func Default() (Tenant, error) { return Tenant{}, nil }

// All are all tenants.
func All() []*Tenant { return nil }

// Fill fills t.
func Fill(t *Tenant) {}

// Reset fills t with defaults.
func (t *Tenant) Reset() {}
