package baseline

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
)

// Tree is what a revision holds, written to a temporary folder.
type Tree struct {
	Dir  string // absolute, without symbolic links
	name string // of the revision, as the user calls it
	repo *Repository
	root *os.Root         // Dir; it follows no link that leads out
	own  []Module         // that it holds
	held map[string]entry // what is no regular file, by path

	unread error
}

// entry is an object of a tree.
type entry struct {
	path   string // with slashes
	mode   string
	object string
	size   int64
	target string // of a symbolic link
	cut    bool   // the link leads out of the tree, and is not followed
}

// The modes of entries that are no regular files.
const (
	linkMode      = "120000"
	submoduleMode = "160000"
)

// largeFile is the size, in bytes, above which a file is written only if somebody
// reads it. A repository may hold recordings or models.
const largeFile = 1 << 20

// content are the names, or their ends, of files whose content the go command, or
// hhgen, may need. Of others, such as those that are embedded, the name does.
var content = strings.Fields(".go .json .mod .sum .work modules.txt " +
	".c .cc .cpp .cxx .m .h .hh .hpp .hxx .inc .f .F .for .f90 .s .S .sx .swig .swigcxx")

// hasContent reports whether the content of an entry is asked for.
func (e entry) hasContent() bool {
	if e.mode == submoduleMode {
		return false
	}
	needed := slices.Contains(content, path.Ext(e.path)) || slices.Contains(content, path.Base(e.path))
	return e.mode == linkMode || e.size <= largeFile || needed
}

// Close gives up the folder, which the caller may then remove.
func (t *Tree) Close() { _ = t.root.Close() }

// list lists the files of a commit, in the order of their paths.
func list(commit string) (entries []entry, err error) {
	out, err := git("", "ls-tree", "-r", "-l", "-z", "--full-tree", commit)
	if err != nil {
		return nil, err
	}
	for _, line := range strings.Split(strings.TrimSuffix(out, "\x00"), "\x00") {
		if line == "" {
			continue // an empty tree
		}
		head, name, _ := strings.Cut(line, "\t")
		fields := strings.Fields(head)
		if len(fields) != 4 {
			return nil, fmt.Errorf("git ls-tree printed %q", line)
		}
		if !safeName(name) {
			return nil, fmt.Errorf("the revision has a file called %q, which git cannot check out: repair the repository with git fsck", name)
		}
		size, _ := strconv.ParseInt(fields[3], 10, 64) // a submodule has none
		entries = append(entries, entry{path: name, mode: fields[0], object: fields[2], size: size})
	}
	return entries, nil
}

// safeName reports whether a path leads to a place in the tree. A folder .git
// would be a repository, whose configuration names commands to run.
func safeName(name string) bool {
	for _, element := range strings.Split(name, "/") {
		if element == "" || element == "." || element == ".." || strings.EqualFold(element, ".git") {
			return false
		}
	}
	return filepath.IsLocal(filepath.FromSlash(name))
}

// Show is what messages call an absolute path in the tree, as git does; false if
// it is elsewhere.
func (t *Tree) Show(path string) (string, bool) {
	rel, ok := below(t.Dir, path)
	return t.name + ":" + rel, ok
}

// below is a path as seen from a folder that it is in.
func below(dir, path string) (string, bool) {
	rel, err := filepath.Rel(dir, path)
	if dir == "" || err != nil || !filepath.IsLocal(rel) {
		return "", false
	}
	return filepath.ToSlash(rel), true
}

// isDir reports whether the tree has a folder.
func (t *Tree) isDir(dir string) bool {
	info, err := t.root.Stat(filepath.FromSlash(dir))
	return err == nil && info.IsDir()
}

// isFile reports whether the tree has a file of a name.
func (t *Tree) isFile(name string) bool {
	info, err := t.root.Stat(filepath.FromSlash(name))
	return err == nil && info.Mode().IsRegular()
}

// maxLinks is how many links one path may lead through.
const maxLinks = 40

// Blocked is the error about a path of the tree whose files the revision does
// not hold, or that are not to be followed; nil if there is none.
func (t *Tree) Blocked(name string) error {
	seen := 0
	for i := 0; i <= len(name); i++ {
		if i < len(name) && name[i] != '/' {
			continue
		}
		switch e, special := t.held[name[:i]]; {
		case !special:
		case e.mode == submoduleMode:
			return fmt.Errorf("%s is a git submodule at %s, whose files are in a repository of its own: "+
				"run hhgen breaking in the submodule, with --against a revision of it", e.path, t.name)
		case e.cut:
			return t.cutOff(e)
		case seen < maxLinks:
			seen++
			name, i = path.Join(path.Dir(e.path), e.target, name[i:]), -1 // from the start
		}
	}
	return nil
}

// cutOff is the error about a link that is not followed.
func (t *Tree) cutOff(e entry) error {
	return fmt.Errorf("%s:%s is a symbolic link to %s, and links that lead out of a revision are not followed: "+
		"compare with a folder that holds the files, such as that of git worktree add %s %s", t.name, e.path, e.target, t.repo.before(), t.name)
}

// blockedFile is the error about a Go file of a pattern's packages that is not
// to be followed; nil if there is none.
func (t *Tree) blockedFile(p Pattern) error {
	for _, name := range t.cutLinks() {
		rel, in := below(filepath.FromSlash(p.Dir()), filepath.FromSlash(path.Dir(name)))
		if in && path.Ext(name) == ".go" && (rel == "." || p.Rest != "" && !ignored(rel)) {
			return t.cutOff(t.held[name])
		}
	}
	return nil
}

// cutLinks are the links that are not followed.
func (t *Tree) cutLinks() (names []string) {
	for name, e := range t.held {
		if e.cut {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	return names
}

// Unread is the error about what a go.mod or go.work of the revision leads to and
// the revision does not hold; nil if there is none. It matters if packages that
// are to be compared need that, and then reading them fails.
func (t *Tree) Unread() error { return t.unread }

// leadsTo notes that packages may need a folder.
func (t *Tree) leadsTo(dir string) {
	if t.unread == nil {
		t.unread = t.Blocked(dir)
	}
}

// read reads a file of the tree.
func (t *Tree) read(name string) ([]byte, error) { return t.root.ReadFile(filepath.FromSlash(name)) }

// write gives a file of the tree new content. The file is made anew: what is
// there may be a link.
func (t *Tree) write(name string, content []byte) error {
	name = filepath.FromSlash(name)
	if err := t.root.Remove(name); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	if err := t.root.MkdirAll(filepath.Dir(name), 0o777); err != nil {
		return err
	}
	f, err := t.root.OpenFile(name, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o666)
	if err != nil {
		return err
	}
	_, err = f.Write(content)
	return errors.Join(err, f.Close())
}
