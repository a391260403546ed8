// Package listing keeps what the go command has said of packages and of all that
// they import, so that it need not be asked again when their files are edited:
//
//	kept := listing.Of(roots)                        // of packages.Load
//	roots, err := kept.Load(listing.Config{...}, dirs) // in a later run
//
// A [Listing] has for each package its files, what it imports and the file with
// its export data, as the compiler has them in an importcfg. Of a package that was
// named, a root, it also has what decided which files belong to it. Load parses the
// files of roots, checks their types, and reads export data for the rest: it returns
// what packages.Load would. A package between two roots is read from source too, as
// packages.Load does.
//
// Load knows nothing but the files of the roots in question. It returns [ErrDoubt]
// if the go command might have another answer for them: a file has appeared, is
// gone or does not parse, a build constraint, a package clause or import "C" has
// changed, a package is imported that nothing in the module has imported before, or
// export data is gone. Everything else that the go command looks at, such as go.mod,
// its environment and the files of other packages, has to be as it was; package
// cache sees to that.
package listing
