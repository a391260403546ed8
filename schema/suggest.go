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
	if best, _ := Nearest(word, known); best != "" {
		return fmt.Sprintf("did you mean %q?", best)
	}
	return otherwise
}

// Nearest finds the known word that is nearest to an unknown one; "" if none is near.
// sure says that nothing else can be meant: one letter in four differs, two at most,
// and no other known word is as near.
func Nearest[S ~string](word string, known []S) (best string, sure bool) {
	distance, others := len(word)/2+1, 0
	for _, k := range known {
		if len(word)-len(k) >= distance+1 {
			continue // a word of megabytes is compared with none
		}
		switch d := editDistance(word, string(k)); {
		case d < distance:
			best, distance, others = string(k), d, 0
		case d == distance && best != "":
			others++
		}
	}
	return best, best != "" && others == 0 && (distance <= min(2, max(1, len(word)/4)) || strings.EqualFold(word, best))
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
