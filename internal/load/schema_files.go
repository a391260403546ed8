package load

import (
	"fmt"
	"go/token"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"github.com/hhgen/hhgen/internal/config"
	"github.com/hhgen/hhgen/internal/folder"
	"github.com/hhgen/hhgen/internal/regular"
	"github.com/hhgen/hhgen/internal/tool"
	"github.com/hhgen/hhgen/schema"
	"github.com/hhgen/hhgen/schema/gostruct"
	"github.com/hhgen/hhgen/schema/jsonschema"
)

// declaration says which JSON Schema files make the package of a folder.
type declaration struct {
	dir   string // absolute
	by    place
	pos   token.Position // of the entry or the line; of the output
	files []file
}

// file is a name in a declaration, or what a pattern in it stands for.
type file struct {
	name string
	pos  token.Position
	none bool // it is a pattern that matches nothing
}

// place is where a declaration stands.
type place int

const (
	inConfig place = iota
	inDirective
	inOutput // as hhgen did before there was anything else
)

// names are the files of a declaration, each once.
func (d *declaration) names() (names []string) {
	for _, f := range d.files {
		if !slices.Contains(names, f.name) {
			names = append(names, f.name)
		}
	}
	return names
}

// present are the names less those that check reports.
func (d *declaration) present() []string {
	return slices.DeleteFunc(d.names(), func(name string) bool {
		file, _ := schema.SplitSource(name)
		_, err := os.Stat(filepath.Join(d.dir, file))
		return d.by != inOutput && os.IsNotExist(err)
	})
}

// add adds a file, or those that a pattern of the shell stands for.
func (d *declaration) add(name string, pos token.Position) {
	name, fragment := schema.SplitSource(name)
	if _, err := os.Lstat(filepath.Join(d.dir, name)); err == nil || !strings.ContainsAny(name, "*?[") {
		d.files = append(d.files, file{name: name + fragment, pos: pos})
		return
	}
	matches, err := filepath.Glob(filepath.Join(d.dir, name))
	matches = slices.DeleteFunc(matches, func(m string) bool { return !IsDocument(m) || jsonschema.IsEventFile(m) })
	for _, m := range matches {
		d.files = append(d.files, file{name: filepath.Base(m) + fragment, pos: pos})
	}
	if err != nil || len(matches) == 0 {
		d.files = append(d.files, file{name: name, pos: pos, none: true})
	}
}

// check reports files that are not there. What an output names is read as it is,
// since nobody can correct that.
func (d *declaration) check(dir string) error {
	var errs schema.Findings
	for _, f := range d.files {
		if d.by == inOutput {
			break
		}
		name, _ := schema.SplitSource(f.name)
		shown := folder.Relative(filepath.Join(dir, name))
		_, err := os.Stat(filepath.Join(dir, name))
		switch {
		case f.none:
			errs.Add(f.pos, schema.PackageLoad, "no JSON Schema files match %s: correct the pattern", shown)
		case os.IsNotExist(err):
			errs.Add(f.pos, schema.PackageLoad, "there is no %s: restore the file, or correct its name here", shown)
		}
	}
	return errs.Err()
}

// removal says how the package comes to be declared by Go alone.
func (d *declaration) removal() string {
	switch d.by {
	case inConfig:
		return fmt.Sprintf("remove the entry at %s:%d", d.pos.Filename, d.pos.Line)
	case inDirective:
		return fmt.Sprintf("remove the go:generate line at %s:%d", d.pos.Filename, d.pos.Line)
	}
	return "remove " + folder.Relative(filepath.Join(d.dir, schema.OutputName))
}

// declaration finds which JSON Schema files declare a package; nil if none do.
func (l *loader) declaration(p *gostruct.Package) (*declaration, error) {
	var errs schema.Findings
	said, err := l.entry(p)
	if err := errs.Collect(err); err != nil {
		return nil, err
	}
	for _, d := range directives(p.Dir, l.Unsaved) {
		switch {
		case said == nil:
			said = d
		case !sameFiles(said.names(), d.names()) && !l.past(p):
			errs.Add(d.pos, schema.PackageLoad, "the package is made of %s here, and of %s at %s:%d: name the same files in both places",
				schema.JoinSources(d.names()), schema.JoinSources(said.names()), said.pos.Filename, said.pos.Line)
		}
	}
	if err := errs.Err(); err != nil {
		return nil, err
	}
	if said == nil {
		said = fromOutput(p.Dir)
	}
	return said, nil
}

func sameFiles(a, b []string) bool {
	return slices.Equal(slices.Sorted(slices.Values(a)), slices.Sorted(slices.Values(b)))
}

// configured is what the hhgen.yaml of a module says of JSON Schema files.
type configured struct {
	declarations []*declaration
	entries      []config.SchemaPackage
	defaults     schema.Defaults
	err          error
}

// configuration is read once for each module.
func (l *loader) configuration(root string) (*configured, error) {
	if c, ok := l.configured[root]; ok {
		return c, c.err
	}
	c := &configured{}
	l.configured[root] = c
	var err error
	c.entries, c.defaults, err = config.Schemas(filepath.Join(root, config.Name), l.Unsaved)
	if c.err = err; l.Past {
		c.err = nil // it was right for the hhgen of then
	}
	for _, p := range c.entries {
		d := &declaration{dir: filepath.Join(root, filepath.FromSlash(p.Folder)), by: inConfig, pos: p.Pos}
		for _, f := range p.Files {
			d.add(f.Name, f.Pos)
		}
		c.declarations = append(c.declarations, d)
	}
	return c, c.err
}

// defaults are what hhgen.yaml says for the JSON Schema files of a folder.
func (l *loader) defaults(dir string) (schema.Defaults, error) {
	root, err := folder.Module(dir)
	if err != nil || root == "" {
		return schema.Defaults{}, err
	}
	c, err := l.configuration(root)
	if err != nil {
		return schema.Defaults{}, err
	}
	for i, d := range c.declarations {
		if d.dir == dir {
			return c.entries[i].Defaults.Or(c.defaults), nil
		}
	}
	return c.defaults, nil
}

// entry is what hhgen.yaml says of a package; nil if it says nothing.
func (l *loader) entry(p *gostruct.Package) (*declaration, error) {
	root, err := folder.Module(p.Dir)
	if err != nil || root == "" {
		return nil, err
	}
	c, err := l.configuration(root)
	if err != nil && !l.past(p) {
		return nil, err
	}
	for _, d := range c.declarations {
		if d.dir == p.Dir {
			return d, nil
		}
	}
	return nil, nil
}

// fromOutput is what an output of an earlier version says; nil if Go structs, or
// nobody knows what, declared its records.
func fromOutput(dir string) *declaration {
	path := filepath.Join(dir, schema.OutputName)
	text, err := regular.ReadFile(path)
	if err != nil || !schema.IsOutput(text) {
		return nil
	}
	names := schema.Sources(string(text))
	if names == nil {
		return nil
	}
	d := &declaration{dir: dir, by: inOutput, pos: token.Position{Filename: folder.Relative(path)}}
	for _, name := range names {
		d.files = append(d.files, file{name: name})
	}
	return d
}

// note says what to write in place of what an output says; "" if there is nothing
// to do.
func (l *loader) note(p *gostruct.Package, d *declaration) string {
	if d.by != inOutput || l.past(p) {
		return ""
	}
	words := make([]string, len(d.files))
	for i, f := range d.files {
		words[i] = directiveWord(f.name)
	}
	text := fmt.Sprintf("only %s says which JSON Schema files make its package, and later versions of hhgen will not read it there: ", d.pos.Filename)
	if name := goFile(p.Dir); name != "" {
		return text + fmt.Sprintf("add the line //go:generate %s %s to %s", tool.Command(moduleRoot(p.Dir), p.Dir), strings.Join(words, " "), folder.Relative(name))
	}
	return text + l.noteConfig(p.Dir, d.names())
}

// noteConfig is the entry for a folder that has no other Go file.
func (l *loader) noteConfig(dir string, names []string) string {
	root := moduleRoot(dir)
	rel, _ := folder.Below(root, dir) // a folder is in its module
	for i, name := range names {
		names[i] = strconv.Quote(name)
	}
	entry := fmt.Sprintf("%q: [%s]", "./"+rel, strings.Join(names, ", "))
	yaml := folder.Relative(filepath.Join(root, config.Name))
	if c := l.configured[root]; c != nil && len(c.declarations) > 0 {
		return fmt.Sprintf("add the line %s below schemas: in %s", entry, yaml)
	}
	return fmt.Sprintf("add the line schemas: {%s} to %s", entry, yaml)
}

// goFile is the first Go file of a folder besides the output and tests; "" if
// there is none.
func goFile(dir string) string {
	names, _ := filepath.Glob(filepath.Join(dir, "*.go")) // the pattern is well-formed
	for _, name := range names {
		if filepath.Base(name) != schema.OutputName && !strings.HasSuffix(name, "_test.go") {
			return name
		}
	}
	return ""
}
