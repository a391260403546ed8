// Package cache remembers of a run that left every output up to date what they
// were made of, so that a run that would change nothing starts no go command.
//
// A [Key] names a run: its folder, the patterns, the environment, and the
// executables of hhgen and of Go. The [Store] has at most one entry for each. An
// entry holds its inputs with their sums, and for each package the inputs that it
// needs. Without an entry, or if one of the inputs that concern all packages has
// changed, a run misses. Otherwise it hits, and a package is stale if one of its
// own inputs has changed, byte for byte, or if a stale package depends on it:
//
//	of all      which folders lie below ./..., go.mod, go.sum, go.work, hhgen.yaml
//	            and their like in all folders above, Go's version and settings
//	of one      the Go files of its folder and of those that it depends on or has
//	            names of, their outputs, and the JSON Schema files that declare them
//
// With an entry goes a listing: what the go command said of the packages, which
// package listing reads in its place. It is of use as long as nothing has changed but
// files in the folders of the packages, and JSON Schema files.
//
// Modules in the module cache and Go's own tree never change. Where it cannot be
// told what an output depends on, there is no key, or nothing is remembered: for
// packages that are named by import paths, cgo, a driver of packages, or flags
// that name other files. An entry that cannot be read is none. Nothing is wrong
// without a cache, only slower.
package cache
