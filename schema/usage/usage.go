package usage

import (
	"slices"
	"strings"

	"github.com/hhgen/hhgen/schema"
)

// Usage is what the code of some packages uses of schemas.
type Usage struct {
	of   map[string][]Use // by the import path and the name of what is used
	in   map[string][]Use // by the record that a place is about
	raw  []Use
	read map[string]bool // import paths of packages whose code was read
}

// New arranges uses. Those at one place of one thing count once: a package may have been
// read with its tests and without.
func New(uses []Use) *Usage {
	u := &Usage{of: map[string][]Use{}, in: map[string][]Use{}, read: map[string]bool{}}
	for _, use := range uses {
		from := use.From
		if use.Code == Test {
			from = strings.TrimSuffix(from, "_test")
		}
		u.read[from] = true
	}
	for _, use := range distinct(uses) {
		switch {
		case use.How == Read, use.By != "" && u.read[use.By]: // that package's own uses say it
		case use.How == Raw:
			u.raw = append(u.raw, use)
		default:
			name := use.Package + "." + use.Name
			u.of[name] = append(u.of[name], use)
			if use.Record != "" {
				u.in[use.Record] = append(u.in[use.Record], use)
			}
		}
	}
	return u
}

// distinct are uses in the order of their places, each once.
func distinct(uses []Use) []Use {
	uses = slices.Clone(uses)
	slices.SortFunc(uses, compare)
	return slices.Compact(uses)
}

// Packages is how many packages were read.
func (u *Usage) Packages() int { return len(u.read) }

// Field are the places that set a field of a record: by the setter of its package, or in
// the struct that declares it, unless the place shows that another record embeds that.
func (u *Usage) Field(p *schema.Package, r *schema.Record, f *schema.Field) []Use {
	record := qualified(p, r)
	uses := slices.Clone(u.of[p.Path+"."+f.SetterName()])
	for _, use := range u.Member(ownerOf(p, r, f), f) {
		if use.Record == "" || use.Record == record || slices.ContainsFunc(f.Via, func(e schema.Embedded) bool { return use.Record == named(e.Go) }) {
			uses = append(uses, use)
		}
	}
	return distinct(uses)
}

// Member are the places that set a field in the struct that declares it, such as a
// member of an object, whichever record holds that.
func (u *Usage) Member(owner schema.GoName, f *schema.Field) []Use {
	name := named(owner)
	return distinct(slices.Concat(u.of[name+"."+f.Name], u.whole(name)))
}

// whole are the places that set all fields of a struct, or may set any.
func (u *Usage) whole(name string) []Use {
	return slices.DeleteFunc(slices.Clone(u.of[name]), func(use Use) bool { return use.How == Recorded })
}

// Open are the places that use the setter of an open namespace.
func (u *Usage) Open(p *schema.Package, o *schema.Open) []Use {
	return distinct(u.of[p.Path+"."+o.SetterName()])
}

// Record are the places that are about a record as such: they make it, set a field of it,
// or give it to an enricher.
func (u *Usage) Record(p *schema.Package, r *schema.Record) []Use {
	name := qualified(p, r)
	return distinct(slices.Concat(u.of[name], u.in[name], u.of[p.Path+"."+r.ConstructorName()]))
}

// named is the name of a declared type, without its arguments.
func named(g schema.GoName) string { return g.Path + "." + g.Name }

func qualified(p *schema.Package, r *schema.Record) string { return p.Path + "." + r.Name }

// ownerOf is the struct that declares a field of a record, which the record may embed.
func ownerOf(p *schema.Package, r *schema.Record, f *schema.Field) schema.GoName {
	if n := len(f.Via); n > 0 {
		return f.Via[n-1].Go
	}
	return schema.GoName{Path: p.Path, Name: r.Name}
}
