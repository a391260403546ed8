package schema

// The rules about reading sources and writing outputs.
var (
	PackageParse = Rules.Add(Rule{
		ID: "PACKAGE_PARSE", Failure: true, Title: "A source file parses.",
		Why: "The tags of a file that does not parse cannot be read. The message is that of the Go parser.",
	})
	PackageLoad = Rules.Add(Rule{
		ID: "PACKAGE_LOAD", Failure: true, Title: "A package or file that is named can be read.",
		Why: `The message is that of the go command or of the system: a folder without Go files, a module that is missing, a file that cannot be
opened.`,
	})
	OutputForeign = Rules.Add(Rule{
		ID: "OUTPUT_FOREIGN", Failure: true, Title: "hhgen overwrites only what it has generated from the same source.",
		Why: `A file of the output's name that somebody wrote by hand would be lost, and one that was generated from Go structs is not replaced
by one from JSON Schema. Move or remove the file.`,
	})
	OutputBroken = Rules.Add(Rule{
		ID: "OUTPUT_BROKEN", Failure: true, Title: "An output says which schema files it was generated from.",
		Why: "Which files make a package of JSON Schema must be known to generate it anew. Name them, or run go generate.",
	})
	OutputStale = Rules.Add(Rule{
		ID: "OUTPUT_STALE", Title: "An output is what its schema gives.",
		Why: `Code that was generated from an older schema records under older keys and bounds. Run go generate, and commit what it writes. The
command check reports it.`,
	})
	OutputWrite = Rules.Add(Rule{
		ID: "OUTPUT_WRITE", Failure: true, Title: "An output can be written.",
		Why: `hhgen writes all files or none, so that no package is left between two schemas. The message is that of the system.`,
	})
)
