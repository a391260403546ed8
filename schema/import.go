package schema

import "go/token"

// Import is one import of a Go file. It declares a name in that file.
type Import struct {
	Path string         // import path
	Pos  token.Position // of the import
	Dot  bool           // import . "path", which declares all exported names of the package
}
