package folder

import (
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// Tree lists the folders at and below dir that the pattern dir/... may name, by
// the go command's rules: a name that begins with a dot or an underscore, and
// testdata, leave a folder and all below it out, and so does another module.
// What is listed beyond that does no harm.
func Tree(dir string) (folders []string, err error) {
	top := dir + string(filepath.Separator) // follows a link, as the go command does
	err = filepath.WalkDir(top, func(path string, d fs.DirEntry, err error) error {
		if err != nil || !d.IsDir() {
			return err
		}
		if path == top {
			folders = append(folders, dir)
			return nil
		}
		if name := d.Name(); strings.HasPrefix(name, ".") || strings.HasPrefix(name, "_") || name == "testdata" {
			return filepath.SkipDir
		}
		folders = append(folders, path)
		if _, err := os.Stat(filepath.Join(path, "go.mod")); err == nil {
			return filepath.SkipDir
		}
		return nil
	})
	slices.Sort(folders)
	return folders, err
}
