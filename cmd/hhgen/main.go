package main

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"runtime/debug"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/hhgen/hhgen/internal/baseline"
	"github.com/hhgen/hhgen/internal/judge"
	"github.com/hhgen/hhgen/schema"
	"github.com/hhgen/hhgen/schema/report"
)

func main() {
	postponeCollection()
	baseline.ClearEnvironment() // also for the go command, which may run git
	judge.VetTool(os.Args[1:])
	os.Exit(run(os.Args[1:], os.Stdin, os.Stdout, os.Stderr))
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
func run(args []string, stdin io.Reader, stdout, stderr io.Writer) int {
	root := command()
	root.SetArgs(args)
	root.SetIn(stdin)
	root.SetOut(stdout)
	root.SetErr(stderr)
	err := root.Execute()
	var schemas schema.Findings
	var failed *commandError
	switch {
	case err == nil:
		return exitFine
	case errors.Is(err, errFindings):
		return exitFindings
	case errors.As(err, &schemas):
		_ = show(stderr, report.Text, schemas)
		return exitCode(schemas)
	}
	_, _ = fmt.Fprintf(stderr, "hhgen: %s\n", printable(err))
	if errors.As(err, &failed) {
		return failed.code
	}
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
	root := generateCommand()
	root.Version = version()
	root.SilenceErrors, root.SilenceUsage = true, true
	root.AddCommand(adoptCommand(), breakingCommand(), budgetCommand(), checkCommand(), collectorCommand(),
		docsCommand(), explainCommand(), importCommand(), initCommand(), lintCommand(), liveCommand(), lspCommand(),
		schemaCommand(), statusCommand(), vetCommand())
	root.CompletionOptions.DisableDefaultCmd = true
	root.SetVersionTemplate("hhgen {{.Version}}\n")
	setHelp(root)
	return root
}

// packageFlag gives a command that reads JSON Schema files the flag --package.
func packageFlag(c *cobra.Command) *string {
	return c.Flags().String("package", "", "name of the Go package of JSON Schema files")
}

// version is that of the module that the command was built from.
func version() string {
	info, ok := debug.ReadBuildInfo()
	if !ok || info.Main.Version == "" {
		return "(devel)"
	}
	return info.Main.Version
}
