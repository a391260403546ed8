package main

import (
	"bytes"
	"errors"
	"os"
	"strings"
	"testing"
)

// Services that read the output of builds act on lines that begin with ::, which
// no name of a file gets into any format.
func TestFileNamesEndNoLine(t *testing.T) {
	t.Chdir(t.TempDir())
	const name = "turn\n::error::mine\r\x1b[2J.schema.json"
	if err := os.WriteFile(name, []byte(`{"title": 1,}`), 0o666); err != nil {
		t.Skip("the file system takes no such name:", err)
	}
	const good = "good\n::error::mine.schema.json"
	const document = `{"title": "Turn", "type": "object", "properties": {"metrics": {"type": "object", "properties": {"score": {"type": "number"}}}}}`
	if err := os.WriteFile(good, []byte(document), 0o666); err != nil {
		t.Fatal(err)
	}
	for _, args := range [][]string{
		{name}, {"check", name}, {"check", "--format", "github", name}, {"lint", name}, {"breaking", "--against", name, name},
		{"check", "no\n::error::file\x1b.json"}, {"budget", "--format", "no\n::error::format", name},
		{"breaking", "--against", "no\n::error::base", name}, {"schema", "./no\n::error::folder"},
		{"breaking", "--against", name, good}, {"check", "--format", "gitlab", name}, {"lint", "--format", "junit", name},
		{"explain", "no\n::error::rule\x1b"}, {"lint", "--level", "no\n::error::level", good}, {"lint", "--baseline", "no\n::error::file\x1b", good},
		{"lint", "--baseline", name, good}, {"lint", "--baseline", "new\n::error::file\x1b", "--update-baseline", good},
	} {
		var stdout, stderr bytes.Buffer
		run(args, nil, &stdout, &stderr)
		out := stdout.String() + stderr.String()
		if strings.Contains(out, "\n::error::") || strings.ContainsAny(out, "\r\x1b") || out == "" {
			t.Errorf("hhgen %q prints\n%s", args, out)
		}
	}
}

// The go command prints such names as they are.
func TestOutputOfOthers(t *testing.T) {
	const text = "cannot check the packages:\n# example.com/app\n\tturn/a\n::error::b.go:1:1: no\n \t::error::c.go\n\nend"
	const want = "cannot check the packages:\n# example.com/app\n\tturn/a\\n::error::b.go:1:1: no\\n \\t::error::c.go\n\nend"
	if got := printable(errors.New(text)); got != want {
		t.Errorf("printed as\n%s\nwant\n%s", got, want)
	}
}
