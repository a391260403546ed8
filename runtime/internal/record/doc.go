// Package record is the engine of the runtime: it turns values into attributes of
// spans and updates of events. Package hh, for services, and package hhimpl, for
// generated code, use it; it imports neither.
//
// A call of an enricher gets a [Batch], records values in it, and ends by giving
// them to a span, a session client, a context or a caller. For an update, each
// value is also written as JSON, in update_json.go; for a span, that does nothing.
// A value that cannot be recorded as given is a [Violation].
//
// Package hh defines the types that services use. They have the fields of the types
// in this package, so the conversion between them costs nothing.
package record
