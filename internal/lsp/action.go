package lsp

import (
	"path/filepath"
	"strings"

	"github.com/hhgen/hhgen/schema"
)

// codeActions are the fixes of what was found in a range.
func (s *Server) codeActions(p codeActionParams) (any, error) {
	actions := []codeAction{}
	path, err := pathOf(p.TextDocument.URI)
	if err != nil || !wantsQuickFix(p.Context.Only) {
		return actions, nil
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, k := range s.marksOf(path) {
		if !k.at.overlaps(p.Range) {
			continue
		}
		for _, a := range k.fixes {
			a.Diagnostics = []diagnostic{k.diagnostic()}
			actions = append(actions, a)
		}
	}
	return actions, nil
}

// wantsQuickFix reports whether a client that wants only some kinds of actions
// wants quick fixes.
func wantsQuickFix(only []string) bool {
	for _, kind := range only {
		if kind == "" || kind == quickFix || strings.HasPrefix(quickFix, kind+".") {
			return true
		}
	}
	return len(only) == 0
}

// fixes are the fixes of a finding, as changes of the files that were judged. A fix
// that is safe is the one that a client may make without asking.
func (t *texts) fixes(f *schema.Finding) (actions []codeAction) {
	for _, fix := range f.Fixes {
		a := codeAction{Title: fix.Message, Kind: quickFix, IsPreferred: fix.Safe, Edit: workspaceEdit{map[string][]textEdit{}}}
		for _, e := range fix.Edits {
			path, err := filepath.Abs(e.Pos.Filename)
			content := t.of(path)
			if err != nil || content == nil || e.End.Offset > len(content.content) {
				a.Edit.Changes = nil
				break
			}
			uri, at := t.server.uri(path), textRange{content.position(e.Pos.Offset), content.position(e.End.Offset)}
			a.Edit.Changes[uri] = append(a.Edit.Changes[uri], textEdit{at, e.New})
		}
		if len(a.Edit.Changes) > 0 {
			actions = append(actions, a)
		}
	}
	return actions
}

// touches reports whether an action changes a file.
func (a codeAction) touches(path string) bool {
	for uri := range a.Edit.Changes {
		if p, err := pathOf(uri); err == nil && p == path {
			return true
		}
	}
	return false
}
