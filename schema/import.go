package schema

import "go/token"

// Import is an import of a Go file, which gives the file a name.
type Import struct {
	Path string         // import path
	Pos  token.Position // of the import
	Dot  bool           // import . "path", which gives the file all that the package exports
}
