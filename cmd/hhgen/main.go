package main

import (
	_ "embed"
	"errors"
	"fmt"
	"go/doc/comment"
	"go/parser"
	"go/token"
	"io"
	"io/fs"
	"os"
	"runtime/debug"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/hhgen/hhgen/internal/baseline"
	"github.com/hhgen/hhgen/schema"
)

//go:embed doc.go
var manualSource string

func main() {
	baseline.ClearEnvironment() // also for the go command, which may run git
	vetTool(os.Args[1:])
	os.Exit(run(os.Args[1:], os.Stdout, os.Stderr))
}

// The exit codes.
const (
	exitFine     = 0
	exitFindings = 1
	exitFailure  = 2
)

// errFindings ends a command that has printed its findings itself.
var errFindings = errors.New("findings")

// run is the command without the process around it.
func run(args []string, stdout, stderr io.Writer) int {
	root := command()
	root.SetArgs(args)
	root.SetOut(stdout)
	root.SetErr(stderr)
	err := root.Execute()
	var schemas schema.Findings
	switch {
	case err == nil:
		return exitFine
	case errors.Is(err, errFindings):
		return exitFindings
	case errors.As(err, &schemas):
		_, _ = fmt.Fprintln(stderr, schemas)
		return exitCode(schemas)
	}
	_, _ = fmt.Fprintf(stderr, "hhgen: %s\n", printable(err))
	return exitFailure
}

// printable is the text of an error. The names of files in it end no line; the
// output of another command may have several, of which none is a command to the
// services that read the output of builds.
func printable(err error) string {
	text := err.Error()
	if at, ok := errors.AsType[*fs.PathError](err); ok {
		text = strings.ReplaceAll(text, at.Path, schema.Printable(at.Path))
	}
	var b strings.Builder
	for i, line := range strings.Split(text, "\n") {
		words := strings.TrimLeft(line, "\t")
		switch {
		case i == 0:
		case strings.HasPrefix(strings.TrimSpace(line), "::"):
			b.WriteString(schema.Printable("\n")) // it is the rest of a name
		default:
			b.WriteString("\n")
		}
		b.WriteString(line[:len(line)-len(words)])
		b.WriteString(schema.Printable(words))
	}
	return b.String()
}

// exitCode tells what is wrong with schemas from what is wrong around them.
func exitCode(findings schema.Findings) int {
	if slices.ContainsFunc(findings, func(f *schema.Finding) bool { return f.Rule.Failure }) {
		return exitFailure
	}
	return exitFindings
}

func command() *cobra.Command {
	var pkgName string
	var noCache bool
	root := &cobra.Command{
		Use:           "hhgen [packages | files.json]",
		Version:       version(),
		Args:          cobra.ArbitraryArgs,
		SilenceErrors: true,
		SilenceUsage:  true,
		RunE: func(cmd *cobra.Command, args []string) error {
			return generate(args, pkgName, noCache, cmd.ErrOrStderr())
		},
	}
	root.Flags().BoolVar(&noCache, "no-cache", false, "load all packages, whatever the cache says")
	root.PersistentFlags().StringVar(&pkgName, "package", "", "name of the Go package of JSON Schema files")
	root.AddCommand(breakingCommand(&pkgName), budgetCommand(&pkgName), checkCommand(&pkgName), initCommand(), lintCommand(&pkgName),
		schemaCommand(), vetCommand())
	root.CompletionOptions.DisableDefaultCmd = true
	root.SetVersionTemplate("hhgen {{.Version}}\n")
	root.SetHelpCommand(&cobra.Command{Use: "help", Hidden: true, Run: func(*cobra.Command, []string) { _ = root.Help() }})
	root.SetHelpFunc(func(cmd *cobra.Command, _ []string) { _, _ = io.WriteString(cmd.OutOrStdout(), manual()) })
	root.SetUsageFunc(func(cmd *cobra.Command) error {
		_, err := io.WriteString(cmd.OutOrStderr(), manual())
		return err
	})
	return root
}

func schemaCommand() *cobra.Command {
	var checkOnly bool
	c := &cobra.Command{
		Use:   "schema [packages]",
		Short: "Write the JSON Schema of each record",
		RunE: func(cmd *cobra.Command, args []string) error {
			files, err := planDocuments(args)
			if err != nil {
				return err
			}
			if checkOnly {
				return check(files, schemaWay, cmd.OutOrStdout())
			}
			return write(files, cmd.ErrOrStderr())
		},
	}
	c.Flags().BoolVar(&checkOnly, "check", false, "report what would change, and write nothing")
	return c
}

// manual is the package's comment as text.
func manual() string {
	f, err := parser.ParseFile(token.NewFileSet(), "doc.go", manualSource, parser.ParseComments)
	if err != nil {
		return manualSource
	}
	var p comment.Parser
	return string((&comment.Printer{TextWidth: 80, TextCodePrefix: "    "}).Text(p.Parse(f.Doc.Text())))
}

// version is that of the module that the command was built from.
func version() string {
	info, ok := debug.ReadBuildInfo()
	if !ok || info.Main.Version == "" {
		return "(devel)"
	}
	return info.Main.Version
}
