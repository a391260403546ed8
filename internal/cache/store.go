package cache

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"time"

	"github.com/hhgen/hhgen/internal/commit"
)

// Store is a folder of entries.
type Store struct{ dir string }

// StoreIn is the store in a folder, which is made when there is something to remember.
func StoreIn(dir string) *Store { return &Store{dir} }

// DefaultStore is that of the user; nil if the system names no folder for it.
func DefaultStore() *Store {
	dir, err := os.UserCacheDir()
	if err != nil {
		return nil
	}
	return StoreIn(filepath.Join(dir, "hhgen"))
}

// old is the age at which an entry that nobody has asked for is forgotten.
const old = 30 * 24 * time.Hour

// abandoned is the age of a temporary file whose process was killed: others
// rename theirs at once.
const abandoned = time.Hour

// entryExt is how the names of entries end; those of temporary files do not.
const entryExt = ".json"

func (s *Store) path(key string) string { return filepath.Join(s.dir, key+entryExt) }

// read returns the entry of a key; nil if there is none that is whole.
func (s *Store) read(key string) *entry {
	text, err := os.ReadFile(s.path(key))
	if err != nil {
		return nil
	}
	head, body, _ := bytes.Cut(text, []byte("\n"))
	var e entry
	if string(head) != sum(body) || json.Unmarshal(body, &e) != nil || !e.valid() {
		return nil
	}
	now := time.Now()
	_ = os.Chtimes(s.path(key), now, now) // it is in use
	return &e
}

// write remembers an entry, in one step: whoever reads it meanwhile finds the
// one before.
func (s *Store) write(key string, e *entry) error {
	body, err := json.Marshal(e)
	if err != nil {
		return err
	}
	if err := os.MkdirAll(s.dir, 0o777); err != nil {
		return err
	}
	err = commit.Commit([]commit.Change{{Path: s.path(key), Content: append([]byte(sum(body)+"\n"), body...)}})
	s.trim()
	return err
}

// trim removes entries that nobody has asked for in a long time, and what a
// process that was killed has left.
func (s *Store) trim() {
	files, err := os.ReadDir(s.dir)
	if err != nil {
		return
	}
	for _, f := range files {
		limit := old
		if filepath.Ext(f.Name()) != entryExt {
			limit = abandoned
		}
		if info, err := f.Info(); err == nil && !f.IsDir() && time.Since(info.ModTime()) > limit {
			_ = os.Remove(filepath.Join(s.dir, f.Name()))
		}
	}
}
