// Package judge says what is wrong with packages, for every command that reports
// it and for editors: the rules for every source, those of lint, and those about
// call sites, which the go command applies.
package judge

import (
	"path"
	"path/filepath"
	"slices"
	"time"

	"github.com/hhgen/hhgen/gen/vet"
	"github.com/hhgen/hhgen/internal/folder"
	"github.com/hhgen/hhgen/internal/load"
	"github.com/hhgen/hhgen/internal/suppression"
	"github.com/hhgen/hhgen/schema"
	"github.com/hhgen/hhgen/schema/breaking"
	"github.com/hhgen/hhgen/schema/gostruct"
	"github.com/hhgen/hhgen/schema/lint"
	"github.com/hhgen/hhgen/schema/live"
)

// Set is what one run judges: the modules of a workspace, or one. It is never
// empty.
type Set []*load.Module

// Sources are those of all modules.
func (s Set) Sources() (sources []*load.Source, err error) {
	var errs schema.Findings
	for _, m := range s {
		sources = append(sources, m.Sources...)
		if err := errs.Collect(m.Err); err != nil {
			return nil, err
		}
	}
	return sources, errs.Err()
}

// Patterns are those of all modules, as seen from the working directory.
func (s Set) Patterns() (patterns []string) {
	for _, m := range s {
		for _, pattern := range m.Patterns {
			if load.IsFolder(pattern) && !filepath.IsAbs(pattern) && m.Dir != "." {
				pattern = "./" + path.Join(filepath.ToSlash(folder.Relative(m.Dir)), pattern)
			}
			patterns = append(patterns, pattern)
		}
	}
	return patterns
}

// Check applies the rules that hold for every source, which lint relies on. Packages
// without records are an error.
func (s Set) Check() error {
	records, err := s.check()
	if records == 0 && err == nil {
		return load.NoRecords(load.Request{Args: s.Patterns()})
	}
	return err
}

// check applies the rules, and counts the records.
func (s Set) check() (records int, err error) {
	var errs schema.Findings
	for _, m := range s {
		if err := errs.Collect(m.Err); err != nil {
			return records, err
		}
		for _, p := range m.Sources {
			records += len(p.Records)
			if err := errs.Collect(schema.Check(p.Package)); err != nil {
				return records, err
			}
		}
	}
	return records, errs.Err()
}

// Lint applies the rules to each module, comparing it with those before it.
func (s Set) Lint() (findings schema.Findings) {
	var before []*schema.Package
	for _, m := range s.dictionariesFirst() {
		cfg := m.Lint
		cfg.Dictionaries, cfg.Others, cfg.Foreign, cfg.Today = m.DictionaryPackages, before, ForeignRules(), time.Now()
		cfg.Instrumentation = m.Instrumentation()
		for _, one := range cfg.Suppressions {
			one.Silent = !lints(m, one)
		}
		for _, p := range m.Sources {
			if p.Go != nil {
				cfg.Suppressions = append(cfg.Suppressions, commentsFor(p.Go)...)
			}
		}
		findings = append(findings, lint.Run(cfg, load.Schemas(m.Sources))...)
		before = append(before, load.Schemas(m.Sources)...)
	}
	findings.Sort()
	return findings
}

// ForeignRules are the ids that comments may suppress and that lint does not
// have: those of rules about call sites, about changes, and about what services send.
func ForeignRules() []string {
	return slices.DeleteFunc(slices.Concat(vet.Rules.IDs(), breaking.Rules.IDs(), live.IDs()), func(id string) bool { return slices.Contains(lint.IDs(), id) })
}

// Packages are those of all modules.
func (s Set) Packages() (pkgs []*schema.Package) {
	for _, m := range s {
		pkgs = append(pkgs, load.Schemas(m.Sources)...)
	}
	return pkgs
}

// dictionariesFirst are the modules, so that what differs from a dictionary is
// another module's finding.
func (s Set) dictionariesFirst() []*load.Module {
	shared := map[string]bool{}
	for _, m := range s {
		for _, d := range m.DictionaryPackages {
			shared[d.Path] = true
		}
	}
	rank := func(m *load.Module) int {
		if slices.ContainsFunc(m.Sources, func(p *load.Source) bool { return shared[p.Path] }) {
			return 0
		}
		return 1
	}
	return slices.SortedStableFunc(slices.Values(s), func(a, b *load.Module) int { return rank(a) - rank(b) })
}

// commentsFor are the suppressions in a package that lint judges: those of its
// rules, and in a package with records also those that name none, or one that
// there is not. In other packages, vet judges these.
func commentsFor(p *gostruct.Package) (found []*suppression.Suppression) {
	for _, f := range p.Syntax {
		for _, one := range suppression.In(p.Fset, f) {
			if len(p.Records) == 0 && !slices.Contains(lint.IDs(), one.Rule) {
				continue
			}
			one.Pos.Filename, one.Pos.Offset = folder.Relative(one.Pos.Filename), 0
			one.Comment.Shown.Filename = folder.Relative(one.Comment.Shown.Filename)
			found = append(found, one)
		}
	}
	return found
}

// lints reports whether all that a suppression of the configuration could be
// about is linted.
func lints(m *load.Module, one *suppression.Suppression) bool {
	if one.Package != "" {
		return slices.ContainsFunc(m.Sources, func(p *load.Source) bool { return p.Path == one.Package })
	}
	return !m.Shared && whole(m)
}
