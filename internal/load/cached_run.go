package load

import (
	"errors"
	"os"
	"path/filepath"
	"slices"

	"github.com/hhgen/hhgen/internal/cache"
	"github.com/hhgen/hhgen/internal/folder"
	"github.com/hhgen/hhgen/internal/listing"
	"github.com/hhgen/hhgen/schema"
	"github.com/hhgen/hhgen/schema/gostruct"
)

// Run loads packages to bring their outputs up to date, less those that the cache
// knows to be.
type Run struct {
	request Request
	cache   *cache.Run // nil if it is of no use
	asked   bool       // the go command was, about the packages that were read last
}

// Begin asks the cache about what a request names.
func Begin(r Request, useCache bool) *Run {
	cwd, err := os.Getwd()
	if err != nil || !useCache || slices.ContainsFunc(r.Args, IsDocument) {
		return &Run{request: r}
	}
	key, ok := cache.NewKey(cwd, schema.OutputName, OrHere(r.Args), os.Environ())
	if !ok {
		return &Run{request: r}
	}
	return &Run{request: r, cache: cache.DefaultStore().Begin(key, cwd, os.Environ())}
}

// Stale reads the packages that may have changed. ok is false if the cache knows
// nothing, or if something is wrong: what is said about it comes from [Run.All].
func (r *Run) Stale() (sources []*Source, ok bool) {
	if !r.cache.Hit() {
		return nil, false
	}
	folders := r.cache.Stale()
	if len(folders) == 0 {
		return nil, true
	}
	sources, err := r.edited(folders)
	if r.asked = errors.Is(err, listing.ErrDoubt); r.asked {
		sources, err = Load(Request{Args: patterns(folders)})
	}
	return sources, err == nil && sameFolders(sources, folders) && !r.needsFresh(sources)
}

// edited reads packages of which nothing but files was changed, by what the go
// command said of them before.
func (r *Run) edited(folders []string) ([]*Source, error) {
	kept := listing.Decode(r.cache.Listing())
	if kept == nil {
		return nil, listing.ErrDoubt
	}
	return Load(Request{Args: patterns(folders), listing: kept})
}

// patterns name folders.
func patterns(folders []string) []string {
	patterns := make([]string, len(folders))
	for i, dir := range folders {
		patterns[i] = "." + string(filepath.Separator) + folder.Relative(dir)
	}
	return patterns
}

// Fresh are the folders of the packages that are up to date.
func (r *Run) Fresh() []string { return r.cache.FreshFolders() }

// All reads all packages.
func (r *Run) All() ([]*Source, error) {
	r.cache.Discard()
	r.asked = true
	return Load(r.request)
}

func sameFolders(sources []*Source, folders []string) bool {
	dirs := make([]string, len(sources))
	for i, s := range sources {
		dirs[i] = s.Dir
	}
	slices.Sort(dirs)
	return slices.Equal(dirs, slices.Sorted(slices.Values(folders)))
}

// needsFresh reports whether packages have come to need others that were not
// loaded with them.
func (r *Run) needsFresh(sources []*Source) bool {
	for _, s := range sources {
		depends, _ := s.Go.Depends()
		for _, dir := range depends {
			if r.cache.Fresh(dir) {
				return true
			}
		}
	}
	return false
}

// Remember has the cache remember that the outputs of sources, of which it is given
// the sums by folder, are up to date, as are those that were not loaded.
func (r *Run) Remember(sources []*Source, sums map[string]string) {
	if r.cache == nil {
		return
	}
	var loaded []cache.Package
	for _, s := range sources {
		depends, whole := s.Go.Depends()
		if !whole || s.Note != "" { // which is to be said again
			return
		}
		loaded = append(loaded, cache.Package{Folder: s.Dir, Depends: depends, Output: sums[s.Dir], Documents: s.inputs})
	}
	r.cache.Remember(loaded, r.listing(sources))
}

// listing is what the go command has said of all packages; nil if it was not asked, and
// empty if that is of no use.
func (r *Run) listing(sources []*Source) []byte {
	if !r.asked {
		return nil
	}
	pkgs := make([]*gostruct.Package, len(sources))
	for i, s := range sources {
		pkgs[i] = s.Go
	}
	now := gostruct.Listing(pkgs, schema.OutputName)
	if before := listing.Decode(r.cache.KeptListing()); before != nil {
		now.Merge(before)
	}
	return append([]byte{}, now.Encode()...)
}
