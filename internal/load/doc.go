// Package load reads what the arguments of a command name as schemas. It is the
// one way from patterns, folders and JSON Schema files to packages, for every
// command, and for an earlier state in another folder and environment:
//
//	sources, err := load.Load(load.Request{Args: []string{"./..."}})
//
// A [Source] is a package with the place that declares its records: Go structs,
// or JSON Schema files. Its Generate is the output as it should be. An error
// about schemas is a [schema.Findings], and comes with the sources that are fine.
//
// Which JSON Schema files make a package is said by the arguments, by hhgen.yaml,
// or by a go:generate line in a Go file of the package's folder:
//
//	schemas:
//	  ./review: [review.schema.json]
//
//	//go:generate go tool hhgen review.schema.json
//
// An output is never asked, but for those of earlier versions, about which
// nothing else says anything; then the source has a Note that says what to write.
//
// Go packages that use types of a JSON Schema package see them as hhgen will
// write them, if both are named: the go command is given the new output in place
// of the one on disk.
//
// [Modules] groups packages by the configuration that holds for them, and reads
// the dictionaries that it names. [Begin] leaves out the packages that the cache
// knows to be up to date.
package load
