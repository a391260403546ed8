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
	"github.com/hhgen/hhgen/internal/tool"
	"github.com/hhgen/hhgen/schema"
)

// moduleOf finds the module that a folder is in.
func moduleOf(dir string) (root string, mod *modfile.File, err error) {
	root, err = folder.Module(dir)
	if err != nil {
		return "", nil, err
	}
	if root == "" {
		return "", nil, fmt.Errorf("no go.mod in %s or above: make a module by go mod init example.com/app, or change to the folder of one", folder.Relative(dir))
	}
	path := filepath.Join(root, "go.mod")
	name := folder.Relative(path)
	text, err := os.ReadFile(path)
	if err != nil {
		return "", nil, err
	}
	if mod, err = modfile.Parse(name, text, nil); err != nil {
		return "", nil, err
	}
	if mod.Module == nil {
		return "", nil, fmt.Errorf("%s names no module: run go mod edit -module example.com/app", name)
	}
	return root, mod, nil
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
	if err := s.require(pattern); err != nil {
		return err
	}
	generated, err := s.generate(pattern)
	if err != nil {
		return err
	}
	s.files = slices.Insert(s.files, 1, generated)
	return output.Write(s.files[1:2], io.Discard)
}

// require adds what the package and its test import to go.mod. A runtime that the
// module knows is not looked up, as in addTool.
func (s *Scaffold) require(pattern string) error {
	if s.runtime != "" {
		if err := s.run("mod", "edit", "-require="+tool.Runtime+"@"+s.runtime); err != nil {
			return err
		}
	}
	return s.run("get", "-t", pattern)
}

// remember keeps the state of all that build changes, and returns the function
// that brings it back.
func (s *Scaffold) remember() func() {
	paths := []string{filepath.Join(s.dir, schema.OutputName)}
	for _, name := range []string{"go.mod", "go.sum", tool.File, strings.TrimSuffix(tool.File, ".mod") + ".sum"} {
		paths = append(paths, filepath.Join(s.root, name))
	}
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
	if s.tool.Declared {
		return nil
	}
	if err := s.tool.Create(s.root); err != nil {
		return err
	}
	in := "-modfile=" + s.tool.Modfile
	if s.tool.Version == "" {
		return s.run("get", "-tool", in, tool.Path+query(s.version))
	}
	if err := s.run("mod", "edit", "-require="+tool.Module+"@"+s.tool.Version, "-tool="+tool.Path, s.tool.Modfile); err != nil {
		return err
	}
	return s.run("list", "-mod=mod", in, "-deps", tool.Path) // adds what the tool needs
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
