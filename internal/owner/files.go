package owner

import (
	"path"
	"path/filepath"
	"strings"

	"github.com/hhgen/hhgen/internal/config"
	"github.com/hhgen/hhgen/internal/folder"
)

// Files say where readers find the files of a repository, and who owns them.
type Files struct {
	root    string // of the repository, or of the module if it is in none
	rules   Codeowners
	modules map[string]config.Config // by their roots
	around  map[string]string        // the root of the module that a folder is in
}

// Of are the files around dir. Configurations are by the roots of their modules: what
// they say of owners goes before CODEOWNERS.
func Of(dir string, modules map[string]config.Config) (*Files, error) {
	f := &Files{root: folder.Repository(dir), modules: modules, around: map[string]string{}}
	var err error
	if f.root == "" {
		f.root, err = folder.Module(dir)
	}
	if f.root != "" && err == nil {
		f.rules, err = Find(f.root)
	}
	return f, err
}

// Path is a file as seen from the root of the repository, with slashes. Of one that is
// elsewhere, such as in the module cache, it begins with the path of its module, and
// inside is false.
func (f *Files) Path(name string) (file string, inside bool) {
	abs, err := filepath.Abs(name)
	if err != nil {
		return filepath.ToSlash(name), false
	}
	if below, ok := folder.Below(f.root, abs); ok {
		return below, true
	}
	slashed := filepath.ToSlash(abs)
	if _, cached, ok := strings.Cut(slashed, "/pkg/mod/"); ok {
		return cached, false
	}
	return path.Join(path.Base(path.Dir(slashed)), path.Base(slashed)), false
}

// Owners own a file of the repository.
func (f *Files) Owners(name string) []string {
	abs, err := filepath.Abs(name)
	if err != nil {
		return nil
	}
	dir := filepath.Dir(abs)
	module, known := f.around[dir]
	if !known {
		module, _ = folder.Module(dir) // without one, there is no configuration
		f.around[dir] = module
	}
	if c, ok := f.modules[module]; ok {
		if below, inside := folder.Below(module, dir); inside {
			if name := c.OwnerOf(below); name != "" {
				return []string{name}
			}
		}
	}
	if below, inside := folder.Below(f.root, abs); inside {
		return f.rules.Of(below)
	}
	return nil
}
