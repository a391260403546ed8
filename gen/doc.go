// Package gen turns a schema into Go: the enrichers of one package, in one file.
//
// [Generate] is a pure function from the model to bytes: its result depends only on
// its argument, so it is the same on every machine. Package gen does not import the
// runtime; it only knows its import path.
//
// The sections of the output, in order, and the files here that emit them:
//
//	types         declare.go       types of a schema that is not Go source; tags.go has their tags
//
//	interfaces    setters.go       SpanField, SessionField
//	setters                        functions such as WithUserID; setter_docs.go has their documentation
//	constructors  constructors.go  NewTurn
//	enums         enums.go         PlanValues, ParsePlan
//	enricher      enricher.go      Enricher, and EnrichSpan, Attributes, ContextWith
//
//	names         stale_names.go   stop compiling when a type or constant is gone
//	carriers      carriers.go      the types that setters return, and the methods that make records fields
//	keys          keys.go          one line for each wire key, with its bounds
//	switch        switch.go        calls the function that records a field, by the field's type
//	records       records.go       functions that record the fields of a record
//	nested        nested.go        functions that record the elements of objects, lists, arrays and maps
//	registration  register.go      for hhtest
//
//	guards        stale_types.go   stop compiling when the file is stale
//
// source.go writes the types alone, as a file for people to edit: [Source] is for
// schemas that were found and not declared.
//
// value_methods.go emits the code that records one value, of a field, a member or an
// element.
//
// Most sections are text that gofmt would not change, since gofmt takes longer than all
// the rest; layout.go has its rules, and a test compares. The types of a schema that is
// not Go source are jennifer's trees, which gofmt formats. enricher.txt is the part that
// is the same in all files.
//
// collect.go finds the setters, open namespaces and enums of the package, and claims
// all names. names.go makes all identifiers, and rejects those that the package has
// taken; imports.go makes the names of imports. visit.go walks the schema, types.go
// spells Go types. Text from a schema gets into the output through comments.go only.
package gen
