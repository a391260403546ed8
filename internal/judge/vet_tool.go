package judge

import (
	"encoding/json"
	"os"
	"runtime/debug"
	"slices"
	"strings"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/analysis/unitchecker"

	"github.com/hhgen/hhgen/gen/vet"
)

// VetTool runs the process as the tool that go vet runs for each package, if
// its arguments are those of go vet.
func VetTool(args []string) {
	if len(args) == 0 {
		return
	}
	last := args[len(args)-1]
	if args[0] == "-V=full" || args[0] == "-flags" || strings.HasSuffix(last, ".cfg") {
		if slices.Contains(args, usesFlag) {
			reportAlways(last)
		}
		collectLittle()
		unitchecker.Main(analyzers(args)...) // does not return
	}
}

// collectLittle spares the process most of the collector's work, which took a fifth of
// its time: it ends after one package.
func collectLittle() {
	if os.Getenv("GOGC") == "" {
		debug.SetGCPercent(400)
	}
}

// usesFlag has the tool list the uses of packages too. Only hhgen itself gives it, so that
// others who run the tool see nothing but findings.
const usesFlag = "-uses"

// allFlags have it report all that hhgen reads, so that one run knows by the go command's
// cache what another one has found.
var allFlags = []string{"-json", "-" + vet.Analyzer.Name, usesFlag}

// analyzers are those that the arguments of the tool ask for. When the go command asks
// for flags, there are those of all.
func analyzers(args []string) []*analysis.Analyzer {
	if args[0] == "-flags" || slices.Contains(args, usesFlag) {
		return []*analysis.Analyzer{vet.Analyzer, vet.Uses}
	}
	return []*analysis.Analyzer{vet.Analyzer}
}

// reportAlways changes the file by which the go command says what to do with a package,
// if it asks for the facts alone of a package that others import: it would keep in its
// cache that nothing was found there, and say so later when the package is named. So
// everything is reported, and [results] leaves out what was not asked for. The standard
// library has no findings.
func reportAlways(file string) {
	text, err := os.ReadFile(file)
	var task map[string]json.RawMessage
	if err != nil || json.Unmarshal(text, &task) != nil {
		return // the tool says what is wrong
	}
	if string(task["VetxOnly"]) != "true" || string(task["ModulePath"]) == `""` {
		return
	}
	task["VetxOnly"] = json.RawMessage("false")
	if text, err = json.Marshal(task); err == nil {
		_ = os.WriteFile(file, text, 0o600) // else the package is left out
	}
}
