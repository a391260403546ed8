package main

import (
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/hhgen/hhgen/internal/scratch"
)

// The pages in docs are run from top to bottom, each in a module that has the
// package chat of the README's quick start:
//
//   - a block with a file name is written to that file: ```go turn/turn.go
//   - a block with a name of a file in e2e is a part of that file, which the tests of
//     e2e run, because that module has frameworks that no other module has
//   - each line of an sh block is a command that must succeed
//   - in a console block, lines that begin with $ are commands, and what follows
//     is all that they print
//   - what prepares a command and is of no interest to a reader is a comment:
//     <!-- run: git init -->
//
// At the end, all that was written must compile, and hhgen vet must find
// nothing in it but what the page shows.

// block is one fenced block of a page, or a comment that is run.
type block struct {
	language string // sh, console, go, ...
	file     string // that it is written to; "" for none
	text     string
	start    int // of text, in the page
}

var blockForm = regexp.MustCompile("(?ms)^```([a-z]+)(?: (\\S+))?\n(.*?)^```$|^<!-- run: (.*?) -->$")

// blocks are all blocks of a page, in order.
func blocks(page string) (all []block) {
	for _, m := range blockForm.FindAllStringSubmatchIndex(page, -1) {
		part := func(i int) string {
			if m[2*i] < 0 {
				return ""
			}
			return page[m[2*i]:m[2*i+1]]
		}
		if m[8] >= 0 {
			all = append(all, block{language: "sh", text: part(4), start: m[8]})
			continue
		}
		all = append(all, block{part(1), part(2), part(3), m[6]})
	}
	return all
}

// commands are the lines of an sh block, without their comments.
func (b block) commands() (lines []string) {
	for line := range strings.Lines(b.text) {
		line, _, _ = strings.Cut(line, " #")
		if line = strings.TrimSpace(line); line != "" {
			lines = append(lines, line)
		}
	}
	return lines
}

func TestDocs(t *testing.T) {
	pages, err := filepath.Glob("../../docs/*.md")
	if err != nil || len(pages) == 0 {
		t.Fatal(pages, err)
	}
	chat := quickStart(t)
	env := append(gitEnv, quickGC, "GOFLAGS=", "GOPROXY=off", "HH_API_KEY=", "GITHUB_ACTIONS=")
	for _, path := range pages {
		t.Run(filepath.Base(path), func(t *testing.T) {
			page := string(readFile(t, path))
			if !strings.Contains(page, "\n```") {
				return
			}
			t.Parallel()
			dir := filepath.Join(scratch.Dir(t), "app") // pages also write beside it
			scratch.ModuleIn(t, dir, "example.com/app")
			scratch.ToolIn(t, dir, "example.com/app")
			scratch.Write(t, filepath.Join(dir, "chat/chat.go"), chat)
			shell(t, dir, env, "go tool -modfile=go.tool.mod hhgen ./chat")
			var now strings.Builder
			rest := 0
			for _, b := range blocks(page) {
				now.WriteString(page[rest:b.start])
				now.WriteString(b.run(t, dir, env))
				rest = b.start + len(b.text)
			}
			now.WriteString(page[rest:])
			shell(t, dir, env, "go vet ./...")
			vetPage(t, dir, env, page)
			compareGolden(t, path, page, now.String())
		})
	}
}

// run does what a block says, and returns the block as it should be.
func (b block) run(t *testing.T, dir string, env []string) string {
	t.Helper()
	switch {
	case strings.HasPrefix(b.file, "e2e/"):
		if text := string(readFile(t, "../../"+b.file)); !strings.Contains("\n"+text, "\n"+b.text) {
			t.Errorf("this block is not part of %s: copy it from there\n%s", b.file, b.text)
		}
	case b.file != "":
		scratch.Write(t, filepath.Join(dir, filepath.FromSlash(b.file)), b.text)
	case b.language == "sh":
		for _, c := range b.commands() {
			shell(t, dir, env, c)
		}
	case b.language == "console":
		var now strings.Builder
		for line := range strings.Lines(b.text) {
			if command, ok := strings.CutPrefix(line, "$ "); ok {
				out, _ := sh(dir, env, strings.TrimSpace(command)).CombinedOutput() // that it fails may be what is shown
				now.WriteString(line + string(out))
			}
		}
		return now.String()
	default:
		t.Errorf("nothing runs this block: give it a file name, or make it sh or console\n%s", b.text)
	}
	return b.text
}

// vetPage checks that a page shows no code with a finding but as an example of it.
func vetPage(t *testing.T, dir string, env []string, page string) {
	t.Helper()
	out, err := sh(dir, env, "hhgen vet ./...").CombinedOutput()
	if exit, ok := errors.AsType[*exec.ExitError](err); err != nil && (!ok || exit.ExitCode() != exitFindings) {
		t.Errorf("hhgen vet: %v\n%s", err, out)
	}
	for line := range strings.Lines(string(out)) {
		if strings.Contains(line, ": error: ") && !strings.Contains(page, strings.TrimSpace(line)) {
			t.Errorf("hhgen vet: %s", line)
		}
	}
}

func sh(dir string, env []string, command string) *exec.Cmd {
	cmd := exec.Command("sh", "-c", command)
	cmd.Dir = dir
	cmd.Env = append(os.Environ(), env...)
	return cmd
}

// shell runs a command that must succeed.
func shell(t *testing.T, dir string, env []string, command string) {
	t.Helper()
	if out, err := sh(dir, env, command).CombinedOutput(); err != nil {
		t.Fatalf("%s: %v\n%s", command, err, out)
	}
}

// compareGolden compares a checked-in file with what it should be, and with
// -update rewrites it.
func compareGolden(t *testing.T, path, have, want string) {
	t.Helper()
	if have == want {
		return
	}
	if *update {
		if err := os.WriteFile(path, []byte(want), 0o666); err != nil {
			t.Fatal(err)
		}
		return
	}
	t.Errorf("%s is out of date: run go test ./cmd/hhgen -run %s -update\n%s", path, t.Name(), cmp.Diff(have, want))
}

// quickStart is the file chat/chat.go of the README.
func quickStart(t *testing.T) string {
	t.Helper()
	for _, b := range blocks(string(readFile(t, "../../README.md"))) {
		if b.file == "chat/chat.go" {
			return b.text
		}
	}
	t.Fatal("the README has no chat/chat.go")
	return ""
}
