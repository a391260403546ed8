package usage

import (
	"encoding/json"
	"fmt"
	"go/token"
	"io"
	"strconv"
	"strings"

	"github.com/hhgen/hhgen/internal/table"
	"github.com/hhgen/hhgen/schema"
)

// Formats are the forms of output, the default first.
var Formats = []string{"table", "json", "markdown"}

var writers = map[string]func(io.Writer, *Report) error{
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

// Write prints a report.
func (r *Report) Write(w io.Writer, format string) error {
	if err := CheckFormat(format); err != nil {
		return err
	}
	return writers[format](w, r)
}

// part is one table of a report for people.
type part struct {
	title string
	head  []string
	rows  [][]string
}

// parts are those that have something to say.
func (r *Report) parts() (parts []part) {
	add := func(title string, head []string, rows [][]string) {
		if len(rows) > 0 {
			parts = append(parts, part{fmt.Sprintf(title, len(rows)), head, rows})
		}
	}
	unrecorded := map[string]bool{}
	var records [][]string
	for _, rec := range r.Records {
		if rec.State == Unset && rec.Spans == 0 {
			unrecorded[rec.Package+"."+rec.Name] = true
			records = append(records, []string{rec.pkg.Name + "." + rec.Name, strconv.Itoa(rec.Fields), place(rec.Pos)})
		}
	}
	add("Records that nothing records: %d", []string{"record", "fields", "declared"}, records)
	add("Fields that nothing sets: %d", fieldHead("declared"), r.fields(Unset, func(f *Field) (string, bool) {
		return place(f.Pos), !unrecorded[f.Package+"."+f.Record] && f.Spans == 0
	}))
	if r.Arrivals != nil {
		add("Fields that arrive, and that no code here sets: %d", fieldHead("services"), r.fields("", func(f *Field) (string, bool) {
			return strings.Join(f.Services, ", "), f.Spans > 0 && (f.State == Unset || f.State == TestsOnly)
		}))
		add("Fields that code sets, and that no span has: %d", fieldHead("first place"), r.fields("", func(f *Field) (string, bool) {
			return f.first(), f.Spans == 0 && (f.State == SetOnce || f.State == Set) && !r.Arrivals.lacksObjectOf(f)
		}))
	}
	add("Fields that only tests or generated code set: %d", fieldHead("first place"), r.fields(TestsOnly, anywhere))
	add("Fields that code may set that cannot be seen: %d", fieldHead("first place"), r.fields(MaybeSet, anywhere))
	add("Fields that one place sets: %d", fieldHead("place"), r.fields(SetOnce, func(f *Field) (string, bool) { return f.first(), true }))
	var raw [][]string
	for _, k := range r.Raw {
		raw = append(raw, []string{k.Package, k.Key, strconv.Itoa(len(k.Places)), place(k.Places[0])})
	}
	add("Keys that are written by hand: %d", []string{"package", "key", "places", "first place"}, raw)
	var counts [][]string
	for _, p := range r.Packages {
		counts = append(counts, p.cells())
	}
	add("Counts by package: %d", countHead, counts)
	return parts
}

func fieldHead(last string) []string { return []string{"key", "field", last} }

// fields are the rows of the fields of one state, or of all for "". last is the last cell of a row; it
// says false if the field is left out.
func (r *Report) fields(state State, last func(*Field) (string, bool)) (rows [][]string) {
	for _, f := range r.Fields {
		if state != "" && f.State != state {
			continue
		}
		if cell, ok := last(f); ok {
			name := f.pkg.Name + "." + f.Record + "." + f.Name
			if f.Deprecated {
				name += " (deprecated)"
			}
			rows = append(rows, []string{f.Key, name, cell})
		}
	}
	return rows
}

// anywhere is the first place in any code that sets a field.
func anywhere(f *Field) (string, bool) { return place(f.Uses[0].Pos), true }

// first is the first place of ordinary code that sets a field.
func (f *Field) first() string {
	for _, use := range f.Uses {
		if use.Code == Ordinary && use.How != Unseen {
			return place(use.Pos)
		}
	}
	return ""
}

func place(pos token.Position) string { return pos.Filename + ":" + strconv.Itoa(pos.Line) }

var countHead = []string{"package", "fields", "not set", "tests only", "may be set", "set once", "records", "not recorded", "keys by hand", "places"}

func (p Package) cells() []string {
	cells := []string{p.Path}
	for _, n := range []int{p.Fields, p.Unset, p.Tests, p.Maybe, p.Once, p.Records, p.Unrecorded, p.RawKeys, p.RawPlaces} {
		cells = append(cells, strconv.Itoa(n))
	}
	return cells
}

// summary is the last line for people.
func (r *Report) summary() string {
	var sum Package
	for _, p := range r.Packages {
		sum.Fields += p.Fields
		sum.Unset += p.Unset
		sum.RawPlaces += p.RawPlaces
	}
	text := fmt.Sprintf("%s, %d not set, in the code of %s; %s",
		schema.Count(sum.Fields, "field"), sum.Unset, schema.Count(r.Read, "package"), byHand(sum.RawPlaces))
	if r.Arrivals != nil {
		text += "; " + schema.Count(r.Arrivals.Spans, "span")
	}
	return text
}

func byHand(places int) string {
	if places == 1 {
		return "1 place writes a key by hand"
	}
	return strconv.Itoa(places) + " places write keys by hand"
}

func writeTable(w io.Writer, r *Report) error {
	var text strings.Builder
	for _, t := range r.parts() {
		text.WriteString(t.title + "\n" + table.Text(t.head, t.rows) + "\n")
	}
	_, err := io.WriteString(w, text.String()+r.summary()+"\n")
	return err
}

func writeMarkdown(w io.Writer, r *Report) error {
	var text strings.Builder
	for _, t := range r.parts() {
		text.WriteString("## " + t.title + "\n\n| " + strings.Join(t.head, " | ") + " |\n|" + strings.Repeat("---|", len(t.head)) + "\n")
		for _, row := range t.rows {
			text.WriteString("| `" + row[0] + "` | " + strings.Join(row[1:], " | ") + " |\n")
		}
		text.WriteString("\n")
	}
	_, err := fmt.Fprintf(w, "%s%s.\n", text.String(), r.summary())
	return err
}

func writeJSON(w io.Writer, r *Report) error {
	enc := json.NewEncoder(w)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "  ")
	return enc.Encode(documentOf(r))
}
