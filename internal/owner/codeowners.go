package owner

import (
	"errors"
	"io/fs"
	"path/filepath"
	"regexp"
	"strings"

	"github.com/hhgen/hhgen/internal/regular"
)

// places are where GitHub looks for the file, from the root of a repository. It
// reads the first one that there is.
var places = []string{".github/CODEOWNERS", "CODEOWNERS", "docs/CODEOWNERS"}

// Codeowners are the rules of a CODEOWNERS file.
type Codeowners []rule

// rule gives owners to the files of a pattern; none of them takes away what rules
// before gave.
type rule struct {
	path   *regexp.Regexp
	owners []string
}

// Find reads the CODEOWNERS file of a repository; nil if there is none.
func Find(root string) (Codeowners, error) {
	for _, place := range places {
		text, err := regular.ReadFile(filepath.Join(root, filepath.FromSlash(place)))
		if err == nil {
			return Parse(string(text)), nil
		}
		if !errors.Is(err, fs.ErrNotExist) {
			return nil, err
		}
	}
	return nil, nil
}

// Parse reads the rules of a file. Like GitHub, it passes over lines with patterns
// that gitignore has and CODEOWNERS has not: those that begin with ! or have [ ].
func Parse(text string) (rules Codeowners) {
	for line := range strings.Lines(strings.ToValidUTF8(text, "\ufffd")) { // which regular expressions need
		words := split(line)
		if len(words) == 0 || strings.HasPrefix(words[0], "!") || strings.ContainsAny(words[0], "[]") {
			continue
		}
		rules = append(rules, rule{match(words[0]), words[1:]})
	}
	return rules
}

// split are the words of a line up to a comment. A backslash before a space makes it
// part of a word.
func split(line string) (words []string) {
	var word strings.Builder
	end := func() {
		if word.Len() > 0 {
			words = append(words, word.String())
		}
		word.Reset()
	}
	for i := 0; i < len(line); i++ {
		switch c := line[i]; {
		case c == '\\' && i+1 < len(line) && line[i+1] == ' ':
			i++
			word.WriteByte(' ')
		case c == '#' && word.Len() == 0:
			return words
		case strings.IndexByte(" \t\r\n", c) >= 0:
			end()
		default:
			word.WriteByte(c)
		}
	}
	end()
	return words
}

// match is a pattern as a regular expression of paths from the root. A pattern with a
// slash before its end begins at the root, any other one in every folder. It names a
// file, or a folder with all that is below it; one that ends in /* names the files of
// one folder.
func match(pattern string) *regexp.Regexp {
	trimmed := strings.TrimSuffix(pattern, "/")
	start := "^(?:.*/)?"
	if strings.Contains(trimmed, "/") {
		start = "^"
	}
	end := "(?:/.*)?$"
	switch {
	case trimmed != pattern:
		end = "/.*$"
	case strings.HasSuffix(trimmed, "/*"):
		end = "$"
	}
	var b strings.Builder
	segments := strings.Split(strings.TrimPrefix(trimmed, "/"), "/")
	for i, s := range segments {
		last := i == len(segments)-1
		switch {
		case s == "**" && last:
			b.WriteString(".*")
		case s == "**":
			b.WriteString("(?:.*/)?")
		case last:
			b.WriteString(wildcards(s))
		default:
			b.WriteString(wildcards(s) + "/")
		}
	}
	return regexp.MustCompile(start + b.String() + end) // of quoted text and these wildcards
}

// wildcards is one segment of a pattern: * and ? stand for no slash.
func wildcards(segment string) string {
	return strings.NewReplacer(`\*`, "[^/]*", `\?`, "[^/]").Replace(regexp.QuoteMeta(segment))
}

// Of are the owners of a file, by its path from the root of the repository with
// slashes: those of the last rule that matches it.
func (c Codeowners) Of(path string) []string {
	for i := len(c) - 1; i >= 0; i-- {
		if c[i].path.MatchString(path) {
			return c[i].owners
		}
	}
	return nil
}
