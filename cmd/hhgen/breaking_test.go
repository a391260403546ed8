package main

// The scripts in testdata/script/breaking compare packages with their own
// history in git, and with folders, files and modules. Those that are named
// after a rule of [breaking.Rules] hold its findings.

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"runtime"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/rogpeppe/go-internal/testscript"
	"github.com/rogpeppe/go-internal/txtar"
	modpath "golang.org/x/mod/module"

	"github.com/hhgen/hhgen/schema/breaking"
)

var breakingScripts = filepath.Join(scripts, "breaking")

// gitEnv makes git the same for everybody who runs the tests.
var gitEnv = []string{
	"GIT_CONFIG_GLOBAL=" + os.DevNull, "GIT_CONFIG_NOSYSTEM=1",
	"GIT_AUTHOR_NAME=author", "GIT_AUTHOR_EMAIL=author@example.com",
	"GIT_COMMITTER_NAME=author", "GIT_COMMITTER_EMAIL=author@example.com",
}

func TestBreakingScripts(t *testing.T) { runScripts(t, breakingScripts, exits) }

func TestEveryBreakingRuleHasScript(t *testing.T) {
	for _, rule := range breaking.Rules {
		name := filepath.Join(breakingScripts, strings.ToLower(string(rule.ID))+".txtar")
		archive, err := txtar.ParseFile(name)
		if err != nil {
			t.Errorf("rule %s has no script: %v", rule.ID, err)
			continue
		}
		if !expects(archive, "("+string(rule.ID)+")") {
			t.Errorf("%s expects no finding of rule %s", name, rule.ID)
		}
	}
}

// publish puts a folder, or this repository with its runtime, into the module
// proxy $WORK/proxy, as a version of a module:
//
//	publish example.com/dict v1.0.0 dict
func publish(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 2 || len(args) > 3 {
		ts.Fatalf("usage: publish module version [folder]")
	}
	// The go command takes a version in the module cache for unchangeable, and keeps
	// an index of its files by path. The paths of scratch modules are those of an
	// earlier run, which may have published other files.
	ts.Setenv("GODEBUG", "goindex=0")
	proxy := filepath.Join(ts.Getenv("WORK"), "proxy")
	if len(args) == 3 {
		ts.Check(putVersion(proxy, modpath.Version{Path: args[0], Version: args[1]}, ts.MkAbs(args[2])))
		return
	}
	repo, err := filepath.Abs("../..")
	ts.Check(err)
	ts.Check(putVersion(proxy, modpath.Version{Path: args[0], Version: args[1]}, repo))
	ts.Check(putVersion(proxy, modpath.Version{Path: args[0] + "/runtime", Version: args[1]}, filepath.Join(repo, "runtime")))
}

// A run that is told to end while it reads a revision leaves no files, and what
// one leaves that is killed is removed by the next.
func TestBreakingEndsBySignal(t *testing.T) {
	hhgen, err := exec.LookPath("hhgen") // of TestMain
	if err != nil {
		t.Fatal(err)
	}
	// Not even under nohup, in which a test binary that listens for nothing would
	// have its children ignore the signal.
	listening := make(chan os.Signal, 1)
	signal.Notify(listening, os.Interrupt, syscall.SIGTERM)
	defer signal.Stop(listening)
	for _, sent := range []os.Signal{os.Interrupt, syscall.SIGTERM, os.Kill} {
		g := newSlowGit(t)
		cmd := g.breaking(hhgen)
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		g.await("started")
		if names, _ := filepath.Glob(g.path("tmp/hhgen-base-*")); len(names) != 1 {
			t.Errorf("the temporary folders are %q", names)
		}
		if err := cmd.Process.Signal(sent); err != nil {
			t.Fatal(err)
		}
		if err := cmd.Wait(); err == nil {
			t.Errorf("hhgen has not failed after %v", sent)
		}
		g.write("end", "")
		if sent == os.Kill {
			if out, err := g.breaking(hhgen).CombinedOutput(); err != nil {
				t.Errorf("the next run fails: %v: %s", err, out)
			}
		}
		if names, err := filepath.Glob(g.path("tmp/*")); err != nil || len(names) > 0 {
			t.Errorf("after %v, these are left: %q, %v", sent, names, err)
		}
	}
}

// A signal that is to be ignored, as under nohup, ends nothing.
func TestBreakingIgnoresSignal(t *testing.T) {
	hhgen, err := exec.LookPath("hhgen") // of TestMain
	if err != nil {
		t.Fatal(err)
	}
	g := newSlowGit(t)
	run := g.breaking(hhgen)
	cmd := exec.Command("sh", append([]string{"-c", `trap "" HUP; exec "$@"`, "sh"}, run.Args...)...)
	cmd.Dir, cmd.Env = run.Dir, run.Env
	var out strings.Builder
	cmd.Stdout, cmd.Stderr = &out, &out
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	g.await("started")
	if err := cmd.Process.Signal(syscall.SIGHUP); err != nil {
		t.Fatal(err)
	}
	g.write("end", "")
	if err := cmd.Wait(); err != nil {
		t.Errorf("the run fails: %v: %s", err, out.String())
	}
}

// slowGit is a repository, and a git that does not print the files of a revision
// until there is a file called end.
type slowGit struct {
	t   *testing.T
	dir string
	env []string
}

func newSlowGit(t *testing.T) *slowGit {
	git, err := exec.LookPath("git")
	if err != nil || runtime.GOOS == "windows" {
		t.Skip("this needs git and a shell")
	}
	modules := newModules(t)
	g := &slowGit{t, t.TempDir(), append(append(os.Environ(), modules.env...), gitEnv...)}
	g.write("repo/go.mod", "module example.com/app\n"+modules.needs)
	g.write("repo/go.sum", modules.sums)
	g.write("repo/chat.go", "package chat\n\ntype Turn struct {\n\tScore float64 `hh:\"metrics\"`\n}\n")
	g.write("bin/git", fmt.Sprintf("#!/bin/sh\ncase \"$*\" in *cat-file\\ --batch*)\n\ttouch %s\n\twhile ! [ -e %s ]; do sleep 0.05; done\nesac\nexec %s \"$@\"\n",
		g.path("started"), g.path("end"), git))
	if err := os.Mkdir(g.path("tmp"), 0o777); err != nil {
		t.Fatal(err)
	}
	for _, args := range [][]string{{"init", "-q"}, {"add", "."}, {"commit", "-qm", "one"}} {
		cmd := exec.Command(git, args...)
		cmd.Dir, cmd.Env = g.path("repo"), g.env
		if out, err := cmd.CombinedOutput(); err != nil {
			t.Fatalf("%v: %s", err, out)
		}
	}
	return g
}

// breaking is a run in the repository, with temporary files in tmp.
func (g *slowGit) breaking(hhgen string) *exec.Cmd {
	cmd := exec.Command(hhgen, "breaking", "--against", "HEAD")
	cmd.Dir, cmd.Env = g.path("repo"), append(g.env, "TMPDIR="+g.path("tmp"), "PATH="+g.path("bin")+string(filepath.ListSeparator)+os.Getenv("PATH"))
	return cmd
}

// await waits until there is a file.
func (g *slowGit) await(name string) {
	g.t.Helper()
	const patience = time.Minute
	for start := time.Now(); time.Since(start) < patience; time.Sleep(time.Millisecond) {
		if _, err := os.Stat(g.path(name)); err == nil {
			return
		}
	}
	g.t.Fatalf("there is no file %s after %v", name, patience)
}

func (g *slowGit) path(name string) string { return filepath.Join(g.dir, filepath.FromSlash(name)) }

func (g *slowGit) write(name, content string) {
	g.t.Helper()
	if err := errors.Join(os.MkdirAll(filepath.Dir(g.path(name)), 0o777), os.WriteFile(g.path(name), []byte(content), 0o777)); err != nil {
		g.t.Fatal(err)
	}
}
