package live

import (
	"strings"

	"github.com/hhgen/hhgen/schema"
	"github.com/hhgen/hhgen/schema/keys"
)

// schemas are the declarations that spans are held against.
type schemas struct {
	packages  map[string]bool // by their paths
	leaves    []*keys.Leaf
	tree      *keys.Tree
	judges    map[*keys.Leaf]*Judge
	spellings map[string]*keys.Leaf // by what is left of a key without its spelling
	records   map[*schema.Record]*record
	required  int                              // required fields of all records
	objects   map[string]object                // members of items and of optional objects, by their keys with * for what is data
	members   map[string]map[string]*keys.Leaf // required ones of such objects, by the keys of both
}

// record is a record with the required fields that it has on a span.
type record struct {
	rec      *schema.Record
	first    int          // number of its first required field
	required []*keys.Leaf // those with one key
	leaves   int          // all, but for old keys and open namespaces

	span    uint64 // the last that had a key of the record
	keys    int    // that it had
	present int    // required ones
}

// slot is the place of a key in a record.
type slot struct {
	record   *record
	required int // number of the required field; -1 for an optional one
}

// object is where members of one object are, of which each instance has the required
// ones.
type object struct {
	names    int    // segments of the key behind the instance
	name     string // of the object, with * for what is data
	required bool
}

// read makes all that is to be known of packages before the first span.
func read(pkgs []*schema.Package) *schemas {
	leaves := keys.Leaves(pkgs)
	s := &schemas{
		packages: map[string]bool{},
		leaves:   leaves, tree: keys.NewTree(leaves), judges: map[*keys.Leaf]*Judge{}, spellings: map[string]*keys.Leaf{},
		records: map[*schema.Record]*record{}, objects: objectsOf(leaves),
	}
	for _, p := range pkgs {
		s.packages[p.Path] = true
	}
	for _, l := range leaves {
		s.judges[l] = JudgeOf(l)
		if spelling := squash(l.EventPath()); l.Open == nil && s.spellings[spelling] == nil {
			s.spellings[spelling] = l
		}
		r := s.records[l.Record]
		if r == nil {
			r = &record{rec: l.Record}
			s.records[l.Record] = r
		}
		if l.Open == nil && !l.Moved {
			r.leaves++
		}
		if l.Required && l.Fixed() && !l.Moved {
			r.required = append(r.required, l)
		}
	}
	for _, r := range s.records {
		r.first = s.required
		s.required += len(r.required)
	}
	s.members = membersOf(leaves, s.objects)
	return s
}

// membersOf are the required members of objects, by the keys of both.
func membersOf(leaves []*keys.Leaf, objects map[string]object) map[string]map[string]*keys.Leaf {
	members := map[string]map[string]*keys.Leaf{}
	for _, l := range leaves {
		o := objects[l.Attribute()]
		if !o.required {
			continue
		}
		if members[o.name] == nil {
			members[o.name] = map[string]*keys.Leaf{}
		}
		members[o.name][l.Attribute()] = l
	}
	return members
}

// slot is the place of a leaf in its record. An old key stands for the present one.
func (s *schemas) slot(l *keys.Leaf) slot {
	r := s.records[l.Record]
	for i, of := range r.required {
		if of == l || l.Moved && l.Fixed() && of.Bound == l.Bound && of.Field == l.Field && len(of.Path) == len(l.Path) {
			return slot{r, r.first + i}
		}
	}
	return slot{r, -1}
}

// below is a declaration of a key below another; nil if there is none.
func (s *schemas) below(key string) *keys.Leaf {
	segments := strings.Split(strings.TrimPrefix(key, schema.AttributePrefix), ".")
	for _, l := range s.leaves {
		path := strings.Split(l.EventPath(), ".")
		if len(path) <= len(segments) {
			continue
		}
		matches := true
		for i, segment := range segments {
			matches = matches && (path[i] == segment || path[i] == "*")
		}
		if matches {
			return l
		}
	}
	return nil
}

// objectsOf are the places of members in items and optional objects, by their keys. A
// member is required if it is in each record that has such an object.
func objectsOf(leaves []*keys.Leaf) map[string]object {
	type within struct{ name, member string }
	objects, records := map[string]object{}, map[within]map[*schema.Record]bool{}
	note := func(w within, r *schema.Record) {
		if records[w] == nil {
			records[w] = map[*schema.Record]bool{}
		}
		records[w][r] = true
	}
	for _, l := range leaves {
		at, required := instanceOf(l)
		if names := len(l.Path) - at; at > 0 && names > 0 {
			o := object{names: names, name: nameOf(l, at)}
			objects[l.Attribute()] = o
			note(within{o.name, ""}, l.Record)
			if required {
				note(within{o.name, l.Attribute()}, l.Record)
			}
		}
	}
	for key, o := range objects {
		o.required = len(records[within{o.name, key}]) == len(records[within{o.name, ""}])
		objects[key] = o
	}
	return objects
}

// nameOf is the key of the first segments of a leaf.
func nameOf(l *keys.Leaf, segments int) string {
	part := *l
	part.Path = l.Path[:segments]
	return part.Attribute()
}

// instanceOf says how many segments of a leaf's key name the innermost item, value of a
// map or optional object that it is in, 0 for none, and whether each such object has
// the leaf.
func instanceOf(l *keys.Leaf) (at int, required bool) {
	if l.Open != nil || l.Field.Inline || len(l.Path) == 0 {
		return 0, false
	}
	t, segment, required := l.Field.Type, 1, true
	if t.Kind == schema.KindObject && !l.Field.Required() {
		at = segment
	}
	for {
		switch t.Kind {
		case schema.KindList, schema.KindArray, schema.KindMap:
			segment++
			t, at, required = t.Elem, segment, true
			continue
		case schema.KindObject:
			m := memberOf(t, l.Path[segment].Name)
			if m == nil {
				return 0, false
			}
			segment++
			if !m.Required() && m.Type.Kind == schema.KindObject {
				at, required = segment, true
			} else {
				required = required && m.Required() && m.MovedFrom.Key == ""
			}
			t = m.Type
			continue
		}
		return at, required && !l.Moved
	}
}

// memberOf is the member of an object with a key, which may be an old one.
func memberOf(t *schema.Type, key string) *schema.Field {
	for _, m := range t.Fields {
		if m.Key == key || m.MovedFrom.Key == key {
			return m
		}
	}
	return nil
}

// squash is what is left of a path without what languages write differently: case,
// underscores, hyphens, spaces and dots. Indexes are one.
func squash(path string) string {
	var b strings.Builder
	for i, segment := range strings.Split(path, ".") {
		if i > 0 && isIndex(segment) {
			segment = "*"
		}
		for _, r := range strings.ToLower(segment) {
			if r != '_' && r != '-' && r != ' ' {
				b.WriteRune(r)
			}
		}
	}
	return b.String()
}

func isIndex(segment string) bool { return segment != "" && strings.Trim(segment, "0123456789") == "" }
