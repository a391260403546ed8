package schema

import (
	"fmt"
	"strings"
)

// Suggest ends a message about an unknown word: the known one that is nearest
// to it, or all of them.
func Suggest[S ~string](word string, known []S) string {
	all := make([]string, len(known))
	for i, k := range known {
		all[i] = string(k)
	}
	return SuggestOr(word, known, "use one of "+strings.Join(all, ", "))
}

// SuggestOr is [Suggest] with another end where no word is near.
func SuggestOr[S ~string](word string, known []S, otherwise string) string {
	best, distance := "", len(word)/2+1
	for _, k := range known {
		if len(word)-len(k) >= distance {
			continue // a word of megabytes is compared with none
		}
		if d := editDistance(word, string(k)); d < distance {
			best, distance = string(k), d
		}
	}
	if best != "" {
		return fmt.Sprintf("did you mean %q?", best)
	}
	return otherwise
}

// editDistance is the number of inserted, deleted and changed bytes between a and b.
func editDistance(a, b string) int {
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := range len(a) {
		diagonal := row[0]
		row[0] = i + 1
		for j := range len(b) {
			cost := diagonal
			if a[i] != b[j] {
				cost++
			}
			diagonal = row[j+1]
			row[j+1] = min(cost, row[j]+1, diagonal+1)
		}
	}
	return row[len(b)]
}
