// Hhgen generates type-safe enrichers for HoneyHive from Go structs, or from
// JSON Schema.
//
// Usage:
//
//	hhgen [--no-cache] [packages]
//	                             write hh_gen.go into each package with records
//	hhgen [--package name] files.json
//	                             write hh_gen.go beside JSON Schema files
//	hhgen check [--format f] [packages | [--package name] files.json]
//	                             report what hhgen would change, and what lint and
//	                             vet find; write nothing
//	hhgen lint [--format f] [packages | [--package name] files.json]
//	                             report naming, unit, size and privacy problems
//	hhgen lint --workspace [--format f]
//	                             lint every module of the go.work
//	hhgen lint --rules           list the rules
//	hhgen vet [--fix] [--format f] [packages]
//	                             report enricher calls that lose or misrecord data
//	hhgen schema [--check] [packages]
//	                             write the JSON Schema of each record
//	hhgen breaking --against base [--allow-new] [--format f]
//	               [packages | [--package name] files.json]
//	                             report what breaks those who depend on the base
//	hhgen budget [--format table|json|markdown] [--field-bytes n]
//	             [--record-bytes n] [--record-attributes n]
//	             [packages | [--package name] files.json]
//	                             show how much each record can hold, and fail over
//	                             the limits
//	hhgen init [folder]          write a package that builds and tests, to begin with
//	hhgen help [command]         explain hhgen, or one command, as --help does
//	hhgen --version
//
// Packages are named as for the go command; the default is the package in the
// current folder. A package has records if it declares a struct whose fields
// have tags such as
//
//	UserID string `hh:"user_properties,maxbytes=64"`
//
// Hhgen then writes hh_gen.go beside it, with EnrichSpan, a function WithUserID
// for each field, and more. An exported field of a record that has no tag is an
// error: hh:"-" leaves one out, and _ hh.Record `hh:"partial"` all of a struct. A
// package that has no records any more loses its hh_gen.go, and hhgen says so.
// Files are written only if all packages are fine, and only if their content
// changes. A file that exists keeps its mode, also a read-only one, and a new one
// has that of the umask. A hh_gen.go that is a symbolic link is written through if
// it stays in the module. What a run that was killed has left is removed by the
// next.
//
// Hhgen remembers, in the user's cache folder (os.UserCacheDir, such as
// ~/.cache/hhgen), what its outputs were made of: the contents of the Go files of
// each package and of those that it depends on, of go.mod, go.sum, go.work and
// hhgen.yaml, Go's version and settings, and hhgen itself. A run that would change
// nothing starts no go command, and one after an edit loads the packages that it
// may concern. --no-cache loads all. Nothing depends on the cache: it may be
// deleted at any time, and hhgen check does not use it.
//
// JSON Schema files that lie in one folder declare the records of one package,
// whose types hhgen then generates too. Which files make a package is said in
// hhgen.yaml, by a go:generate line in a Go file of the folder, or by the
// arguments. An output does not say it, but for those of earlier versions: hhgen
// reads them, and prints what to write. The package's name is that of the flag, of
// go generate if it runs in that folder, of the Go files there, or of the folder.
// A package has one source: Go structs or JSON Schema.
//
// To run it by go generate, add it to the module's tools, and a directive to a
// file of the package:
//
//	go get -tool github.com/hhgen/hhgen/cmd/hhgen
//	//go:generate go tool -modfile=../go.tool.mod hhgen
//
// # hhgen check
//
// Hhgen check reports an output that differs from what hhgen would write, with the
// differences, what hhgen lint finds, and, where outputs are up to date, what hhgen
// vet finds. It writes nothing, and does not use the cache, so CI runs it.
//
// # hhgen lint
//
// Hhgen lint applies rules about names, units, sizes and sensitive data, and
// compares packages with each other and with the dictionaries that hhgen.yaml,
// at the root of the module, names. The file also sets the level, single rules,
// limits and suppressions. With --workspace, each module is read with the versions
// that its go.mod requires, and one without hhgen.yaml goes by that beside
// go.work. Findings that are warnings do not change the exit code.
//
// # hhgen vet
//
// Hhgen vet checks code that calls enrichers: constants that their fields do not
// take, attributes that go around them, calls that record nothing. It also checks
// the records themselves: exported fields without an hh tag, and misspelt tag
// keys. With --fix, it changes the code where a rule knows how, and reports the
// rest. The go command runs the same checks by
//
//	go vet -vettool=$(go tool -modfile=go.tool.mod -n hhgen) ./...
//
// # hhgen schema
//
// Hhgen schema writes, for each record that Go structs declare, its JSON Schema:
// turn.schema.json beside the Go file that declares Turn. With --check it only
// compares.
//
// # hhgen breaking
//
// Hhgen breaking compares a schema with an older one: a git revision, a folder,
// a JSON Schema file, or a version of a module, as in
//
//	hhgen breaking --against origin/main ./...
//	hhgen breaking --against example.com/dict@v1.4.0 ./...
//
// In a revision, the module is found by its path, wherever it was, or by its
// folder, if it was renamed; in a folder or a module, packages are where they are
// now, and a folder may also be the package itself. Messages write a place in a
// git revision as git does, main:chat/chat.go:12:3. A name that begins with ./,
// ../ or / is a folder; another is one only if git knows no such revision.
//
// A comparison with nothing is no comparison. A base that does not have the module
// is an error with exit code 2, as is one whose files are in a git submodule, or
// behind a symbolic link that leads out of it. For a module that is really new,
// --allow-new lets the run pass, and says that nothing was compared. A package
// that is new in a module of the base is named on the standard error, and does not
// change the exit code. Nothing of the repository runs: no hook and no filter.
//
// A suppression is a comment, at the line or above it:
//
//	//hhgen:ignore KEY_REMOVED nothing has ever read it
//
// # hhgen budget
//
// Hhgen budget prints, for each field, its wire key and type, how many
// attributes and bytes it can become, and where its bound comes from: it is
// declared, the default of 1024 bytes, that of the longest member of an enum, or
// that of the type. A field whose values hold more than --field-bytes (1024), and
// a record that holds more than --record-bytes (16384) or becomes more than
// --record-attributes (128), are findings; 0 is no limit. The table goes to the
// standard output, findings to the standard error.
//
// # hhgen init
//
// To begin, hhgen init writes a package into a folder of the module, enrich by
// default: a record to replace by your own, what is generated from it, a test,
// and hhgen.yaml. It adds hhgen to the module's tools, and, if the module has a
// folder .github/workflows, a workflow that runs hhgen check. It overwrites
// nothing: a Go file that is in the way is an error, and then nothing is written.
//
// # hhgen.yaml
//
// All of hhgen.yaml is optional:
//
//	lint:
//	  level: standard            # minimal, standard or strict
//	  rules:
//	    KEY_GENERIC: off         # off, warning or error
//	  abbreviations:
//	    cust: customer           # a word that KEY_DESCRIPTIVE refuses, and what to write
//	  suppressions:
//	    - rule: KEY_GENERIC
//	      key: metadata.data     # and/or record:, package:
//	      reason: the partner's API calls it so
//	limits:
//	  field-bytes: 1024
//	  record-bytes: 16384
//	  record-attributes: 128
//	dictionary:
//	  packages: [example.com/org/dictionary]
//	  require: true              # keys come from a dictionary, by embedding it
//	schemas:                     # packages that JSON Schema files of their folder declare
//	  ./review: [review.schema.json]
//
// # Messages and exit codes
//
// Messages are file:line:column: severity: message (RULE), in order, and their
// count is the last line. The exit code is 0 if there is no error, 1 if there is
// one about the schemas or their output, and 2 if the arguments or hhgen.yaml are
// wrong, packages cannot be loaded, or there is nothing to compare with.
//
// Where a command has --format text, json, github or sarif, that is the form of
// its findings: lines for people, a document for programs, annotations for GitHub
// Actions, and SARIF 2.1.0 for code scanning. In the last two, paths are those
// from the root of the git repository, where services look for them; else they
// are relative to the working directory. An output that differs is a finding of
// OUTPUT_STALE, and only text shows how. What makes the exit code 2 is text in any
// case, on the standard error.
//
// A comment suppresses findings of rules of lint, breaking or vet, and says why:
//
//	//hhgen:ignore VALUE_RANGE,VALUE_BYTES the load test sends what must be rejected
package main
