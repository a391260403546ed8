package cache

import (
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"strings"

	"golang.org/x/mod/modfile"
)

// goSettings are what the go command says of itself.
type goSettings struct {
	GOROOT, GOMODCACHE, GOFLAGS, GO111MODULE, GOENV, GOWORK, GOMOD string
}

// askGo starts the go command in the background. The function that it returns
// waits for the settings; they are nil if an entry that was found under them
// cannot be remembered.
func askGo(dir string, env []string) func() *goSettings {
	result := make(chan *goSettings, 1)
	go func() {
		cmd := exec.Command("go", "env", "-json", "GOROOT", "GOMODCACHE", "GOFLAGS", "GO111MODULE", "GOENV", "GOWORK", "GOMOD")
		cmd.Dir, cmd.Env = dir, env
		var s goSettings
		out, err := cmd.Output()
		if err != nil || json.Unmarshal(out, &s) != nil || !s.certain() {
			result <- nil
			return
		}
		result <- &s
	}()
	return func() *goSettings { return <-result }
}

// harmless are the flags in GOFLAGS that name no file.
var harmless = []string{
	"-tags=", "-mod=readonly", "-mod=vendor", "-buildvcs=", "-trimpath", "-modcacherw", "-v", "-x", "-race", "-p=", "-count=", "-timeout=",
	"-ldflags=", "-gcflags=", "-asmflags=", "-short",
}

// certain reports whether settings leave no doubt about where packages come from.
func (s *goSettings) certain() bool {
	if s.GO111MODULE == "off" || s.GOMOD == "" || s.GOMOD == os.DevNull || s.GOROOT == "" || s.GOMODCACHE == "" {
		return false
	}
	for _, flag := range strings.Fields(s.GOFLAGS) {
		known := false
		for _, h := range harmless {
			known = known || flag == h || strings.HasSuffix(h, "=") && strings.HasPrefix(flag, h)
		}
		if !known {
			return false
		}
	}
	return true
}

// fixed reports whether a folder's content never changes: it is the standard
// library's, or that of a module in a version.
func (s *goSettings) fixed(dir string) bool {
	for _, root := range []string{filepath.Join(s.GOROOT, "src"), s.GOMODCACHE} {
		if _, ok := below(filepath.ToSlash(dir), filepath.ToSlash(root)); ok {
			return true
		}
	}
	return false
}

// below returns the rest of a path that is in another, or is that.
func below(path, root string) (rest string, ok bool) {
	rest, ok = strings.CutPrefix(path, root)
	if !ok || rest != "" && rest[0] != '/' {
		return "", false
	}
	return strings.TrimPrefix(rest, "/"), true
}

// modules adds the settings of Go, and of all modules on disk that have a say in
// the choice of versions. It returns the folders of those modules by their paths.
func (b *builder) modules(s *goSettings) (folders map[string]string, ok bool) {
	folders = map[string]string{}
	b.add(fileInput, filepath.Join(s.GOROOT, "VERSION"))
	b.add(fileInput, filepath.Join(s.GOROOT, "go.env"))
	if s.GOENV != "" && s.GOENV != "off" {
		b.add(fileInput, s.GOENV)
	}
	if s.GOWORK == "" || s.GOWORK == "off" {
		return folders, b.module(folders, filepath.Dir(s.GOMOD), true)
	}
	b.add(fileInput, s.GOWORK)
	b.add(fileInput, s.GOWORK+".sum")
	text, err := os.ReadFile(s.GOWORK)
	if err != nil {
		return nil, false
	}
	work, err := modfile.ParseWork(s.GOWORK, text, nil)
	if err != nil {
		return nil, false
	}
	top := filepath.Dir(s.GOWORK)
	for _, use := range work.Use {
		if !b.module(folders, within(top, use.Path), true) {
			return nil, false
		}
	}
	return folders, b.replaced(folders, top, work.Replace)
}

// module adds one module. The replacements of a main module count.
func (b *builder) module(folders map[string]string, dir string, main bool) bool {
	b.above(dir)
	text, err := os.ReadFile(filepath.Join(dir, "go.mod"))
	if err != nil {
		return false
	}
	if path := modfile.ModulePath(text); path != "" {
		folders[path] = dir
	}
	if !main {
		return true
	}
	mod, err := modfile.Parse("go.mod", text, nil)
	return err == nil && b.replaced(folders, dir, mod.Replace)
}

// replaced adds the modules that others are replaced with. One that is not there
// is an error only if it is needed.
func (b *builder) replaced(folders map[string]string, dir string, list []*modfile.Replace) bool {
	for _, r := range list {
		if r.New.Version != "" {
			continue
		}
		to := within(dir, r.New.Path)
		if b.module(folders, to, false) {
			folders[r.Old.Path] = to // importers know it by this path
		}
	}
	return true
}

// within is a path in go.mod or go.work, which may be absolute.
func within(dir, path string) string {
	path = filepath.FromSlash(path)
	if filepath.IsAbs(path) {
		return filepath.Clean(path)
	}
	return filepath.Join(dir, path)
}
