package load

import (
	"path/filepath"
	"regexp"
	"slices"
	"strings"

	"github.com/hhgen/hhgen/internal/config"
	"github.com/hhgen/hhgen/internal/folder"
	"github.com/hhgen/hhgen/internal/regular"
	"github.com/hhgen/hhgen/schema"
	"github.com/hhgen/hhgen/schema/gostruct"
)

// Module is what is judged by one configuration.
type Module struct {
	config.Config
	Dir      string   // where patterns are resolved
	Root     string   // folder of go.mod; "" if there is none
	Patterns []string // none if JSON Schema files are named
	Shared   bool     // the configuration is that of the workspace
	Env      []string // environment of the go command; nil for that of the process

	Sources            []*Source // that the patterns, or files, name
	DictionaryPackages []*schema.Package
	Err                error // about the schemas

	declared map[config.Dictionary]bool // dictionaries that have records
	loaded   []*Source                  // all that were
}

// Modules reads what a request names by the configuration of the module that it
// lies in: in a workspace, packages may be of several. Each is loaded once, with
// its dictionaries. There is always one.
func Modules(r Request) ([]*Module, error) {
	names, err := r.documents()
	if err != nil {
		return nil, err
	}
	if names != nil {
		m, err := documentModule(r)
		return []*Module{m}, err
	}
	var modules []*Module
	for _, arg := range OrHere(r.Args) {
		at := "."
		if IsFolder(arg) {
			at = strings.TrimSuffix(arg, "...")
		}
		m, err := newModule(at, nil, nil)
		if err != nil {
			return nil, err
		}
		i := slices.IndexFunc(modules, func(other *Module) bool { return other.Root == m.Root })
		if i < 0 {
			m.Dir, i = ".", len(modules)
			modules = append(modules, m)
		}
		modules[i].Patterns = append(modules[i].Patterns, arg)
	}
	for _, m := range modules {
		if err := m.load(); err != nil {
			return nil, err
		}
	}
	return modules, nil
}

// documentModule reads JSON Schema files, and the dictionaries of their module.
func documentModule(r Request) (*Module, error) {
	m, err := newModule(filepath.Dir(r.Args[0]), nil, nil)
	if err != nil {
		return nil, err
	}
	if len(m.Dictionaries) > 0 {
		if err := m.load(); err != nil {
			return nil, err
		}
	}
	if m.Sources, err = Load(r); err != nil {
		return nil, err
	}
	return m, m.Err
}

func newModule(dir string, patterns []string, unsaved regular.Overlay) (*Module, error) {
	root, err := folder.Module(dir)
	if err != nil {
		return nil, err
	}
	c, err := config.Find(dir, unsaved)
	return &Module{Config: c, Dir: dir, Root: root, Patterns: patterns}, err
}

// load reads the packages and the dictionaries in one go. Errors about schemas
// are kept, for whoever plans outputs.
func (m *Module) load() error {
	return m.read(Request{Args: slices.Concat(m.Patterns, m.dictionaryPatterns()), Dir: m.Dir, Base: ".", Env: m.Env})
}

// read reads what a request names: the packages and the dictionaries.
func (m *Module) read(r Request) error {
	sources, err := Load(r)
	var errs schema.Findings
	if err := errs.Collect(err); err != nil {
		return err
	}
	m.loaded = sources
	m.declared = map[config.Dictionary]bool{}
	for _, s := range sources {
		if m.matches(m.Patterns, s.Go) {
			m.Sources = append(m.Sources, s)
		}
		m.keep(s)
	}
	for _, d := range m.Dictionaries {
		if len(errs) == 0 && !m.declared[d] {
			errs.Add(d.Pos, config.Value, "no package with records matches %s: correct its path, or add its module with go get", d.Pattern)
		}
	}
	m.Err = m.blame(errs).Err()
	return nil
}

// keep keeps a package that was loaded if it is a dictionary.
func (m *Module) keep(s *Source) {
	named := false
	for i, pattern := range m.dictionaryPatterns() {
		if m.matches([]string{pattern}, s.Go) {
			named = true
			d := m.Dictionaries[i]
			m.declared[d] = m.declared[d] || len(s.Records) > 0
		}
	}
	if named {
		m.DictionaryPackages = append(m.DictionaryPackages, s.Package)
	}
}

// blame puts errors about dictionaries that cannot be loaded where the
// configuration names them.
func (m *Module) blame(errs schema.Findings) *schema.Findings {
	patterns := m.dictionaryPatterns()
	for _, e := range errs {
		for i, d := range m.Dictionaries {
			if e.Rule != schema.PackageLoad || e.Pos.IsValid() {
				continue
			}
			name := strings.TrimSuffix(patterns[i], "...")
			switch {
			case strings.Contains(e.Message, d.Pattern):
				e.Pos = d.Pos
			case IsFolder(d.Pattern) && (strings.Contains(e.Message, name) || strings.Contains(e.Message, folder.Relative(name))):
				e.Pos = d.Pos
				e.Message = strings.ReplaceAll(e.Message, name, folder.Relative(name)) + ": name a folder as seen from that of go.mod"
			}
		}
	}
	return &errs
}

// dictionaryPatterns are those of the configuration, for the go command. Those
// that name folders are relative to the module's root.
func (m *Module) dictionaryPatterns() []string {
	patterns := make([]string, len(m.Dictionaries))
	for i, d := range m.Dictionaries {
		patterns[i] = d.Pattern
		if IsFolder(d.Pattern) && !filepath.IsAbs(d.Pattern) {
			patterns[i] = filepath.Join(m.Root, d.Pattern)
		}
	}
	return patterns
}

// matches reports whether one of some patterns names a package, as the go
// command understands them. Without dictionaries, nothing else was loaded.
func (m *Module) matches(patterns []string, p *gostruct.Package) bool {
	return len(m.Dictionaries) == 0 || slices.ContainsFunc(patterns, func(pattern string) bool {
		switch {
		case pattern == "all":
			return true
		case IsFolder(pattern):
			return m.matchesFolder(pattern, p.Dir)
		}
		return matchPattern(pattern, p.Path)
	})
}

// matchesFolder is matches for a pattern of folders, which does not lead into
// another module.
func (m *Module) matchesFolder(pattern, dir string) bool {
	if !filepath.IsAbs(pattern) {
		pattern = filepath.Join(m.Dir, pattern)
	}
	pattern, err := filepath.Abs(pattern)
	if err != nil || !matchPattern(filepath.ToSlash(pattern), filepath.ToSlash(dir)) {
		return false
	}
	start, _, recursive := strings.Cut(pattern, "...")
	if !recursive {
		return true
	}
	around, err := folder.Module(filepath.Dir(start + "x"))
	own, ownErr := folder.Module(dir)
	return err == nil && ownErr == nil && around == own
}

// matchPattern applies a pattern, in which ... stands for any text, and x/...
// for x too.
func matchPattern(pattern, name string) bool {
	form := regexp.QuoteMeta(pattern)
	if rest, ok := strings.CutSuffix(form, `/\.\.\.`); ok {
		form = rest + `(/\.\.\.)?`
	}
	ok, err := regexp.MatchString("^"+strings.ReplaceAll(form, `\.\.\.`, ".*")+"$", name)
	return ok && err == nil
}

// plan works out the outputs of what was read.
