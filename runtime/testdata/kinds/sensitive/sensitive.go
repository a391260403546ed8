// Package sensitive declares sensitive values in every place where a schema may have
// one.
package sensitive

import hh "github.com/hhgen/hhgen/runtime"

//go:generate go run github.com/hhgen/hhgen/cmd/hhgen

// Customer has values that are hashed, and others that are masked.
type Customer struct {
	Email    hh.Hashed            `hh:"user_properties"`
	Phone    *hh.Hashed           `hh:"user_properties"`
	Login    hh.Hashed            `hh:"metadata,omitzero"`
	Name     hh.Hashed            `hh:"inputs,moved-from='surname until 2099-01-01'"`
	Others   []hh.Hashed          `hh:"metadata,maxitems=3"`
	Pair     [2]hh.Hashed         `hh:"outputs"`
	ByRole   map[string]hh.Hashed `hh:"config,maxitems=3"`
	Contacts map[string]hh.Hashed `hh:"feedback,inline,maxitems=3"`

	Card  hh.Masked            `hh:"user_properties"`
	Short hh.Masked            `hh:"user_properties,maxbytes=6"`
	Drop  hh.Masked            `hh:"metadata,maxbytes=6,overflow=drop"`
	Cards []hh.Masked          `hh:"metadata,maxitems=3"`
	Bank  map[string]hh.Masked `hh:"config,maxitems=3"`

	Address Address        `hh:"user_properties"`
	Places  []Address      `hh:"outputs,maxitems=3"`
	Any     any            `hh:"inputs,maxitems=64"`
	AnyMap  map[string]any `hh:"metadata,maxitems=64"`
}

// Failure has an error whose message may be about a customer.
type Failure struct {
	Err error `hh:"error"`
}

// Address is nested.
type Address struct {
	Street hh.Hashed  `hh:","`
	Door   *hh.Masked `hh:","`
}
