package known

import (
	"cmp"
	"fmt"
	"go/token"
	"maps"
	"path/filepath"
	"slices"
	"strings"

	"github.com/hhgen/hhgen/internal/folder"
	"github.com/hhgen/hhgen/schema"
)

// kind is what findings have in common that cannot be told apart after lines have
// moved.
type kind struct {
	File    string `json:"file"` // from the folder of the baseline, with slashes; "" for none
	Rule    string `json:"rule"`
	Message string `json:"message"`
}

func (k kind) compare(other kind) int {
	return cmp.Or(strings.Compare(k.File, other.File), strings.Compare(k.Rule, other.Rule), strings.Compare(k.Message, other.Message))
}

// entry is one line of a file.
type entry struct {
	kind
	count int            // of findings
	left  int            // of those, the ones that were found
	pos   token.Position // in the file
}

// File is a file of known findings.
type File struct {
	path    string // relative to the working directory
	entries []*entry
}

// New returns the file that has some findings.
func New(path string, findings schema.Findings) *File {
	f := &File{path: path}
	for k, group := range f.group(findings) {
		f.entries = append(f.entries, &entry{kind: k, count: len(group), left: len(group)})
	}
	slices.SortFunc(f.entries, func(a, b *entry) int { return a.compare(b.kind) })
	return f
}

// Len is how many findings the file has.
func (f *File) Len() (n int) {
	for _, e := range f.entries {
		n += e.count
	}
	return n
}

// group puts findings of one kind together, in their order.
func (f *File) group(findings schema.Findings) map[kind]schema.Findings {
	groups := map[kind]schema.Findings{}
	for _, one := range findings {
		k := f.kindOf(one)
		groups[k] = append(groups[k], one)
	}
	return groups
}

// kindOf is the kind of a finding. Characters that JSON cannot hold are replaced,
// as they are in the file.
func (f *File) kindOf(one *schema.Finding) kind {
	valid := func(s string) string { return strings.ToValidUTF8(s, "\ufffd") }
	return kind{valid(f.relative(one.Pos.Filename)), one.Rule.ID, valid(one.LastingMessage())}
}

// relative is the path of a file, relative to the working directory, as the file
// has it.
func (f *File) relative(name string) string {
	if name == "" {
		return ""
	}
	path, err := filepath.Abs(name)
	base, baseErr := filepath.Abs(filepath.Dir(f.path))
	if rel, relErr := filepath.Rel(base, path); err == nil && baseErr == nil && relErr == nil {
		path = rel
	}
	return filepath.ToSlash(path)
}

// absolute is the reverse of relative, for a path from the root.
func (f *File) absolute(name string) string {
	path := filepath.FromSlash(name)
	if filepath.IsAbs(path) {
		return path
	}
	path, _ = filepath.Abs(filepath.Join(filepath.Dir(f.path), path)) // without a working directory, nothing is found
	return path
}

// Without returns the findings that are not in the file, in their order. If there
// are more of a kind than the file has, it returns all of them, which then say so.
func (f *File) Without(findings schema.Findings) (rest schema.Findings) {
	groups := f.group(findings)
	for _, e := range f.entries {
		group := groups[e.kind]
		if e.left = min(len(group), e.count); len(group) <= e.count {
			delete(groups, e.kind)
			continue
		}
		note := schema.Related{Pos: e.pos, Message: fmt.Sprintf("the baseline has %d of these %d", e.count, len(group))}
		for i, one := range group {
			marked := *one
			marked.Related = append(slices.Clone(one.Related), note)
			group[i] = &marked
		}
	}
	rest = slices.Concat(slices.Collect(maps.Values(groups))...)
	rest.Sort()
	return rest
}

// fixed are the entries with findings that are gone, by what [File.Without] was
// called with. found says whether those of a rule in a file, whose path is absolute
// or "", would have been found.
func (f *File) fixed(found func(rule, file string) bool) (fixed []*entry) {
	for _, e := range f.entries {
		path := ""
		if e.File != "" {
			path = f.absolute(e.File)
		}
		if e.left < e.count && found(e.Rule, path) {
			fixed = append(fixed, e)
		}
	}
	return fixed
}

// Gone reports findings of the file that are gone: one warning, which has the
// entries as its places.
func (f *File) Gone(found func(rule, file string) bool) (findings schema.Findings) {
	fixed := f.fixed(found)
	if len(fixed) == 0 {
		return nil
	}
	n := 0
	var places []schema.Related
	for _, e := range fixed {
		n += e.count - e.left
		places = append(places, schema.Related{Pos: e.pos, Message: fmt.Sprintf("%s in %s", e.Rule, cmp.Or(e.File, "no file"))})
	}
	what, them := fmt.Sprintf("%d findings of this baseline are", n), "them"
	if n == 1 {
		what, them = "a finding of this baseline is", "it"
	}
	findings.Add(fixed[0].pos, Fixed, "%s gone: remove %s with --update-baseline", what, them)
	findings[0].Related = places[1:]
	return findings
}

// Prune takes findings that are gone out of the file, and returns how many.
func (f *File) Prune(found func(rule, file string) bool) (n int) {
	for _, e := range f.fixed(found) {
		n += e.count - e.left
		e.count = e.left
	}
	f.entries = slices.DeleteFunc(f.entries, func(e *entry) bool { return e.count == 0 })
	return n
}

// Name is the path of the file as messages have it.
func (f *File) Name() string { return folder.Relative(f.path) }
