//go:build !(darwin || dragonfly || freebsd || linux || netbsd || openbsd)

package commit

import (
	"errors"
	"io/fs"
	"os"
)

// locks says that a file can be locked as long as it is open.
const locks = false

func lock(*os.File) error { return errors.ErrUnsupported }

func keepOwner(*os.File, fs.FileInfo) {}
