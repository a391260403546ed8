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

// entryExt is how the names of entries end, and listingExt how those of the
// listings that belong to them; the names of temporary files end otherwise.
const (
	entryExt   = ".json"
	listingExt = ".list"
)

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

// readListing returns the listing of a key that has a sum; nil if there is none.
func (s *Store) readListing(key, want string) []byte {
	path := filepath.Join(s.dir, key+listingExt)
	text, err := os.ReadFile(path)
	if err != nil || sum(text) != want {
		return nil
	}
	now := time.Now()
	_ = os.Chtimes(path, now, now) // it is in use
	return text
}

// write remembers an entry, in one step: whoever reads it meanwhile finds the
// one before. The listing is as it was if it is nil.
func (s *Store) write(key string, e *entry, listing []byte) error {
	body, err := json.Marshal(e)
	if err != nil {
		return err
	}
	if err := os.MkdirAll(s.dir, 0o777); err != nil {
		return err
	}
	changes := []commit.Change{{Path: s.path(key), Content: append([]byte(sum(body)+"\n"), body...)}}
	if listing != nil {
		changes = append(changes, commit.Change{Path: filepath.Join(s.dir, key+listingExt), Content: listing})
	}
	err = commit.Commit(changes)
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
		if ext := filepath.Ext(f.Name()); ext != entryExt && ext != listingExt {
			limit = abandoned
		}
		if info, err := f.Info(); err == nil && !f.IsDir() && time.Since(info.ModTime()) > limit {
			_ = os.Remove(filepath.Join(s.dir, f.Name()))
		}
	}
}
