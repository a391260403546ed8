package lsp

import (
	"cmp"
	"encoding/json"
	"path/filepath"
	"slices"

	"github.com/hhgen/hhgen/internal/regular"
	"github.com/hhgen/hhgen/schema"
)

// mark replaces what somebody has found in a module.
func (s *Server) mark(m *module, by string, findings schema.Findings) {
	texts := &texts{server: s, known: map[string]*text{}}
	delete(m.marks, by)
	for _, f := range findings {
		m.marks[by] = append(m.marks[by], texts.mark(m, f))
	}
}

// publishAll tells the client what was found, as far as it does not know that. An
// edit may have removed what it was told.
func (s *Server) publishAll() {
	paths := map[string]bool{}
	for path := range s.published {
		paths[path] = true
	}
	for _, m := range s.modules {
		for _, path := range m.paths() {
			paths[path] = true
		}
	}
	for path := range paths {
		s.publish(path)
	}
}

// texts are the contents of files: of the documents, or from disk.
type texts struct {
	server *Server
	known  map[string]*text
}

// of is the content of a file; nil if it cannot be read.
func (t *texts) of(path string) *text {
	if d := t.server.documents[path]; d != nil {
		return d.text
	}
	if known, ok := t.known[path]; ok {
		return known
	}
	t.known[path] = nil
	if content, err := regular.ReadFile(path); err == nil {
		t.known[path] = newText(string(content), t.server.units)
	}
	return t.known[path]
}

// mark is the place of a finding. What is about no file that can be read is about
// the module, and stands at its go.mod.
func (t *texts) mark(m *module, f *schema.Finding) mark {
	path, err := filepath.Abs(f.Pos.Filename)
	content := t.of(path)
	if f.Pos.Filename == "" || err != nil || content == nil {
		return mark{path: filepath.Join(m.root, "go.mod"), finding: f}
	}
	k := mark{path: path, at: content.word(f.Pos), finding: f}
	for _, r := range f.Related {
		path, err := filepath.Abs(r.Pos.Filename)
		if content := t.of(path); err == nil && content != nil {
			k.related = append(k.related, relatedInformation{location{t.server.uri(path), content.word(r.Pos)}, r.Message})
		}
	}
	k.fixes = t.fixes(f)
	return k
}

// uri is the name of a file as the client writes it.
func (s *Server) uri(path string) string {
	if d := s.documents[path]; d != nil {
		return d.uri
	}
	return uriOf(path)
}

// publish tells the client what was found in a file, unless it knows that.
func (s *Server) publish(path string) {
	p := publishParams{URI: s.uri(path), Diagnostics: []diagnostic{}}
	for _, k := range s.marksOf(path) {
		p.Diagnostics = append(p.Diagnostics, k.diagnostic())
	}
	text, err := json.Marshal(p.Diagnostics)
	if err != nil || s.published[path] == string(text) || s.published[path] == "" && len(p.Diagnostics) == 0 {
		return
	}
	s.published[path] = string(text)
	if len(p.Diagnostics) == 0 {
		delete(s.published, path)
	}
	if d := s.documents[path]; d != nil {
		p.Version = d.version
	}
	_ = s.notify("textDocument/publishDiagnostics", p) // a client that is gone is noticed by who reads
}

// marksOf are the marks of a file, in order, each once: go vet also finds some of
// what is found in schemas.
func (s *Server) marksOf(path string) (marks []mark) {
	for _, m := range s.modules {
		for _, some := range m.marks {
			for _, k := range some {
				if k.path == path {
					marks = append(marks, k)
				}
			}
		}
	}
	slices.SortFunc(marks, func(a, b mark) int {
		return cmp.Or(
			cmp.Compare(a.at.Start.Line, b.at.Start.Line), cmp.Compare(a.at.Start.Character, b.at.Start.Character),
			cmp.Compare(a.finding.Rule.ID, b.finding.Rule.ID), cmp.Compare(a.finding.Message, b.finding.Message),
		)
	})
	return slices.CompactFunc(marks, func(a, b mark) bool {
		return a.at.Start == b.at.Start && a.finding.Rule == b.finding.Rule && a.finding.Message == b.finding.Message
	})
}

// diagnostic is the mark as the protocol has it.
func (k mark) diagnostic() diagnostic {
	d := diagnostic{
		Range: k.at, Severity: severityError, Code: k.finding.Rule.ID, CodeDescription: &codeDescription{k.finding.Rule.URL()},
		Source: "hhgen", Message: k.finding.Message, Related: k.related,
	}
	if k.finding.Severity == schema.Warning {
		d.Severity = severityWarning
	}
	return d
}
