package schema

// The rules about reading sources and writing outputs.
var (
	PackageParse = Rules.Add(Rule{
		ID: "PACKAGE_PARSE", Failure: true, Title: "A source file parses.",
		Why: "The tags of a file that does not parse cannot be read. The message is from the Go parser.",
	})
	PackageLoad = Rules.Add(Rule{
		ID: "PACKAGE_LOAD", Failure: true, Title: "A package or file on the command line can be read.",
		Why: `The message is from the go command or the operating system: a folder without Go files, a module that is missing, a
file that cannot be opened.`,
	})
	OutputForeign = Rules.Add(Rule{
		ID: "OUTPUT_FOREIGN", Failure: true, Title: "hhgen overwrites only outputs that it has generated from the same source.",
		Why: `A file of the output's name that somebody wrote by hand would be lost, and an output of Go structs is not replaced by
one of JSON Schema. Move or remove the file.`,
	})
	OutputBroken = Rules.Add(Rule{
		ID: "OUTPUT_BROKEN", Failure: true, Title: "An output says which schema files it was generated from.",
		Why: "To generate an output of JSON Schema again, hhgen must know the schema files. Name them, or run go generate.",
	})
	OutputStale = Rules.Add(Rule{
		ID: "OUTPUT_STALE", Title: "An output fits its schema.",
		Why: `Code that was generated from an older schema records under older keys and bounds. Run go generate, and commit the
outputs. The command check reports stale outputs.`,
	})
	OutputWrite = Rules.Add(Rule{
		ID: "OUTPUT_WRITE", Failure: true, Title: "An output can be written.",
		Why: `hhgen writes all files or none, so no package is left between two schemas. The message is from the operating system.`,
	})
)
