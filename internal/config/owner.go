package config

import (
	"cmp"
	"go/token"
	"path"
	"slices"
	"strings"

	"github.com/goccy/go-yaml/ast"
)

// owner reads who owns packages: a name for all of them, or one for each of some
// folders. Of two folders, the deeper one counts, so they are sorted by it.
func (r *reader) owner(n ast.Node) {
	switch n.(type) {
	default:
		r.ownerOf(".", n)
		return
	case *ast.MappingNode, *ast.MappingValueNode:
	}
	seen := map[string]token.Position{}
	for _, e := range r.entries(n, "owner") {
		folder := path.Clean(e.key)
		before, twice := seen[folder]
		switch {
		case outside(folder):
			r.errs.Add(e.pos, Value, "the folder %s is not below the folder of this file: name it in the %s of its own module", e.key, Name)
			continue
		case twice:
			r.errs.Add(e.pos, Key, "the folder %s is named at line %d too: name its owner in one place", e.key, before.Line)
			continue
		}
		seen[folder] = e.pos
		r.ownerOf(folder, e.value)
	}
	slices.SortStableFunc(r.config.Owners, func(a, b Owner) int { return cmp.Compare(depth(a.Folder), depth(b.Folder)) })
}

func (r *reader) ownerOf(folder string, n ast.Node) {
	name, ok := r.text(n, "owner")
	switch {
	case ok && name == "":
		r.errs.Add(r.position(n), Value, "the owner has no name: write one, such as \"@org/team\", or leave it out")
	case ok:
		r.config.Owners = append(r.config.Owners, Owner{folder, name})
	}
}

// outside reports whether a clean path leads out of the folder of the file.
func outside(folder string) bool {
	return path.IsAbs(folder) || folder == ".." || strings.HasPrefix(folder, "../")
}

// depth is the number of folders of a clean path.
func depth(folder string) int {
	if folder == "." {
		return 0
	}
	return 1 + strings.Count(folder, "/")
}
