package hhtrace_test

import (
	"os"
	"os/exec"
	"strconv"
	"strings"
	"testing"
)

// Importing the packages does little work: what needs more than a few allocations, such as
// a regular expression, is made when it is first needed.
func TestStart(t *testing.T) {
	const most = 30 // allocations of each package
	cmd := exec.Command(os.Args[0], "-test.run=^$")
	cmd.Env = append(os.Environ(), "GODEBUG=inittrace=1")
	out, err := cmd.CombinedOutput()
	if err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	packages := 0
	for line := range strings.Lines(string(out)) {
		f := strings.Fields(line) // init net/http @0.95 ms, 0.044 ms clock, 19184 bytes, 172 allocs
		if len(f) < 11 || f[0] != "init" || !strings.HasPrefix(f[1], "github.com/hhgen/hhgen/runtime") || strings.Contains(f[1], "test") {
			continue
		}
		packages++
		if allocs, err := strconv.Atoi(f[9]); err != nil || allocs > most {
			t.Errorf("%s allocates %s times when it is imported, want at most %d", f[1], f[9], most)
		}
	}
	if packages < 4 {
		t.Errorf("%d packages in\n%s", packages, out)
	}
}
