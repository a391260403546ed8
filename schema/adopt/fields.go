package adopt

import (
	"fmt"
	"go/token"
	"slices"
	"strings"

	"github.com/hhgen/hhgen/schema"
)

// here is the file of positions, which are the numbers of what was made.
const here = "adopted"

// build makes the package of what is not dropped.
func (m *maker) build(in Input) {
	m.pkg = &schema.Package{Path: m.Path, Name: m.Name}
	m.keyAt, m.fieldAt, m.recAt, m.keyOf = map[int]*Key{}, map[int]*schema.Field{}, map[int]*schema.Record{}, map[*schema.Field]*Key{}
	m.types, m.fields, m.lines = map[string]*schema.Type{}, map[string]*schema.Field{}, 0
	var keys []*Key
	for _, k := range in.keys() {
		if !m.dropped[k] {
			keys = append(keys, k)
		}
	}
	m.names = newNames(keys, m.Taken)
	for _, g := range in.Groups {
		m.names.claimRecord(g)
	}
	for _, g := range in.Groups {
		m.record(g, in.Sets)
	}
	m.result.Declared = len(keys)
}

// at is a new position.
func (m *maker) at() token.Position {
	m.lines++
	return token.Position{Filename: here, Line: m.lines, Column: 1}
}

// record adds the record of a group.
func (m *maker) record(g Group, sets [][]*Key) {
	uses := slices.DeleteFunc(slices.Clone(g.Keys), func(u Use) bool { return m.dropped[u.Key] })
	if len(uses) == 0 {
		return
	}
	slices.SortFunc(uses, func(a, b Use) int { return compare(a.Key, b.Key) })
	r := &schema.Record{Name: m.names.record(g), Pos: m.at()}
	r.Doc = r.Name + " is recorded " + g.What + "."
	if g.What == "" {
		r.Doc = ""
	}
	m.recAt[r.Pos.Line] = r
	seen := map[string]bool{}
	for _, u := range uses {
		first, _, nested := strings.Cut(u.Key.Path, ".")
		path := string(u.Key.Namespace) + "." + first
		if seen[path] {
			continue
		}
		seen[path] = true
		always := u.Always
		if nested { // an object is there if one of its members is
			always = slices.ContainsFunc(uses, func(o Use) bool { return o.Always && within(o.Key, u.Key.Namespace, first) })
		}
		r.Fields = append(r.Fields, m.field(u.Key, []string{first}, sets, always))
	}
	m.pkg.Records = append(m.pkg.Records, r)
}

// within reports whether a key is that of a path, or of one below it.
func within(k *Key, n schema.Namespace, path string) bool {
	return k.Namespace == n && (k.Path == path || strings.HasPrefix(k.Path, path+"."))
}

// field makes the field of a path that leads to a key, which is an object if the
// key is longer.
func (m *maker) field(k *Key, path []string, sets [][]*Key, always bool) *schema.Field {
	f := &schema.Field{Key: path[len(path)-1], Where: map[string]token.Position{}, Pos: m.at()}
	whole := strings.Join(path, ".")
	f.Name = m.names.field(k.Namespace, path)
	if len(path) == 1 {
		f.Namespace = k.Namespace
	}
	m.fieldAt[f.Pos.Line], m.keyAt[f.Pos.Line] = f, k
	if whole == k.Path {
		m.value(f, k)
		m.keyOf[f] = k
	} else {
		f.Type = m.object(k, path, sets)
	}
	if !f.Required() || always {
		return f
	}
	t := *f.Type // an object and an enum are one type in several records
	t.Optional = true
	f.Type = &t
	return f
}

// object is the type of the object at a path, with all members that any key gives it.
func (m *maker) object(k *Key, path []string, sets [][]*Key) *schema.Type {
	whole := strings.Join(path, ".")
	id := k.Namespace.Attribute(whole)
	if t := m.types[id]; t != nil {
		return t
	}
	t := &schema.Type{Kind: schema.KindObject, Go: schema.GoName{Path: m.Path, Name: m.names.typeOf(k.Namespace, path)}}
	m.types[id] = t
	var relevant [][]*Key
	for _, set := range sets {
		set = slices.DeleteFunc(slices.Clone(set), func(o *Key) bool { return m.dropped[o] || !within(o, k.Namespace, whole) })
		if len(set) > 0 {
			relevant = append(relevant, set)
		}
	}
	for _, name := range m.names.members(k.Namespace, whole) {
		child := append(slices.Clone(path), name)
		below := strings.Join(child, ".")
		always := len(relevant) > 0
		var first *Key
		for _, set := range relevant {
			i := slices.IndexFunc(set, func(o *Key) bool { return within(o, k.Namespace, below) })
			if always = always && i >= 0; i >= 0 && first == nil {
				first = set[i]
			}
		}
		if first == nil {
			first = m.names.keyWithin(k.Namespace, below)
		}
		t.Fields = append(t.Fields, m.field(first, child, sets, always))
	}
	return t
}

// value gives a field the type and the bounds of a key's values.
func (m *maker) value(f *schema.Field, k *Key) {
	t := m.scalar(f, k)
	if k.List {
		f.MaxItems = m.MaxItems
		if k.Items > 0 {
			f.MaxItems = round(k.Items)
		}
		t = &schema.Type{Kind: schema.KindList, Elem: t}
	}
	f.Type = t
	if f.Type.Leaf().Kind.Number() {
		f.Unit = k.Unit
	}
	if t.Sized() && k.Type == String {
		f.MaxBytes = m.MaxBytes
		if k.Closed || k.Bytes > m.MaxBytes {
			f.MaxBytes = round(k.Bytes)
		}
	}
}

// scalar is the type of a key's values, or of its items.
func (m *maker) scalar(f *schema.Field, k *Key) *schema.Type {
	switch k.Type {
	case Bool:
		return &schema.Type{Kind: schema.KindBool, Go: schema.GoName{Name: "bool"}}
	case Int, Int64:
		return &schema.Type{Kind: schema.KindInt, Bits: 64, Go: schema.GoName{Name: string(k.Type)}}
	case Float:
		return &schema.Type{Kind: schema.KindFloat, Bits: 64, Go: schema.GoName{Name: "float64"}}
	case Duration:
		return &schema.Type{Kind: schema.KindDuration, Go: schema.GoName{Path: "time", Name: "Duration"}}
	case Error:
		return &schema.Type{Kind: schema.KindError, Go: schema.GoName{Name: "error"}}
	}
	switch {
	case k.Closed && (len(k.Values) > 1 || k.Namespace == schema.Metrics || !k.Constant) && len(k.Values) <= mostValues && len(k.Values) > 0:
		return m.enum(k)
	case k.Closed && k.Constant && !k.List && !strings.Contains(k.Path, "."):
		return &schema.Type{Kind: schema.KindText, Go: schema.GoName{Path: schema.RuntimePath, Name: "Text"}}
	}
	return &schema.Type{Kind: schema.KindString, Go: schema.GoName{Name: "string"}}
}

// mostValues is how many values an enum has at most: more are data.
const mostValues = 32

// enum is the type of the values of a key.
func (m *maker) enum(k *Key) *schema.Type {
	id := k.Attribute()
	if t := m.types[id]; t != nil {
		return t
	}
	path := strings.Split(k.Path, ".")
	if k.List {
		path = singular(path)
	}
	t := &schema.Type{Kind: schema.KindString, Go: schema.GoName{Path: m.Path, Name: m.names.typeOf(k.Namespace, path)}}
	t.Doc = fmt.Sprintf("%s is a value of %s.", t.Go.Name, k.Namespace.Attribute(k.Path)[len(schema.AttributePrefix):])
	for _, v := range k.Values {
		name := schema.GoName{Path: m.Path, Name: m.names.constant(t.Go.Name, v)}
		t.Enum = append(t.Enum, schema.EnumMember{Go: name, Value: v.Text})
	}
	m.types[id] = t
	return t
}

// round is the next round number.
func round(n int) int {
	for step := 8; ; step *= 2 {
		for _, r := range []int{step, step + step/2} {
			if n <= r {
				return r
			}
		}
	}
}
