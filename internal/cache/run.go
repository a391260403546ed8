package cache

import (
	"iter"
	"maps"
	"path/filepath"
	"slices"
	"time"
)

// Run is a run of hhgen that asks the cache first, and has it remember the
// outcome. A nil Run knows nothing and remembers nothing.
type Run struct {
	store    *Store
	key      Key
	began    time.Time
	before   map[input]state // how inputs were before anything was loaded
	entry    *entry          // nil if there is none that holds
	stale    []bool          // which of its packages are to be loaded again
	ask      func() func() *goSettings
	settings func() *goSettings // nil as long as nothing needs to be loaded
}

// Begin looks for the entry of a key. dir and env are those of the go command, which
// is started in the background unless nothing has changed.
func (s *Store) Begin(k Key, dir string, env []string) *Run {
	if s == nil {
		return nil
	}
	r := &Run{store: s, key: k, began: time.Now()}
	r.ask = func() func() *goSettings { return askGo(dir, env) }
	inputs, err := k.inputs()
	if err != nil {
		return nil
	}
	all := newSet(inputs)
	if r.entry = s.read(k.sum); r.entry != nil {
		for _, in := range r.entry.Inputs {
			all.add(in.Kind, in.Path)
		}
	}
	if r.before, err = observe(all.inputs, k.output); err != nil {
		return nil
	}
	if r.entry != nil {
		var ok bool
		if r.stale, ok = r.entry.stale(r.before); !ok {
			r.entry = nil
		}
	}
	switch {
	case r.entry == nil:
		r.settings = r.ask()
	case slices.Contains(r.stale, true): // what they depend on is as it was
		settings := r.entry.Settings
		r.settings = func() *goSettings { return &settings }
	}
	return r
}

// Hit reports whether there is an entry that holds, for some of the packages at least.
func (r *Run) Hit() bool { return r != nil && r.entry != nil }

// Stale lists the folders of the packages to be loaded; the outputs of all
// others are up to date. What a package needs of the others is among them, so
// that it is read as if all were loaded.
func (r *Run) Stale() (folders []string) {
	for i, p := range r.entry.Packages {
		if r.stale[i] {
			folders = append(folders, p.Folder)
		}
	}
	return folders
}

// Listing is what [Run.Remember] was given as such, if nothing has changed since
// but files in the folders of packages, and JSON Schema files; nil otherwise.
func (r *Run) Listing() []byte {
	if !r.Hit() || r.entry.Listing == "" || !r.entry.edited(r.before) {
		return nil
	}
	return r.KeptListing()
}

// KeptListing is the listing of the entry, whatever has changed; nil if there is none.
func (r *Run) KeptListing() []byte {
	if !r.Hit() || r.entry.Listing == "" {
		return nil
	}
	return r.store.readListing(r.key.sum, r.entry.Listing)
}

// Fresh reports whether a folder is that of a package that is not stale.
func (r *Run) Fresh(folder string) bool {
	for i, p := range r.entry.Packages {
		if p.Folder == folder {
			return !r.stale[i]
		}
	}
	return false
}

// FreshFolders lists the folders of the packages that are not stale.
func (r *Run) FreshFolders() (folders []string) {
	for i, p := range r.entry.Packages {
		if !r.stale[i] {
			folders = append(folders, p.Folder)
		}
	}
	return folders
}

// Discard forgets the entry: all packages are going to be loaded.
func (r *Run) Discard() {
	if r == nil {
		return
	}
	r.entry, r.stale = nil, nil
	if r.settings == nil {
		r.settings = r.ask()
	}
}

// Package is a package that was loaded, and its output.
type Package struct {
	Folder    string
	Output    string                    // its sum, by SHA-256 in hexadecimal; "" if there is none
	Documents []string                  // JSON Schema files that declare its records, or are referred to
	Depends   iter.Seq2[string, string] // import paths and folders of all packages that it depends on; "" for one not found
}

// settled is the time after which a file's time of change can be told from the
// next one, on any file system.
const settled = 2 * time.Second

// Remember says that the outputs of packages are up to date now, as are those of
// the packages that were not stale, if there was an entry. listing is what the go
// command has said of all of them; nil if it was not asked. Nothing is remembered if
// a file may have changed since the run began.
func (r *Run) Remember(packages []Package, listing []byte) {
	if r == nil || r.settings == nil {
		return
	}
	settings := r.settings()
	if settings == nil {
		return
	}
	inputs, err := r.key.inputs()
	if err != nil {
		return
	}
	b := builder{set: newSet(inputs), output: r.key.output, wrote: map[input]string{}, documents: map[string][]string{}, read: map[int]bool{}}
	modules, ok := b.modules(settings)
	if !ok {
		return
	}
	b.keep(r.entry, r.stale)
	for _, p := range packages {
		b.documents[p.Folder] = p.Documents
	}
	for _, p := range packages {
		b.load(p, settings, modules)
	}
	now, err := r.observeAgain(&b)
	if err != nil {
		return
	}
	for _, p := range b.inputs {
		if !r.same(p, now[p], b.wrote) {
			return
		}
		b.entry.Inputs = append(b.entry.Inputs, recorded{p, now[p].sum})
	}
	if !b.entry.valid() {
		return
	}
	b.entry.Settings = *settings
	switch {
	case listing != nil:
		b.entry.Listing = sum(listing)
	case r.entry != nil:
		b.entry.Listing = r.entry.Listing
	}
	_ = r.store.write(r.key.sum, &b.entry, listing)
}

// observeAgain looks at the inputs that were read since the run began, and at those
// that are new. What only packages need that were not loaded is as it was then: if it
// has changed since, the next run sees that.
func (r *Run) observeAgain(b *builder) (map[input]state, error) {
	now := map[input]state{}
	var again []input
	for i, p := range b.inputs {
		before, known := r.before[p]
		if known && !b.read[i] && p.Kind != fileInput && p.Kind != treeInput {
			now[p] = before
			continue
		}
		again = append(again, p)
	}
	found, err := observe(again, r.key.output)
	maps.Copy(now, found)
	return now, err
}

// same reports whether an input is surely as it was when packages were loaded.
func (r *Run) same(p input, now state, wrote map[input]string) bool {
	if sum, ok := wrote[p]; ok {
		return now.sum == sum
	}
	if before, ok := r.before[p]; ok {
		return before.sum == now.sum && before.stamp.Equal(now.stamp)
	}
	limit := r.began.Add(-settled)
	return now.stamp.Before(limit) && now.names.Before(limit)
}

// builder makes an entry.
type builder struct {
	*set
	output    string
	entry     entry
	wrote     map[input]string    // sums of outputs
	documents map[string][]string // of the packages that were loaded, by folder
	read      map[int]bool        // numbers of the inputs that loading these has looked at
}

// number is that of an input in the entry.
func (b *builder) number(k kind, path string) int {
	b.add(k, path)
	return b.at[input{k, path}]
}

// keep takes the packages of an entry that are not stale.
func (b *builder) keep(a *entry, stale []bool) {
	if a == nil {
		return
	}
	for i, pkg := range a.Packages {
		if stale[i] {
			continue
		}
		needs := make([]int, len(pkg.Needs))
		for j, n := range pkg.Needs {
			needs[j] = b.number(a.Inputs[n].Kind, a.Inputs[n].Path)
		}
		pkg.Needs = needs
		b.entry.Packages = append(b.entry.Packages, pkg)
	}
	for _, p := range a.Inputs {
		b.add(p.Kind, p.Path)
	}
}

// load takes a package that was loaded.
func (b *builder) load(p Package, settings *goSettings, modules map[string]string) {
	pkg := pkg{Folder: p.Folder, Output: p.Output != ""}
	own := input{outputInput, filepath.Join(p.Folder, b.output)}
	pkg.Needs = append(pkg.Needs, b.needs(p.Folder)...)
	b.wrote[own] = p.Output
	for path, dir := range p.Depends {
		for module, root := range modules {
			if rest, ok := below(path, module); ok { // it would hide, or be in doubt with, the present one
				b.read[b.number(folderInput, filepath.Join(root, rest))] = true
			}
		}
		if dir == "" || settings.fixed(dir) {
			continue
		}
		b.above(dir)
		pkg.Needs = append(pkg.Needs, b.needs(dir)...)
	}
	slices.Sort(pkg.Needs)
	for _, n := range pkg.Needs {
		b.read[n] = true
	}
	b.entry.Packages = append(b.entry.Packages, pkg)
}

// needs are the inputs of a folder's package: its Go files, its output, and the
// JSON Schema files that declare it.
func (b *builder) needs(dir string) []int {
	needs := []int{b.number(folderInput, dir), b.number(outputInput, filepath.Join(dir, b.output))}
	for _, name := range b.documents[dir] {
		needs = append(needs, b.number(documentInput, name))
	}
	return needs
}
