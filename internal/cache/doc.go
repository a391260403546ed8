// Package cache remembers that outputs were up to date, so that a run that would
// change nothing starts no go command and checks no types, and a run that would
// change one package loads that package alone.
//
// [Ask] says what a run is about: folders, the arguments, the environment, and
// the executables of hhgen and of Go. An answer to it is remembered with the
// contents of everything that it was made of. It holds as long as all of that
// is the same, byte for byte; neither sizes nor times of files are trusted:
//
//	folders    the *.go files of each package that is named, and of each that it
//	           depends on or has names of, of other modules too unless they lie in
//	           the module cache or in Go's own tree, which never change
//	trees      which folders there are below ./...
//	files      go.mod, go.sum, go.work, hhgen.yaml and their like, in all folders
//	           above those; Go's version and its settings; whether they exist
//	outputs    what hhgen wrote
//
// Where it cannot be told what an answer depends on, there is none: for packages
// that are named by import paths, cgo, a driver of packages, or flags that name
// other files. An answer that cannot be read is none either. Nothing is wrong
// without a cache, only slower.
package cache
