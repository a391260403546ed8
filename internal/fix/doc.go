// Package fix works out what becomes of files when the safe fixes of findings are
// made:
//
//	changes, err := fix.Plan(findings, roots)
//	err = commit.Commit(changes)
//
// One run need not make all of them: of two fixes that overlap, the first is made,
// and the other finding has another fix, or none, once the files are read again.
package fix
