package scaffold

import (
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"

	"golang.org/x/mod/modfile"
	"golang.org/x/mod/semver"

	"github.com/hhgen/hhgen/internal/folder"
	"github.com/hhgen/hhgen/internal/load"
	"github.com/hhgen/hhgen/internal/output"
	"github.com/hhgen/hhgen/schema"
)

const (
	modulePath = "github.com/hhgen/hhgen"
	toolPath   = modulePath + "/cmd/hhgen"
)

// goMod is what init needs to know of a go.mod file.
type goMod struct {
	path    string // of the module
	version string // of hhgen that the module uses; "" if none
}

// localVersion is what the go command calls a module that a replacement
// without a version leads to.
const localVersion = "v0.0.0-00010101000000-000000000000"

// moduleOf finds the module that a folder lies in.
func moduleOf(dir string) (root string, mod *goMod, err error) {
	root, err = folder.Module(dir)
	if err != nil {
		return "", nil, err
	}
	if root == "" {
		return "", nil, fmt.Errorf("no go.mod in %s or above: make a module by go mod init example.com/app, or change to the folder of one", folder.Relative(dir))
	}
	name := filepath.Join(root, "go.mod")
	text, err := os.ReadFile(name)
	if err != nil {
		return "", nil, err
	}
	mod, err = parseMod(folder.Relative(name), text)
	return root, mod, err
}

// parseMod reads a go.mod file.
func parseMod(name string, text []byte) (*goMod, error) {
	f, err := modfile.Parse(name, text, nil)
	if err != nil {
		return nil, err
	}
	if f.Module == nil {
		return nil, fmt.Errorf("%s names no module: run go mod edit -module example.com/app", name)
	}
	mod := &goMod{path: f.Module.Mod.Path}
	for _, r := range f.Replace {
		if r.Old.Path == modulePath {
			mod.version = localVersion
			if r.Old.Version != "" {
				mod.version = r.Old.Version
			}
		}
	}
	for _, r := range f.Require {
		if r.Mod.Path == modulePath {
			mod.version = r.Mod.Version
		}
	}
	return mod, nil
}

// Build writes everything, or nothing.
func (s *Scaffold) Build() (err error) {
	undo := s.remember()
	defer func() {
		if err != nil {
			undo()
		}
	}()
	if err := s.addTool(); err != nil {
		return err
	}
	for _, f := range s.files {
		if err := os.MkdirAll(filepath.Dir(f.Path), 0o777); err != nil {
			return err
		}
	}
	if err := output.Write(s.files, io.Discard); err != nil {
		return err
	}
	pattern := s.pattern()
	if err := s.run("get", "-t", pattern); err != nil { // what the package imports, and its test
		return err
	}
	generated, err := s.generate(pattern)
	if err != nil {
		return err
	}
	s.files = slices.Insert(s.files, 1, generated)
	return output.Write(s.files[1:2], io.Discard)
}

// remember keeps the state of all that build changes, and returns the function
// that brings it back.
func (s *Scaffold) remember() func() {
	paths := []string{filepath.Join(s.root, "go.mod"), filepath.Join(s.root, "go.sum"), filepath.Join(s.dir, schema.OutputName)}
	for _, f := range s.files {
		paths = append(paths, f.Path)
	}
	before := map[string][]byte{}
	for _, p := range paths {
		if content, err := os.ReadFile(p); err == nil {
			before[p] = content
		}
	}
	var made []string // folders, the innermost first
	for dir := s.dir; !folder.Is(dir); dir = filepath.Dir(dir) {
		made = append(made, dir)
	}
	return func() {
		for _, p := range paths {
			if content, ok := before[p]; ok {
				_ = os.WriteFile(p, content, 0o666)
			} else {
				_ = os.Remove(p)
			}
		}
		for _, dir := range made {
			_ = os.Remove(dir)
		}
	}
}

// addTool makes hhgen a tool of the module. Where the module knows which hhgen,
// nothing is looked up: go get would ask the network even then.
func (s *Scaffold) addTool() error {
	if s.mod.version == "" {
		return s.run("get", "-tool", toolPath+query(s.version))
	}
	if err := s.run("mod", "edit", "-require="+modulePath+"@"+s.mod.version, "-tool="+toolPath); err != nil {
		return err
	}
	return s.run("list", "-mod=mod", "-deps", toolPath) // adds what the tool needs
}

// query selects the running version of hhgen, so that the tool makes what init
// has made; the latest, if it is not a published one.
func query(version string) string {
	if semver.IsValid(version) && semver.Build(version) == "" {
		return "@" + version
	}
	return ""
}

// pattern names the package to the go command, which runs in the module's root.
func (s *Scaffold) pattern() string {
	rel, err := filepath.Rel(s.root, s.dir)
	if err != nil {
		return s.Path
	}
	return "./" + filepath.ToSlash(rel)
}

// environment is that of the go command. The module is to be complete without
// its workspace, and where dependencies are vendored, the new ones are not there
// yet.
func (s *Scaffold) environment() []string {
	env := append(os.Environ(), "GOWORK=off")
	if s.vendored {
		env = append(env, "GOFLAGS="+strings.TrimSpace(os.Getenv("GOFLAGS")+" -mod=mod"))
	}
	return env
}

// run runs the go command in the module's root.
func (s *Scaffold) run(args ...string) error {
	cmd := exec.Command("go", args...)
	cmd.Dir, cmd.Env = s.root, s.environment()
	if out, err := cmd.CombinedOutput(); err != nil {
		return fmt.Errorf("nothing was written, since go %s failed: %w\n%s", strings.Join(args, " "), err, strings.TrimSpace(string(out)))
	}
	return nil
}

// generate works out the generated file.
func (s *Scaffold) generate(pattern string) (output.File, error) {
	sources, err := load.Load(load.Request{Args: []string{pattern}, Dir: s.root, Env: s.environment()})
	if err != nil {
		return output.File{}, err
	}
	files, err := output.Plan(sources)
	if err != nil {
		return output.File{}, err
	}
	if len(files) != 1 {
		return output.File{}, fmt.Errorf("the go command finds no package in %s", folder.Relative(s.dir))
	}
	return files[0], nil
}
