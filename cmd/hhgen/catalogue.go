package main

import (
	"errors"
	"fmt"
	"go/token"
	"io"
	"net/url"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"github.com/spf13/cobra"
	"golang.org/x/sync/errgroup"

	"github.com/hhgen/hhgen/gen/catalogue"
	"github.com/hhgen/hhgen/internal/config"
	"github.com/hhgen/hhgen/internal/judge"
	"github.com/hhgen/hhgen/internal/output"
	"github.com/hhgen/hhgen/internal/owner"
	"github.com/hhgen/hhgen/schema"
	"github.com/hhgen/hhgen/schema/budget"
	"github.com/hhgen/hhgen/schema/privacy"
	"github.com/hhgen/hhgen/schema/report"
	"github.com/hhgen/hhgen/schema/usage"
)

// docsFlags are the flags of hhgen docs.
type docsFlags struct {
	setFlags
	format, out, title, link string
	serve                    string // address; "" for none
	check, uses              bool
}

// docsFormat is one form of the catalogue.
type docsFormat struct {
	name, extension string
	make            func(*catalogue.Catalogue) ([]byte, error)
}

var docsFormats = []docsFormat{
	{"markdown", ".md", func(c *catalogue.Catalogue) ([]byte, error) { return c.Markdown(), nil }},
	{"html", ".html", (*catalogue.Catalogue).HTML},
}

func docsCommand() *cobra.Command {
	c := &cobra.Command{Use: "docs"}
	f := &docsFlags{setFlags: setFlags{pkg: packageFlag(c)}}
	flags := c.Flags()
	flags.StringVar(&f.format, "format", "", "write one format only: markdown or html")
	flags.StringVar(&f.out, "out", ".", "folder of catalogue.md and catalogue.html, or the name of one file; - for standard output")
	flags.StringVar(&f.title, "title", "", "title, in place of one made of the paths of the packages")
	flags.StringVar(&f.link, "link", "", "address of a line of source, with {file} and {line}")
	flags.BoolVar(&f.check, "check", false, "report what would change, and write nothing")
	flags.BoolVar(&f.uses, "uses", false, "say where each key is set, which takes as long as hhgen status")
	flags.StringVar(&f.serve, "serve", "", "serve the page on this machine, and follow edits; --serve=127.0.0.1:8080 sets the address")
	flags.Lookup("serve").NoOptDefVal = "127.0.0.1:0"
	flags.BoolVar(&f.workspace, "workspace", false, "read every module of the go.work")
	c.RunE = func(cmd *cobra.Command, args []string) error {
		formats, err := f.formats()
		if err != nil {
			return err
		}
		if f.serve != "" {
			return f.follow(cmd, args)
		}
		made, err := f.catalogue(args, cmd.ErrOrStderr())
		if err != nil {
			return err
		}
		return f.write(made, formats, cmd.OutOrStdout(), cmd.ErrOrStderr())
	}
	return c
}

// formats checks the flags, and returns what is to be written.
func (f *docsFlags) formats() (chosen []docsFormat, err error) {
	if err := checkLink(f.link); err != nil {
		return nil, err
	}
	named := filepath.Ext(f.out)
	for _, format := range docsFormats {
		if (f.format == "" || f.format == format.name) && (named != ".md" && named != ".html" || named == format.extension) {
			chosen = append(chosen, format)
		}
	}
	switch {
	case f.format != "" && f.format != "markdown" && f.format != "html":
		return nil, fmt.Errorf("unknown format %q: %s", f.format, schema.Suggest(f.format, []string{"markdown", "html"}))
	case f.serve != "" && (f.check || f.format != "" || f.out != "."):
		return nil, errors.New("--serve writes no files: leave out --check, --format and --out")
	case len(chosen) == 0:
		return nil, fmt.Errorf("--format %s does not fit the name %s: leave out --format", f.format, f.out)
	case f.out == "-" && len(chosen) > 1:
		return nil, errors.New("--out - prints one format: set --format to markdown or html")
	case f.out == "-" && f.check:
		return nil, errors.New("--check compares files, and --out - names none: leave out one of them")
	}
	return chosen, nil
}

// checkLink checks the address of lines.
func checkLink(link string) error {
	if link == "" {
		return nil
	}
	u, err := url.Parse(linkTo(link, "a/b.go", 1))
	switch {
	case !strings.Contains(link, "{file}"):
		return fmt.Errorf("--link %q has no {file}: write it as https://github.com/org/app/blob/main/{file}#L{line}", link)
	case err != nil || u.Scheme != "https" && u.Scheme != "http" || u.Host == "":
		return fmt.Errorf("--link %q is not an address of the web: write it as https://github.com/org/app/blob/main/{file}#L{line}", link)
	}
	return nil
}

// linkTo is the address of a line.
func linkTo(template, file string, line int) string {
	escaped := (&url.URL{Path: file}).EscapedPath()
	return strings.NewReplacer("{file}", escaped, "{line}", strconv.Itoa(line)).Replace(template)
}

// catalogue reads what the flags and the arguments name, if it is right.
func (f *docsFlags) catalogue(args []string, stderr io.Writer) (*catalogue.Catalogue, error) {
	s, err := f.read(args, stderr)
	if err == nil {
		err = s.Check()
	}
	if err != nil {
		return nil, err
	}
	return f.of(s)
}

// of is the catalogue of what was read.
func (f *docsFlags) of(s judge.Set) (*catalogue.Catalogue, error) {
	uses, err := f.usage(s)
	if err != nil {
		return nil, err
	}
	configured := map[string]config.Config{}
	var modules []catalogue.Module
	for _, m := range s {
		configured[m.Root] = m.Config
		limits := budget.Default
		if m.Lint.Limits != nil {
			limits = *m.Lint.Limits
		}
		modules = append(modules, catalogue.Module{
			Packages: judge.Set{m}.Packages(), Words: privacy.Default().With(m.Lint.Sensitive), Limits: limits, Uses: uses,
		})
	}
	files, err := owner.Of(s[0].Root, configured)
	if err != nil {
		return nil, err
	}
	known := map[string]catalogue.Place{} // by the names of files
	linked := map[string]bool{}
	locate := func(pos token.Position) catalogue.Place {
		p, seen := known[pos.Filename]
		if !seen {
			p.File, linked[pos.Filename] = files.Path(pos.Filename)
			p.Owners = files.Owners(pos.Filename)
			known[pos.Filename] = p
		}
		if p.Line = pos.Line; linked[pos.Filename] && f.link != "" {
			p.Link = linkTo(f.link, p.File, pos.Line)
		}
		return p
	}
	return catalogue.Of(modules, catalogue.Options{Title: f.title, Locate: locate}), nil
}

// usage is where fields are set, if the flags ask for it.
func (f *docsFlags) usage(s judge.Set) (*usage.Usage, error) {
	if !f.uses {
		return nil, nil
	}
	return s.Usage()
}

// inFormats makes all formats at the same time.
func inFormats(c *catalogue.Catalogue, formats []docsFormat) ([][]byte, error) {
	contents := make([][]byte, len(formats))
	var g errgroup.Group
	for i, format := range formats {
		g.Go(func() (err error) {
			contents[i], err = format.make(c)
			return err
		})
	}
	return contents, g.Wait()
}

// write brings the files up to date, or compares them.
func (f *docsFlags) write(c *catalogue.Catalogue, formats []docsFormat, stdout, stderr io.Writer) error {
	var files []output.File
	var errs schema.Findings
	contents, err := inFormats(c, formats)
	if err != nil {
		return err
	}
	for i, format := range formats {
		if f.out == "-" {
			_, err := stdout.Write(contents[i])
			return err
		}
		file, err := output.PlanMarked(f.path(format), catalogue.Mark, contents[i])
		if err := errs.Collect(err); err != nil {
			return err
		}
		files = append(files, file)
	}
	if err := errs.Err(); err != nil {
		return err
	}
	if f.check {
		most := brief
		most.Rest = "hhgen docs writes all"
		output.Diff(stdout, files[:1], most) // the page says the same as the first one
		return writeFindings(stdout, report.Text, judge.Outdated(files, "hhgen docs"), nil)
	}
	for _, file := range files {
		if err := os.MkdirAll(filepath.Dir(file.Path), 0o777); err != nil {
			return err
		}
	}
	return output.Write(files, stderr)
}

// path is the name of the file of a format.
func (f *docsFlags) path(format docsFormat) string {
	if filepath.Ext(f.out) == format.extension {
		return f.out
	}
	return filepath.Join(f.out, "catalogue"+format.extension)
}
