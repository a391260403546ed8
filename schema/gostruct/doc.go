// Package gostruct reads enrichment schemas from Go source: structs whose
// fields have hh tags become the model of [schema].
//
//	pkgs, err := gostruct.Load(gostruct.Config{Dir: "."}, "./...")
//
// One call loads all packages named. The file that hhgen itself writes is read
// as if it were empty, so that a missing, stale or broken one does not stop the
// next run; nor do call sites that do not compile yet. Syntax errors in files
// that people wrote, and tagged fields whose type does not compile, are errors.
//
// Load applies the rules about tags and Go types; [schema.Check] applies the
// others.
package gostruct
