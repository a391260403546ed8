package usage

import (
	"cmp"
	"go/token"
	"maps"
	"slices"
	"strings"

	"github.com/hhgen/hhgen/schema"
)

// Report is what is used of schemas, and what is not.
type Report struct {
	Packages []Package // sorted by import path
	Fields   []*Field  // each once, by the package that declares it
	Records  []*Record
	Raw      []RawKey  // by the package that writes them
	Read     int       // the number of packages whose code was read
	Arrivals *Arrivals // nil if no spans were read
}

// State sums up the uses of something.
type State string

// The states.
const (
	Unset     State = "unset" // nothing sets it
	TestsOnly State = "tests" // only tests do, or generated code
	MaybeSet  State = "maybe" // only code does that cannot be seen
	SetOnce   State = "once"  // one place does
	Set       State = "set"   // several do
)

// stateOf sums up the places of uses.
func stateOf(uses []Use) State {
	seen, unseen, apart := map[token.Position]bool{}, false, false
	for _, use := range uses {
		switch {
		case use.Code != Ordinary:
			apart = true
		case use.How == Unseen:
			unseen = true
		default:
			seen[use.Pos] = true
		}
	}
	switch {
	case len(seen) > 1:
		return Set
	case len(seen) == 1:
		return SetOnce
	case unseen:
		return MaybeSet
	case apart:
		return TestsOnly
	}
	return Unset
}

// Field is one declared field, or a namespace that is open.
type Field struct {
	Key        string // in event data; * stands for keys that are data, and for items
	Package    string // import path
	Record     string // or the embedded struct, or the object, that declares it
	Name       string // Go name
	Setter     string // name of the generated setter; "" for members of objects
	Deprecated bool
	Pos        token.Position // of the declaration
	State      State
	Uses       []Use
	Spans      int      // that have it, if spans were read
	Services   []string // that sent these

	pkg  *schema.Package
	keys []string // Key, and those of other fields whose objects have this member
}

// Record is one declared record.
type Record struct {
	Package, Name string
	Fields        int // that it has, with those that it embeds
	Pos           token.Position
	State         State
	Uses          []Use
	Spans         int // that have one of its keys, if spans were read

	pkg  *schema.Package
	keys []string
}

// RawKey is a key that a package writes by hand.
type RawKey struct {
	Package    string // import path of the code
	Key        string // with * at its end, if the rest is not constant
	Suppressed int    // places with a comment that suppresses the finding
	Places     []token.Position
}

// Package counts what a package declares, and what its code writes by hand.
type Package struct {
	Path                              string
	Fields, Unset, Tests, Maybe, Once int
	Records, Unrecorded               int
	RawKeys, RawPlaces                int
}

// Judge reports what code uses of shown packages. All are the other packages whose records
// were read; shown ones may be among them: those that embed a record of a shown package set its
// fields too. Raw keys are those of packages for which writes is true.
func (u *Usage) Judge(shown, all []*schema.Package, writes func(path string) bool) *Report {
	j := &judge{Usage: u, shown: map[string]*schema.Package{}, fields: map[string]*Field{}, report: &Report{Read: u.Packages()}}
	for _, p := range shown {
		j.shown[p.Path] = p
	}
	all = slices.Concat(slices.DeleteFunc(slices.Clone(all), func(p *schema.Package) bool { return j.shown[p.Path] != nil }), shown)
	for _, p := range all {
		for _, r := range p.Records {
			j.record(p, r)
		}
	}
	j.members(all)
	for _, p := range shown {
		for _, r := range p.Records {
			j.report.Records = append(j.report.Records, j.recordUses(p, r))
		}
	}
	for _, f := range j.report.Fields {
		f.Uses = distinct(f.Uses)
		f.State = stateOf(f.Uses)
	}
	slices.SortStableFunc(j.report.Fields, func(a, b *Field) int {
		return cmp.Or(cmp.Compare(a.Package, b.Package), comparePositions(a.Pos, b.Pos))
	})
	slices.SortStableFunc(j.report.Records, func(a, b *Record) int {
		return cmp.Or(cmp.Compare(a.Package, b.Package), comparePositions(a.Pos, b.Pos))
	})
	j.rawKeys(writes)
	j.report.count()
	return j.report
}

// judge makes one report.
type judge struct {
	*Usage
	shown  map[string]*schema.Package // by import path
	fields map[string]*Field          // by what makes them one
	report *Report
}

// record adds the fields of a record.
func (j *judge) record(p *schema.Package, r *schema.Record) {
	for _, f := range r.Fields {
		if one := j.field(p, r.Name, ownerOf(p, r, f), f, f.Path()); one != nil {
			one.Setter = f.SetterName()
			one.Uses = append(one.Uses, j.Field(p, r, f)...)
		}
	}
	for _, o := range r.Opens {
		f := &schema.Field{Name: "hh.Open", Pos: o.Pos}
		if one := j.field(p, r.Name, schema.GoName{Path: p.Path, Name: r.Name}, f, string(o.Namespace)+".*"); one != nil {
			one.Setter = o.SetterName()
			one.Uses = append(one.Uses, j.Open(p, o)...)
		}
	}
}

// field is the entry of a field: one for all records that embed its struct, if the
// struct is in a shown package, else one for each package; nil if neither is shown.
func (j *judge) field(p *schema.Package, record string, owner schema.GoName, f *schema.Field, key string) *Field {
	shown := j.shown[owner.Path]
	id := owner.Path + "." + owner.Name + "." + f.Name + " " + key
	switch {
	case shown != nil:
		record = owner.Name
	case j.shown[p.Path] != nil:
		shown = p
		id = p.Path + " " + id
	default:
		return nil
	}
	one := j.fields[id]
	if one == nil {
		one = &Field{Key: key, Package: shown.Path, Record: record, Name: f.Name, Deprecated: f.Deprecated != "", Pos: f.Pos, pkg: shown}
		j.fields[id] = one
		one.keys = []string{key}
		j.report.Fields = append(j.report.Fields, one)
	}
	return one
}

// members adds the members of the objects that set fields hold. One struct may be the
// type of several fields: its members are reported by the first.
func (j *judge) members(all []*schema.Package) {
	done := map[string]*Field{}
	var visit func(p *schema.Package, record string, f *schema.Field, key string)
	visit = func(p *schema.Package, record string, f *schema.Field, key string) {
		leaf := f.Type.Leaf()
		for t := f.Type; t != leaf; t = t.Elem {
			key += ".*"
		}
		for _, member := range leaf.Fields {
			owner := leaf.Go
			if n := len(member.Via); n > 0 {
				owner = member.Via[n-1].Go
			}
			id := owner.String() + "." + member.Name
			one := done[id]
			if one == nil && !owner.IsZero() {
				if one = j.field(p, record, owner, member, key+"."+member.Key); one != nil {
					one.Uses = append(one.Uses, j.Member(owner, member)...)
					done[id] = one
				}
			}
			if one == nil {
				continue
			}
			one.keys = append(one.keys, key+"."+member.Key)
			if stateOf(one.Uses) != Unset {
				visit(p, record, member, key+"."+member.Key)
			}
		}
	}
	for _, p := range all {
		for _, r := range p.Records {
			for _, f := range r.Fields {
				if stateOf(j.Field(p, r, f)) != Unset {
					visit(p, r.Name, f, strings.TrimSuffix(f.Path(), ".*"))
				}
			}
		}
	}
}

// recordUses are the places about a record, and those that set its fields: by setters of
// its package, or in the struct itself.
func (j *judge) recordUses(p *schema.Package, r *schema.Record) *Record {
	uses := j.Record(p, r)
	for _, f := range r.Fields {
		if len(f.Via) == 0 {
			uses = append(uses, j.fields[p.Path+"."+r.Name+"."+f.Name+" "+f.Path()].Uses...)
		} else {
			uses = append(uses, j.of[p.Path+"."+f.SetterName()]...)
		}
	}
	for _, o := range r.Opens {
		uses = append(uses, j.Open(p, o)...)
	}
	uses = distinct(uses)
	rec := &Record{Package: p.Path, Name: r.Name, Fields: len(r.Fields) + len(r.Opens), Pos: r.Pos, State: stateOf(uses), Uses: uses, pkg: p}
	for _, f := range r.Fields {
		rec.keys = append(rec.keys, f.Path())
	}
	return rec
}

// rawKeys groups the keys that are written by hand.
func (j *judge) rawKeys(writes func(path string) bool) {
	type id struct{ pkg, key string }
	found := map[id]*RawKey{}
	for _, use := range j.raw {
		if !writes(use.From) {
			continue
		}
		key := use.Name
		if use.Prefix {
			key += "*"
		}
		one := found[id{use.From, key}]
		if one == nil {
			one = &RawKey{Package: use.From, Key: key}
			found[id{use.From, key}] = one
		}
		one.Places = append(one.Places, use.Pos)
		if use.Suppressed {
			one.Suppressed++
		}
	}
	for _, one := range found {
		j.report.Raw = append(j.report.Raw, *one)
	}
	slices.SortFunc(j.report.Raw, func(a, b RawKey) int {
		return cmp.Or(cmp.Compare(a.Package, b.Package), cmp.Compare(a.Key, b.Key))
	})
}

// count counts by package.
func (r *Report) count() {
	packages := map[string]*Package{}
	of := func(path string) *Package {
		if packages[path] == nil {
			packages[path] = &Package{Path: path}
		}
		return packages[path]
	}
	for _, f := range r.Fields {
		p := of(f.Package)
		p.Fields++
		switch f.State {
		case Unset:
			p.Unset++
		case TestsOnly:
			p.Tests++
		case MaybeSet:
			p.Maybe++
		case SetOnce:
			p.Once++
		}
	}
	for _, rec := range r.Records {
		p := of(rec.Package)
		p.Records++
		if rec.State == Unset {
			p.Unrecorded++
		}
	}
	for _, raw := range r.Raw {
		p := of(raw.Package)
		p.RawKeys++
		p.RawPlaces += len(raw.Places)
	}
	for _, path := range slices.Sorted(maps.Keys(packages)) {
		r.Packages = append(r.Packages, *packages[path])
	}
}
