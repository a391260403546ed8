//go:build unix

package store

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// The folder may be one that others can read, or that the system owns, such as the mount
// point of a volume: what the store has lies in a folder of its own.
func TestOuterFolder(t *testing.T) {
	for _, mode := range []os.FileMode{0o755, 0o777} {
		p := newPlace(t)
		p.dir = filepath.Join(t.TempDir(), "volume")
		if err := os.Mkdir(p.dir, 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.Chmod(p.dir, mode); err != nil {
			t.Fatal(err)
		}
		s, err := Open(Config{Dir: p.dir, Owner: "o", Kind: "updates", Report: p.add})
		if err != nil {
			t.Fatal(err)
		}
		if err := s.Close(t.Context()); err != nil {
			t.Error(err)
		}
		inner := filepath.Join(p.dir, subfolder("updates", "o"))
		if info, err := os.Stat(inner); err != nil || info.Mode().Perm() != 0o700 {
			t.Errorf("%v, %v", info, err)
		}
		if err := os.Chmod(inner, 0o750); err != nil {
			t.Fatal(err)
		}
		if _, err := Open(Config{Dir: p.dir, Owner: "o", Kind: "updates", Report: p.add}); err == nil || !strings.Contains(err.Error(), "mode 0750") {
			t.Errorf("the error is %v", err)
		}
	}
}
