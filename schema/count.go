package schema

import "strconv"

// Count returns a number of things in words, such as "1 byte" or "2 bytes".
func Count(n int, noun string) string {
	if n != 1 {
		noun += "s"
	}
	return strconv.Itoa(n) + " " + noun
}
