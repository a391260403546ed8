package main

// The scripts in testdata/script/breaking compare packages with their own
// history in git, and with folders, files and modules. Those that are named
// after a rule of [breaking.Rules] hold its findings.

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

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

func TestBreakingScripts(t *testing.T) { runScripts(t, breakingScripts) }

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

// publish puts a folder, or this repository, into the module proxy $WORK/proxy,
// as a version of a module:
//
//	publish example.com/dict v1.0.0 dict
func publish(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 2 || len(args) > 3 {
		ts.Fatalf("usage: publish module version [folder]")
	}
	from, err := filepath.Abs("../..")
	ts.Check(err)
	if len(args) == 3 {
		from = ts.MkAbs(args[2])
	}
	ts.Check(putVersion(filepath.Join(ts.Getenv("WORK"), "proxy"), modpath.Version{Path: args[0], Version: args[1]}, from))
}
