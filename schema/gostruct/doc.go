// Package gostruct reads enrichment schemas from Go source: structs whose
// fields have hh tags become the model of [schema].
//
//	pkgs, err := gostruct.Load(gostruct.Config{Dir: "."}, "./...")
//
// One call loads all packages named. The output that hhgen writes beside
// structs is read as if it were empty, so a missing, stale or broken output
// does not stop the next run; neither do call sites that do not compile yet. An
// output generated from JSON Schema is read: its structs have tags, and structs
// of other packages embed them and have fields of their types. The records of
// its own package come from the JSON Schema, which package jsonschema reads.
// [Read] reads them by their tags, for analyzers. Syntax errors in files that
// people wrote, and tagged fields whose type does not compile, are errors.
//
// A field whose key was renamed declares the old key with the option
// moved-from='uid until 2027-03-31': its value is also recorded under uid, in
// the same namespace or object, with the same bounds. The day is required.
// Nothing looks at the clock when values are recorded; from that day on, hhgen
// breaking says that the option should go.
//
// An alias is another name of its type. A type has its own name in the model,
// or the name of an alias if the package being read cannot write the type's own
// name, because it is in an internal folder for example.
//
// An exported field without a tag, of a record or of a struct nested in one, is
// an error, and so is a tag key that looks like a misspelt hh. All types and
// constants that the output names must be declared in files that every build
// includes. Comments of the form //line change the positions in messages; files
// are told apart by their names on disk.
//
// Load applies the rules about tags and Go types; [schema.Check] applies the
// others.
package gostruct
