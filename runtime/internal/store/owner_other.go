//go:build !unix

package store

import "io/fs"

const openFlags = 0

// exposed says nothing where modes and owners have no meaning.
func exposed(fs.FileInfo) string { return "" }
