package jsonschema

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
)

// changes are the differences between the document and its copy, in the order of
// the document.
func (p *copier) changes() (all []Change) {
	if f := p.root.file; f.draft != draft2020 {
		all = append(all, Change{f.root.pos, "it is " + f.draft.name + ", and the copy " + draft2020.name})
	}
	for _, n := range p.nodes {
		all = append(all, normalized(n)...)
	}
	for _, added := range p.more {
		for _, m := range added {
			all = append(all, Change{m.pos, fmt.Sprintf("%s %s is added", m.name, m.value.raw)})
		}
	}
	slices.SortFunc(all, func(a, b Change) int {
		return cmp.Or(cmp.Compare(a.Pos.Filename, b.Pos.Filename), a.Pos.Line-b.Pos.Line, a.Pos.Column-b.Pos.Column, cmp.Compare(a.Text, b.Text))
	})
	return slices.Compact(all)
}

// normalized says what normalization has made of the keywords of a schema.
func normalized(n *node) []Change {
	if n.written == nil {
		return nil
	}
	var gone, made []string
	pos := n.pos
	for _, m := range n.written {
		switch now := n.get(m.name); {
		case slices.Contains(notCopied, m.name) && m.name != "nullable":
		case now == nil:
			if gone = append(gone, m.name); len(gone) == 1 {
				pos = m.pos
			}
		case now != m.value && compact(now) != compact(m.value) && now.kind != '{':
			made = append(made, m.name)
		}
	}
	for _, m := range n.members {
		if !slices.ContainsFunc(n.written, func(w member) bool { return w.name == m.name }) {
			made = append(made, m.name)
		}
	}
	switch {
	case n.get("nullable") != nil && slices.Equal(gone, []string{"anyOf"}):
		return nil // the copy has the same anyOf
	case len(gone) > 0 && len(made) > 0:
		return []Change{{pos, strings.Join(gone, ", ") + " became " + strings.Join(made, ", ")}}
	case len(gone) > 0:
		return []Change{{pos, strings.Join(gone, ", ") + " is left out"}}
	case len(made) > 0:
		return []Change{{pos, strings.Join(made, ", ") + " is set"}}
	}
	return nil
}
