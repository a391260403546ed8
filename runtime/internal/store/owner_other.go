//go:build !unix

package store

import "io/fs"

const openFlags = 0

// exposed says nothing where modes and owners have no meaning.
func exposed(fs.FileInfo) string { return "" }

// foreign says that a folder belongs to another user; "" if it belongs to this one or to
// the system.
func foreign(fs.FileInfo) string { return "" }
