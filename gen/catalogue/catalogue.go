package catalogue

import (
	"cmp"
	"go/token"
	"html/template"
	"path"
	"reflect"
	"slices"
	"strings"

	"github.com/hhgen/hhgen/schema"
	"github.com/hhgen/hhgen/schema/budget"
	"github.com/hhgen/hhgen/schema/keys"
	"github.com/hhgen/hhgen/schema/privacy"
	"github.com/hhgen/hhgen/schema/usage"
)

// Module is what has one configuration.
type Module struct {
	Packages []*schema.Package
	Words    *privacy.Words // know keys that hold secrets and personal data
	Limits   budget.Limits  // of records; 0 is no limit
	Uses     *usage.Usage   // where fields are set; nil if nobody has looked
}

// Options are about the catalogue as a whole.
type Options struct {
	Title string // "" for what the paths of the packages have in common
	// Locate says where readers find what is at a position, and who owns it.
	Locate func(token.Position) Place
}

// Place is a line of a source.
type Place struct {
	File   string // from the root of the repository, with slashes
	Line   int
	Link   string // address of the line; "" for none
	Owners []string
}

// Catalogue is all that is recorded.
type Catalogue struct {
	Title   string
	Keys    []*Key    // by namespace, as they are recorded, then by path
	Records []*Record // by package, then as they are declared
}

// Key is one place in event data.
type Key struct {
	Path         string // metadata.feature; * stands for keys that are data
	Namespace    schema.Namespace
	Declarations []*Declaration // what the records say of it, if it is not the same; at least one
	Cells        template.HTML  // in the tables of records
}

// Record is one record.
type Record struct {
	Name    string
	Package string // import path
	Doc     string
	Place   Place
	Size    schema.Size
	Limits  budget.Limits
	Keys    []*Part // in the order of their declaration

	index int    // in the catalogue
	above string // what the paths of all packages have in common
}

// Part is a key that a record has.
type Part struct {
	Key      *Key
	Required bool // recorded whenever the record is
	Bytes    int  // at most, with keys; 0 if that is not bounded
}

// ID names a record among those of all packages.
func (r *Record) ID() string { return r.Package + "." + r.Name }

// ShortName is the name of a record as Go code of another package has it.
func (r *Record) ShortName() string { return path.Base(r.Package) + "." + r.Name }

// Parent is the package of a record, as short as the other packages allow.
func (r *Record) Parent() string {
	if rest, below := strings.CutPrefix(r.Package, r.above+"/"); below {
		return rest
	}
	return path.Base(r.Package)
}

// Of makes the catalogue of modules.
func Of(modules []Module, o Options) *Catalogue {
	m := maker{Options: o, keys: map[string]*Key{}}
	c := &Catalogue{Title: o.Title}
	var paths []string
	for _, module := range modules {
		for _, p := range module.Packages {
			for _, r := range p.Records {
				paths = append(paths, p.Path)
				c.Records = append(c.Records, m.record(module, p, r))
			}
		}
	}
	slices.SortStableFunc(c.Records, func(a, b *Record) int { return cmp.Compare(a.Package, b.Package) })
	above := common(paths)
	for i, r := range c.Records {
		r.index, r.above = i, above
	}
	for _, k := range m.keys {
		k.sort()
		k.makeCells()
		c.Keys = append(c.Keys, k)
	}
	slices.SortFunc(c.Keys, func(a, b *Key) int {
		return cmp.Or(slices.Index(schema.Namespaces, a.Namespace)-slices.Index(schema.Namespaces, b.Namespace), cmp.Compare(a.Path, b.Path))
	})
	if c.Title == "" {
		c.Title = strings.TrimSuffix("Keys of "+above, " of ")
	}
	return c
}

// common is what import paths have in common, in whole segments.
func common(paths []string) string {
	if len(paths) == 0 {
		return ""
	}
	first := strings.Split(paths[0], "/")
	for _, p := range paths[1:] {
		n := 0
		for i, s := range strings.Split(p, "/") {
			if i >= len(first) || first[i] != s {
				break
			}
			n++
		}
		first = first[:n]
	}
	return strings.Join(first, "/")
}

// maker makes one catalogue.
type maker struct {
	Options
	keys map[string]*Key // by path
}

// record makes a record, and adds its keys.
func (m *maker) record(module Module, p *schema.Package, r *schema.Record) *Record {
	out := &Record{Name: r.Name, Package: p.Path, Doc: r.Doc, Place: m.locate(r.Pos), Size: r.WorstCase(), Limits: module.Limits}
	for _, l := range keys.Leaves([]*schema.Package{{Path: p.Path, Name: p.Name, Records: []*schema.Record{r}}}) {
		if l.Moved { // said of its new key
			continue
		}
		k, d := m.key(l), m.declaration(module, l)
		if n := len(out.Keys); n == 0 || out.Keys[n-1].Key != k {
			out.Keys = append(out.Keys, &Part{k, l.Required, d.Size.Bytes})
		}
		k.add(d, out, l.Required)
	}
	return out
}

// key is the key of a leaf.
func (m *maker) key(l *keys.Leaf) *Key {
	at := pathOf(l)
	k := m.keys[at]
	if k == nil {
		k = &Key{Path: at, Namespace: l.Namespace}
		m.keys[at] = k
	}
	return k
}

// pathOf is where the field of a leaf is in event data: the items of its lists and
// maps are its values, and not keys of their own.
func pathOf(l *keys.Leaf) string {
	segments := l.Path
	for n := len(segments); n > 0 && segments[n-1].Kind != keys.Name; n-- {
		segments = segments[:n-1]
	}
	if len(segments) == 0 && len(l.Path) > 0 { // of an open namespace, or an inline field
		segments = l.Path[:1]
	}
	whole := *l
	whole.Path = segments
	return whole.EventPath()
}

// locate says where a position is.
func (m *maker) locate(pos token.Position) Place {
	if m.Locate == nil {
		return Place{File: path.Base(pos.Filename), Line: pos.Line}
	}
	return m.Locate(pos)
}

// add adds what a record says of k, once if records say the same.
func (k *Key) add(d *Declaration, r *Record, required bool) {
	i := slices.IndexFunc(k.Declarations, func(other *Declaration) bool { return reflect.DeepEqual(d.Facts, other.Facts) })
	if i < 0 {
		k.Declarations = append(k.Declarations, d)
		i = len(k.Declarations) - 1
	}
	same := k.Declarations[i]
	same.Docs = appendNew(same.Docs, d.Docs...)
	if same != d {
		same.addUses(d)
	}
	for _, place := range d.Places {
		if !slices.ContainsFunc(same.Places, func(p Place) bool { return p.File == place.File && p.Line == place.Line }) {
			same.Places = append(same.Places, place)
		}
	}
	if n := len(same.Records); n == 0 || same.Records[n-1].Record != r {
		same.Records = append(same.Records, User{r, required})
	}
}

func comparePlaces(a, b Place) int { return cmp.Or(cmp.Compare(a.File, b.File), a.Line-b.Line) }

// sort puts the declarations that most records have first.
func (k *Key) sort() {
	for _, d := range k.Declarations {
		slices.SortFunc(d.Places, comparePlaces)
		slices.SortFunc(d.Uses, func(a, b Use) int { return cmp.Or(cmp.Compare(a.Note, b.Note), comparePlaces(a.Place, b.Place)) })
		slices.SortStableFunc(d.Records, func(a, b User) int { return a.Record.index - b.Record.index })
	}
	slices.SortStableFunc(k.Declarations, func(a, b *Declaration) int {
		return cmp.Or(len(b.Records)-len(a.Records), a.Records[0].Record.index-b.Records[0].Record.index)
	})
}
