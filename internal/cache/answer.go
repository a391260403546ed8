package cache

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"time"
)

// answer is what is remembered of a run that left every output up to date.
type answer struct {
	Places   []remembered
	Packages []known
}

// remembered is a place and what it held.
type remembered struct {
	place
	Sum string
}

// known is a package that the patterns name.
type known struct {
	Folder  string
	Name    string
	Output  bool  // it has one
	Schemas bool  `json:",omitempty"` // made of JSON Schema files, which are not among the places
	Needs   []int // the places that this package's output depends on, and others' does not
}

// stale finds the packages whose output may no longer be right. ok is false if
// something has changed that may concern all packages, or that none needs.
func (a *answer) stale(now map[place]state) (stale []bool, ok bool) {
	changed := map[int]bool{}
	for i, p := range a.Places {
		if now[p.place].sum == p.Sum {
			continue
		}
		if p.Kind == fileState || p.Kind == treeState {
			return nil, false
		}
		changed[i] = false
	}
	stale = make([]bool, len(a.Packages))
	for i, pkg := range a.Packages {
		for _, n := range pkg.Needs {
			if _, is := changed[n]; is {
				changed[n], stale[i] = true, true
			}
		}
	}
	for _, needed := range changed {
		if !needed {
			return nil, false
		}
	}
	a.complete(stale)
	return stale, true
}

// complete adds the packages that stale ones depend on.
func (a *answer) complete(stale []bool) {
	needed := map[string]bool{}
	for i, pkg := range a.Packages {
		for _, n := range pkg.Needs {
			if p := a.Places[n]; stale[i] && p.Kind == folderState {
				needed[p.Path] = true
			}
		}
	}
	for i, pkg := range a.Packages {
		stale[i] = stale[i] || needed[pkg.Folder]
	}
}

// valid reports whether the numbers in an answer make sense, and the packages
// too: a run that finds no records in any of them has something to say.
func (a *answer) valid() bool {
	outputs := 0
	for _, pkg := range a.Packages {
		for _, n := range pkg.Needs {
			if n < 0 || n >= len(a.Places) {
				return false
			}
		}
		if pkg.Output {
			outputs++
		}
	}
	return outputs > 0
}

// Cache is a folder of answers.
type Cache struct{ dir string }

// In is the cache in a folder, which is made when there is something to remember.
func In(dir string) *Cache { return &Cache{dir} }

// Default is the cache of the user; nil if the system names no folder for it.
func Default() *Cache {
	dir, err := os.UserCacheDir()
	if err != nil {
		return nil
	}
	return In(filepath.Join(dir, "hhgen"))
}

// old is the age at which an answer that nobody has asked for is forgotten.
const old = 30 * 24 * time.Hour

// An answer is written to a file with this prefix first. One that is as old as
// abandoned is of a process that was killed: others rename it at once.
const (
	newPrefix = "new-"
	abandoned = time.Hour
)

func (c *Cache) path(key string) string { return filepath.Join(c.dir, key+".json") }

// read returns the answer to a question; nil if there is none that is whole.
func (c *Cache) read(key string) *answer {
	text, err := os.ReadFile(c.path(key))
	if err != nil {
		return nil
	}
	head, body, _ := bytes.Cut(text, []byte("\n"))
	var a answer
	if string(head) != sum(body) || json.Unmarshal(body, &a) != nil || !a.valid() {
		return nil
	}
	now := time.Now()
	_ = os.Chtimes(c.path(key), now, now) // it is in use
	return &a
}

// write remembers an answer, in one step: whoever reads it meanwhile finds the
// one before.
func (c *Cache) write(key string, a *answer) error {
	body, err := json.Marshal(a)
	if err != nil {
		return err
	}
	if err := os.MkdirAll(c.dir, 0o777); err != nil {
		return err
	}
	tmp, err := os.CreateTemp(c.dir, newPrefix+"*")
	if err != nil {
		return err
	}
	_, err = tmp.Write(append([]byte(sum(body)+"\n"), body...))
	if closed := tmp.Close(); err == nil {
		err = closed
	}
	if err == nil {
		err = os.Rename(tmp.Name(), c.path(key))
	}
	if err != nil {
		_ = os.Remove(tmp.Name())
	}
	c.trim()
	return err
}

// trim removes what nobody has asked for in a long time, and what a process that
// was killed has left.
func (c *Cache) trim() {
	entries, err := os.ReadDir(c.dir)
	if err != nil {
		return
	}
	for _, e := range entries {
		limit := old
		if strings.HasPrefix(e.Name(), newPrefix) {
			limit = abandoned
		}
		if info, err := e.Info(); err == nil && !e.IsDir() && time.Since(info.ModTime()) > limit {
			_ = os.Remove(filepath.Join(c.dir, e.Name()))
		}
	}
}
