package adoption

import (
	"fmt"
	"io"
	"strings"
	"text/tabwriter"

	"github.com/hhgen/hhgen/schema"
	"github.com/hhgen/hhgen/schema/adopt/traffic"
)

// titles are those of the parts of a report.
var titles = map[traffic.About]string{
	traffic.NotDeclared: "not declared, since it is uncertain, or no schema can declare it:",
	traffic.Declared:    "declared as it is today, for people to decide about:",
	traffic.Spelling:    "maybe one key under several names:",
	traffic.Unread:      "about what was read:",
}

// Report says what is not declared, what is to be decided, and what was seen of each
// key.
func (seen *Observed) Report(w io.Writer) error {
	var b strings.Builder
	for i, remark := range seen.Remarks {
		if i == 0 || seen.Remarks[i-1].About != remark.About {
			fmt.Fprintf(&b, "%s\n", titles[remark.About])
		}
		line := remark.Text
		switch {
		case remark.Seen != "":
			line = remark.Key + " (" + remark.Seen + "): " + line
		case remark.Key != "":
			line = remark.Key + ": " + line
		}
		fmt.Fprintf(&b, "  %s\n", schema.Printable(line))
	}
	seen.reportKeys(&b)
	_, err := io.WriteString(w, b.String())
	return err
}

// reportKeys is a table of what is declared, and of what was seen of it.
func (seen *Observed) reportKeys(b *strings.Builder) {
	if len(seen.Keys) == 0 {
		return
	}
	b.WriteString("declared, and what was seen:\n")
	t := tabwriter.NewWriter(b, 0, 0, 2, ' ', 0)
	for _, k := range seen.Keys {
		_, _ = fmt.Fprintf(t, "  %s\t%s\t%s\n", k.Path, bounds(k.Field), schema.Printable(k.Seen)) // into memory
	}
	_ = t.Flush()
}

// bounds are the type and the bounds of a field: "string, 64 bytes".
func bounds(f *schema.Field) string {
	s := f.Type.Summary()
	if f.MaxItems > 0 {
		s += ", " + schema.Count(f.MaxItems, "item")
	}
	if f.MaxBytes > 0 {
		s += ", " + schema.Count(f.MaxBytes, "byte")
	}
	if f.Unit != "" {
		s += ", in " + f.Unit
	}
	return s
}

// Tell sums up, and says what comes next.
func (seen *Observed) Tell(w io.Writer) error {
	var b strings.Builder
	fmt.Fprintf(&b, "read %s of %s, of which %d with keys of HoneyHive\n",
		schema.Count(seen.Totals.Spans, "span"), schema.Count(len(seen.Services), "service"), seen.Read)
	if n := seen.read.OtherSignals; n > 0 {
		fmt.Fprintf(&b, "skipped %s of logs, metrics or profiles\n", schema.Count(n, "request"))
	}
	if n := seen.read.ReplacedTexts; n > 0 {
		fmt.Fprintf(&b, "found %s that are not UTF-8, for which receivers reject a whole request\n", schema.Count(n, "string"))
	}
	if n := seen.read.BrokenOff; n > 0 {
		fmt.Fprintf(&b, "found %s that break off before others, whose last spans were not read\n", schema.Count(n, "request"))
	}
	for _, name := range seen.torn {
		fmt.Fprintf(&b, "%s ends within a request, whose last spans were not read\n", names([]string{name}))
	}
	if seen.Empty {
		fmt.Fprintln(&b, "nothing to declare: the report says why, unless the module declares all keys")
	} else {
		fmt.Fprintf(&b, "%s declares %s in %s\n", schema.Printable(seen.File.Path), schema.Count(len(seen.Keys), "key"),
			schema.Count(len(seen.Package.Records), "record"))
	}
	if n := seen.Totals.Declared; n > 0 {
		fmt.Fprintf(&b, "%s declared already\n", are(n))
	}
	if n := seen.lost(); n > 0 {
		fmt.Fprintf(&b, "%s not declared: the report says why\n", are(n))
	}
	if !seen.Empty {
		b.WriteString(seen.target.next(seen.File))
	}
	_, err := io.WriteString(w, b.String())
	return err
}

// lost is the number of keys that are not declared.
func (seen *Observed) lost() int {
	keys := map[string]bool{}
	for _, r := range seen.Remarks {
		if r.About == traffic.NotDeclared {
			keys[r.Key] = true
		}
	}
	return len(keys)
}
