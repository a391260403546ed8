// Package app is the root of the module.
package app

// Common has no tags.
type Common struct{ Text string }
