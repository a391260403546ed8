package traffic

import (
	"cmp"
	"go/token"
	"slices"

	"github.com/hhgen/hhgen/schema"
	"github.com/hhgen/hhgen/schema/keys"
	"github.com/hhgen/hhgen/schema/privacy"
	"github.com/hhgen/hhgen/schema/words"
)

// Declare says what is known of the package that is to declare what was seen.
type Declare struct {
	Path string // import path of the package
	Name string // its name

	// Existing are the packages of the module that declare records: what they have
	// is not declared again.
	Existing []*schema.Package
	// Taken are the package-level names that other files of the package declare.
	Taken map[string]token.Position

	Sensitive     *privacy.Words      // nil for the default
	Abbreviations words.Abbreviations // of the module

	// Check applies the rules that every schema must keep to, beside those of
	// [schema.Check]; nil for none. An error is a [schema.Findings].
	Check func(*schema.Package) error
	// Lint are the findings of a package that are to be suppressed; nil for none.
	Lint func(*schema.Package) schema.Findings
}

// Found is what was found in spans.
type Found struct {
	// Package has the records that declare it. [schema.Check] finds nothing wrong with
	// it. It has no records if there is nothing to declare.
	Package *schema.Package
	// Directives are comments of records and fields, as gen.Source has them.
	Directives map[any][]string
	Keys       []Key    // that are declared, in the order of their paths
	Remarks    []Remark // what is not declared, or needs a decision
	Totals
}

// Totals says how much was seen.
type Totals struct {
	Spans    int // all of them
	Read     int // those with a key that is read
	Services []string
	Declared int // keys that the module declares already
}

// Key is what was seen of one declared key.
type Key struct {
	Path  string
	Field *schema.Field
	Seen  string // how often, where, and how long
}

// Found makes records of what was seen.
func (o *Observer) Found(d Declare) *Found {
	b := &builder{
		o: o, d: d,
		found:    &Found{Package: &schema.Package{Path: d.Path, Name: d.Name}, Directives: map[any][]string{}, Totals: o.totals()},
		existing: keys.NewTree(keys.Leaves(d.Existing)),
		names:    newNames(d.Taken),
		fields:   map[*node]*schema.Field{},
		nodes:    map[*schema.Field]*node{},
		present:  map[*schema.Field]string{},
		objects:  map[*node]*schema.Type{},
		enums:    map[*node]*schema.Type{},
		twins:    map[*node]*node{},
		shared:   map[*node]token.Position{},
		few:      map[*node]bool{},
		renamed:  map[*schema.Record]bool{},
	}
	b.findTwins()
	for _, n := range schema.Namespaces {
		b.namespace(n)
	}
	b.declare()
	b.correct()
	found := b.lintWithoutData()
	b.describe()
	b.ignore(found)
	b.spellings()
	b.unread()
	b.sortRemarks()
	return b.found
}

func (o *Observer) totals() Totals {
	t := Totals{Spans: o.spans, Read: o.read}
	for _, s := range o.services.all {
		t.Services = append(t.Services, s)
	}
	slices.Sort(t.Services)
	return t
}

// builder makes one Found.
type builder struct {
	o        *Observer
	d        Declare
	found    *Found
	existing *keys.Tree
	names    *goNames

	fields  map[*node]*schema.Field // of keys at the top of their namespace
	nodes   map[*schema.Field]*node
	present map[*schema.Field]string // in how many spans of its record, or objects, a field was
	objects map[*node]*schema.Type   // structs
	enums   map[*node]*schema.Type
	twins   map[*node]*node          // of keys that differ in punctuation only: the one that is declared
	shared  map[*node]token.Position // of fields that other records embed
	few     map[*node]bool           // that are in all spans, of which there are few
	renamed map[*schema.Record]bool  // once, since another name would not help either
	line    int                      // of the last position
}

// here is the file of positions.
const here = "adopted"

// pos is a position that nothing else has, by which findings are told apart.
func (b *builder) pos() token.Position {
	b.line++
	return token.Position{Filename: here, Line: b.line, Column: 1}
}

// sharedPos is the position of a field in the record that others embed.
func (b *builder) sharedPos(n *node) token.Position {
	if _, known := b.shared[n]; !known {
		b.shared[n] = b.pos()
	}
	return b.shared[n]
}

// namespace makes fields of the keys of a namespace.
func (b *builder) namespace(ns schema.Namespace) {
	root := b.o.roots[ns]
	if root == nil {
		return
	}
	for _, n := range root.sorted() {
		if b.declaredAlready(n) || b.ofExperiment(ns, n) {
			continue
		}
		if f := b.field(n, ns, nesting{}); f != nil {
			f.Namespace = ns
			b.fields[n] = f
		}
	}
}

// sorted are the members of n by their keys.
func (n *node) sorted() []*node {
	all := make([]*node, 0, len(n.members))
	for _, m := range n.members {
		all = append(all, m)
	}
	slices.SortFunc(all, func(a, b *node) int { return cmp.Compare(a.key, b.key) })
	return all
}

// experiment are the keys that HoneyHive's SDKs write in experiments, beside each
// other.
var experiment = []string{"run_id", "dataset_id", "datapoint_id"}

// ofExperiment leaves out what SDKs write by themselves.
func (b *builder) ofExperiment(ns schema.Namespace, n *node) bool {
	root := b.o.roots[schema.Metadata]
	if ns != schema.Metadata || !slices.Contains(experiment, n.key) || root.members["run_id"] == nil ||
		root.members["dataset_id"] == nil && root.members["datapoint_id"] == nil {
		return false
	}
	b.remark(n, NotDeclared, "HoneyHive's SDKs write it in experiments, so no record needs it")
	return true
}
