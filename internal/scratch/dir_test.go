package scratch_test

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/hhgen/hhgen/internal/scratch"
)

// same is a test of a name that another one has too, as with -count=2.
type same struct{ testing.TB }

func (same) Name() string { return "TestSame" }

// A test has the same empty folder each time, two at once have not, and nothing
// is left.
func TestDir(t *testing.T) {
	var dirs []string
	for range 2 {
		t.Run("", func(t *testing.T) {
			first, second := scratch.Dir(same{t}), scratch.Dir(same{t})
			if first == second {
				t.Errorf("two folders are %s", first)
			}
			dirs = append(dirs, first)
			scratch.Write(t, filepath.Join(first, "below", "file"), "")
			if err := os.Chmod(filepath.Join(first, "below"), 0o500); err != nil {
				t.Fatal(err)
			}
		})
	}
	if dirs[0] != dirs[1] {
		t.Errorf("one test had %s and later %s", dirs[0], dirs[1])
	}
	if _, err := os.Stat(dirs[0]); err == nil {
		t.Errorf("%s is left", dirs[0])
	}
}
