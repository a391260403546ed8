package cache

import "path/filepath"

// entry is what is remembered of a run that left every output up to date.
type entry struct {
	Inputs   []recorded
	Packages []pkg
	Settings goSettings
	Listing  string // the sum of what the go command has said of the packages; "" if it is not kept
}

// recorded is an input and what it held.
type recorded struct {
	input
	Sum string
}

// pkg is a package that the patterns name.
type pkg struct {
	Folder string
	Output bool  // it has one
	Needs  []int // the inputs that this package's output depends on, and others' does not
}

// stale finds the packages whose output may no longer be right. ok is false if
// something has changed that may concern all packages, or that none needs.
func (e *entry) stale(now map[input]state) (stale []bool, ok bool) {
	changed := map[int]bool{}
	for i, p := range e.Inputs {
		if now[p.input].sum == p.Sum {
			continue
		}
		if p.Kind == fileInput || p.Kind == treeInput {
			return nil, false
		}
		changed[i] = false
	}
	stale = make([]bool, len(e.Packages))
	for i, pkg := range e.Packages {
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
	e.complete(stale)
	return stale, true
}

// edited reports whether nothing has changed but files in the folders of the
// packages, and JSON Schema files.
func (e *entry) edited(now map[input]state) bool {
	folders := map[string]bool{}
	for _, pkg := range e.Packages {
		folders[pkg.Folder] = true
	}
	for _, p := range e.Inputs {
		dir := p.Path
		switch p.Kind {
		case documentInput:
			continue
		case outputInput:
			dir = filepath.Dir(p.Path)
		}
		if !folders[dir] && now[p.input].sum != p.Sum {
			return false
		}
	}
	return true
}

// complete adds the packages that stale ones depend on.
func (e *entry) complete(stale []bool) {
	needed := map[string]bool{}
	for i, pkg := range e.Packages {
		for _, n := range pkg.Needs {
			if p := e.Inputs[n]; stale[i] && p.Kind == folderInput {
				needed[p.Path] = true
			}
		}
	}
	for i, pkg := range e.Packages {
		stale[i] = stale[i] || needed[pkg.Folder]
	}
}

// valid reports whether the numbers in an entry make sense, and the packages
// too: a run that finds no records in any of them has something to say.
func (e *entry) valid() bool {
	outputs := 0
	for _, pkg := range e.Packages {
		for _, n := range pkg.Needs {
			if n < 0 || n >= len(e.Inputs) {
				return false
			}
		}
		if pkg.Output {
			outputs++
		}
	}
	return outputs > 0
}
