package main

// Each file of testdata/mistakes is one mistake: what it is, who catches it, the
// code, and the message. They are the rows of the tables in
// docs/mistakes.md and the README.

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/txtar"

	"github.com/hhgen/hhgen/internal/scratch"
)

const mistakesDir = "../../testdata/mistakes"

// catcher is a command that catches mistakes, and how it runs on all packages
// with mistakes of its.
type catcher struct {
	name    string
	heading string // of its mistakes' table
	run     func(m *mistakes, packages []string) string
}

// catchers are all of them, in the order of the table.
var catchers = []catcher{
	{"go build", "Caught by `go build`", on("go", "build")},
	{"hhgen", "Caught by `hhgen`", on("hhgen")},
	{"hhgen check", "Caught by `hhgen check`", on("hhgen", "check")},
	{"hhgen lint", "Caught by `hhgen lint`", func(m *mistakes, packages []string) (out string) {
		for _, p := range packages { // which would also be compared with each other
			out += on("hhgen", "lint")(m, []string{p + "/..."})
		}
		return out
	}},
	{"hhgen vet", "Caught by `hhgen vet`, `go vet` and `hhgen check`", func(m *mistakes, packages []string) string {
		return on("go", "vet", "-vettool="+m.tool)(m, packages)
	}},
	{"run time", "Reported at run time", (*mistakes).start},
}

// on runs a command on packages.
func on(args ...string) func(*mistakes, []string) string {
	return func(m *mistakes, packages []string) string { return m.output(slices.Concat(args, packages)...) }
}

// mistake is one file.
type mistake struct {
	name    string // of the file and of its package
	what    string // the row's first column
	catcher string
	archive *txtar.Archive
}

// mistakes are all files, and a module that holds a package for each.
type mistakes struct {
	t    *testing.T
	dir  string
	tool string // path of hhgen
	all  []mistake
}

func TestMistakes(t *testing.T) {
	m := &mistakes{t: t, dir: scratch.Module(t, "example.com/app")}
	var err error
	if m.tool, err = exec.LookPath("hhgen"); err != nil { // of TestMain
		t.Fatal(err)
	}
	m.read()
	m.generate()
	for _, c := range catchers {
		m.compare(c.name, c.run)
	}
	if len(m.all) < 40 {
		t.Errorf("there are only %d mistakes", len(m.all))
	}
	m.tables()
}

// read reads the files, and writes what they hold into the module.
func (m *mistakes) read() {
	files, err := filepath.Glob(filepath.Join(mistakesDir, "*.txtar"))
	if err != nil {
		m.t.Fatal(err)
	}
	for _, path := range files {
		archive, err := txtar.ParseFile(path)
		if err != nil {
			m.t.Fatal(err)
		}
		one := mistake{name: strings.TrimSuffix(filepath.Base(path), ".txtar"), archive: archive}
		one.what, one.catcher, _ = strings.Cut(strings.TrimSpace(string(archive.Comment)), "\ncaught by: ")
		if one.catcher != "" && !slices.ContainsFunc(catchers, func(c catcher) bool { return c.name == one.catcher }) {
			m.t.Fatalf("%s is caught by %q, which is no command", path, one.catcher)
		}
		m.all = append(m.all, one)
		for _, f := range archive.Files {
			if f.Name != "message" && !strings.HasPrefix(f.Name, "after/") {
				scratch.Write(m.t, filepath.Join(m.dir, one.name, f.Name), string(f.Data))
			}
		}
	}
}

// generate makes the enrichers of what is no mistake of the schema, and then
// makes the changes behind hhgen's back.
func (m *mistakes) generate() {
	args := []string{"hhgen"}
	for _, one := range m.all {
		if one.catcher != "hhgen" && has(one.archive, "schema.go") {
			args = append(args, "./"+one.name)
		}
	}
	if out := m.output(args...); out != "" {
		m.t.Fatalf("hhgen: %s", out)
	}
	for _, one := range m.all {
		for _, f := range one.archive.Files {
			name, ok := strings.CutPrefix(f.Name, "after/")
			if !ok {
				continue
			}
			path := filepath.Join(m.dir, one.name, name)
			content := string(f.Data)
			if from, to, isEdit := strings.Cut(strings.TrimSpace(content), " -> "); isEdit {
				content = strings.ReplaceAll(string(readFile(m.t, path)), from, to)
			}
			scratch.Write(m.t, path, content)
		}
	}
}

func has(a *txtar.Archive, name string) bool {
	return slices.ContainsFunc(a.Files, func(f txtar.File) bool { return f.Name == name })
}

func readFile(t *testing.T, path string) []byte {
	t.Helper()
	content, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return content
}

// output runs a command in the module, and returns all that it prints.
func (m *mistakes) output(args ...string) string {
	cmd := exec.Command(args[0], args[1:]...)
	cmd.Dir = m.dir
	out, _ := cmd.CombinedOutput() // what it prints says whether it failed
	return string(out)
}

// start builds programs and runs them, one after the other.
func (m *mistakes) start(packages []string) string {
	bin := m.t.TempDir()
	if out := m.output(append([]string{"go", "build", "-o", bin}, packages...)...); out != "" {
		m.t.Fatalf("go build: %s", out)
	}
	var all strings.Builder
	for _, p := range packages {
		name := strings.TrimPrefix(p, "./")
		fmt.Fprintf(&all, "%s/main.go: %s\n", name, strings.TrimSpace(m.output(filepath.Join(bin, name))))
	}
	return all.String()
}

// compare has one command catch its mistakes, and compares the messages.
func (m *mistakes) compare(catcher string, run func(*mistakes, []string) string) {
	var packages []string
	for _, one := range m.all {
		if one.catcher != catcher {
			continue
		}
		packages = append(packages, "./"+one.name)
		if has(one.archive, "record.schema.json") {
			packages[len(packages)-1] += "/record.schema.json"
		}
	}
	if len(packages) == 0 {
		m.t.Errorf("no mistake is caught by %s", catcher)
		return
	}
	// A command takes packages or files, and those of one folder.
	var out string
	for _, p := range packages {
		if strings.HasSuffix(p, ".json") {
			out += run(m, []string{p})
		}
	}
	out += run(m, slices.DeleteFunc(packages, func(p string) bool { return strings.HasSuffix(p, ".json") }))
	messages := messagesIn(out)
	for i := range m.all {
		if m.all[i].catcher == catcher {
			m.check(&m.all[i], messages[m.all[i].name])
		}
	}
}

var messageStart = regexp.MustCompile(`^(?:\./)?([a-z0-9_]+)/\S+?(?::\d+:\d+:|:)`)

// messagesIn finds the messages in the output of a command, by the package that
// they are about. What follows on further lines, indented, belongs to a message.
func messagesIn(out string) map[string]string {
	found := map[string]string{}
	last := ""
	for line := range strings.Lines(out) {
		line = strings.TrimPrefix(line, "vet: ")
		switch match := messageStart.FindStringSubmatch(line); {
		case match != nil:
			last = match[1]
			found[last] += line
		case strings.HasPrefix(line, "\t") && last != "":
			found[last] += line
		}
	}
	return found
}

// check compares the message about one mistake with its file.
func (m *mistakes) check(one *mistake, got string) {
	i := slices.IndexFunc(one.archive.Files, func(f txtar.File) bool { return f.Name == "message" })
	if i < 0 {
		i = len(one.archive.Files)
		one.archive.Files = append(one.archive.Files, txtar.File{Name: "message"})
	}
	if *update && got != "" {
		one.archive.Files[i].Data = []byte(got)
		if err := os.WriteFile(filepath.Join(mistakesDir, one.name+".txtar"), txtar.Format(one.archive), 0o666); err != nil {
			m.t.Fatal(err)
		}
	}
	if want := string(one.archive.Files[i].Data); got != want || got == "" {
		m.t.Errorf("%s: %s says\n%s\nand not\n%s", one.name, one.catcher, got, want)
	}
}

// The tables of mistakes lie between these lines. A first line that names
// mistakes has a table of them alone.
var tableForm = regexp.MustCompile(`(?s)(<!-- mistakes:(.*?) -->\n).*?(<!-- end of mistakes -->\n)`)

// tables compares the tables of the README and of the page about mistakes with
// the files.
func (m *mistakes) tables() {
	root := scratch.Root(m.t)
	for _, name := range []string{"README.md", "docs/mistakes.md"} {
		path := filepath.Join(root, name)
		page := string(readFile(m.t, path))
		if !tableForm.MatchString(page) {
			m.t.Errorf("%s has no place for a table of mistakes", name)
		}
		compareGolden(m.t, path, page, tableForm.ReplaceAllStringFunc(page, func(old string) string {
			part := tableForm.FindStringSubmatch(old)
			if names := strings.Fields(part[2]); len(names) > 0 {
				return part[1] + m.chosen(names) + part[3]
			}
			return part[1] + m.byCatcher() + part[3]
		}))
	}
}

// chosen is a table of some mistakes, in the order in which they are named.
func (m *mistakes) chosen(names []string) string {
	var b strings.Builder
	b.WriteString("| mistake | caught by | message |\n|---|---|---|\n")
	for _, name := range names {
		i := slices.IndexFunc(m.all, func(one mistake) bool { return one.name == name })
		if i < 0 {
			m.t.Fatalf("there is no mistake %s", name)
		}
		one := m.all[i]
		fmt.Fprintf(&b, "| %s | `%s` | %s |\n", one.what, one.catcher, cell(one))
	}
	return b.String()
}

// byCatcher is a table of all mistakes for each command that catches some.
func (m *mistakes) byCatcher() string {
	var b strings.Builder
	for _, c := range catchers {
		fmt.Fprintf(&b, "\n## %s\n\n| mistake | message |\n|---|---|\n", c.heading)
		for _, one := range m.all {
			if one.catcher == c.name {
				fmt.Fprintf(&b, "| %s | %s |\n", one.what, cell(one))
			}
		}
	}
	return b.String() + "\n"
}

// cell is a message as the table has it: the first one that says more than that a
// name is undefined, if there is one, without the folder, on one line.
func cell(one mistake) string {
	i := slices.IndexFunc(one.archive.Files, func(f txtar.File) bool { return f.Name == "message" })
	var messages [][]string
	for line := range strings.Lines(string(one.archive.Files[i].Data)) {
		if last := len(messages) - 1; last >= 0 && strings.HasPrefix(line, "\t") {
			messages[last] = append(messages[last], line)
			continue
		}
		messages = append(messages, []string{line})
	}
	lines := messages[max(0, slices.IndexFunc(messages, func(m []string) bool { return !strings.Contains(m[0], ": undefined: ") }))]
	text := strings.Join(strings.Fields(strings.Join(lines, " ")), " ")
	text = strings.ReplaceAll(strings.TrimPrefix(text, one.name+"/main.go: "), one.name+"/", "")
	text = strings.ReplaceAll(text, "|", `\|`)
	if strings.Contains(text, "`") {
		return "`` " + text + " ``"
	}
	return "`" + text + "`"
}
