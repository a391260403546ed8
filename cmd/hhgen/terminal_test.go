//go:build unix

package main

import (
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/creack/pty"
	"github.com/google/go-cmp/cmp"

	"github.com/hhgen/hhgen/internal/scratch"
)

const shownDocument = `{
  "title": "Turn",
  "type": "object",
  "properties": {
    "metadata": {"type": "object", "properties": {"data": {"type": "string", "maxLength": 16}}}
  }
}
`

// shownFolder is a package that a JSON Schema file declares.
func shownFolder(t *testing.T) string {
	t.Helper()
	dir := filepath.Join(t.TempDir(), "turn")
	scratch.Write(t, filepath.Join(dir, "turn.schema.json"), shownDocument)
	return dir
}

// onTerminal runs the command on a pseudo-terminal, and returns what it prints, with
// the exit code.
func onTerminal(t *testing.T, dir string, columns uint16, env []string, args ...string) (string, int) {
	t.Helper()
	tool, err := exec.LookPath("hhgen") // of TestMain
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(tool, args...)
	cmd.Dir, cmd.Env = dir, plainEnv(env)
	terminal, err := pty.StartWithSize(cmd, &pty.Winsize{Rows: 24, Cols: columns})
	if err != nil {
		t.Skip("there is no pseudo-terminal here:", err)
	}
	defer func() { _ = terminal.Close() }()
	out, _ := io.ReadAll(terminal) // ends with an error once the program has ended
	_ = cmd.Wait()
	return strings.ReplaceAll(string(out), "\r\n", "\n"), cmd.ProcessState.ExitCode()
}

// plainEnv is the environment without what says how a terminal is.
func plainEnv(more []string) (env []string) {
	for _, v := range os.Environ() {
		name, _, _ := strings.Cut(v, "=")
		switch name {
		case "NO_COLOR", "FORCE_COLOR", "CLICOLOR_FORCE", "TERM":
		default:
			env = append(env, v)
		}
	}
	return append(append(env, "TERM=xterm"), more...)
}

// escaped are escape sequences that a person can read.
func escaped(s string) string { return strings.ReplaceAll(s, "\x1b", "^[") }

// What a person sees on a terminal.
func TestTerminal(t *testing.T) {
	dir := shownFolder(t)
	got, code := onTerminal(t, dir, 110, nil, "lint", "turn.schema.json")
	const want = `^[[1mturn.schema.json:5:51:^[[0m ^[[1;33mwarning:^[[0m key "data" does not say what it is about: name it after the meaning of the value ^[[2m(KEY_GENERIC)^[[0m
^[[2m    5 | ^[[0m    "metadata": {"type": "object", "properties": {"data": {"type": "string", "maxLength": 16}}}
^[[2m      | ^[[0m                                                  ^[[1;33m^^[[0m

^[[1m1 warning^[[0m
hhgen explain KEY_GENERIC says why, with an example
`
	if diff := cmp.Diff(want, escaped(got)); diff != "" || code != exitFine {
		t.Errorf("exit code %d; -want +got:\n%s", code, diff)
	}
}

// Variables switch colours off, or the whole screen, and files become screens.
func TestTerminalVariables(t *testing.T) {
	dir := shownFolder(t)
	for _, test := range []struct {
		env           string
		colors, lines bool
	}{
		{"TERM=xterm-256color", true, false}, {"NO_COLOR=", true, false}, {"FORCE_COLOR=0", true, false},
		{"NO_COLOR=1", false, false}, {"NO_COLOR=0", false, false}, {"NO_COLOR=1 FORCE_COLOR=1", false, false},
		{"TERM=dumb", false, true}, {"TERM=dumb NO_COLOR=1", false, true}, {"TERM=dumb FORCE_COLOR=1", true, false},
	} {
		got, _ := onTerminal(t, dir, 100, strings.Fields(test.env), "lint", "turn.schema.json")
		checkShown(t, "terminal with "+test.env, got, test.colors, test.lines)
	}
	for env, screen := range map[string]bool{
		"": false, "TERM=xterm-256color": false, "FORCE_COLOR=1": true, "CLICOLOR_FORCE=1": true, "FORCE_COLOR=0": false, "CLICOLOR_FORCE=false": false,
		"CLICOLOR_FORCE=1 NO_COLOR=1": false,
	} {
		cmd := exec.Command("hhgen", "lint", "turn.schema.json")
		cmd.Dir, cmd.Env = dir, plainEnv(strings.Fields(env))
		out, err := cmd.Output()
		if err != nil {
			t.Fatal(err)
		}
		checkShown(t, "pipe with "+env, string(out), screen, !screen)
	}
}

// checkShown checks whether an output has colours, or is but lines.
func checkShown(t *testing.T, what, got string, colors, lines bool) {
	t.Helper()
	if strings.Contains(got, "\x1b") != colors || strings.HasSuffix(got, ")\n1 warning\n") != lines || strings.Contains(got, "5 | ") == lines {
		t.Errorf("%s: want colours %v, lines only %v; got\n%s", what, colors, lines, escaped(got))
	}
}

// Formats are the same everywhere, and so is the exit code.
func TestTerminalFormats(t *testing.T) {
	dir := shownFolder(t)
	for _, format := range []string{"json", "github", "sarif", "gitlab", "junit"} {
		cmd := exec.Command("hhgen", "lint", "--format", format, "turn.schema.json")
		cmd.Dir = dir
		want, err := cmd.Output()
		if err != nil {
			t.Fatal(err)
		}
		if got, _ := onTerminal(t, dir, 100, nil, "lint", "--format", format, "turn.schema.json"); got != string(want) {
			t.Errorf("format %s is different on a terminal:\n%s", format, escaped(got))
		}
	}
}

// Differences are in colour too.
func TestTerminalDifference(t *testing.T) {
	dir := shownFolder(t)
	got, code := onTerminal(t, dir, 100, nil, "check", "turn.schema.json")
	for _, want := range []string{"\n^[[31m--- hh_gen.go^[[0m\n", "\n^[[36m@@ -0,0 +1,", "\n^[[32m+package turn^[[0m\n", "^[[1;31merror:^[[0m the file is out of date"} {
		if !strings.Contains(escaped(got), want) || code != exitFindings {
			t.Errorf("exit code %d; want %q in\n%s", code, want, escaped(got))
		}
	}
}

// Errors of schemas are shown in the same way, and nothing of a file, its name or a
// difference acts on the terminal.
func TestTerminalHostile(t *testing.T) {
	dir := shownFolder(t)
	name := "turn\x1b[2J\n::error::\u202e.schema.json"
	scratch.Write(t, filepath.Join(dir, name), "{\"title\": \"Turn\", \"type\": \"object\", \"x\x1b[31m\u202e\": 1, \"propertys\": {}}\n")
	scratch.Write(t, filepath.Join(dir, "hh_gen.go"), "// Code generated by hhgen. DO NOT EDIT.\n\npackage turn\n\n// \x1b[2J\x9b\n")
	got, code := onTerminal(t, dir, 60, []string{"NO_COLOR=1"}, "lint", name)
	if code != exitFailure || !strings.Contains(got, " | ") {
		t.Errorf("exit code %d:\n%s", code, escaped(got))
	}
	difference, code := onTerminal(t, dir, 60, []string{"NO_COLOR=1"}, "check", "turn.schema.json")
	if code != exitFindings || !strings.Contains(difference, "\n-// \\x1b[2J\\x9b\n") {
		t.Errorf("exit code %d:\n%s", code, escaped(difference))
	}
	for _, out := range []string{got, difference} {
		if strings.ContainsAny(out, "\x1b\r\u202e\x9b") || strings.Contains(out, "\n::") {
			t.Errorf("the terminal is told\n%q", out)
		}
	}
}
