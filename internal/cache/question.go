package cache

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime/debug"
	"slices"
	"strings"
)

// Question is what a run of hhgen is about.
type Question struct {
	output string
	key    string   // of everything that is not on disk, or not looked for there
	trees  []string // folders of patterns that end in ...
	single []string // folders that are named
}

// Ask makes the question of a run in the folder dir: what is written to the file
// called output in each package that patterns name. env is the environment of
// the go command. ok is false if no answer can be remembered.
func Ask(dir, output string, patterns, env []string) (q Question, ok bool) {
	q.output = output
	for _, pattern := range patterns {
		if !q.add(dir, pattern) {
			return q, false
		}
	}
	vars, ok := relevant(env)
	if !ok {
		return q, false
	}
	self, err := os.Executable()
	if err != nil {
		return q, false
	}
	tool, err := exec.LookPath("go")
	if err != nil {
		return q, false
	}
	parts := append([]string{format, dir, output, build(), identity(self), identity(tool)}, patterns...)
	q.key = sum([]byte(strings.Join(append(parts, vars...), "\x00")))
	return q, true
}

// format changes whenever what is remembered, or how, does.
const format = "hhgen cache 1"

// add adds a pattern that names a folder, or all below one.
func (q *Question) add(dir, pattern string) bool {
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
		q.trees = append(q.trees, path)
	} else {
		q.single = append(q.single, path)
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

// places are what an answer to q surely depends on, as far as that can be told
// without the go command: the folders that are named, and the settings in all
// folders above them.
func (q Question) places() ([]place, error) {
	s := newSet(nil)
	for _, dir := range q.single {
		s.folder(dir)
	}
	for _, top := range q.trees {
		s.add(treeState, top)
		folders, err := tree(top)
		if err != nil {
			return nil, err
		}
		for _, dir := range folders {
			s.folder(dir)
		}
	}
	return s.places, nil
}

// settings are the files that say how the packages below a folder are built.
var settings = []string{"go.mod", "go.sum", "go.work", "go.work.sum", "hhgen.yaml", filepath.Join("vendor", "modules.txt")}

// set collects places, each once.
type set struct {
	places []place
	at     map[place]int // their indexes
}

func newSet(places []place) *set {
	s := &set{at: map[place]int{}}
	for _, p := range places {
		s.add(p.Kind, p.Path)
	}
	return s
}

// add adds a place, and reports whether it is a new one.
func (s *set) add(k kind, path string) bool {
	p := place{k, path}
	if _, ok := s.at[p]; ok {
		return false
	}
	s.at[p] = len(s.places)
	s.places = append(s.places, p)
	return true
}

// folder adds a package's folder and the settings in the folders above it.
func (s *set) folder(dir string) {
	s.add(folderState, dir)
	s.above(dir)
}

// above adds the settings in a folder and in those above it.
func (s *set) above(dir string) {
	for s.add(fileState, filepath.Join(dir, settings[0])) {
		for _, name := range settings[1:] {
			s.add(fileState, filepath.Join(dir, name))
		}
		if dir == filepath.Dir(dir) {
			return
		}
		dir = filepath.Dir(dir)
	}
}
