// Package table makes tables for terminals.
package table

import (
	"fmt"
	"strings"
	"text/tabwriter"
)

// Text is a table with a head in capitals, two spaces in. Its lines end without spaces.
func Text(head []string, rows [][]string) string {
	var columns strings.Builder
	w := tabwriter.NewWriter(&columns, 0, 0, 2, ' ', 0)
	_, _ = fmt.Fprintln(w, "  "+strings.ToUpper(strings.Join(head, "\t")))
	for _, row := range rows {
		_, _ = fmt.Fprintln(w, "  "+strings.Join(row, "\t"))
	}
	_ = w.Flush() // writing to a strings.Builder cannot fail
	var text strings.Builder
	for line := range strings.Lines(columns.String()) {
		text.WriteString(strings.TrimRight(line, " \n") + "\n")
	}
	return text.String()
}
