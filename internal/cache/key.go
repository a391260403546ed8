package cache

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime/debug"
	"slices"
	"strings"

	"github.com/hhgen/hhgen/internal/folder"
)

// Key is what a run of hhgen is about.
type Key struct {
	output string
	sum    string   // of everything that is not on disk, or not looked for there
	trees  []string // folders of patterns that end in ...
	single []string // folders that are named
}

// Ask makes the key of a run in the folder dir: what is written to the file
// called output in each package that patterns name. env is the environment of
// the go command. ok is false if no entry can be remembered.
func NewKey(dir, output string, patterns, env []string) (k Key, ok bool) {
	k.output = output
	for _, pattern := range patterns {
		if !k.add(dir, pattern) {
			return k, false
		}
	}
	vars, ok := relevant(env)
	if !ok {
		return k, false
	}
	self, err := os.Executable()
	if err != nil {
		return k, false
	}
	tool, err := exec.LookPath("go")
	if err != nil {
		return k, false
	}
	parts := append([]string{format, dir, output, build(), identity(self), identity(tool)}, patterns...)
	k.sum = sum([]byte(strings.Join(append(parts, vars...), "\x00")))
	return k, true
}

// format changes whenever what is remembered, or how, does.
const format = "hhgen cache 3"

// add adds a pattern that names a folder, or all below one.
func (k *Key) add(dir, pattern string) bool {
	path, all := strings.CutSuffix(filepath.ToSlash(pattern), "/...")
	local := path == "." || path == ".." || strings.HasPrefix(path, "./") || strings.HasPrefix(path, "../") || filepath.IsAbs(path)
	if !local || strings.ContainsAny(path, "@") || strings.Contains(path, "...") || strings.HasSuffix(path, ".go") {
		return false
	}
	path = filepath.FromSlash(path)
	if !filepath.IsAbs(path) {
		path = filepath.Join(dir, path)
	}
	path = filepath.Clean(path)
	if all {
		k.trees = append(k.trees, path)
	} else {
		k.single = append(k.single, path)
	}
	return true
}

// relevant picks the variables that the go command, or what finds its settings,
// looks at. ok is false for those that give packages another source.
func relevant(env []string) (vars []string, ok bool) {
	for _, v := range env {
		name, value, _ := strings.Cut(v, "=")
		switch {
		case name == "GOFILE", name == "GOLINE", name == "GOPACKAGE": // go generate's
		case name == "GOPACKAGESDRIVER" && value != "" && value != "off":
			return nil, false
		case strings.HasPrefix(name, "GO"), strings.HasPrefix(name, "CGO_"),
			slices.Contains([]string{"PATH", "HOME", "XDG_CONFIG_HOME", "AppData", "CC", "PKG_CONFIG"}, name):
			vars = append(vars, v)
		}
	}
	if _, err := exec.LookPath("gopackagesdriver"); err == nil {
		return nil, false
	}
	slices.Sort(vars)
	return slices.Compact(vars), true
}

// identity tells an executable from others. The first bytes of one that Go has
// built hold the hash of its content, its build id.
func identity(path string) string {
	path, err := filepath.EvalSymlinks(path)
	if err != nil {
		return path
	}
	f, err := os.Open(path)
	if err != nil {
		return path
	}
	defer func() { _ = f.Close() }()
	head := make([]byte, 64<<10)
	n, _ := f.Read(head)
	info, err := f.Stat()
	if err != nil {
		return path
	}
	return fmt.Sprintf("%s %d %s %s", path, info.Size(), info.ModTime().UTC(), sum(head[:n]))
}

// build is what this executable was built of.
func build() string {
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return ""
	}
	return info.String()
}

// inputs are what an entry to k surely depends on, as far as that can be told
// without the go command: the folders that are named, and the settings in all
// folders above them.
func (k Key) inputs() ([]input, error) {
	s := newSet(nil)
	for _, dir := range k.single {
		s.folder(dir)
	}
	for _, top := range k.trees {
		s.add(treeInput, top)
		folders, err := folder.Tree(top)
		if err != nil {
			return nil, err
		}
		for _, dir := range folders {
			s.folder(dir)
		}
	}
	return s.inputs, nil
}

// settings are the files that say how the packages below a folder are built.
var settings = []string{"go.mod", "go.sum", "go.work", "go.work.sum", "hhgen.yaml", filepath.Join("vendor", "modules.txt")}

// set collects inputs, each once.
type set struct {
	inputs []input
	at     map[input]int // their indexes
}

func newSet(inputs []input) *set {
	s := &set{at: map[input]int{}}
	for _, p := range inputs {
		s.add(p.Kind, p.Path)
	}
	return s
}

// add adds an input, and reports whether it is a new one.
func (s *set) add(k kind, path string) bool {
	p := input{k, path}
	if _, ok := s.at[p]; ok {
		return false
	}
	s.at[p] = len(s.inputs)
	s.inputs = append(s.inputs, p)
	return true
}

// folder adds a package's folder and the settings in the folders above it.
func (s *set) folder(dir string) {
	s.add(folderInput, dir)
	s.above(dir)
}

// above adds the settings in a folder and in those above it.
func (s *set) above(dir string) {
	for s.add(fileInput, filepath.Join(dir, settings[0])) {
		for _, name := range settings[1:] {
			s.add(fileInput, filepath.Join(dir, name))
		}
		if dir == filepath.Dir(dir) {
			return
		}
		dir = filepath.Dir(dir)
	}
}
