// Package output plans the files that hhgen writes, compares them with those on
// disk, and writes the ones that differ:
//
//	files, err := output.Plan(sources) // nothing is written
//	output.Diff(os.Stdout, files, output.Extent{})
//	err = output.Write(files, os.Stderr) // all, or none
//
// [Prepare] and [Update.Make] do that with less memory.
//
// A file that hhgen has not written, or that another source of records needs, is
// an error, never overwritten.
package output
