package cache

import (
	"iter"
	"path/filepath"
	"slices"
	"time"
)

// Run is a run of hhgen that asks the cache first, and has it remember the
// outcome. A nil Run knows nothing and remembers nothing.
type Run struct {
	cache    *Cache
	question Question
	began    time.Time
	before   map[place]state // how places were before anything was loaded
	answer   *answer         // nil if there is none that holds
	stale    []bool          // which of its packages are to be loaded again
	ask      func() func() *goSettings
	settings func() *goSettings // nil as long as nothing needs to be loaded
}

// Begin looks for an answer to q. dir and env are those of the go command, which
// is started in the background unless nothing has changed.
func (c *Cache) Begin(q Question, dir string, env []string) *Run {
	if c == nil {
		return nil
	}
	r := &Run{cache: c, question: q, began: time.Now()}
	r.ask = func() func() *goSettings { return askGo(dir, env) }
	places, err := q.places()
	if err != nil {
		return nil
	}
	s := newSet(places)
	if r.answer = c.read(q.key); r.answer != nil {
		for _, p := range r.answer.Places {
			s.add(p.Kind, p.Path)
		}
	}
	if r.before, err = observe(s.places, q.output); err != nil {
		return nil
	}
	if r.answer != nil {
		var ok bool
		if r.stale, ok = r.answer.stale(r.before); !ok {
			r.answer = nil
		}
	}
	if r.answer == nil || slices.Contains(r.stale, true) {
		r.settings = r.ask()
	}
	return r
}

// Found reports whether there is an answer, for some of the packages at least.
func (r *Run) Found() bool { return r != nil && r.answer != nil }

// Stale lists the folders of the packages to be loaded; the outputs of all
// others are up to date. What a package needs of the others is among them, so
// that it is read as if all were loaded.
func (r *Run) Stale() (folders []string) {
	for i, pkg := range r.answer.Packages {
		if r.stale[i] {
			folders = append(folders, pkg.Folder)
		}
	}
	return folders
}

// Kept reports whether a folder is that of a package that is not stale.
func (r *Run) Kept(folder string) bool {
	for i, pkg := range r.answer.Packages {
		if pkg.Folder == folder {
			return !r.stale[i]
		}
	}
	return false
}

// KeptFolders lists the folders of the packages that are not stale.
func (r *Run) KeptFolders() (folders []string) {
	for i, pkg := range r.answer.Packages {
		if !r.stale[i] {
			folders = append(folders, pkg.Folder)
		}
	}
	return folders
}

// Restart forgets the answer: all packages are going to be loaded.
func (r *Run) Restart() {
	r.answer, r.stale = nil, nil
	if r.settings == nil {
		r.settings = r.ask()
	}
}

// Used reports whether another package depends on the one in a folder.
func (r *Run) Used(folder string) bool {
	for _, pkg := range r.answer.Packages {
		for _, n := range pkg.Needs {
			if p := r.answer.Places[n]; pkg.Folder != folder && p.Kind == folderState && p.Path == folder {
				return true
			}
		}
	}
	return false
}

// SchemaPackage is a package whose records JSON Schema files declare.
type SchemaPackage struct{ Folder, Name string }

// Schemas lists the packages that JSON Schema files declare, less the stale
// ones: whether their output is up to date is for the caller to see.
func (r *Run) Schemas() (packages []SchemaPackage) {
	for i, pkg := range r.answer.Packages {
		if pkg.Schemas && !r.stale[i] {
			packages = append(packages, SchemaPackage{pkg.Folder, pkg.Name})
		}
	}
	return packages
}

// Package is a package that was loaded, and its output.
type Package struct {
	Folder  string
	Name    string
	Output  []byte                    // nil if there is none
	Schemas bool                      // the records are declared by JSON Schema files
	Depends iter.Seq2[string, string] // import paths and folders of all packages that it depends on; "" for one not found
}

// settled is the time after which a file's time of change can be told from the
// next one, on any file system.
const settled = 2 * time.Second

// Remember says that the outputs of packages are up to date now, as are those of
// the packages that were not stale, if there was an answer. Nothing is
// remembered if a file may have changed since the run began.
func (r *Run) Remember(packages []Package) {
	if r == nil || r.settings == nil {
		return
	}
	settings := r.settings()
	if settings == nil {
		return
	}
	places, err := r.question.places()
	if err != nil {
		return
	}
	b := builder{set: newSet(places), output: r.question.output, wrote: map[place]string{}}
	modules, ok := b.modules(settings)
	if !ok {
		return
	}
	b.keep(r.answer, r.stale)
	for _, p := range packages {
		b.load(p, settings, modules)
	}
	now, err := observe(b.places, r.question.output)
	if err != nil {
		return
	}
	for _, p := range b.places {
		if !r.same(p, now[p], b.wrote) {
			return
		}
		b.answer.Places = append(b.answer.Places, remembered{p, now[p].sum})
	}
	if b.answer.valid() {
		_ = r.cache.write(r.question.key, &b.answer)
	}
}

// same reports whether a place is surely as it was when packages were loaded.
func (r *Run) same(p place, now state, wrote map[place]string) bool {
	if sum, ok := wrote[p]; ok {
		return now.sum == sum
	}
	if before, ok := r.before[p]; ok {
		return before.sum == now.sum && before.stamp.Equal(now.stamp)
	}
	limit := r.began.Add(-settled)
	return now.stamp.Before(limit) && now.names.Before(limit)
}

// builder makes an answer.
type builder struct {
	*set
	output string
	answer answer
	wrote  map[place]string // sums of outputs
}

// number is that of a place in the answer.
func (b *builder) number(k kind, path string) int {
	b.add(k, path)
	return b.at[place{k, path}]
}

// keep takes the packages of an answer that are not stale.
func (b *builder) keep(a *answer, stale []bool) {
	if a == nil {
		return
	}
	for i, pkg := range a.Packages {
		if stale[i] {
			continue
		}
		needs := make([]int, len(pkg.Needs))
		for j, n := range pkg.Needs {
			needs[j] = b.number(a.Places[n].Kind, a.Places[n].Path)
		}
		pkg.Needs = needs
		b.answer.Packages = append(b.answer.Packages, pkg)
	}
	for _, p := range a.Places {
		b.add(p.Kind, p.Path)
	}
}

// load takes a package that was loaded.
func (b *builder) load(p Package, settings *goSettings, modules map[string]string) {
	pkg := known{Folder: p.Folder, Name: p.Name, Output: p.Output != nil, Schemas: p.Schemas}
	own := place{outputState, filepath.Join(p.Folder, b.output)}
	pkg.Needs = append(pkg.Needs, b.number(folderState, p.Folder))
	if !p.Schemas { // else the output is worked out in each run
		pkg.Needs = append(pkg.Needs, b.number(own.Kind, own.Path))
	}
	b.wrote[own] = ""
	if p.Output != nil {
		b.wrote[own] = sum(p.Output)
	}
	for path, dir := range p.Depends {
		for module, root := range modules {
			if rest, ok := below(path, module); ok { // it would hide, or be in doubt with, the present one
				b.add(folderState, filepath.Join(root, rest))
			}
		}
		if dir == "" || settings.fixed(dir) {
			continue
		}
		b.above(dir)
		pkg.Needs = append(pkg.Needs, b.number(folderState, dir), b.number(outputState, filepath.Join(dir, b.output)))
	}
	slices.Sort(pkg.Needs)
	b.answer.Packages = append(b.answer.Packages, pkg)
}
