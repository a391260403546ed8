package budget

import (
	"encoding/json"
	"fmt"
	"io"
	"strconv"
	"strings"

	"github.com/hhgen/hhgen/internal/table"
	"github.com/hhgen/hhgen/schema"
)

// Formats are the forms of output, the default first.
var Formats = []string{"table", "json", "markdown"}

var writers = map[string]func(io.Writer, []Record, Limits) error{
	"table":    writeTable,
	"json":     writeJSON,
	"markdown": writeMarkdown,
}

// CheckFormat rejects a format that is not one of [Formats].
func CheckFormat(format string) error {
	if writers[format] == nil {
		return fmt.Errorf("unknown format %q: %s", format, schema.Suggest(format, Formats))
	}
	return nil
}

// Write prints worst cases, and the limits that apply to them.
func Write(w io.Writer, format string, records []Record, l Limits) error {
	if err := CheckFormat(format); err != nil {
		return err
	}
	return writers[format](w, records, l)
}

// total begins the last row of a table.
const total = "total"

// columns are the heads of tables.
var columns = []string{"key", "type", "attributes", "value bytes", "largest value", "bytes", "bound"}

// cells are the rows of a record's table, and its last one, the total.
func (r Record) cells() (rows [][]string) {
	for _, f := range r.Fields {
		rows = append(rows, []string{f.Key, f.Type, strconv.Itoa(f.Attributes), strconv.Itoa(f.ValueBytes), strconv.Itoa(f.Largest), strconv.Itoa(f.Bytes), f.bounds()})
	}
	return append(rows, []string{total, "", strconv.Itoa(r.Attributes), "", "", strconv.Itoa(r.Bytes), ""})
}

func writeTable(w io.Writer, records []Record, l Limits) error {
	var text strings.Builder
	for _, r := range records {
		text.WriteString(r.Name + "\n" + table.Text(columns, r.cells()) + "\n")
	}
	_, err := io.WriteString(w, text.String()+"limits: "+l.String()+"\n")
	return err
}

// String lists the limits.
func (l Limits) String() string {
	count := func(n int, what string) string {
		if n == 0 {
			return "any number of " + what
		}
		return strconv.Itoa(n) + " " + what
	}
	return "a value " + count(l.FieldBytes, "bytes") + ", a record " + count(l.RecordBytes, "bytes") + " and " + count(l.RecordAttributes, "attributes")
}

// document is the output of format json. Its members do not change; later
// versions may add others.
type document struct {
	Limits  Limits   `json:"limits"` // 0 is no limit
	Records []Record `json:"records"`
}

func writeJSON(w io.Writer, records []Record, l Limits) error {
	enc := json.NewEncoder(w)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "  ")
	return enc.Encode(document{l, records})
}

func writeMarkdown(w io.Writer, records []Record, l Limits) error {
	var text strings.Builder
	for _, r := range records {
		text.WriteString("## " + r.Name + "\n\n")
		text.WriteString("| " + strings.Join(columns, " | ") + " |\n|---|---|--:|--:|--:|--:|---|\n")
		for _, row := range r.cells() {
			if row[0] != total {
				row[0] = "`" + row[0] + "`" // outside code, a * would begin emphasis
			}
			text.WriteString("| " + strings.Join(row, " | ") + " |\n")
		}
		text.WriteString("\n")
	}
	_, err := fmt.Fprintf(w, "%sLimits: %s.\n", text.String(), l)
	return err
}
