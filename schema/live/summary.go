package live

import (
	"cmp"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"
	"text/tabwriter"

	"github.com/hhgen/hhgen/schema"
)

// Summary is how much was read, and how much of it is as declared.
type Summary struct {
	Spans      int
	Enriched   int // spans with enrichments
	Services   []Service
	Keys       int // different enrichments that arrived, items of lists counted as one
	AsDeclared int // those without a finding
	Absent     int // declared keys that did not arrive
	Unlisted   int // occurrences of what is not in the findings, since there are too many
}

// Service is the summary of one service.
type Service struct {
	Name             string // service.name; "" if it has none
	Spans, Enriched  int
	Keys, AsDeclared int
	Findings         int
}

// Summary is that of the spans so far, and of the last [Checker.Findings].
func (c *Checker) Summary() Summary {
	s := Summary{Unlisted: c.unlisted}
	all := &service{}
	for _, of := range c.services {
		one := Service{Name: of.name, Spans: of.spans, Enriched: of.enriched, Findings: c.listed[of]}
		one.Keys, one.AsDeclared = c.columnsOf(of, of)
		s.Services = append(s.Services, one)
		s.Spans += of.spans
		s.Enriched += of.enriched
		all.add(of)
	}
	s.Keys, s.AsDeclared = c.columnsOf(all, nil)
	declared := map[string]bool{}
	for _, l := range c.schemas.leaves {
		if l.Open == nil && !l.Moved {
			declared[l.Attribute()] = true
		}
	}
	for name := range declared {
		if col := c.columns[name]; col == nil || !all.sent(col) {
			s.Absent++
		}
	}
	slices.SortFunc(s.Services, func(a, b Service) int { return cmp.Compare(a.Name, b.Name) })
	return s
}

// sent is a key that a service sends; that some service does, if it is nil.
type sent struct {
	by     *service
	column *column
}

// columnsOf counts the keys that s sent, and those without a finding about a service.
func (c *Checker) columnsOf(s, by *service) (keys, asDeclared int) {
	for _, col := range c.columns {
		if s.sent(col) {
			keys++
			if !c.faulty[sent{by, col}] {
				asDeclared++
			}
		}
	}
	return keys, asDeclared
}

// count notes that the service sends a key.
func (s *service) count(col *column) {
	word := col.number / 64
	for len(s.columns) <= word {
		s.columns = append(s.columns, 0)
	}
	s.columns[word] |= 1 << (col.number % 64)
}

func (s *service) sent(col *column) bool {
	word := col.number / 64
	return word < len(s.columns) && s.columns[word]&(1<<(col.number%64)) != 0
}

// add notes that s sends what another service sends.
func (s *service) add(other *service) {
	for i, bits := range other.columns {
		if i == len(s.columns) {
			s.columns = append(s.columns, 0)
		}
		s.columns[i] |= bits
	}
}

// Write prints a table of the services, the sum, and what is missing.
func (s Summary) Write(w io.Writer) error {
	var b strings.Builder
	t := tabwriter.NewWriter(&b, 0, 0, 2, ' ', 0)
	_, _ = fmt.Fprintln(t, "service\tspans\tenriched\tkeys\tas declared\tfindings") // a Builder never fails
	for _, one := range s.Services {
		_, _ = fmt.Fprintf(t, "%s\t%s\t%s\t%s\t%s\t%s\n", schema.Printable(cmp.Or(one.Name, "(no service.name)")),
			grouped(one.Spans), grouped(one.Enriched), grouped(one.Keys), grouped(one.AsDeclared), grouped(one.Findings))
	}
	_ = t.Flush()
	b.WriteString(s.String() + "\n")
	switch {
	case s.Absent == 1:
		b.WriteString("1 declared key did not arrive: hhgen status --spans names it\n")
	case s.Absent > 1:
		b.WriteString(grouped(s.Absent) + " declared keys did not arrive: hhgen status --spans names them\n")
	}
	_, err := io.WriteString(w, b.String())
	return err
}

// String is the sum in one line.
func (s Summary) String() string {
	text := fmt.Sprintf("%s in %s of %s: %s as declared", counted(s.Keys, "key"), counted(s.Spans, "span"), counted(len(s.Services), "service"), grouped(s.AsDeclared))
	if s.Unlisted > 0 {
		text += fmt.Sprintf("; %s of other findings are not listed, since there are too many", counted(s.Unlisted, "occurrence"))
	}
	return text
}

func counted(n int, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	return grouped(n) + " " + noun + "s"
}

// grouped is a number with a comma after each three digits.
func grouped(n int) string {
	digits := strconv.Itoa(n)
	for i := len(digits) - 3; i > 0 && digits[i-1] != '-'; i -= 3 {
		digits = digits[:i] + "," + digits[i:]
	}
	return digits
}
