package schema

import (
	"cmp"
	"errors"
	"fmt"
	"go/token"
	"slices"
	"strconv"
	"strings"
)

// Severity says what a finding means for the exit code.
type Severity string

// The severities.
const (
	Error   Severity = "error"   // the command fails
	Warning Severity = "warning" // it is printed only
)

// Finding is one problem, with its position.
type Finding struct {
	Pos      token.Position // relative to the working directory; for services, to the root of the repository
	Rule     *Rule          // the rule that is broken
	Severity Severity
	Message  string    // what is wrong and the fix: lower case, no full stop
	Related  []Related // the other places that the message is about
	Fixes    []Fix     // ways to remove it, the best one first
}

// Related is another place that a finding is about, with a description.
type Related struct {
	Pos     token.Position
	Message string
}

// Error is "file:line:column: message (RULE)", on one line.
func (f *Finding) Error() string { return f.line("") }

// Line is "file:line:column: severity: message (RULE)", as compilers print what
// they find.
func (f *Finding) Line() string { return f.line(string(f.Severity) + ": ") }

func (f *Finding) line(severity string) string {
	s := severity + f.Message + " (" + f.Rule.ID + ")"
	if f.Pos.Filename != "" || f.Pos.IsValid() {
		s = f.Pos.String() + ": " + s
	}
	return Printable(s)
}

// Findings is a list of problems. The zero value is ready to use.
type Findings []*Finding

// Add appends a finding of the rule's severity, and returns it.
func (fs *Findings) Add(pos token.Position, rule *Rule, format string, args ...any) *Finding {
	f := &Finding{Pos: pos, Rule: rule, Severity: rule.Severity, Message: fmt.Sprintf(format, args...)}
	*fs = append(*fs, f)
	return f
}

// Collect adds err to the findings if err is a Findings, and returns err if it
// is not.
func (fs *Findings) Collect(err error) error {
	var more Findings
	if errors.As(err, &more) {
		*fs = append(*fs, more...)
		return nil
	}
	return err
}

// CollectElsewhere adds the findings in err that are about other places than those
// that are known: what follows from a mistake is not another one.
func (fs *Findings) CollectElsewhere(err error) {
	var more Findings
	_ = more.Collect(err) // what is no finding is not about a place
	known := slices.Clone(*fs)
	for _, f := range more {
		if !slices.ContainsFunc(known, func(k *Finding) bool { return k.Pos == f.Pos }) {
			*fs = append(*fs, f)
		}
	}
}

// Sort orders findings by position and removes duplicates.
func (fs *Findings) Sort() {
	slices.SortStableFunc(*fs, func(a, b *Finding) int {
		return cmp.Or(
			cmp.Compare(a.Pos.Filename, b.Pos.Filename),
			cmp.Compare(a.Pos.Line, b.Pos.Line),
			cmp.Compare(a.Pos.Column, b.Pos.Column),
			cmp.Compare(a.Rule.ID, b.Rule.ID),
			cmp.Compare(a.Message, b.Message),
		)
	})
	*fs = slices.CompactFunc(*fs, func(a, b *Finding) bool {
		return a.Pos == b.Pos && a.Rule.ID == b.Rule.ID && a.Message == b.Message
	})
}

// Error is one line for each finding.
func (fs Findings) Error() string {
	lines := make([]string, len(fs))
	for i, f := range fs {
		lines[i] = f.Error()
	}
	return strings.Join(lines, "\n")
}

// Err returns the findings, sorted, or nil if there is none.
func (fs *Findings) Err() error {
	if len(*fs) == 0 {
		return nil
	}
	fs.Sort()
	return *fs
}

// Count says how many errors and warnings there are; "" if there is none.
func (fs Findings) Count() string {
	var counts []string
	for _, s := range []Severity{Error, Warning} {
		n := 0
		for _, f := range fs {
			if f.Severity == s {
				n++
			}
		}
		switch n {
		case 0:
		case 1:
			counts = append(counts, "1 "+string(s))
		default:
			counts = append(counts, strconv.Itoa(n)+" "+string(s)+"s")
		}
	}
	return strings.Join(counts, ", ")
}

// Failed reports whether one of the findings is an error.
func (fs Findings) Failed() bool {
	return slices.ContainsFunc(fs, func(f *Finding) bool { return f.Severity == Error })
}
