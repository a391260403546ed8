package schema

import (
	"strconv"
	"strings"
	"unicode"
)

// generatedFrom begins the line of an output that names the JSON Schema files
// that it is generated from.
const generatedFrom = "// Generated from "

// SourcesText is the sentence of an output's comment that names the files that it
// is generated from, for [Sources] to read: one line of printable text.
func SourcesText(names []string) string {
	return strings.TrimPrefix(generatedFrom, "// ") + JoinSources(names) + "."
}

// JoinSources are names of files, one after the other, with those quoted that
// would not be told from other text.
func JoinSources(names []string) string {
	quoted := make([]string, len(names))
	for i, name := range names {
		quoted[i] = name
		if strings.IndexFunc(name, delimits) >= 0 || name == "" {
			quoted[i] = strconv.QuoteToASCII(name)
		}
	}
	return strings.Join(quoted, ", ")
}

// delimits reports whether a name with r in it is quoted.
func delimits(r rune) bool {
	return !unicode.IsLetter(r) && !unicode.IsDigit(r) && !strings.ContainsRune("._-+@", r) || r == unicode.ReplacementChar
}

// Sources returns the names of the files that an output was generated from;
// nil if that was Go source, or if the output does not say. The line that names
// them stands alone, or below the first, which no documentation of a declaration
// does.
func Sources(output string) []string {
	before, found := "", ""
	for line := range strings.Lines(output) {
		line = strings.TrimRight(line, " \t\r\n")
		switch {
		case found != "" && line == "":
			return splitSources(found)
		case strings.HasPrefix(line, "type "), strings.HasPrefix(line, "var "):
			return nil // what follows may quote anything
		}
		found = ""
		if before == "" || header.MatchString(before) {
			found, _ = strings.CutPrefix(line, generatedFrom)
			if found == line {
				found = ""
			}
		}
		before = line
	}
	return splitSources(found)
}

// splitSources reads names that commas separate; nil if they are not what
// [SourcesText] writes.
func splitSources(s string) (names []string) {
	s, ended := strings.CutSuffix(s, ".")
	for ended && s != "" {
		var name string
		if quoted, err := strconv.QuotedPrefix(s); err == nil && s[0] == '"' {
			if name, err = strconv.Unquote(quoted); err != nil {
				return nil
			}
			s = s[len(quoted):]
		} else {
			end := strings.Index(s, ", ")
			if end < 0 {
				end = len(s)
			}
			name, s = s[:end], s[end:]
		}
		if file, _ := SplitSource(name); file == "" || strings.Contains(file, "/") {
			return nil // the files are beside the output
		}
		names = append(names, name)
		if s, ended = strings.CutPrefix(s, ", "); !ended && s != "" {
			return nil
		}
		if !ended {
			return names
		}
	}
	return nil
}

// SplitSource divides the name of a JSON Schema file from what leads to a record
// in it, as in turn.schema.json#/definitions/Turn; "" for the whole document.
func SplitSource(name string) (file, fragment string) {
	if i := strings.Index(name, ".json#/"); i >= 0 {
		i += len(".json")
		return name[:i], name[i:]
	}
	return name, ""
}
