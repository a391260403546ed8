package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"go/format"
	"go/token"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"

	"github.com/hhgen/hhgen/internal/fix"
	"github.com/hhgen/hhgen/schema"
	"github.com/hhgen/hhgen/schema/report"
)

// exitsAfterFixes is the command exits of scripts about mistakes, before which each fix
// is tried that is offered for them: it removes its finding, makes no other mistake, and
// leaves a file that parses.
func exitsAfterFixes(ts *testscript.TestScript, neg bool, args []string) {
	if command, ok := checkOf(args[1:]); ok && !testing.Short() {
		tryFixes(ts, command)
	}
	exits(ts, neg, args)
}

// checkOf is the command that checks what another command reads, for programs.
func checkOf(args []string) (command []string, ok bool) {
	if len(args) == 0 || args[0] != "hhgen" {
		return nil, false
	}
	args = args[1:]
	switch {
	case len(args) > 0 && (args[0] == "check" || args[0] == "lint"):
		args = args[1:]
	case len(args) > 0 && slices.Contains([]string{"breaking", "budget", "vet", "schema", "import", "init", "help", "explain"}, args[0]):
		return nil, false
	}
	for _, arg := range args {
		if strings.HasPrefix(arg, "-") && arg != "--package" {
			return nil, false
		}
	}
	return append([]string{"check", "--format", "json"}, args...), true
}

// tryFixes makes the fixes of what a command finds, first the first ones of all
// findings, and so on, and looks at what it finds then. Those that overlap are made one
// after the other. Then it has the command make the safe ones.
func tryFixes(ts *testscript.TestScript, command []string) {
	before, ok := found(ts, command)
	if !ok {
		return
	}
	safe := false
	var left []offer
	for _, f := range before {
		for i, one := range f.Fixes {
			safe = safe || one.Safe
			left = append(left, offer{f, one, i})
		}
	}
	slices.SortStableFunc(left, func(a, b offer) int { return a.rank - b.rank })
	for len(left) > 0 {
		var batch, later []offer
		for _, o := range left {
			switch {
			case slices.ContainsFunc(batch, func(other offer) bool { return fmt.Sprint(other.fix) == fmt.Sprint(o.fix) }): // as good as made
			case o.rank != left[0].rank || slices.ContainsFunc(batch, o.collides):
				later = append(later, o)
			default:
				batch = append(batch, o)
			}
		}
		tryBatch(ts, command, before, batch)
		left = later
	}
	if safe {
		tryCommand(ts, command)
	}
}

// offer is a fix of a finding.
type offer struct {
	finding report.Entry
	fix     report.Fix
	rank    int
}

func (o offer) String() string {
	return fmt.Sprintf("%s:%d:%d: %s (%s): fix %q", o.finding.File, o.finding.Line, o.finding.Column, o.finding.Message, o.finding.Rule, o.fix.Message)
}

// collides reports whether two fixes are about one finding, or one text.
func (o offer) collides(other offer) bool {
	if o.finding.File == other.finding.File && o.finding.Line == other.finding.Line {
		return true
	}
	for _, a := range o.fix.Edits {
		for _, b := range other.fix.Edits {
			if a.File == b.File && a.Start <= b.End && b.Start <= a.End {
				return true
			}
		}
	}
	return false
}

// found runs a command. ok is false if it cannot do its work.
func found(ts *testscript.TestScript, command []string) (findings []report.Entry, ok bool) {
	cmd := exec.Command(ts.Getenv("HHGEN"), command...)
	cmd.Dir = ts.MkAbs(".")
	cmd.Env = environment(ts)
	var out bytes.Buffer
	cmd.Stdout = &out
	_ = cmd.Run() // it fails if it finds something
	var doc report.Document
	if json.Unmarshal(out.Bytes(), &doc) != nil {
		return nil, false
	}
	return doc.Findings, true
}

// environment is that of the script.
func environment(ts *testscript.TestScript) (env []string) {
	for _, name := range []string{
		"PATH", "HOME", "WORK", "TMPDIR", "GOCACHE", "GOMODCACHE", "GOPATH", "GOFLAGS", "GOTOOLCHAIN", "GOPROXY", "GOSUMDB", "GOWORK", "XDG_CACHE_HOME",
	} {
		env = append(env, name+"="+ts.Getenv(name))
	}
	return append(env, quickGC)
}

// places are positions, and how often a message is followed by others.
var places = regexp.MustCompile(`:\d+:\d+`)

// tryBatch makes fixes, and undoes them.
func tryBatch(ts *testscript.TestScript, command []string, before []report.Entry, batch []offer) {
	undo := apply(ts, batch)
	after, ok := found(ts, command)
	undo()
	if !ok {
		ts.Fatalf("hhgen check fails after these fixes: %v", batch)
	}
	left, now := count(before), count(after)
	for _, o := range batch {
		if key := key(o.finding); now[key] >= left[key] {
			ts.Fatalf("%s: it is found again", o)
		}
	}
	for _, a := range after {
		if now[key(a)] > left[key(a)] && counts(before, a) && !slices.ContainsFunc(batch, func(o offer) bool { return o.uncovers(a) }) {
			ts.Fatalf("new: %s:%d:%d: %s (%s), after these fixes: %v", a.File, a.Line, a.Column, a.Message, a.Rule, batch)
		}
	}
}

// uncovers reports whether a finding could not be seen before a fix: hhgen judges what
// it can read, and all fields of a struct that is a record.
func (o offer) uncovers(a report.Entry) bool {
	reading := []string{"TAG_SYNTAX", "TAG_KEY", "TAG_NAMESPACE", "TAG_OPTION", "TAG_VALUE", "TAG_NESTED", "KEYWORD_UNKNOWN", "KEYWORD_REFUSED", "NAMESPACE_UNKNOWN"}
	read := slices.Contains(reading, o.finding.Rule) && !slices.Contains(reading, a.Rule)
	sameLine := o.finding.File == a.File && (o.finding.Line == a.Line || strings.HasSuffix(a.File, ".json"))
	return read && sameLine || o.finding.Rule == "TAG_KEY" && !o.fix.Safe
}

// tryCommand has hhgen check --fix make the safe fixes. A second run changes nothing.
func tryCommand(ts *testscript.TestScript, command []string) {
	files := snapshot(ts)
	for run := range 2 {
		cmd := exec.Command(ts.Getenv("HHGEN"), append([]string{"check", "--fix"}, command[3:]...)...)
		cmd.Dir, cmd.Env = ts.MkAbs("."), environment(ts)
		out, _ := cmd.Output() // the rest is found
		if lines := regexp.MustCompile("(?m)^changed .*$").FindAll(out, -1); (run == 0) != (len(lines) > 0) {
			ts.Fatalf("run %d of hhgen check --fix has changed %q", run+1, lines)
		}
	}
	for _, path := range changed(files, snapshot(ts)) {
		if text, was := files[path]; was {
			ts.Check(os.WriteFile(path, []byte(text), 0o666))
		} else {
			ts.Check(os.Remove(path))
		}
	}
}

func key(f report.Entry) string {
	return f.Rule + " " + f.File + " " + places.ReplaceAllString(f.Message, "")
}

func count(findings []report.Entry) map[string]int {
	n := map[string]int{}
	for _, f := range findings {
		n[key(f)]++
	}
	return n
}

// counts reports whether a new finding may be one of a fix, not one that could not be
// seen before: lint judges schemas that are right.
func counts(before []report.Entry, a report.Entry) bool {
	if a.Rule == schema.OutputStale.ID {
		return false
	}
	before = slices.DeleteFunc(slices.Clone(before), func(e report.Entry) bool { return e.Rule == schema.OutputStale.ID })
	ofSchema := func(e report.Entry) bool { return schema.Rules.Find(e.Rule) != nil }
	return ofSchema(a) || !slices.ContainsFunc(before, ofSchema)
}

// apply makes the edits of fixes. Undo restores the files.
func apply(ts *testscript.TestScript, batch []offer) (undo func()) {
	edits := map[string][]schema.Edit{}
	for _, o := range batch {
		for _, e := range o.fix.Edits {
			at := func(offset int) token.Position { return token.Position{Filename: e.File, Offset: offset} }
			edits[e.File] = append(edits[e.File], schema.Edit{Pos: at(e.Start), End: at(e.End), New: e.New})
		}
	}
	before := map[string][]byte{}
	for name, edits := range edits {
		path := ts.MkAbs(name)
		text, err := os.ReadFile(path)
		ts.Check(err)
		before[path] = text
		fixed := fix.Apply(text, edits)
		if filepath.Ext(path) == ".go" {
			if _, err := format.Source(fixed); err != nil {
				ts.Fatalf("%s: %v, after these fixes: %v", name, err, batch)
			}
		}
		ts.Check(os.WriteFile(path, fixed, 0o666))
	}
	return func() {
		for path, text := range before {
			ts.Check(os.WriteFile(path, text, 0o666))
		}
	}
}
