package accounts

import (
	"context"
	"math/rand/v2"
	"os"
	"path/filepath"
	"syscall"
	"testing"
	"time"
)

// mount mounts a file system of so many bytes, until the test ends.
func mount(t *testing.T, bytes string) (dir string) {
	t.Helper()
	dir = t.TempDir()
	if err := syscall.Mount("none", dir, "tmpfs", 0, "size="+bytes); err != nil {
		t.Skip("no file system can be mounted:", err)
	}
	t.Cleanup(func() {
		if err := syscall.Unmount(dir, syscall.MNT_DETACH); err != nil {
			t.Error(err)
		}
	})
	return dir
}

// fill fills a file system and makes room in turns, until ctx is done.
func fill(ctx context.Context, dir string, seed uint64) {
	random := rand.New(rand.NewPCG(seed, 3))
	ballast := filepath.Join(dir, "ballast")
	defer func() { _ = os.Remove(ballast) }()
	for {
		if f, err := os.Create(ballast); err == nil {
			for err == nil {
				_, err = f.Write(make([]byte, 1<<10))
			}
			_ = f.Close()
		}
		if !sleep(ctx, random) {
			return
		}
		_ = os.Remove(ballast)
		if !sleep(ctx, random) {
			return
		}
	}
}

// sleep waits for up to half a second. It reports whether ctx is not done.
func sleep(ctx context.Context, random *rand.Rand) bool {
	select {
	case <-time.After(time.Duration(random.IntN(500)) * time.Millisecond):
		return true
	case <-ctx.Done():
		return false
	}
}
