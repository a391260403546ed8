package lsp

import (
	"context"
	"errors"
	"path/filepath"
	"slices"
	"time"

	"github.com/hhgen/hhgen/internal/judge"
	"github.com/hhgen/hhgen/internal/regular"
	"github.com/hhgen/hhgen/schema"
)

// How long a pause in typing is before something is judged, and how long typing
// may put it off.
const (
	pauseForSchemas   = 50 * time.Millisecond
	pauseForCallSites = 400 * time.Millisecond
	longestWait       = time.Second
)

// work judges modules, one thing at a time, until ctx ends.
func (s *Server) work(ctx context.Context) {
	for ctx.Err() == nil {
		select {
		case <-ctx.Done():
			return
		case <-s.wake:
		}
		s.rest(ctx, pauseForSchemas)
		for ctx.Err() == nil && (s.judgeNext(ctx) || s.rest(ctx, pauseForCallSites) || s.vetNext(ctx)) {
		}
	}
}

// rest waits for a pause in typing. It reports whether there is something new to
// judge.
func (s *Server) rest(ctx context.Context, pause time.Duration) (woken bool) {
	for begun := time.Now(); time.Since(begun) < longestWait; {
		select {
		case <-ctx.Done():
			return false
		case <-s.wake:
			woken = true
			pause = pauseForSchemas
		case <-time.After(pause):
			return woken
		}
	}
	return woken
}

// judgeNext judges a module whose documents or files have changed. It reports
// whether there was one.
func (s *Server) judgeNext(ctx context.Context) bool {
	m := s.nextStale()
	if m == nil {
		return false
	}
	defer s.survive("judging " + m.root)
	s.mu.Lock()
	unsaved, open := s.unsaved(m)
	edits := m.edits
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	if m.edited.Known() { // else what the go command says is needed in any case
		m.stop = cancel
	}
	s.mu.Unlock()
	var judgement judge.Judgement
	var err error
	broken := m.edited.Broken(unsaved, open)
	if len(broken) == 0 {
		judgement, err = m.edited.Judge(ctx, unsaved)
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	m.stop = nil
	switch {
	case m.edits != edits || ctx.Err() != nil: // what was found may be elsewhere now
		m.stale = true
		s.touch(m)
	case err != nil:
		s.logOnce(m, err)
	case len(broken) > 0: // the rest stays as it was until the files can be read
		s.mark(m, bySyntax, broken)
	default:
		s.conclude(m, judgement, len(unsaved) == 0)
	}
	s.publishAll()
	return true
}

// conclude replaces what was found in the schemas of a module. saved says that
// everything that was read is on disk.
func (s *Server) conclude(m *module, j judge.Judgement, saved bool) {
	m.trouble = ""
	s.mark(m, bySyntax, nil)
	s.mark(m, bySchema, j.Errors)
	if j.Linted { // else the rest stays as it was until the errors are corrected
		m.packages = j.Packages
		s.mark(m, byLint, j.Lint)
		if !saved {
			j.Outdated = nil // outputs are those of what is on disk
		}
		s.mark(m, byOutput, j.Outdated)
	}
}

// nextStale takes note of the files that were written, and is a module that is to
// be judged; nil if there is none.
func (s *Server) nextStale() *module {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, m := range s.modules {
		for _, path := range m.written {
			if !m.edited.Changed(path) {
				continue
			}
			m.stale = true
			if filepath.Ext(path) == ".go" {
				m.vet.addUsed(filepath.Dir(path))
			} else {
				m.vet.all = true
			}
		}
		m.written = nil
		if m.stale {
			m.stale = false
			return m
		}
	}
	return nil
}

// vetNext judges call sites that have changed. It reports whether there were any.
func (s *Server) vetNext(ctx context.Context) bool {
	s.mu.Lock()
	m, wanted := s.nextVet()
	if m == nil {
		s.mu.Unlock()
		return false
	}
	defer s.survive("judging the call sites of " + m.root)
	unsaved, _ := s.unsaved(m)
	edits := m.edits
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	m.stop = cancel
	s.mu.Unlock()
	sites := judge.CallSites{Patterns: []string{"./..."}, Dir: m.root, Unsaved: unsaved, Context: ctx}
	dirs := m.vetted(wanted, unsaved)
	if !wanted.all {
		sites.Patterns = dirs
	}
	var findings schema.Findings
	var failed []string
	var err error
	if len(sites.Patterns) > 0 {
		findings, failed, err = sites.VetBuilt()
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	m.stop = nil
	switch {
	case m.edits != edits || ctx.Err() != nil:
		m.vet.merge(wanted)
	case err != nil:
		s.logOnce(m, err)
	default:
		s.concludeVet(m, dirs, findings, m.edited.Unbuilt(failed))
	}
	s.publishAll()
	return true
}

// nextVet is a module with call sites to be judged, and the folders of their
// packages.
func (s *Server) nextVet() (m *module, wanted folders) {
	for _, m := range s.modules {
		if !m.vet.empty() && m.edited.Known() {
			wanted, m.vet = m.vet, folders{}
			return m, wanted
		}
	}
	return nil, folders{}
}

// vetted are the folders whose call sites are judged.
func (m *module) vetted(wanted folders, unsaved regular.Overlay) (dirs []string) {
	if wanted.all {
		return m.edited.Folders()
	}
	for dir, used := range wanted.dirs {
		more := []string{dir}
		if used {
			more = m.edited.Importers(dir)
		}
		for _, dir := range more {
			if m.edited.Records(dir, unsaved) && !slices.Contains(dirs, dir) {
				dirs = append(dirs, dir)
			}
		}
	}
	slices.Sort(dirs)
	return dirs
}

// concludeVet replaces what was found in folders, but for those about which the go
// command says nothing, since their packages do not compile.
func (s *Server) concludeVet(m *module, dirs []string, findings schema.Findings, unbuilt []string) {
	for _, dir := range dirs {
		if slices.Contains(unbuilt, dir) {
			continue
		}
		var own schema.Findings
		for _, f := range findings {
			if path, err := filepath.Abs(f.Pos.Filename); err == nil && filepath.Dir(path) == dir {
				own = append(own, f)
			}
		}
		s.mark(m, byVet+dir, own)
	}
}

// survive reports a panic, and ends nothing.
func (s *Server) survive(doing string) {
	if r := recover(); r != nil {
		s.crashed(doing, r)
	}
}

// logOnce reports what keeps a module from being judged, until that is something
// else.
func (s *Server) logOnce(m *module, err error) {
	if text := err.Error(); text != m.trouble && !errors.Is(err, context.Canceled) {
		m.trouble = text
		s.log(logError, "cannot judge "+m.root+": "+text)
	}
}
