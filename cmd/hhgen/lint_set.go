package main

import (
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"time"

	"github.com/hhgen/hhgen/internal/config"
	"github.com/hhgen/hhgen/schema"
	"github.com/hhgen/hhgen/schema/gostruct"
	"github.com/hhgen/hhgen/schema/lint"
)

// set is what one run lints: the modules of a workspace, or one, or JSON Schema
// files.
type set struct {
	modules []*lintModule
	args    []string // that name JSON Schema files
}

// lintModule is what is linted by one configuration.
type lintModule struct {
	config.Config
	dir      string // where patterns are resolved
	root     string // folder of go.mod; "" if there is none
	patterns []string
	shared   bool // the configuration is that of the workspace

	loaded       []*gostruct.Package // that patterns name
	err          error               // about schemas, of the load
	pkgs         []*schema.Package   // the records of loaded, and of JSON Schema files
	dictionaries []*schema.Package
	declared     map[config.Dictionary]bool // those that have records
}

// readSet reads what args name, in one load for each module. It is never empty.
func readSet(args []string, pkgName string, workspace bool) (*set, error) {
	switch files, err := onlyFiles(args); {
	case err != nil:
		return nil, err
	case files:
		return readSchemaSet(args, pkgName)
	case workspace:
		return readWorkspace()
	}
	return readModules(orHere(args))
}

// readModules reads packages by the configuration of the module that they lie
// in: in a workspace, they may be of several.
func readModules(args []string) (*set, error) {
	s := &set{}
	for _, arg := range args {
		at := "."
		if isFolder(arg) {
			at = strings.TrimSuffix(arg, "...")
		}
		m, err := newModule(at, nil)
		if err != nil {
			return nil, err
		}
		i := slices.IndexFunc(s.modules, func(other *lintModule) bool { return other.root == m.root })
		if i < 0 {
			m.dir, i = ".", len(s.modules)
			s.modules = append(s.modules, m)
		}
		s.modules[i].patterns = append(s.modules[i].patterns, arg)
	}
	for _, m := range s.modules {
		if err := m.load(nil); err != nil {
			return nil, err
		}
	}
	return s, nil
}

// readSchemaSet reads JSON Schema files, and the dictionaries of their module.
func readSchemaSet(names []string, pkgName string) (*set, error) {
	m, err := newModule(filepath.Dir(names[0]), nil)
	if err != nil {
		return nil, err
	}
	if len(m.Dictionaries) > 0 {
		if err := m.load(nil); err != nil {
			return nil, err
		}
	}
	p, err := readSchemas(names, pkgName)
	if err != nil {
		return nil, err
	}
	m.pkgs = []*schema.Package{p}
	return &set{modules: []*lintModule{m}, args: names}, m.err
}

func newModule(dir string, patterns []string) (*lintModule, error) {
	root, err := config.Root(dir)
	if err != nil {
		return nil, err
	}
	c, err := config.Find(dir)
	return &lintModule{Config: c, dir: dir, root: root, patterns: patterns}, err
}

// load reads the packages and the dictionaries in one go. Errors about schemas
// are kept, for whoever plans outputs.
func (m *lintModule) load(env []string) error {
	pkgs, err := loadAnew(gostruct.Config{Dir: m.dir, Base: ".", Env: env}, slices.Concat(m.patterns, m.dictionaryPatterns()))
	var errs schema.Findings
	if err := collect(&errs, err); err != nil {
		return err
	}
	m.declared = map[config.Dictionary]bool{}
	for _, p := range pkgs {
		named := m.matches(m.patterns, p)
		read, err := place{}.model(p)
		if err := collect(&errs, err); err != nil {
			return err
		}
		if named {
			m.loaded = append(m.loaded, p)
			m.pkgs = append(m.pkgs, read.Package)
		}
		m.keep(p, read.Package)
	}
	for _, d := range m.Dictionaries {
		if len(errs) == 0 && !m.declared[d] {
			errs.Add(d.Pos, config.Value, "no package with records matches %s: correct its path, or add its module by go get", d.Pattern)
		}
	}
	m.err = m.blame(errs).Err()
	return nil
}

// keep keeps a package that was loaded if it is a dictionary.
func (m *lintModule) keep(p *gostruct.Package, read *schema.Package) {
	named := false
	for i, pattern := range m.dictionaryPatterns() {
		if m.matches([]string{pattern}, p) {
			named = true
			m.declared[m.Dictionaries[i]] = m.declared[m.Dictionaries[i]] || len(read.Records) > 0
		}
	}
	if named {
		m.dictionaries = append(m.dictionaries, read)
	}
}

// blame puts errors about dictionaries that cannot be loaded where the
// configuration names them.
func (m *lintModule) blame(errs schema.Findings) *schema.Findings {
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
			case isFolder(d.Pattern) && (strings.Contains(e.Message, name) || strings.Contains(e.Message, relative(name))):
				e.Pos = d.Pos
				e.Message = strings.ReplaceAll(e.Message, name, relative(name)) + ": name a folder as seen from that of go.mod"
			}
		}
	}
	return &errs
}

// dictionaryPatterns are those of the configuration, for the go command. Those
// that name folders are relative to the module's root.
func (m *lintModule) dictionaryPatterns() []string {
	patterns := make([]string, len(m.Dictionaries))
	for i, d := range m.Dictionaries {
		patterns[i] = d.Pattern
		if isFolder(d.Pattern) && !filepath.IsAbs(d.Pattern) {
			patterns[i] = filepath.Join(m.root, d.Pattern)
		}
	}
	return patterns
}

// matches reports whether one of some patterns names a package, as the go
// command understands them. Without dictionaries, nothing else was loaded.
func (m *lintModule) matches(patterns []string, p *gostruct.Package) bool {
	return len(m.Dictionaries) == 0 || slices.ContainsFunc(patterns, func(pattern string) bool {
		switch {
		case pattern == "all":
			return true
		case isFolder(pattern):
			return m.matchesFolder(pattern, p.Dir)
		}
		return matchPattern(pattern, p.Path)
	})
}

// matchesFolder is matches for a pattern of folders, which does not lead into
// another module.
func (m *lintModule) matchesFolder(pattern, dir string) bool {
	if !filepath.IsAbs(pattern) {
		pattern = filepath.Join(m.dir, pattern)
	}
	pattern, err := filepath.Abs(pattern)
	if err != nil || !matchPattern(filepath.ToSlash(pattern), filepath.ToSlash(dir)) {
		return false
	}
	start, _, recursive := strings.Cut(pattern, "...")
	if !recursive {
		return true
	}
	around, err := config.Root(filepath.Dir(start + "x"))
	own, ownErr := config.Root(dir)
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
func (s *set) plan(pkgName string) ([]file, error) {
	if s.args != nil {
		return planSchemas(s.args, pkgName)
	}
	var pkgs []*gostruct.Package
	var errs schema.Findings
	for _, m := range s.modules {
		pkgs = append(pkgs, m.loaded...)
		if err := collect(&errs, m.err); err != nil {
			return nil, err
		}
	}
	return planLoaded(pkgs, errs.Err(), s.patterns())
}

// patterns are those of all modules, as seen from the working directory.
func (s *set) patterns() (patterns []string) {
	for _, m := range s.modules {
		for _, pattern := range m.patterns {
			if isFolder(pattern) && !filepath.IsAbs(pattern) && m.dir != "." {
				pattern = "./" + path.Join(filepath.ToSlash(relative(m.dir)), pattern)
			}
			patterns = append(patterns, pattern)
		}
	}
	return patterns
}

// check applies the rules that hold for every source, which lint relies on.
func (s *set) check() error {
	var errs schema.Findings
	records := 0
	for _, m := range s.modules {
		if err := collect(&errs, m.err); err != nil {
			return err
		}
		for _, p := range m.pkgs {
			records += len(p.Records)
			if err := collect(&errs, schema.Check(p)); err != nil {
				return err
			}
		}
	}
	if records == 0 && len(errs) == 0 {
		errs = noRecords(s.patterns())
	}
	return errs.Err()
}

// lint applies the rules to each module, comparing it with those before it.
func (s *set) lint() (findings schema.Findings) {
	var before []*schema.Package
	for _, m := range s.dictionariesFirst() {
		cfg := m.Lint
		cfg.Dictionaries, cfg.Others, cfg.Foreign, cfg.Today = m.dictionaries, before, foreignRules(), time.Now()
		for _, e := range cfg.Exceptions {
			e.Silent = !m.lints(e)
		}
		for _, p := range m.loaded {
			cfg.Exceptions = append(cfg.Exceptions, inlineExceptions(p)...)
		}
		findings = append(findings, lint.Run(cfg, m.pkgs)...)
		before = append(before, m.pkgs...)
	}
	findings.Sort()
	return findings
}

// dictionariesFirst are the modules, so that what differs from a dictionary is
// another module's finding.
func (s *set) dictionariesFirst() []*lintModule {
	shared := map[string]bool{}
	for _, m := range s.modules {
		for _, d := range m.dictionaries {
			shared[d.Path] = true
		}
	}
	rank := func(m *lintModule) int {
		if slices.ContainsFunc(m.pkgs, func(p *schema.Package) bool { return shared[p.Path] }) {
			return 0
		}
		return 1
	}
	return slices.SortedStableFunc(slices.Values(s.modules), func(a, b *lintModule) int { return rank(a) - rank(b) })
}

// lints reports whether all that an exception of the configuration could be
// about is linted.
func (m *lintModule) lints(e *lint.Exception) bool {
	if e.Package != "" {
		return slices.ContainsFunc(m.pkgs, func(p *schema.Package) bool { return p.Path == e.Package })
	}
	return !m.shared && slices.ContainsFunc(m.patterns, func(pattern string) bool {
		dir, all := strings.CutSuffix(pattern, "...")
		abs, err := filepath.Abs(filepath.Join(m.dir, dir))
		return all && isFolder(pattern) && err == nil && (abs == m.root || filepath.IsAbs(dir) && filepath.Clean(dir) == m.root)
	})
}
