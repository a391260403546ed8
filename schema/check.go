package schema

import (
	"cmp"
	"fmt"
	"go/token"
	"slices"
	"strings"
)

// Check applies the rules that hold for every source of a schema. The error, if
// any, is a [Findings] with everything that is wrong.
func Check(p *Package) error {
	c := checker{own: p.Path, dialect: p.Dialect(), twice: map[*Field]bool{}, paths: map[string]*place{}, written: writtenKeys(p)}
	for _, r := range p.Records {
		c.record(r)
	}
	c.shared(p)
	c.opens(p)
	return c.errs.Err()
}

// checker walks a package and collects findings.
type checker struct {
	errs    Findings
	own     string            // import path of the package
	dialect *Dialect          // of the package
	twice   map[*Field]bool   // fields whose key an earlier field of the record has
	paths   map[string]*place // first use of each path, by the path without its punctuation
	written map[string]string // keys as they are written, by what they would be in snake_case; "" for several
}

// place is where a path is declared.
type place struct {
	path   string
	inline bool // inside an inline map, whose keys path leaves out
	field  *Field
	moved  string // path that this one was moved to; "" if it is current
}

// level says where in its namespace a field is, and how deeply it is nested.
type level struct {
	namespace Namespace
	path      string // wire path of the enclosing object; "" for the namespace
	inline    bool   // below an inline map
	objects   int
	lists     int
}

func (c *checker) record(r *Record) {
	if r.Constructor != "" && !slices.ContainsFunc(r.Fields, (*Field).Required) {
		c.errs.Add(r.ConstructorPos, OptionUnused, "%s gets no constructor, since none of its fields is required: remove the constructor's name", r.Name)
	}
	seen := map[string]*Field{}
	for _, f := range r.Fields {
		if first, ok := seen[f.Path()]; ok {
			c.twice[f] = true
			fix := "remove one of them"
			if !f.Inline && !f.Namespace.SpanOnly() {
				fix = "give one of them another " + c.dialect.Assigned("key") + ", or remove it"
			}
			c.errs.Add(f.At("key"), KeyDuplicate, "%s is already recorded by %s at %s: %s", describe(f), first.Name, first.Pos, fix)
			continue
		}
		seen[f.Path()] = f
		c.field(f, level{namespace: f.Namespace})
	}
}

func describe(f *Field) string {
	switch {
	case f.Namespace.SpanOnly():
		return string(f.Namespace)
	case f.Inline:
		return "the top level of " + string(f.Namespace)
	}
	return fmt.Sprintf("key %q of %s", f.Key, f.Namespace)
}

// field checks one field, and the fields within it.
func (c *checker) field(f *Field, at level) {
	c.key(f, at)
	c.options(f, at)
	c.bounds(f, at.namespace)
	c.pattern(f)
	c.unit(f)
	c.baggage(f)
	around := at
	if at.path != "" || !f.Inline {
		at.path = strings.TrimPrefix(at.path+"."+f.Key, ".")
	}
	at.inline = at.inline || f.Inline
	c.typ(f, f.Type, at)
	c.oldKey(f, around)
}

// key checks the form of a field's key, and that no other differs from it in
// punctuation only.
func (c *checker) key(f *Field, at level) {
	if f.Inline || at.namespace.SpanOnly() {
		return
	}
	if !ValidKey(f.Key) {
		e := c.errs.Add(f.At("key"), KeyForm,
			"key %q is not snake_case (a-z, 0-9 and _, beginning with a letter, at most %d bytes): %s", f.Key, MaxKeyBytes, c.dialect.Rename(""))
		c.fixKey(e, f, at)
		return
	}
	c.claim(f, f.At("key"), at, strings.TrimPrefix(at.path+"."+f.Key, "."), "")
}

// withoutPunctuation leaves out of a path what names of variables do not have.
var withoutPunctuation = strings.NewReplacer("_", "", ".", "")

// claim remembers the path that f has, or had before it was moved, and checks
// that no other field has it, or one that differs in punctuation only.
func (c *checker) claim(f *Field, pos token.Position, at level, path, moved string) {
	bare := string(at.namespace) + "." + withoutPunctuation.Replace(path)
	first, ok := c.paths[bare]
	if !ok {
		c.paths[bare] = &place{path, at.inline, f, moved}
		return
	}
	switch {
	case moved != "" && first.path == moved: // it was moved to another punctuation
	case first.inline != at.inline:
		c.errs.Add(pos, KeyConflict, "key %q is used by a field and by an object of an inline map, the other one at %s: give one of them another %s, or do not inline the map",
			path, first.field.Pos, c.dialect.Assigned("key"))
	case first.path != path:
		c.errs.Add(pos, KeySimilar, "key %q differs from %q at %s in punctuation only: use one of them",
			path, first.path, first.field.Pos)
	case first.moved != moved:
		c.errs.Add(pos, KeyDuplicate, "key %q is also recorded by %s at %s, and one of the two was moved from it: remove %s, or the other field",
			path, first.field.Name, first.field.Pos, c.dialect.Word("moved-from"))
	}
}

// typ checks that a type is allowed where it is used.
func (c *checker) typ(f *Field, t *Type, at level) {
	switch t.Kind {
	case KindObject, KindMap:
		at.objects++
		if at.objects == MaxObjects+1 {
			c.errs.Add(f.Pos, DepthObjects, "%s is nested %d objects deep, and HoneyHive supports %d: flatten it", f.Name, at.objects, MaxObjects)
			return
		}
	case KindList, KindArray:
		at.lists++
		if at.lists == MaxLists+1 {
			c.errs.Add(f.Pos, DepthLists, "%s is nested %d lists deep, and HoneyHive supports %d: flatten it", f.Name, at.lists, MaxLists)
			return
		}
	}
	switch {
	case t.Elem != nil:
		c.typ(f, t.Elem, at)
	case t.Kind == KindObject:
		c.object(f, t, at)
	default:
		c.legal(f, t, at.namespace)
	}
}

func (c *checker) object(f *Field, t *Type, at level) {
	if f.Namespace.SpanOnly() {
		c.legal(f, t, at.namespace)
		return
	}
	seen := map[string]*Field{}
	for _, member := range t.Fields {
		if first, ok := seen[member.Key]; ok {
			c.errs.Add(member.At("key"), KeyDuplicate, "key %q is already recorded by %s at %s: give one of them another %s, or remove it",
				member.Key, first.Name, first.Pos, c.dialect.Assigned("key"))
			continue
		}
		seen[member.Key] = member
		c.field(member, at)
	}
}

// legal checks that a namespace accepts a type.
func (c *checker) legal(f *Field, t *Type, n Namespace) {
	bad := func(format string, args ...any) {
		c.errs.Add(f.At("namespace"), NamespaceType, format, args...)
	}
	top := f.Type == t // not within a list, map or object
	switch {
	case n == ErrorText && t.Kind == KindError && !top:
		bad("namespace error takes one field of type error, not several: join them with errors.Join")
	case n == ErrorText && (t.Kind != KindError || !top):
		bad("namespace error takes one field of type error, not %s: record it in metadata", c.name(t))
	case n == EventIDText && t.Kind == KindEventID && !top:
		bad("namespace event_id takes one field of type hh.EventID, not several: record the others in metadata")
	case n == EventIDText && (t.Kind != KindEventID || !top):
		bad("namespace event_id takes one field of type hh.EventID, not %s: record it in metadata", c.name(t))
	case t.Kind == KindError && n != ErrorText:
		bad("an error is recorded in namespace error, not in %s: use `hh:\"error\"`, or a string for its message", n)
	case t.Kind == KindEventID && n != EventIDText:
		bad("hh.EventID is recorded in namespace event_id, not in %s: use `hh:\"event_id\"`, or a string", n)
	case n == Metrics && (t.Kind == KindString || t.Kind == KindText) && t.Enum == nil:
		bad("metrics takes numbers, booleans and enums, not %s: move %s to metadata, or %s", c.name(t), f.Key, c.dialect.Enum)
	case n == Metrics && (t.Kind.Text() || t.Kind == KindTime) && t.Enum == nil:
		bad("metrics takes numbers, booleans and enums, not %s: move %s to metadata", c.name(t), f.Key)
	case (t.Kind == KindAny || t.Kind == KindAnyMap) && !n.FreeForm():
		typed := "declare a struct"
		if !c.dialect.tags() {
			typed = "give it one type"
		}
		bad("%s does not take values without a declared type: %s, or move %s to metadata, inputs, outputs or config", n, typed, cmp.Or(f.Key, "them"))
	}
}

// name is a type as its author wrote it.
func (c *checker) name(t *Type) string {
	switch {
	case t.Go.IsZero():
		return t.Kind.String()
	case t.Go.Path == c.own:
		return GoName{Name: t.Go.Name, Args: t.Go.Args}.String()
	}
	return t.Go.Short()
}

// goType is a type as its author wrote it, with the element types of lists and
// maps.
func (c *checker) goType(t *Type) string {
	if !t.Go.IsZero() || t.Elem == nil {
		return c.name(t)
	}
	star := ""
	if t.Elem.Optional {
		star = "*"
	}
	return t.Kind.String() + " of " + star + c.goType(t.Elem)
}

// opens checks the markers of namespaces that take undeclared keys.
func (c *checker) opens(p *Package) {
	first := map[Namespace]*Open{}
	for _, r := range p.Records {
		for _, o := range r.Opens {
			if o.Namespace.SpanOnly() {
				c.errs.Add(o.At("namespace"), NamespaceType, "namespace %s holds one value and has no keys to open: remove the marker", o.Namespace)
			}
			if o.Namespace == Metrics && (o.MaxBytes > 0 || o.Overflow != Truncate) {
				c.errs.Add(o.Pos, OptionUnused, "undeclared keys of metrics take no strings: remove %s and %s", c.dialect.Word("maxbytes"), c.dialect.Word("overflow"))
			}
			c.byteLimit(o.MaxBytes, o.Large, fmt.Sprintf("%s=%d is", c.dialect.Word("maxbytes"), o.MaxBytes), o.At)
			f, ok := first[o.Namespace]
			if !ok {
				first[o.Namespace] = o
				continue
			}
			if len(DiffOpen(f, o)) > 0 {
				c.errs.Add(o.Pos, KeyConflict, "namespace %s is opened with other options at %s: keep one of them", o.Namespace, f.Pos)
			}
		}
	}
}
