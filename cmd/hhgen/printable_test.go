package main

import (
	"bytes"
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
	for _, args := range [][]string{
		{name}, {"check", name}, {"check", "--format", "github", name}, {"lint", name}, {"breaking", "--against", name, name},
		{"check", "no\n::error::file\x1b.json"}, {"budget", "--format", "no\n::error::format", name},
		{"breaking", "--against", "no\n::error::base", name}, {"schema", "./no\n::error::folder"},
	} {
		var stdout, stderr bytes.Buffer
		run(args, &stdout, &stderr)
		out := stdout.String() + stderr.String()
		if strings.Contains(out, "\n::error::") || strings.ContainsAny(out, "\r\x1b") || out == "" {
			t.Errorf("hhgen %q prints\n%s", args, out)
		}
	}
}
