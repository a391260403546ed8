package words

import (
	"embed"
	"strings"
)

//go:embed lists
var lists embed.FS

// rows are the lines of a list as columns. Comments begin with a number sign; a
// hyphen stands for an empty column.
func rows(name string, columns int) (all [][]string) {
	text, err := lists.ReadFile("lists/" + name)
	if err != nil {
		panic(err) // the lists are part of the program
	}
	for line := range strings.Lines(string(text)) {
		line = strings.TrimRight(line, "\n")
		if line == "" || strings.HasPrefix(line, "#") {
			continue
		}
		row := strings.Split(line, "\t")
		for i := range row {
			if row[i] == "-" {
				row[i] = ""
			}
		}
		for len(row) < columns {
			row = append(row, "")
		}
		all = append(all, row)
	}
	return all
}

// groups are lists of words by the name of their group, which is the first column.
// A group may have several lines.
func groups(name string) map[string]map[string]bool {
	all := map[string]map[string]bool{}
	for _, row := range rows(name, 2) {
		if all[row[0]] == nil {
			all[row[0]] = map[string]bool{}
		}
		for _, w := range strings.Fields(row[1]) {
			all[row[0]][w] = true
		}
	}
	return all
}

// has reports whether a set has a word, or its singular.
func has(words map[string]bool, word string) bool { return words[word] || words[Singular(word)] }
