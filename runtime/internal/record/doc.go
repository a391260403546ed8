// Package record is the engine of the runtime: it turns values into attributes of
// spans and updates of events. Package hh, for services, and package hhimpl, for
// generated code, are made of it; it knows neither.
//
// A call of an enricher gets a [Batch], records values in it, and ends by giving
// them to a span, a session client, a context or a caller. For an update, each
// value is also written as JSON, in update_json.go; for a span that does nothing.
// A value that cannot be recorded as given is a [Violation].
//
// Types that services meet are defined in package hh, with the fields of the types
// here, so one is converted into the other for free.
package record
