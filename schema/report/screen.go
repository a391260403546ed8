package report

import (
	"bytes"
	"cmp"
	"fmt"
	"go/token"
	"io"
	"slices"
	"strings"

	"github.com/hhgen/hhgen/schema"
)

// Screen is a terminal that a person reads.
type Screen struct {
	Columns int // of a line
	Color   bool
	// ReadFile reads a file that findings are about. What it cannot read is not shown.
	ReadFile func(name string) ([]byte, error)
}

// many is how many findings no longer fit on a screen: they are grouped by file,
// and summed up by rule.
const many = 10

// mostPlaces is how many of the other places are shown that a finding is about.
const mostPlaces = 5

// Write prints findings, sorted: for each the line that format text has, with the
// line of the source below, and in the end what there is in all. Nothing of a file
// or its name gets to the terminal that a terminal would act on.
func (s Screen) Write(w io.Writer, findings schema.Findings) error {
	sorted := slices.Clone(findings)
	sorted.Sort()
	if len(sorted) == 0 {
		return nil
	}
	p := &painter{Screen: s, sources: map[string][][]byte{}}
	files := byFile(sorted)
	for i, group := range files {
		if len(sorted) > many && len(files) > 1 {
			p.heading(group, i > 0)
		}
		for j, f := range group {
			p.finding(f, j+1 < len(group) && group[j+1].Pos == f.Pos)
		}
	}
	p.summary(sorted, files)
	_, err := p.out.WriteTo(w)
	return err
}

// byFile cuts sorted findings into those of each file.
func byFile(sorted schema.Findings) (groups []schema.Findings) {
	for _, f := range sorted {
		if n := len(groups); n == 0 || groups[n-1][0].Pos.Filename != f.Pos.Filename {
			groups = append(groups, nil)
		}
		last := &groups[len(groups)-1]
		*last = append(*last, f)
	}
	return groups
}

// painter prints to a screen.
type painter struct {
	Screen
	out     bytes.Buffer
	sources map[string][][]byte // lines of the files that were read; nil if a file cannot be
}

// The styles of text, as terminals have them since the VT100.
const (
	bold    = "1"
	faint   = "2"
	red     = "1;31"
	yellow  = "1;33"
	cyan    = "1;36"
	noStyle = ""
)

// styled is text in a style. What is not printable in it is escaped.
func (s Screen) styled(style, text string) string {
	text = schema.Printable(text)
	if !s.Color || style == noStyle || text == "" {
		return text
	}
	return "\x1b[" + style + "m" + text + "\x1b[0m"
}

func severityStyle(s schema.Severity) string {
	if s == schema.Error {
		return red
	}
	return yellow
}

// heading begins the findings of one file.
func (p *painter) heading(group schema.Findings, further bool) {
	if further {
		p.out.WriteByte('\n')
	}
	name := cmp.Or(group[0].Pos.Filename, "not about a file")
	fmt.Fprintf(&p.out, "%s: %s\n", p.styled(bold, name), group.Count())
}

// finding prints one finding, and the other places that it is about. If another one
// at the same place follows, the line of the source is below that one.
func (p *painter) finding(f *schema.Finding, another bool) {
	style := severityStyle(f.Severity)
	p.place(f.Pos)
	fmt.Fprintf(&p.out, "%s %s %s\n", p.styled(style, string(f.Severity)+":"), p.styled(noStyle, f.Message), p.styled(faint, "("+f.Rule.ID+")"))
	if !another || len(f.Related) > 0 {
		p.source(f.Pos, style)
	}
	for _, r := range f.Related[:min(len(f.Related), mostPlaces)] {
		p.place(r.Pos)
		fmt.Fprintf(&p.out, "%s %s\n", p.styled(cyan, "note:"), p.styled(noStyle, cmp.Or(r.Message, "this is the other place")))
		p.source(r.Pos, cyan)
	}
	if rest := len(f.Related) - mostPlaces; rest > 0 {
		fmt.Fprintf(&p.out, "%s %d more\n", p.styled(cyan, "note:"), rest)
	}
}

func (p *painter) place(at token.Position) {
	if at.Filename != "" || at.IsValid() {
		p.out.WriteString(p.styled(bold, at.String()+":") + " ")
	}
}

// source prints a line of a file, with a caret below the place.
func (p *painter) source(at token.Position, style string) {
	lines := p.lines(at.Filename)
	if at.Line < 1 || at.Line > len(lines) {
		return
	}
	gutter := fmt.Sprintf("%5d | ", at.Line)
	x := excerptOf(string(lines[at.Line-1]), at.Column, p.Columns-len(gutter))
	fmt.Fprintf(&p.out, "%s%s\n", p.styled(faint, gutter), x.text)
	if at.Column > 0 {
		margin := strings.Repeat(" ", len(gutter)-2) + "| "
		fmt.Fprintf(&p.out, "%s%s%s\n", p.styled(faint, margin), strings.Repeat(" ", x.caret), p.styled(style, x.mark))
	}
}

// lines are those of a file, which is read once.
func (p *painter) lines(name string) [][]byte {
	if name == "" || p.ReadFile == nil {
		return nil
	}
	lines, read := p.sources[name]
	if !read {
		if text, err := p.ReadFile(name); err == nil {
			lines = bytes.Split(text, []byte("\n"))
		}
		p.sources[name] = lines
	}
	return lines
}

// summary says how many findings there are, of which rules most are, if there are
// many, which commands fix some, and where to read more.
func (p *painter) summary(findings schema.Findings, files []schema.Findings) {
	count := findings.Count()
	named := len(files)
	if files[0][0].Pos.Filename == "" {
		named--
	}
	if named > 1 {
		count += fmt.Sprintf(" in %d files", named)
	}
	fmt.Fprintf(&p.out, "\n%s\n", p.styled(bold, count))
	frequent := byRule(findings)
	if len(findings) > many && len(frequent) > 1 {
		var counts []string
		for _, r := range frequent[:min(len(frequent), 3)] {
			counts = append(counts, fmt.Sprintf("%s (%d)", r.id, r.findings))
		}
		fmt.Fprintf(&p.out, "most often: %s\n", p.styled(noStyle, strings.Join(counts, ", ")))
	}
	switch n := fixable(findings); {
	case n == 0:
	case len(findings) == 1:
		p.out.WriteString("hhgen check --fix fixes it\n")
	case n == len(findings):
		p.out.WriteString("hhgen check --fix fixes them\n")
	default:
		fmt.Fprintf(&p.out, "hhgen check --fix fixes %d of them\n", n)
	}
	fmt.Fprintf(&p.out, "hhgen explain %s says why, with an example\n", p.styled(noStyle, frequent[0].id))
}

// fixable is how many findings need no decision to be fixed.
func fixable(findings schema.Findings) (n int) {
	for _, f := range findings {
		if f.SafeFix() != nil {
			n++
		}
	}
	return n
}

// ruleCount is how many findings a rule has.
type ruleCount struct {
	id       string
	findings int
}

// byRule counts the findings of each rule, the most frequent rule first.
func byRule(findings schema.Findings) (counts []ruleCount) {
	index := map[string]int{}
	for _, f := range findings {
		i, ok := index[f.Rule.ID]
		if !ok {
			i = len(counts)
			index[f.Rule.ID] = i
			counts = append(counts, ruleCount{id: f.Rule.ID})
		}
		counts[i].findings++
	}
	slices.SortFunc(counts, func(a, b ruleCount) int {
		return cmp.Or(cmp.Compare(b.findings, a.findings), strings.Compare(a.id, b.id))
	})
	return counts
}
