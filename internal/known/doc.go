// Package known holds the findings that a team lives with for now, so only new ones
// fail. They are in a file that --baseline names and that is checked in:
//
//	{
//	  "version": 1,
//	  "findings": [
//	    {"file": "chat/chat.go", "rule": "KEY_GENERIC", "message": "key \"data\" does not say ..."},
//	    {"file": "chat/chat.go", "rule": "KEY_RANDOM", "message": "...", "count": 2}
//	  ]
//	}
//
// There is a line for each entry, sorted, so changes read well in a review. An entry
// is about findings of one rule in one file, with one message, of which the places
// are left out: it holds after lines have moved. Paths begin at the folder of the
// file. If there are more findings than an entry counts, all of them are shown, since
// nobody can tell which of them is new.
//
// A file only becomes shorter: [File.Prune] takes out entries of findings that are
// gone, and nothing adds one. A finding that no author of a schema may suppress, such
// as an output that is out of date, is never in a file.
//
// (What --against names, the schemas of another version, is internal/baseline.)
package known
