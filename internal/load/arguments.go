package load

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/hhgen/hhgen/internal/folder"
	"github.com/hhgen/hhgen/schema"
)

// OrHere are arguments, or the current folder if there are none.
func OrHere(args []string) []string {
	if len(args) == 0 {
		return []string{"."}
	}
	return args
}

// IsDocument reports whether an argument names JSON Schema files, or a record of
// one, not packages.
func IsDocument(arg string) bool {
	file, _ := schema.SplitSource(arg)
	return strings.HasSuffix(file, ".json")
}

// AreDocuments is [IsDocument] for all of them: one command reads files or
// packages.
func AreDocuments(args []string) bool { return len(args) > 0 && IsDocument(args[0]) }

// IsFolder reports whether an argument names a folder, or those below one, as
// the go command sees it: other arguments are import paths.
func IsFolder(arg string) bool {
	path := filepath.ToSlash(arg)
	return path == "." || path == ".." || strings.HasPrefix(path, "./") || strings.HasPrefix(path, "../") || filepath.IsAbs(arg)
}

// Roots are the roots of the modules that arguments lie in; "" for what is in none.
func Roots(args []string) (roots []string, err error) {
	for _, arg := range OrHere(args) {
		dir := "."
		if IsDocument(arg) {
			dir = folderOf(arg)
		} else if IsFolder(arg) {
			dir = strings.TrimSuffix(arg, "...")
		}
		root, err := folder.Module(dir)
		if err != nil {
			return nil, err
		}
		roots = append(roots, root)
	}
	return roots, nil
}

// documents are the JSON Schema files that the arguments name; nil if they name
// packages.
func (r Request) documents() ([]string, error) {
	files := 0
	for _, arg := range r.Args {
		if IsDocument(arg) {
			files++
		}
	}
	switch {
	case files == 0 && r.Package != "" && !r.Past:
		return nil, errors.New("--package names the package of JSON Schema files, but the arguments are Go packages, which have a name: leave it out")
	case files == 0:
		return nil, nil
	case files < len(r.Args):
		return nil, errors.New("name packages or JSON Schema files, not both")
	}
	var names []string
	for _, arg := range r.Args {
		arg, fragment := schema.SplitSource(arg)
		if !filepath.IsAbs(arg) {
			arg = filepath.Join(r.Dir, arg)
		}
		matches, err := expand(arg)
		if err != nil {
			return nil, err
		}
		for _, m := range matches {
			names = append(names, m+fragment)
		}
	}
	return names, nil
}

// expand finds the files that a pattern of the shell names. Go generate has no
// shell. A file of the very name is meant by it.
func expand(name string) ([]string, error) {
	if _, err := os.Lstat(name); err == nil || !strings.ContainsAny(name, "*?[") {
		return []string{name}, nil
	}
	matches, err := filepath.Glob(name)
	if err != nil {
		return nil, fmt.Errorf("%s is not a valid pattern: %w", name, err)
	}
	matches = slices.DeleteFunc(matches, func(m string) bool { return !IsDocument(m) })
	if len(matches) == 0 {
		return nil, fmt.Errorf("no JSON Schema files match %s: correct the pattern", name)
	}
	return matches, nil
}
