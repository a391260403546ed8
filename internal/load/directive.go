package load

import (
	"go/token"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"github.com/hhgen/hhgen/internal/folder"
	"github.com/hhgen/hhgen/internal/regular"
	"github.com/hhgen/hhgen/schema"
	"github.com/hhgen/hhgen/schema/gostruct"
)

// prefix is how a directive begins. Go generate sees it at the beginning of any
// line, in comments and strings too.
const prefix = "//go:generate"

// directives are the go:generate lines in a folder's Go files that run hhgen for
// JSON Schema files of the folder.
func directives(dir string, unsaved regular.Overlay) (found []*declaration) {
	names, _ := filepath.Glob(filepath.Join(dir, "*.go")) // the pattern is well-formed
	for _, name := range names {
		if filepath.Base(name) == schema.OutputName {
			continue
		}
		if text, err := unsaved.ReadFile(name); err == nil { // else the go command says what is wrong
			found = append(found, directivesIn(name, string(text))...)
		}
	}
	return found
}

func directivesIn(name, text string) (found []*declaration) {
	if !strings.Contains(text, prefix) {
		return nil
	}
	aliases := map[string][]string{}
	number := 0
	for line := range strings.Lines(text) {
		number++
		rest, ok := strings.CutPrefix(strings.TrimRight(line, "\r\n"), prefix)
		if !ok || rest == "" || rest[0] != ' ' && rest[0] != '\t' {
			continue
		}
		words := splitWords(rest)
		if len(words) > 1 && words[0] == "-command" {
			aliases[words[1]] = words[2:]
			continue
		}
		if len(words) > 0 && aliases[words[0]] != nil {
			words = slices.Concat(aliases[words[0]], words[1:])
		}
		files := filesOf(expandVariables(words, name, number))
		pos := token.Position{Filename: folder.Relative(name), Line: number, Column: 1}
		if d := declare(filepath.Dir(name), files, pos); d != nil {
			found = append(found, d)
		}
	}
	return found
}

// declare is the declaration by a directive; nil if it is about no file of the
// folder.
func declare(dir string, files []string, pos token.Position) *declaration {
	d := &declaration{dir: dir, by: inDirective, pos: pos}
	for _, f := range files {
		f, fragment := schema.SplitSource(f)
		if filepath.Dir(filepath.Clean(f)) != "." {
			return nil // a package elsewhere
		}
		d.add(filepath.Base(f)+fragment, pos)
	}
	if len(d.files) == 0 {
		return nil
	}
	return d
}

// splitWords splits a line as go generate does: at spaces, and words in double
// quotes are Go strings. A line that it would reject has no words.
func splitWords(line string) (words []string) {
	for line = strings.TrimLeft(line, " \t"); line != ""; line = strings.TrimLeft(line, " \t") {
		if line[0] != '"' {
			end := strings.IndexAny(line+" ", " \t")
			words, line = append(words, line[:end]), line[end:]
			continue
		}
		quoted, err := strconv.QuotedPrefix(line)
		if err != nil {
			return nil
		}
		word, err := strconv.Unquote(quoted)
		if line = line[len(quoted):]; err != nil || line != "" && line[0] != ' ' && line[0] != '\t' {
			return nil
		}
		words = append(words, word)
	}
	return words
}

// directiveWord is a word that go generate reads as it is.
func directiveWord(word string) string {
	word = strings.ReplaceAll(word, "$", "${DOLLAR}")
	if strings.ContainsAny(word, " \t") || strings.HasPrefix(word, `"`) || strconv.Quote(word) != `"`+word+`"` {
		return strconv.Quote(word)
	}
	return word
}

// expandVariables replaces variables of the environment, and go generate's own.
func expandVariables(words []string, name string, line int) []string {
	expanded := make([]string, len(words))
	for i, word := range words {
		expanded[i] = os.Expand(word, func(variable string) string {
			switch variable {
			case "GOFILE":
				return filepath.Base(name)
			case "GOLINE":
				return strconv.Itoa(line)
			case "GOPACKAGE":
				return gostruct.PackageClause(filepath.Dir(name), schema.OutputName)
			case "DOLLAR":
				return "$"
			}
			return os.Getenv(variable)
		})
	}
	return expanded
}

// filesOf are the JSON Schema files that a command has hhgen generate from; nil
// if it runs something else. However hhgen is started, by its name, go tool, go
// run or a shell, its own arguments follow its name.
func filesOf(words []string) []string {
	for i := range words {
		if words[i] == "-c" && i+1 < len(words) { // of a shell
			words = slices.Concat(words[:i], strings.Fields(words[i+1]))
			break
		}
	}
	at := slices.IndexFunc(words, isHhgen)
	if at < 0 {
		return nil
	}
	var files []string
	for args := words[at+1:]; len(args) > 0; args = args[1:] {
		switch arg := args[0]; {
		case arg == "--package" && len(args) > 1:
			args = args[1:]
		case strings.HasPrefix(arg, "--"):
		case IsDocument(arg):
			files = append(files, arg)
		default: // a command, or a package
			return nil
		}
	}
	return files
}

// isHhgen reports whether a word names the program: by itself, by a path to it or
// to its source, and in a version.
func isHhgen(word string) bool {
	word, _, _ = strings.Cut(filepath.ToSlash(word), "@")
	return !strings.HasPrefix(word, "-") && strings.TrimSuffix(path.Base(word), ".exe") == "hhgen"
}
