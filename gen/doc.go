// Package gen turns a schema into Go: the enrichers of one package, in one file.
//
// [Generate] is a pure function from the model to bytes: what it returns
// depends on nothing but its argument, so that it is the same on every machine.
// It knows the runtime by its import path only.
//
// The sections of the output, in order, and the files here that write them:
//
//	handshake, guards   guards.go   stop compiling when the file is stale; guard_names.go when a name is gone
//	declarations        declare.go  types, of a schema that is not Go source
//	attributes          attrs.go    one line for each wire key
//	fields              fields.go   SpanField, SessionField, WithUserID and the like
//	records             records.go  NewTurn, and which records are fields of what
//	enrichers           enrich.go   EnrichSpan, Attributes, ContextWith, Enricher
//	put functions       put.go      from a value to the runtime's calls
//	                    switch.go   and from a field of any type to those
//
// names.go makes all identifiers, and refuses those that the package has taken;
// imports.go those of imports.
// docs.go is the only way for text from a schema into the output.
package gen
