// Package tool knows how a module starts hhgen: as a tool of its go.mod, or of a
// modfile beside it, which keeps what only the generator requires out of the
// module graph of the service.
package tool

import (
	"errors"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"golang.org/x/mod/modfile"

	"github.com/hhgen/hhgen/internal/folder"
)

const (
	// Module is the path of hhgen's module.
	Module = "github.com/hhgen/hhgen"
	// Runtime is the path of the module that services import.
	Runtime = Module + "/runtime"
	// Path is the path of the command.
	Path = Module + "/cmd/hhgen"
	// File is the name of the modfile of tools.
	File = "go.tool.mod"
)

// Tool says how a module starts hhgen.
type Tool struct {
	Modfile  string // go.mod or [File], which are in the same folder
	Declared bool   // Modfile has the tool
	Version  string // of hhgen that Modfile requires or replaces; "" for none
	module   *modfile.File
}

// Find decides where the tool belongs: where it is, or in a file of its own.
// A vendor folder holds what go.mod requires, so there the tool is in go.mod.
func Find(root string, mod *modfile.File, vendored bool) (*Tool, error) {
	if vendored || declares(mod) {
		return &Tool{"go.mod", declares(mod), Version(mod, Module), mod}, nil
	}
	text, err := os.ReadFile(filepath.Join(root, File))
	if errors.Is(err, fs.ErrNotExist) {
		return &Tool{File, false, Version(mod, Module), mod}, nil
	} else if err != nil {
		return nil, err
	}
	own, err := modfile.Parse(File, text, nil)
	if err != nil {
		return nil, err
	}
	return &Tool{File, declares(own), Version(own, Module), mod}, nil
}

// declares reports whether hhgen is a tool of a module.
func declares(mod *modfile.File) bool {
	return slices.ContainsFunc(mod.Tool, func(t *modfile.Tool) bool { return t.Path == Path })
}

// localVersion is the name that the go command gives the version of a module
// whose replacement has none.
const localVersion = "v0.0.0-00010101000000-000000000000"

// Version is the version of another module that a module requires or replaces;
// "" for none.
func Version(mod *modfile.File, path string) (version string) {
	for _, r := range mod.Replace {
		if r.Old.Path == path {
			version = localVersion
			if r.Old.Version != "" {
				version = r.Old.Version
			}
		}
	}
	for _, r := range mod.Require {
		if r.Mod.Path == path {
			version = r.Mod.Version
		}
	}
	return version
}

// Command starts hhgen in a folder of the module, which is so many levels below
// its root.
func (t *Tool) Command(levels int) string {
	if t.Modfile == "go.mod" {
		return "go tool hhgen"
	}
	return "go tool -modfile=" + path.Join(strings.Repeat("../", levels), t.Modfile) + " hhgen"
}

// Add are the commands that make hhgen a tool of the module, in its root; none if it
// is one. Where the module knows which hhgen, nothing is looked up.
func (t *Tool) Add(root string) (commands []string) {
	switch _, err := os.Lstat(filepath.Join(root, t.Modfile)); {
	case t.Declared:
		return nil
	case t.Version != "" && err != nil:
		commands = append(commands, "cp go.mod "+t.Modfile)
	case err != nil:
		commands = append(commands, "go mod init -modfile="+t.Modfile+" "+t.module.Module.Mod.Path)
	}
	in := ""
	if t.Modfile != "go.mod" {
		in = "-modfile=" + t.Modfile + " "
	}
	if t.Version == "" {
		return append(commands, "go get -tool "+in+Path)
	}
	return append(commands,
		"go mod edit -require="+Module+"@"+t.Version+" -tool="+Path+" "+t.Modfile,
		"go list -mod=mod "+in+"-deps "+Path+" >"+os.DevNull)
}

// Create writes the modfile of the tool, unless it exists. It replaces hhgen's
// modules as go.mod does.
func (t *Tool) Create(root string) error {
	name := filepath.Join(root, t.Modfile)
	if _, err := os.Lstat(name); err == nil {
		return nil
	}
	var mod modfile.File
	if err := mod.AddModuleStmt(t.module.Module.Mod.Path); err != nil {
		return err
	}
	if t.module.Go != nil {
		if err := mod.AddGoStmt(t.module.Go.Version); err != nil {
			return err
		}
	}
	for _, r := range t.module.Replace {
		if r.Old.Path == Module || strings.HasPrefix(r.Old.Path, Module+"/") {
			if err := mod.AddReplace(r.Old.Path, r.Old.Version, r.New.Path, r.New.Version); err != nil {
				return err
			}
		}
	}
	text, err := mod.Format()
	if err != nil {
		return err
	}
	return os.WriteFile(name, text, 0o666)
}

// Levels is how many levels a folder is below the root of its module.
func Levels(root, dir string) int {
	rel, ok := folder.Below(root, dir)
	if !ok || rel == "." {
		return 0
	}
	return strings.Count(rel, "/") + 1
}

// Command starts hhgen in a folder of the module with a root, for messages.
func Command(root, dir string) string {
	const inGoMod = "go tool hhgen"
	text, err := os.ReadFile(filepath.Join(root, "go.mod"))
	if err != nil {
		return inGoMod
	}
	mod, err := modfile.ParseLax("go.mod", text, nil)
	if err != nil {
		return inGoMod
	}
	t, err := Find(root, mod, folder.Is(filepath.Join(root, "vendor")))
	if err != nil || !t.Declared {
		return inGoMod
	}
	return t.Command(Levels(root, dir))
}
