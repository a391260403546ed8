package adoption

import (
	"context"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/hhgen/hhgen/internal/output"
	"github.com/hhgen/hhgen/schema"
	"github.com/hhgen/hhgen/schema/adopt"
	"github.com/hhgen/hhgen/schema/adopt/gocode"
)

// Code is what is adopted from Go code.
type Code struct {
	Patterns []string // as for the go command
	Prefixes []gocode.Prefix
	Out      string // file or folder
	Force    bool   // overwrite what an earlier run has written
	Context  context.Context
}

// Adopted is what a run has found and made.
type Adopted struct {
	target  *Target
	result  *adopt.Result
	found   *gocode.Found
	already int // keys that the module declares
	File    output.File
	Empty   bool // there is nothing to write
}

// Adopt makes a file of records. It writes nothing.
func (c Code) Adopt() (*Adopted, error) {
	t, err := NewTarget(c.Context, c.Out, c.Force)
	if err != nil {
		return nil, err
	}
	a := &Adopted{target: t}
	a.found, err = gocode.Find(gocode.Config{Patterns: c.Patterns, Prefixes: c.Prefixes, Context: c.Context})
	if err != nil {
		return nil, err
	}
	in := a.missing()
	a.result = adopt.Model(adopt.Config{
		Path: t.Path, Name: t.Name, MaxBytes: t.MaxBytes(), MaxItems: t.MaxItems(), Taken: t.Taken(), Check: t.Check, Lint: t.Lint,
	}, in)
	a.remark(in)
	if a.Empty = a.result.Declared == 0; a.Empty {
		return a, nil
	}
	a.File, err = t.Write(a.result, "from what code records by hand")
	return a, err
}

// Output is the file; nothing if there is nothing to declare.
func (a *Adopted) Output() []output.File {
	if a.Empty {
		return nil
	}
	return []output.File{a.File}
}

// missing is what was found of keys that the module does not declare.
func (a *Adopted) missing() adopt.Input {
	declared := map[*adopt.Key]bool{}
	in := adopt.Input{}
	for _, g := range a.found.Groups {
		for _, u := range g.Keys {
			if !declared[u.Key] && a.isDeclared(u.Key) {
				declared[u.Key] = true
				a.already++
			}
		}
		g.Keys = slices.DeleteFunc(slices.Clone(g.Keys), func(u adopt.Use) bool { return declared[u.Key] })
		if len(g.Keys) > 0 {
			in.Groups = append(in.Groups, g)
		}
	}
	for _, set := range a.found.Sets {
		in.Sets = append(in.Sets, slices.DeleteFunc(slices.Clone(set), func(k *adopt.Key) bool { return declared[k] }))
	}
	return in
}

// isDeclared reports whether the module declares a key, and remarks another type.
func (a *Adopted) isDeclared(k *adopt.Key) bool {
	attribute := k.Attribute()
	if k.List {
		attribute += ".0"
	}
	match := a.target.Find(attribute)
	if !match.Declared() {
		return false
	}
	for _, l := range match.Leaves {
		if l.Bound != nil && !k.List && !agrees(k.Type, l.Type) {
			a.found.Notes = append(a.found.Notes, adopt.Note{Key: k.Attribute(), Seen: k.Seen, Text: fmt.Sprintf(
				"%s.%s declares it at %s as %s, but it is recorded as %s: hhgen vet cannot rewrite this", l.Package.Name, l.Record.Name, l.Bound.Pos, l.Type.Wire(), k.Type)})
			break
		}
	}
	return true
}

// agrees reports whether values of a type may be recorded as another.
func agrees(is adopt.Type, declared *schema.Type) bool {
	switch kind := declared.Kind; is {
	case adopt.Bool:
		return kind == schema.KindBool
	case adopt.Int, adopt.Int64:
		return kind.Whole()
	case adopt.Float, adopt.Duration:
		return kind.Number() && !kind.Whole()
	}
	return !declared.Kind.Number() && declared.Kind != schema.KindBool
}

// remark adds what people have to know of keys that are declared.
func (a *Adopted) remark(in adopt.Input) {
	declared := map[*adopt.Key]bool{}
	for _, g := range in.Groups {
		for _, u := range g.Keys {
			declared[u.Key] = true
		}
	}
	lost := map[string]bool{}
	for _, n := range a.result.Notes {
		lost[n.Key] = true
	}
	add := func(k *adopt.Key, text string) {
		a.result.Notes = append(a.result.Notes, adopt.Note{Key: k.Attribute(), Seen: k.Seen, Text: text})
	}
	for k := range declared {
		switch present := a.found.Renamed(k); {
		case lost[k.Attribute()]:
		case present != "":
			add(k, fmt.Sprintf("code records it as %s, and hhgen vet rewrites only what begins with %s: rewrite it by hand", present, schema.AttributePrefix))
		case k.List:
			add(k, "code records one attribute with all items, and a record one for each item, so hhgen vet does not rewrite it: do that by hand")
		}
	}
}

// Report says what is not declared, and what is not certain, a line for each.
func (a *Adopted) Report(w io.Writer) error {
	var lines []string
	for _, n := range slices.Concat(a.found.Notes, a.result.Notes) {
		lines = append(lines, line(n))
	}
	slices.Sort(lines)
	for _, l := range slices.Compact(lines) {
		if _, err := fmt.Fprintln(w, schema.Printable(l)); err != nil {
			return err
		}
	}
	return nil
}

// mostPlaces is how many places a line names.
const mostPlaces = 4

func line(n adopt.Note) string {
	seen := n.Seen
	if len(seen) > mostPlaces {
		seen = append(slices.Clone(seen[:mostPlaces]), fmt.Sprintf("%d more", len(seen)-mostPlaces))
	}
	text := strings.Join(seen, ", ") + ": " + n.Key
	if n.Lost {
		text += " is not declared"
	}
	return text + ": " + n.Text
}

// Tell sums up, and says what comes next.
func (a *Adopted) Tell(w io.Writer) error {
	var text strings.Builder
	lost := map[string]bool{}
	for _, n := range slices.Concat(a.found.Notes, a.result.Notes) {
		if n.Lost {
			lost[n.Key] = true
		}
	}
	switch {
	case a.Empty:
		fmt.Fprintln(&text, "nothing to declare: no key is recorded by hand that can be declared and is not")
	default:
		fmt.Fprintf(&text, "%s declares %s in %s, seen at %s of %s\n", schema.Printable(a.File.Path), schema.Count(a.result.Declared, "key"),
			schema.Count(len(a.result.Package.Records), "record"), schema.Count(a.found.Attributes, "place"), schema.Count(a.found.Packages, "package"))
	}
	if a.already > 0 {
		fmt.Fprintf(&text, "%s declared already\n", are(a.already))
	}
	if len(lost) > 0 {
		fmt.Fprintf(&text, "%s not declared: the report says why\n", are(len(lost)))
	}
	if !a.Empty {
		text.WriteString(a.target.next(a.File, "vet --fix"))
	}
	_, err := io.WriteString(w, text.String())
	return err
}

func are(n int) string {
	if n == 1 {
		return "1 key is"
	}
	return fmt.Sprintf("%d keys are", n)
}
