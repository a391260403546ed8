package judge

import (
	"slices"

	"github.com/hhgen/hhgen/internal/load"
	"github.com/hhgen/hhgen/schema/usage"
)

// Status says what the code of the modules uses of their records. The code is all of the
// modules, also where a run names some of their packages only.
func (s Set) Status() (*usage.Report, error) {
	if _, err := s.check(); err != nil {
		return nil, err
	}
	whole, err := s.whole()
	if err != nil {
		return nil, err
	}
	u, err := whole.usage()
	if err != nil {
		return nil, err
	}
	shown := map[string]bool{}
	for _, p := range s.Packages() {
		shown[p.Path] = true
	}
	return u.Judge(s.Packages(), whole.Packages(), func(path string) bool { return shown[path] }), nil
}

// Usage is what the code of all packages of the modules uses of schemas.
func (s Set) Usage() (*usage.Usage, error) {
	whole, err := s.whole()
	if err != nil {
		return nil, err
	}
	return whole.usage()
}

// whole are the modules with all of their packages.
func (s Set) whole() (all Set, err error) {
	for _, m := range s {
		if whole(m) || m.Root == "" {
			all = append(all, m)
			continue
		}
		more, err := load.Modules(load.Request{Args: []string{m.Root + "/..."}})
		if err != nil {
			return nil, err
		}
		for _, one := range more {
			one.Env = m.Env
		}
		all = append(all, more...)
	}
	_, err = all.Sources()
	return all, err
}

// usage is that of the packages of the set.
func (s Set) usage() (*usage.Usage, error) {
	var uses []usage.Use
	for _, m := range s {
		more, err := CallSites{Patterns: m.Patterns, Dir: m.Dir, Env: m.Env}.Uses()
		if err != nil {
			return nil, err
		}
		uses = slices.Concat(uses, more)
	}
	return usage.New(uses), nil
}
