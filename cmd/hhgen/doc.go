// Hhgen generates type-safe enrichers for HoneyHive from Go structs, or from
// JSON Schema.
//
// Usage:
//
//	hhgen [--no-cache] [packages]
//	                             write hh_gen.go into each package with records
//	hhgen [--package name] files.json
//	                             write hh_gen.go beside JSON Schema files
//	hhgen check [--fix] [--verbose] [--format f] [--level l]
//	            [--baseline file [--update-baseline]]
//	            [--workspace | packages | [--package name] files.json]
//	                             report what hhgen would change, and what lint and
//	                             vet find; write nothing without --fix
//	hhgen lint [--format f] [--level l] [--baseline file [--update-baseline]]
//	           [--workspace | packages | [--package name] files.json]
//	                             report naming, unit, size and privacy problems
//	hhgen live [--spans file]... [--listen address] [--forward URL] [--format f]
//	           [--baseline file [--update-baseline]]
//	           [--workspace | packages | [--package name] files.json]
//	           [-- command]
//	                             report what services send other than it is declared
//	hhgen vet [--fix] [--format f] [--baseline file [--update-baseline]]
//	          [packages]
//	                             report enricher calls that lose or misrecord data
//	hhgen explain [rules]        say why rules exist, with examples, or list all
//	hhgen schema [--event] [--check] [packages]
//	                             write the JSON Schema of each record
//	hhgen collector [--mode enforce|report] [--undeclared drop|metadata|keep]
//	                [--rename old=new] [--allow key] [--skip-go] [--lambda]
//	                [--hash-key-env name] [--out file [--check]]
//	                [packages | [--package name] files.json]
//	                             write the configuration of an OpenTelemetry Collector
//	                             that holds the spans of all services to schemas
//	hhgen import [--out folder|file.json] [--name N] [--maxitems n] [--maxbytes n]
//	             [--large] [--unions any|reject] [--force] files.json
//	                             copy schemas of other tools into hhgen's dialect
//	hhgen breaking --against base [--allow-new] [--format f]
//	               [packages | [--package name] files.json]
//	                             report what breaks those who depend on the base
//	hhgen budget [--format table|json|markdown] [--field-bytes n]
//	             [--record-bytes n] [--record-attributes n]
//	             [packages | [--package name] files.json]
//	                             show how much each record can hold, and fail over
//	                             the limits
//	hhgen status [--format table|json|markdown] [--spans file]...
//	             [--workspace | packages | [--package name] files.json]
//	                             show what nobody records, and keys that are
//	                             written by hand
//	hhgen adopt [--out folder|file.go] [--prefix p=namespace] [--report file]
//	            [--force] [packages | spans.json]
//	                             write records of the attributes that Go code
//	                             records by hand, or that spans of OTLP have
//	hhgen docs [--format markdown|html] [--out folder|file] [--title t] [--link l]
//	           [--uses] [--check | --serve[=address]]
//	           [--workspace | packages | [--package name] files.json]
//	                             write the catalogue of all keys, for people
//	hhgen init [folder]          write a package that builds and tests, to begin with
//	hhgen lsp [--stdio]          show findings in editors while somebody types
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
// error. The tag hh:"-" leaves out one field, and _ hh.Record `hh:"partial"` leaves
// out all untagged fields of a struct. If a package no longer has records, hhgen
// removes its hh_gen.go, and says so.
//
// Files are written only if all packages are free of errors, and only if their
// content changes. A file that exists keeps its mode, even if it is read-only, and
// a new file gets the mode that the umask permits. If hh_gen.go is a symbolic link
// to a file in the module, that file is written. If a run is killed, the next run
// removes the files that it left.
//
// Hhgen keeps a cache in the user's cache folder (os.UserCacheDir, such as
// ~/.cache/hhgen). It records the inputs of each output: the contents of the
// package's Go files and of the packages that it depends on, of go.mod, go.sum,
// go.work and hhgen.yaml, the version and settings of Go, and hhgen itself. A run
// that would change nothing starts no go command, and a run after an edit loads
// only the packages that the edit may affect, by what the go command said of them
// before if that still holds. With --no-cache, all are loaded. The cache may be
// deleted at any time, and hhgen check does not use it.
//
// JSON Schema files in one folder declare the records of one package, whose types
// hhgen then generates too. Hhgen.yaml says which files make a package, or a
// go:generate line in a Go file of the folder, or the arguments. Outputs of earlier
// versions of hhgen said it themselves: hhgen still reads them, and prints the line
// to add. The package gets the name that --package sets, else the name that go
// generate passes if it runs in that folder, else the name in the Go files there,
// else the name of the folder. A package has one source: Go structs or JSON Schema.
//
// To run hhgen with go generate, add it to the tools of the module, in a modfile of
// their own, and a directive to a file of the package:
//
//	go mod init -modfile=go.tool.mod example.com/app
//	go get -tool -modfile=go.tool.mod github.com/hhgen/hhgen/cmd/hhgen
//	//go:generate go tool -modfile=../go.tool.mod hhgen
//
// # hhgen check
//
// Hhgen check is for CI. It reports outputs that are out of date, with the
// differences, and the findings of hhgen lint. If all outputs are up to date, it
// also reports the findings of hhgen vet. It writes nothing, and does not use the
// cache. Of long differences, it shows the first lines and files, and all with
// --verbose, or -v. With --workspace, it checks each module of the go.work.
//
// With --fix, it first changes files where there is one right way: misspelt tags,
// options and keywords, the case of a key, a missing bound (16 items) or the unit
// that a key names, outputs that are out of date, and calls that hhgen vet --fix
// changes. It lists the files on standard output, on standard error if --format is
// not text, and reports what remains. It does not rename keys that have been
// recorded, nor decide what is left out: editors and the formats json and sarif have
// such fixes too. Files outside of the module, and those that a generator has
// written, stay as they are. Each step changes all of its files, or none.
//
// # hhgen lint
//
// Hhgen lint applies rules about names, units, sizes and sensitive data, and
// compares packages with each other and with the dictionaries that hhgen.yaml
// names. That file is at the root of the module, and also sets the level, which
// --level replaces, single rules, limits and suppressions. With --workspace, each
// module of the go.work is read with the versions that its go.mod requires, and a
// module without hhgen.yaml uses the one beside go.work. Findings that are warnings
// do not change the exit code.
//
// # hhgen live
//
// Hhgen live reads spans, and holds the attributes that begin with honeyhive_ against
// the schemas of the packages: undeclared keys, other spellings and namespaces, types,
// bounds, enums, ranges, patterns, items, required fields of records, plain text where
// a hash or a mask is declared, full spans, and spans without a session. The services
// may be written in any language. Spans are OTLP as JSON or protobuf, and what the
// Collector's file exporter writes, compressed with gzip or zstd or not:
//
//	hhgen live ./... < spans.json
//	hhgen live ./... --spans monday.jsonl.gz --spans tuesday.jsonl.gz
//
// With a command, spans are those that the command sends: hhgen live listens on a free
// port of loopback, runs the command with the variables that make SDKs of OpenTelemetry
// and HoneyHive send there, and reports when it has ended. If the command fails, so does
// hhgen live, with its exit code:
//
//	hhgen live ./... -- go test ./...
//
// With --listen, it takes spans at an address until it is stopped, over HTTP and gRPC.
// With --forward, it passes all requests on to HoneyHive or a Collector, unchanged and
// with the key of the sender.
//
// There is one finding for each rule, key and service. It is at the declaration of the
// key, or where the first span is in the input if nothing declares it, with a count and
// an example of a span. No values are shown of fields that are hashed, masked, or
// sensitive by their key or pii=. A table of the services follows. It, and what a
// command prints, goes to standard error if --format is not text.
//
// Rules are set and suppressed in hhgen.yaml, as those of lint, and comments suppress
// findings at a declaration. Spans without a single enrichment are nothing to compare
// with, which is an error with exit code 2. Entries of a baseline are never reported as
// gone, since what did not arrive today may arrive tomorrow.
//
// # hhgen vet
//
// Hhgen vet checks code that calls enrichers. It finds constants that their fields
// reject, attributes that go around the enrichers, and calls that record nothing.
// It also checks the records themselves, for exported fields without an hh tag and
// misspelt tag keys. With --fix, it changes the code for findings that it can fix,
// and reports the rest. The go command runs the same checks with
//
//	go vet -vettool=$(go tool -modfile=go.tool.mod -n hhgen) ./...
//
// # hhgen explain
//
// Hhgen explain prints the pages of rules, whose names messages end with: what the
// rule demands, why, code before and after, and how to suppress a finding. Without
// a name, it lists all rules. The pages are also in docs/rules of the repository.
//
// # hhgen schema
//
// Hhgen schema writes the JSON Schema of each record that Go structs declare, such
// as turn.schema.json beside the Go file that declares Turn. With --event, it
// writes one JSON Schema for each package, such as chat.event.schema.json: that of
// an event as HoneyHive stores it, which has keys of several records, or only some
// of one. That is the one to validate data with. With --check, it writes nothing,
// and reports files that are out of date.
//
// # hhgen collector
//
// Hhgen collector writes the configuration of an OpenTelemetry Collector that holds
// the spans of all services to the schemas of packages, whatever language they are
// written in. It is a transform processor, for the Collector's contrib distribution,
// and a part of a pipeline, which a second --config adds to a configuration:
//
//	hhgen collector --out policy.yaml ./...
//	otelcol-contrib --config collector.yaml --config policy.yaml
//
// Values that are not as declared are cut, converted or dropped, as the runtime does.
// Undeclared keys of enrichments are dropped, moved to metadata.undeclared or kept,
// as --undeclared says. Keys of another spelling, such as userId for user_id, and
// those of --rename get their right names. The attribute hhgen.policy of a span says
// what was done to it. With --mode report, spans are not changed, and hhgen.report
// says what would be done.
//
// What OTTL cannot express is in the file's header, and on the standard error. With
// --lambda, each value of lists and maps of any size is checked, which needs the
// Collector's feature gate ottl.functions.enableLambda. A value that should be hashed
// is dropped, unless --hash-key-env names the variable with the key of hashes: then a
// redaction processor makes the hash of the runtime.
//
// With --check, it writes nothing, and reports that the file of --out is out of date.
//
// # hhgen import
//
// Hhgen import copies JSON Schema files that other tools wrote, such as Pydantic,
// Zod or TypeBox. A copy has only keywords that hhgen records by, draft 2020-12, and
// the definitions that its record needs, also those of other files. It gives the
// same record as the file itself, without defaults in hhgen.yaml: what the file does
// not bound is bounded by --maxitems and --maxbytes, or else by the defaults of
// hhgen.yaml. With --unions any, a value of several types becomes one of any type,
// and with --large, strings keep lengths over 1024 bytes that the file declares.
// A file with several records, or the description of an API, is followed by the path
// of one:
//
//	hhgen import --out ./turn --maxitems 32 api.json#/components/schemas/Turn
//
// The name of a copy is that of its record, such as turn.schema.json. Hhgen import
// never writes to the file itself, overwrites other files only with --force, and
// prints what differs between a file and its copy.
//
// # hhgen breaking
//
// Hhgen breaking compares a schema with an older one: a git revision, a folder,
// a JSON Schema file, or a version of a module, as in
//
//	hhgen breaking --against origin/main ./...
//	hhgen breaking --against example.com/dict@v1.4.0 ./...
//
// In a git revision, hhgen finds the module by its path, even if the module was
// moved, or by its folder, if the module was renamed. In a folder or a version of a
// module, it expects each package at its present path; a folder may also be the
// package itself. Messages name a place in a git revision as git does:
// main:chat/chat.go:12:3. A name that begins with ./, ../ or / is a folder; any
// other name is a folder only if git does not know it as a revision.
//
// A base that does not have the module is an error with exit code 2, because
// nothing would be compared. The same holds for a base whose files are in a git
// submodule, or behind a symbolic link that leads out of the base. For a module
// that is really new, --allow-new lets the run pass, and hhgen says that nothing
// was compared. A package that is new in a module of the base is named on standard
// error, and does not change the exit code. Hhgen runs nothing of the repository,
// neither hooks nor filters.
//
// A comment on the line, or above it, suppresses a finding:
//
//	//hhgen:ignore KEY_REMOVED nothing has ever read it
//
// # hhgen budget
//
// Hhgen budget prints for each field its wire key and type, the most attributes and
// bytes that it can become, and the source of its bound: declared, default (1024
// bytes), enum (the longest value) or type. It reports fields of which one value can
// hold more than --field-bytes (1024), unless they are declared as large, and records
// that can hold more than --record-bytes (16384) or become more than
// --record-attributes (128); 0 means no limit. The items of a list are one value, the
// members of an object are several. Findings are errors, unless hhgen.yaml sets the
// severity of their rules. The table goes to standard output, findings go to standard
// error.
//
// # hhgen status
//
// Hhgen status lists the records that nothing records, the fields that no place in
// the code sets, those that only tests or generated code set, those that one place
// sets, with the place, and the keys that packages write by hand, with counts for
// each package. It informs: the exit code is 0, whatever it lists.
//
// A field is set by its setter, by a literal of its struct, by an assignment, and by
// a conversion of another struct. A field of a struct that records embed is one
// field, whichever of them sets it. Of fields that code may set by reflection, such
// as json.Unmarshal, or that other modules may set, the list says so. The code is
// that of all packages of the module, also if packages are named, or with
// --workspace that of all modules of the go.work, and it has to compile.
//
// With --spans, hhgen status also reads files of spans, as hhgen live does, and lists
// the fields that code sets and no span has, and those that arrive although no code
// here sets them. Events that EnrichEvent updates are no spans.
//
// # hhgen docs
//
// Hhgen docs writes catalogue.md and catalogue.html: all keys with their meanings,
// types, bounds, values, sizes and owners, where they are declared and which records
// have them. The page needs no network and no other file, and has a search and filters.
// With --out, the files are written to another folder, or one file of another name;
// --out - prints one format. With --link, places are links:
//
//	hhgen docs --out docs --link 'https://github.com/org/app/blob/main/{file}#L{line}' ./...
//
// With --uses, hhgen also reads the code of all packages, and says where each key is
// set, as hhgen status does.
//
// Owners are those that hhgen.yaml names, or those of the repository's CODEOWNERS. The
// files depend on the schemas alone. With --check, hhgen writes nothing, and reports
// files that are out of date. With --serve, it serves the page to this machine alone,
// prints its address, and follows edits until it is interrupted: what is wrong with a
// schema is shown above the last page that was right.
//
// # hhgen init
//
// To begin, hhgen init writes a package into a folder of the module, enrich by
// default: a record to replace by your own, the code generated from it, a test,
// and hhgen.yaml. It adds hhgen to the module's tools, and, if the module has a
// folder .github/workflows, a workflow that runs hhgen check. It overwrites
// nothing: if a Go file is in the way, it reports an error and writes nothing.
//
// # hhgen adopt
//
// Hhgen adopt finds the attributes that Go code records by hand, such as
// attribute.String("honeyhive_metadata.plan", plan), and writes a file of Go structs
// that declare them: adopted.go in the folder enrich, unless --out names another
// folder or Go file. What code records on spans of one name becomes a record, and
// else what it records in one function. Keys and values are followed through
// constants, variables that are set once, and parameters of functions. A string of
// which only constants are seen becomes an enum, or hh.Text if there is one; other
// strings get the bound that hhgen.yaml sets as maxbytes below defaults, or 256 bytes.
// A field is a pointer if there may be no value. A comment //hhgen:seen has the places,
// and //hhgen:ignore the findings of lint that there are today. What the module
// declares already is left out.
//
// What is not certain is not declared: keys that are made at run time, keys with
// values of two types, values over 1 KB, and keys that no schema can declare. The
// report on standard error, or in the file that --report names, has a line for each.
// With --prefix app.=metadata, keys that begin with app. are adopted too, without
// that beginning.
//
// Of files of spans, hhgen adopt declares what services send, in whatever language
// they are written:
//
//	hhgen adopt spans.jsonl
//
// A file is one with requests of OTLP in JSON or protobuf, as the Collector's file
// exporter writes them, compressed or not, whose name ends in .json, .jsonl, .ndjson,
// .binpb, .pb, .bin, .gz or .zst; - is the standard input. Spans of one name become a
// record, and keys that most records have one that these embed. A bound is the next
// power of two above the longest value. A string is an enum if it was seen 20 times or
// more with at most 8 different values, each 5 times on average, unless its key or its
// values are those of ids or texts. A field is required if at least 20 spans were
// seen, and all of them have it. The report has how much was seen of each key, and
// also the keys that may be one in several spellings, such as user_id and userId.
//
// Hhgen adopt changes no file but its own, which it overwrites only with --force. The
// file is yours to edit. When hhgen has generated code from it, hhgen vet --fix
// rewrites the calls.
//
// # hhgen lsp
//
// Hhgen lsp is a server of the Language Server Protocol, which editors start. It
// shows the findings of hhgen check in what is typed, saved or not, offers fixes,
// and shows on hover what a field is recorded as. It writes nothing, and starts
// nothing but the go command.
//
// # hhgen.yaml
//
// Everything in hhgen.yaml is optional:
//
//	lint:
//	  level: standard            # minimal, standard or strict
//	  rules:
//	    KEY_GENERIC: off         # off, warning or error
//	  abbreviations:
//	    pgv: vector_store        # a word that KEY_DESCRIPTIVE rejects, and what to write
//	    env: env                 # one that it allows
//	  sensitive:
//	    matricule: government-id # the kind of what such keys hold, for SENSITIVE_KEY; or none
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
//	instrumentation: [otel-genai]   # conventions of model calls' spans, for AUTO_CAPTURED
//	schemas:                     # packages that JSON Schema files of their folder declare
//	  ./review: [review.schema.json]
//	  ./turn:                    # with defaults of its own
//	    files: [turn.schema.json]
//	    defaults: {maxitems: 8}
//	defaults:                    # for what JSON Schema files do not say; not for Go structs
//	  maxitems: 32               # bound of lists, maps and values of any type
//	  maxbytes: 256              # bound of strings, else 1024
//	  unions: any                # a value of several types becomes one of any type, else reject
//	  large: true                # maxLength may allow over 1024 bytes, else it needs x-hh-large
//	owner: "@org/telemetry"      # who owns the packages; or of folders: {./chat: "@org/chat"}
//
// # Messages and exit codes
//
// Messages are file:line:column: severity: message (RULE), in order, and the last
// line counts them. The exit code is 0 if there are no errors, 1 if there are errors
// in the schemas or their output, and 2 if the arguments or hhgen.yaml are wrong,
// packages cannot be loaded, or there is nothing to compare with.
//
// On a terminal, each message is followed by the line of the source, with a caret
// below the place, and by the other places that it is about, and the last lines sum
// up. There are colours unless NO_COLOR is set. FORCE_COLOR or CLICOLOR_FORCE have
// logs look like terminals, and with TERM=dumb, a terminal gets lines only.
//
// The flag --format sets the format of findings: text for people, json for programs,
// github for annotations of GitHub Actions, sarif (2.1.0) for code scanning, gitlab
// for Code Quality reports, and junit for test reports, in which an error is a test
// that failed, and a warning one that was skipped. In all but text and json, paths
// begin at the root of the git repository, where services look for them; else they
// are relative to the working directory. An output that is out of date is a finding
// of OUTPUT_STALE, and only text shows the differences. Errors with exit code 2 are
// always text, on standard error.
//
// With --baseline, findings of lint and vet that a file has are not reported, so only
// new ones fail. With --update-baseline, hhgen creates the file, with the findings
// that there are. If the file exists, hhgen removes from it those that are gone, and
// adds none: to accept new ones, remove the file first. An entry is about a rule, a
// file and a message without its line numbers, and a count if there are several. A
// warning (BASELINE_FIXED) reports entries that are gone.
//
// A comment with a reason suppresses a finding of lint, vet or breaking:
//
//	//hhgen:ignore VALUE_RANGE,VALUE_BYTES the load test sends a score that must be rejected
package main
