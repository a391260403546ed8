// Package gen turns a schema into Go: the enrichers of one package, in one file.
//
// [Generate] is a pure function from the model to bytes: what it returns
// depends on nothing but its argument, so it is the same on every machine.
// It knows the runtime by its import path only.
//
// The sections of the output, in order, and the files here that emit them:
//
//	types         declare.go       of a schema that is not Go source; tags.go has their tags
//
//	interfaces    setters.go       SpanField, SessionField
//	setters                        WithUserID and the like; setter_docs.go has their documentation
//	constructors  constructors.go  NewTurn
//	enums         enums.go         PlanValues, ParsePlan
//	enricher      enricher.go      Enricher, and EnrichSpan, Attributes, ContextWith
//
//	names         guard_names.go   stop compiling when a type or constant is gone
//	carriers      carriers.go      the types that setters return, and what makes records fields
//	keys          keys.go          one line for each wire key, with its bounds
//	switch        switch.go        from a field of any type to what records it
//	records       records.go       from a record to its fields
//	nested        nested.go        from objects, lists, arrays and maps to what is in them
//	registration  register.go      for hhtest
//
//	guards        guards.go        stop compiling when the file is stale
//
// values.go has what records one value, of a field, a member or an element.
//
// collect.go finds what is generated, and has all names checked. names.go makes
// all identifiers, and rejects those that the package has taken; imports.go those
// of imports. visit.go walks the schema, types.go spells Go types.
// comments.go is the only way for text from a schema into the output.
package gen
