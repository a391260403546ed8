// Package gostruct reads enrichment schemas from Go source: structs whose
// fields have hh tags become the model of [schema].
//
//	pkgs, err := gostruct.Load(gostruct.Config{Dir: "."}, "./...")
//
// One call loads all packages named. The file that hhgen itself writes beside
// structs is read as if it were empty, so that a missing, stale or broken one
// does not stop the next run; nor do call sites that do not compile yet. One that
// was generated from JSON Schema is read: its structs have tags, and those of other
// packages embed them and have fields of their types. The records of its own
// package are what the JSON Schema says, which package jsonschema reads. [Read]
// reads them by their tags, for analyzers. Syntax errors in files that people wrote, and tagged fields
// whose type does not compile, are errors.
//
// A field whose key has another name than before says so by the option
// moved-from='uid until 2027-03-31': what is recorded under the new key is
// recorded under uid too, in the same namespace or object, with the same bounds.
// The day is required. Nothing looks at the clock when values are recorded;
// from that day on, hhgen breaking says that the option should go.
//
// An alias is another name of its type. Types have their own names in the model,
// or, where the package that is read cannot write that, as of a type in an
// internal folder, the name of an alias.
//
// An exported field without a tag, of a record or of a struct nested in one, is
// an error, and so is a tag key that looks like a misspelt hh. What the output
// names must be declared in files that every build has. Comments of the form
// //line change what messages call a place; files are told apart by their names
// on disk.
//
// Load applies the rules about tags and Go types; [schema.Check] applies the
// others.
package gostruct
