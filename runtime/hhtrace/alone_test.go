package hhtrace_test

import (
	"os"
	"os/exec"
	"regexp"
	"strings"
	"testing"
)

// alone runs a test in a process of its own, because OpenTelemetry's globals and some
// of its readers of the environment work only once. It reports whether this is that
// process; if it is not, the test must return.
func alone(t *testing.T) bool {
	t.Helper()
	const variable = "HHTRACE_TEST_ALONE"
	if os.Getenv(variable) == t.Name() {
		return true
	}
	var parts []string
	for part := range strings.SplitSeq(t.Name(), "/") {
		parts = append(parts, "^"+regexp.QuoteMeta(part)+"$")
	}
	cmd := exec.CommandContext(t.Context(), os.Args[0], "-test.run="+strings.Join(parts, "/"))
	cmd.Env = append(os.Environ(), variable+"="+t.Name())
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Errorf("%v\n%s", err, out)
	}
	return false
}
