// Package baseline finds what a git revision holds of the modules in the
// working directory, and writes it to a temporary folder, where the go command
// can read it:
//
//	repo, err := baseline.Find() // the repository around the working directory
//	commit, err := repo.Commit("origin/main")
//	tree, err := repo.CheckOut("origin/main", commit, tmp)
//	places, err := tree.Places(pattern) // where packages of today are in the revision
//	works, err := tree.Workspaces(gowork, modules, false) // GOWORK for the modules of the places
//
// A module is found by its path, wherever it was in the revision. A revision that
// does not have it is an error, a [MissingError], and never an empty answer.
//
// The repository is not trusted with more than being read. Git only lists and
// prints objects, so neither hooks nor filters nor attributes of the repository
// take effect. The files are written here, each anew; a symbolic link that leads
// out of the revision is not followed, and a name that would lead out of the
// folder is an error.
package baseline
