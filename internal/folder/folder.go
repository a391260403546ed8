// Package folder says where files lie: in which module, in which repository, and
// as seen from the working directory.
package folder

import (
	"os"
	"path/filepath"
)

// Module is the root of the module that dir is in, absolute; "" if there is none.
func Module(dir string) (string, error) {
	return around(dir, func(dir string) bool {
		info, err := os.Stat(filepath.Join(dir, "go.mod"))
		return err == nil && !info.IsDir()
	})
}

// Repository is the root of the git repository that dir lies in; "" if there is
// none. In worktrees and submodules, .git is a file.
func Repository(dir string) string {
	root, _ := around(dir, func(dir string) bool { // without a working directory, there is none
		_, err := os.Stat(filepath.Join(dir, ".git"))
		return err == nil
	})
	return root
}

// around is the nearest folder that is a root, dir itself or one above it; "" if
// there is none.
func around(dir string, isRoot func(dir string) bool) (string, error) {
	dir, err := filepath.Abs(dir)
	for err == nil {
		if isRoot(dir) {
			return dir, nil
		}
		if dir == filepath.Dir(dir) {
			return "", nil
		}
		dir = filepath.Dir(dir)
	}
	return "", err
}

// Relative is a path as seen from the working directory.
func Relative(path string) string {
	if cwd, err := os.Getwd(); err == nil {
		if rel, err := filepath.Rel(cwd, path); err == nil {
			return rel
		}
	}
	return path
}

// Below is a path as seen from a folder that it is in, with slashes.
func Below(dir, path string) (string, bool) {
	rel, err := filepath.Rel(dir, path)
	if dir == "" || err != nil || !filepath.IsLocal(rel) {
		return "", false
	}
	return filepath.ToSlash(rel), true
}

// HasGo reports whether Go files are in a folder, tests among them.
func HasGo(dir string) bool {
	names, _ := filepath.Glob(filepath.Join(dir, "*.go")) // the pattern is well-formed
	return len(names) > 0
}

// Is reports whether there is a folder of that name.
func Is(path string) bool {
	info, err := os.Stat(path)
	return err == nil && info.IsDir()
}
