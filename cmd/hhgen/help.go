package main

import (
	_ "embed"
	"errors"
	"fmt"
	"go/doc/comment"
	"go/parser"
	"go/token"
	"io"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
)

//go:embed doc.go
var manualSource string

// manual is the package's comment, which has a section for each command.
func manual() *comment.Doc {
	f, err := parser.ParseFile(token.NewFileSet(), "doc.go", manualSource, parser.ParseComments|parser.PackageClauseOnly)
	if err != nil {
		panic(err) // of the compiler, which has read it too
	}
	var p comment.Parser
	return p.Parse(f.Doc.Text())
}

func printManual(content []comment.Block) string {
	printer := comment.Printer{TextWidth: 80, TextCodePrefix: "    "}
	return string(printer.Text(&comment.Doc{Content: content}))
}

// setHelp has each command explain itself, by its part of the manual.
func setHelp(root *cobra.Command) {
	root.SetHelpFunc(func(cmd *cobra.Command, _ []string) { _, _ = io.WriteString(cmd.OutOrStdout(), help(cmd)) })
	root.SetUsageFunc(func(cmd *cobra.Command) error {
		_, err := io.WriteString(cmd.OutOrStderr(), help(cmd))
		return err
	})
	root.SetHelpCommand(&cobra.Command{
		Use:    "help",
		Hidden: true,
		RunE: func(_ *cobra.Command, args []string) error {
			about, rest, err := root.Find(args)
			if err != nil || len(rest) > 0 {
				return fmt.Errorf("there is no command %s: see hhgen --help", strings.Join(args, " "))
			}
			return about.Help()
		},
	})
	root.SetFlagErrorFunc(explainFlag)
}

// help is all of the manual, or the part about one command.
func help(cmd *cobra.Command) string {
	doc := manual()
	if !cmd.HasParent() {
		return printManual(doc.Content)
	}
	cmd.InitDefaultHelpFlag()
	return fmt.Sprintf("Usage:\n\n%s\n%s\nFlags:\n\n%s\nSee hhgen --help for all commands, hhgen.yaml and exit codes.\n",
		usageOf(doc, cmd.Name()), printManual(section(doc, cmd.CommandPath())), cmd.Flags().FlagUsages())
}

// usageOf are the lines of the manual about one command.
func usageOf(doc *comment.Doc, name string) string {
	var lines strings.Builder
	about := false
	for _, block := range doc.Content {
		code, ok := block.(*comment.Code)
		if !ok {
			continue
		}
		for line := range strings.Lines(code.Text) {
			if command, ok := strings.CutPrefix(line, "hhgen "); ok {
				about = strings.Fields(command)[0] == name
			}
			if about {
				lines.WriteString("    " + line)
			}
		}
		break // what follows are examples
	}
	return lines.String()
}

// section is what stands below a heading.
func section(doc *comment.Doc, heading string) (content []comment.Block) {
	about := false
	for _, block := range doc.Content {
		if h, ok := block.(*comment.Heading); ok {
			about = printManual([]comment.Block{h}) == "# "+heading+"\n"
		} else if about {
			content = append(content, block)
		}
	}
	return content
}

// explainFlag says which commands have a flag that one does not have.
func explainFlag(cmd *cobra.Command, err error) error {
	unknown, ok := errors.AsType[*pflag.NotExistError](err)
	if !ok {
		return err
	}
	var others []string
	root := cmd.Root()
	for _, c := range append([]*cobra.Command{root}, root.Commands()...) {
		if c.Flags().Lookup(unknown.GetSpecifiedName()) != nil && !c.Hidden {
			others = append(others, c.CommandPath())
		}
	}
	if len(others) == 0 {
		return err
	}
	return fmt.Errorf("%w: it is a flag of %s, not of %s", err, strings.Join(others, ", "), cmd.CommandPath())
}
