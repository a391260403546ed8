// Package commit replaces files: all of them, or none.
//
//	err := commit.Commit([]commit.Change{{Path: "chat/hh_gen.go", Content: text}})
//
// [Prepare] and [Make] do it in two parts, for a caller that makes much content and
// does not want to hold all of it.
//
// Each file is written beside its place and renamed, so that a reader, or a run
// that is killed, never leaves half of one. A file that exists keeps its mode,
// also a read-only one, and its owner where the system lets hhgen keep it; a new
// one has the mode that the umask leaves. A symbolic link is written through if
// it stays in the module, and an error if it does not. What is no file, such as a
// named pipe, is an error.
//
// A run that is killed between writing and renaming leaves a temporary file,
// which [Clean] removes in the next one; [TempDir] does so for folders. A run that
// goes on holds a lock on its own.
//
// This is our own code, since github.com/google/renameio exports nothing on
// Windows, and leaves the temporary files of a run that was killed.
package commit
