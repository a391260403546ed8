package lsp

import (
	"path/filepath"
	"slices"

	"github.com/hhgen/hhgen/internal/config"
	"github.com/hhgen/hhgen/internal/regular"
	"github.com/hhgen/hhgen/schema"
)

// What clients say of documents and files.

// ofInterest reports whether a file may change what is found.
func ofInterest(path string) bool {
	switch filepath.Ext(path) {
	case ".go", ".json", ".mod", ".sum", ".work":
		return true
	}
	return filepath.Base(path) == config.Name
}

func (s *Server) opened(p documentParams) error {
	path, err := pathOf(p.TextDocument.URI)
	if err != nil { // such as a document that was never saved
		return nil
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.documents[path] = &document{p.TextDocument.URI, p.TextDocument.Version, newText(p.TextDocument.Text, s.units)}
	delete(s.published, path)
	s.publish(path)
	s.edited(path)
	return nil
}

func (s *Server) changed(p changeParams) error {
	path, err := pathOf(p.TextDocument.URI)
	if err != nil {
		return nil
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	d := s.documents[path]
	if d == nil {
		return errorf(codeInvalidParams, "%s was not opened", p.TextDocument.URI)
	}
	d.version = p.TextDocument.Version
	for _, c := range p.Changes {
		e := d.change(c)
		for _, m := range s.modules {
			m.move(path, e)
		}
	}
	s.edited(path)
	return nil
}

// edited has the module of a document judged again. s.mu is held.
func (s *Server) edited(path string) {
	m := s.moduleOf(path)
	if m == nil || !ofInterest(path) {
		return
	}
	m.edits++
	m.stale = true
	if filepath.Ext(path) == ".go" {
		m.vet.add(filepath.Dir(path))
	}
	s.touch(m)
}

func (s *Server) saved(p documentParams) error {
	s.written(p.TextDocument.URI)
	return nil
}

func (s *Server) closed(p documentParams) error {
	path, err := pathOf(p.TextDocument.URI)
	if err != nil {
		return nil
	}
	s.mu.Lock()
	delete(s.documents, path)
	s.mu.Unlock()
	s.written(p.TextDocument.URI)
	return nil
}

func (s *Server) watched(p watchedParams) error {
	uris := make([]string, len(p.Changes))
	for i, c := range p.Changes {
		uris[i] = c.URI
	}
	s.written(uris...)
	return nil
}

// written notes that files on disk were written, made or removed. Each may matter
// to all modules, since they may require one another.
func (s *Server) written(uris ...string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, uri := range uris {
		path, err := pathOf(uri)
		if err != nil || !ofInterest(path) {
			continue
		}
		s.moduleOf(path)
		for _, m := range s.modules {
			m.written = append(m.written, path)
			s.touch(m)
		}
	}
}

func (s *Server) foldersChanged(p foldersParams) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, f := range p.Event.Removed {
		if path, err := pathOf(f.URI); err == nil {
			s.folders = slices.DeleteFunc(s.folders, func(f string) bool { return f == path })
		}
	}
	for _, f := range p.Event.Added {
		s.addFolder(f.URI)
	}
	for root, m := range s.modules {
		if slices.ContainsFunc(s.folders, func(f string) bool { return related(f, root) }) {
			continue
		}
		delete(s.modules, root)
		s.touch(m)
	}
	s.publishAll()
	return nil
}

// touch has a module judged again, and ends the go command if it looks at what
// was.
func (s *Server) touch(m *module) {
	if m.stop != nil {
		m.stop()
		m.stop = nil
	}
	select {
	case s.wake <- struct{}{}:
	default: // it is awake
	}
}

// unsaved are the documents of a module that differ from what is on disk, and open
// all of its Go files that are open.
func (s *Server) unsaved(m *module) (unsaved, open regular.Overlay) {
	unsaved, open = regular.Overlay{}, regular.Overlay{}
	for path, d := range s.documents {
		if !ofInterest(path) || s.moduleOf(path) != m {
			continue
		}
		if filepath.Base(path) == schema.OutputName {
			continue // hhgen writes it, and an editor may not have noticed yet
		}
		content := []byte(d.content)
		open[path] = content
		if disk, err := regular.ReadFile(path); err != nil || string(disk) != d.content {
			unsaved[path] = content
		}
	}
	return unsaved, open
}
