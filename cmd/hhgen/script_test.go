package main

// The scripts in testdata/script run the command and the go command on small
// modules. Those in testdata/script/errors are named after the rules of
// [schema.Rules], and hold every message that a rule has.

import (
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"
	"github.com/rogpeppe/go-internal/txtar"

	"github.com/hhgen/hhgen/internal/scratch"
	"github.com/hhgen/hhgen/schema"
)

var update = flag.Bool("update", false, "write the output of the scripts into their want files")

const scripts = "../../testdata/script"

// TestMain makes the test binary the command that the scripts run.
func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){
		"hhgen": main,
	})
}

func TestScripts(t *testing.T) { runScripts(t, scripts, exits) }

func TestErrorScripts(t *testing.T) { runScripts(t, filepath.Join(scripts, "errors"), exitsAfterFixes) }

func TestLintScripts(t *testing.T) { runScripts(t, filepath.Join(scripts, "lint"), exitsAfterFixes) }

// runScripts runs the scripts of a folder. exits is their command of that name.
func runScripts(t *testing.T, dir string, exits func(*testscript.TestScript, bool, []string)) {
	modules := newModules(t)
	testscript.Run(t, testscript.Params{
		Dir:                 dir,
		WorkdirRoot:         scratch.Dir(t),
		Setup:               modules.setup,
		UpdateScripts:       *update,
		RequireExplicitExec: true,
		RequireUniqueNames:  true,
		Cmds: map[string]func(*testscript.TestScript, bool, []string){
			"exits": exits,
			"edit":  edit,

			"publish": publish,
		},
		Condition: func(cond string) (bool, error) {
			if cond == "permissions" {
				return permissionsHold(t.TempDir())
			}
			return false, errors.New("unknown condition")
		},
	})
}

// permissionsHold reports whether a folder can be kept from being written in;
// root is not stopped by permissions.
func permissionsHold(dir string) (bool, error) {
	if err := os.Chmod(dir, 0o555); err != nil {
		return false, err
	}
	f, err := os.Create(filepath.Join(dir, "file"))
	if err != nil {
		return true, nil
	}
	return false, f.Close()
}

// modules makes the go.mod files of scripts complete: they only say how their
// module is called, and the go command finds this module's runtime, and all
// that it needs, without a network.
type modules struct {
	env   []string // environment of the go command
	needs string   // end of go.mod: Go's version, what this module requires, and itself
	sums  string   // go.sum
}

func newModules(t testing.TB) *modules {
	t.Helper()
	needs, sums, err := scratch.Requirements(scratch.Root(t))
	if err != nil {
		t.Fatal(err)
	}
	env, err := goEnv()
	if err != nil {
		t.Fatal(err)
	}
	return &modules{env, needs, sums}
}

// quickGC has processes that soon end collect little garbage: a go command
// spends a third of its time on it.
const quickGC = "GOGC=400"

// goEnv is the environment in which the go command shares this process's
// caches, and downloads nothing.
func goEnv() ([]string, error) {
	names := []string{"GOCACHE", "GOMODCACHE", "GOPATH", "GOFLAGS", "GOTOOLCHAIN"}
	values := map[string]string{}
	if err := goJSON(&values, append([]string{"env", "-json"}, names...)...); err != nil {
		return nil, err
	}
	env := []string{"HOME=" + os.Getenv("HOME"), "GOPROXY=off", "GOSUMDB=off", "GOWORK=off", quickGC}
	for _, name := range names {
		env = append(env, name+"="+values[name])
	}
	return env, nil
}

func goJSON(v any, args ...string) error {
	out, err := exec.Command("go", args...).Output()
	if err != nil {
		return fmt.Errorf("go %s: %w", strings.Join(args, " "), err)
	}
	return json.Unmarshal(out, v)
}

func (m *modules) setup(env *testscript.Env) error {
	tool, err := exec.LookPath("hhgen") // of TestMain
	if err != nil {
		return err
	}
	env.Setenv("HHGEN", tool)
	env.Vars = append(append(env.Vars, m.env...), gitEnv...)
	env.Vars = append(env.Vars, "XDG_CACHE_HOME="+filepath.Join(env.WorkDir, ".tmp", "cache"))
	return filepath.WalkDir(env.WorkDir, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.Name() != "go.mod" {
			return err
		}
		text, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		sum := filepath.Join(filepath.Dir(path), "go.sum")
		return errors.Join(
			os.WriteFile(path, append(text, "\n"+m.needs...), 0o666),
			os.WriteFile(sum, []byte(m.sums), 0o666))
	})
}

// exits runs a program that must end with an exit code, and change no file:
//
//	exits 1 hhgen check ./...
func exits(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 2 {
		ts.Fatalf("usage: exits code program [args...]")
	}
	want, err := strconv.Atoi(args[0])
	ts.Check(err)
	before := snapshot(ts)
	err = ts.Exec(args[1], args[2:]...)
	code := 0
	if exit, ok := errors.AsType[*exec.ExitError](err); ok {
		code = exit.ExitCode()
	} else {
		ts.Check(err)
	}
	if code != want {
		ts.Fatalf("exit code %d, want %d", code, want)
	}
	if paths := changed(before, snapshot(ts)); paths != nil {
		ts.Fatalf("files changed: %s", strings.Join(paths, ", "))
	}
}

// snapshot is the content of all files of a script, by path.
func snapshot(ts *testscript.TestScript) map[string]string {
	files := map[string]string{}
	ts.Check(filepath.WalkDir(ts.Getenv("WORK"), func(path string, d fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case d.Name() == ".tmp": // the go command's own
			return fs.SkipDir
		case !d.Type().IsRegular():
			files[path] = d.Type().String()
			return nil
		}
		content, err := os.ReadFile(path)
		files[path] = string(content)
		return err
	}))
	return files
}

// changed lists the paths whose content differs, or that only one side has.
func changed(before, after map[string]string) (paths []string) {
	for path, content := range before {
		if now, ok := after[path]; !ok || now != content {
			paths = append(paths, path)
		}
	}
	for path := range after {
		if _, ok := before[path]; !ok {
			paths = append(paths, path)
		}
	}
	slices.Sort(paths)
	return paths
}

// edit replaces a text that a file holds once:
//
//	edit turn.go maxbytes=64 maxbytes=32
func edit(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 3 {
		ts.Fatalf("usage: edit file old new")
	}
	path := ts.MkAbs(args[0])
	text, err := os.ReadFile(path)
	ts.Check(err)
	if n := strings.Count(string(text), args[1]); n != 1 {
		ts.Fatalf("%s holds %q %d times, want once", args[0], args[1], n)
	}
	ts.Check(os.WriteFile(path, []byte(strings.Replace(string(text), args[1], args[2], 1)), 0o666))
}

// TestEveryRuleHasScript checks that each rule has a script of its name that
// expects a message of it.
func TestEveryRuleHasScript(t *testing.T) {
	for _, rule := range schema.Rules.IDs() {
		name := filepath.Join(scripts, "errors", strings.ToLower(rule)+".txtar")
		archive, err := txtar.ParseFile(name)
		if err != nil {
			t.Errorf("rule %s has no script: %v", rule, err)
			continue
		}
		if !expects(archive, "("+rule+")") && !expects(archive, "title="+rule+"::") {
			t.Errorf("%s expects no message of rule %s", name, rule)
		}
	}
}

// expects reports whether an expected output of a script contains text.
func expects(a *txtar.Archive, text string) bool {
	for _, f := range a.Files {
		if strings.HasPrefix(filepath.Base(f.Name), "want") && strings.Contains(string(f.Data), text) {
			return true
		}
	}
	return false
}
