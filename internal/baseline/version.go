package baseline

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"golang.org/x/mod/modfile"
	modpath "golang.org/x/mod/module"

	"github.com/hhgen/hhgen/internal/folder"
	"github.com/hhgen/hhgen/internal/load"
)

// moduleBase is a version of a module, which the go command downloads. Its
// packages are read from a module of their own that requires it, so that
// go.mod and go.sum of the user's stay as they are.
func moduleBase(modPath, version string, t Target) (*Base, error) {
	tmp, remove, err := temporary()
	if err != nil {
		return nil, err
	}
	b := &Base{name: modPath + "@" + version, dir: tmp, pkgName: t.nameOfFiles(), skips: nothingSkipped, remove: remove}
	if err := b.require(tmp, modPath, t); err != nil {
		b.remove()
		return nil, err
	}
	return b, nil
}

// require downloads the module into the module cache.
func (b *Base) require(tmp, modPath string, t Target) error {
	at := load.Request{Dir: tmp, Env: append(os.Environ(), "GOWORK=off", "GOFLAGS="+withoutMod(goVar("GOFLAGS"))+" -mod=mod")}
	cmd := exec.Command("go", "mod", "download", "-json", b.name)
	cmd.Dir, cmd.Env = at.Dir, at.Env
	out, err := cmd.Output() // of a failure, it says more than the exit code
	var got struct{ Version, Dir, Error string }
	if jsonErr := json.Unmarshal(out, &got); jsonErr != nil {
		return fmt.Errorf("cannot download %s: %w", b.name, failure(err, jsonErr))
	}
	if got.Error != "" {
		return fmt.Errorf("cannot download %s: %s", b.name, oneLine(got.Error))
	}
	b.show = func(path string) (string, bool) {
		rel, ok := folder.Below(got.Dir, path)
		return modPath + "@" + got.Version + "/" + rel, ok
	}
	mod := fmt.Sprintf("module hhgen.invalid/base\n\ngo %s\n\nrequire %s %s\n", strings.TrimPrefix(goVar("GOVERSION"), "go"), modPath, got.Version)
	if err := os.WriteFile(filepath.Join(tmp, "go.mod"), []byte(mod), 0o666); err != nil {
		return err
	}
	args, err := t.inModule(b.name, modPath, got.Dir)
	if len(args) > 0 {
		b.read = []load.Request{at}
		b.read[0].Args = args
	}
	return err
}

// failure is what the go command says of itself.
func failure(err, otherwise error) error {
	if exit, ok := errors.AsType[*exec.ExitError](err); ok && len(exit.Stderr) > 0 {
		return errors.New(oneLine(string(exit.Stderr)))
	}
	if err != nil {
		return err
	}
	return otherwise
}

// oneLine is the output of a command as part of a message.
func oneLine(s string) string { return strings.Join(strings.Fields(s), " ") }

// withoutMod leaves out the flags that say how the user's own go.mod is used.
func withoutMod(flags string) string {
	return strings.Join(slices.DeleteFunc(strings.Fields(flags), func(flag string) bool {
		name, _, _ := strings.Cut(strings.TrimLeft(flag, "-"), "=")
		return name == "mod" || name == "modfile"
	}), " ")
}

// inModule are the arguments as packages, or files, of a version of a module
// that is in dir. name is that of the version, for messages.
func (t Target) inModule(name, modPath, dir string) (args []string, err error) {
	given := load.OrHere(t.Args)
	for _, arg := range given {
		arg = t.relativeTo(arg)
		rel, err := t.withinModule(arg, name, modPath)
		if err != nil {
			return nil, err
		}
		top, tree := strings.CutSuffix(rel, "...")
		top = filepath.Join(dir, filepath.FromSlash(top))
		switch info, err := os.Stat(top); {
		case err != nil: // it is new
		case !info.IsDir():
			args = append(args, top)
		case tree, folder.HasGo(top):
			args = append(args, path.Join(modPath, rel))
		}
	}
	if len(args) == 0 && !t.AllowNew {
		return nil, fmt.Errorf("%s has none of the packages %s: name some of its packages, such as %s/...", name, strings.Join(given, " "), modPath)
	}
	return args, nil
}

// withinModule is an argument as seen from the root of its module, which must be
// the module of the base, of whatever major version.
func (t Target) withinModule(arg, name, modPath string) (string, error) {
	if rest, ok := strings.CutPrefix(arg, modPath); ok && (rest == "" || strings.HasPrefix(rest, "/")) {
		return "." + rest, nil
	}
	path, tree := strings.CutSuffix(arg, "...")
	at := "."
	if load.IsFolder(arg) || load.IsDocument(arg) {
		at = path
	}
	root, err := folder.Module(at)
	if err != nil {
		return "", err
	}
	if root == "" {
		return "", fmt.Errorf("%s is not in a module: name packages of the module of %s, such as %s/...", arg, name, modPath)
	}
	text, err := os.ReadFile(filepath.Join(root, "go.mod"))
	if err != nil {
		return "", err
	}
	own := modfile.ModulePath(text)
	ownPrefix, _, _ := modpath.SplitPathVersion(own)
	if prefix, _, _ := modpath.SplitPathVersion(modPath); ownPrefix != prefix {
		return "", fmt.Errorf("%s is in module %s, not in that of %s: name packages of that module, such as %s/...", arg, own, name, modPath)
	}
	if rest, ok := strings.CutPrefix(arg, own); ok && (rest == "" || strings.HasPrefix(rest, "/")) {
		return "." + rest, nil
	}
	rel, err := relativeFrom(root, path)
	if tree {
		rel += "/..."
	}
	return rel, err
}

// relativeFrom is a path of the working directory as seen from another folder.
func relativeFrom(dir, path string) (string, error) {
	abs, err := filepath.Abs(path)
	if err != nil {
		return "", err
	}
	rel, err := filepath.Rel(dir, abs)
	return filepath.ToSlash(rel), err
}
