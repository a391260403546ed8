package load

import (
	"cmp"
	"errors"
	"fmt"
	"go/token"
	"os"
	"os/exec"
	"path/filepath"
	"strings"

	"golang.org/x/mod/modfile"

	"github.com/hhgen/hhgen/internal/config"
	"github.com/hhgen/hhgen/internal/folder"
	"github.com/hhgen/hhgen/schema"
	"github.com/hhgen/hhgen/schema/gostruct"
)

// Workspace reads all packages of each module of the go.work. A module is
// read with the versions that its own go.mod requires, since that is how its
// users build it; one that does not build without the workspace, with those of
// the workspace.
func Workspace() ([]*Module, error) {
	work, dirs, err := workspaceModules()
	if err != nil {
		return nil, err
	}
	shared, err := sharedConfig(filepath.Dir(work))
	if err != nil {
		return nil, err
	}
	var modules []*Module
	for _, dir := range dirs {
		m, err := newModule(dir, []string{"./..."}, nil)
		if err != nil {
			return nil, err
		}
		if _, err := os.Stat(filepath.Join(m.Root, config.Name)); errors.Is(err, os.ErrNotExist) {
			m.Config, m.Shared = shared.Copy(), true
		}
		if err := CheckFiles([]string{"." + string(filepath.Separator) + dir + "/..."}); err != nil {
			return nil, err
		}
		if alone := append(os.Environ(), "GOWORK=off"); builds(dir, alone) {
			m.Env = alone
		}
		if err := m.load(); err != nil {
			return nil, err
		}
		modules = append(modules, m)
	}
	return modules, nil
}

// sharedConfig is the configuration beside go.work. Packages are named by that of
// their own module, which other commands read.
func sharedConfig(dir string) (config.Config, error) {
	c, err := config.Read(filepath.Join(dir, config.Name), nil)
	if root, rootErr := folder.Module(dir); rootErr != nil || root == dir || err != nil {
		return c, err
	}
	var errs schema.Findings
	for _, p := range c.Schemas {
		errs.Add(p.Pos, config.Key, "the folder %s is named in the file of the workspace: name it in the %s of its own module", p.Folder, config.Name)
	}
	return c, errs.Err()
}

// CheckFiles checks that no package has a file that the go command would wait
// for.
func CheckFiles(patterns []string) error {
	cwd, err := os.Getwd()
	if err != nil {
		return err
	}
	return gostruct.CheckFiles(cwd, schema.OutputName, patterns...)
}

// workspaceModules are the go.work that the go command finds, and the folders
// of its modules.
func workspaceModules() (work string, dirs []string, err error) {
	if err := CheckFiles(nil); err != nil {
		return "", nil, err
	}
	out, err := exec.Command("go", "env", "GOWORK").Output()
	work = strings.TrimSpace(string(out))
	switch {
	case err != nil:
		return "", nil, fmt.Errorf("go env GOWORK: %w", err)
	case work == "" || work == "off":
		return "", nil, errors.New("--workspace needs a go.work, and there is none here: run go work init, or leave out --workspace")
	}
	text, err := os.ReadFile(work)
	if err != nil {
		return "", nil, err
	}
	f, err := modfile.ParseWork(folder.Relative(work), text, nil)
	if err != nil {
		return "", nil, err
	}
	var errs schema.Findings
	for _, use := range f.Use {
		dir := filepath.FromSlash(use.Path)
		if !filepath.IsAbs(dir) {
			dir = filepath.Join(filepath.Dir(work), dir)
		}
		if _, err := os.Stat(filepath.Join(dir, "go.mod")); err != nil {
			at := token.Position{Filename: folder.Relative(work), Line: use.Syntax.Start.Line, Column: use.Syntax.Start.LineRune}
			errs.Add(at, schema.PackageLoad, "there is no module in %s: restore it, or remove it with go work edit -dropuse=%s", use.Path, use.Path)
		}
		dirs = append(dirs, cmp.Or(folder.Relative(dir), dir))
	}
	return work, dirs, errs.Err()
}

// builds reports whether all that a module imports can be found.
func builds(dir string, env []string) bool {
	cmd := exec.Command("go", "list", "-deps", "./...")
	cmd.Dir, cmd.Env = dir, env
	return cmd.Run() == nil
}
