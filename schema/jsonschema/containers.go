package jsonschema

import (
	"go/token"
	"slices"

	"github.com/hhgen/hhgen/schema"
)

// object reads an object with properties, or a map.
func (v *value) object(n *node, s said) *schema.Type {
	p, ok := s["properties"]
	v.knownNames(s, p.value)
	if !ok {
		return v.mapping(s)
	}
	if m, ok := s["additionalProperties"]; ok && m.value.kind != 'f' && (m.value.union != nil || !m.value.file.normal.anything(m.value)) {
		return v.others(n, s)
	}
	if v.leadsBack(p.value) {
		v.errs.Add(n.pos, schema.TypeCycle, "%q contains itself%s: HoneyHive supports at most %d levels, so use an id to refer to the parent%s",
			v.label(), v.circle(p.value), schema.MaxObjects, v.orAny())
		return nil
	}
	t := &schema.Type{Kind: schema.KindObject, Go: v.typeOf(s), Doc: v.typeDoc(s)}
	v.inside = t.Go.Name
	if len(v.path) > schema.MaxObjects+1 {
		v.tooDeep = true
		return t // Check reports this depth
	}
	before, required := len(v.errs), v.required(s)
	for _, m := range p.value.members {
		if v.movedTo(m, p.value) {
			continue
		}
		if f := v.memberOf(p.value, m, required[m.name]); f != nil {
			requiredBy(f, s)
			t.Fields = append(t.Fields, f)
		}
	}
	if len(v.errs) > before {
		return t // what is right of it may break other rules
	}
	if len(t.Fields) == 0 {
		v.errs.Add(p.value.pos, schema.KeywordValue, "%q would record nothing: add its keys as properties, or remove it", v.field.Key)
		return nil
	}
	v.uniqueNames(t.Fields)
	v.remember(t, v.declaredAt(n, s))
	return t
}

// others reads an object with properties whose other members have a type of their
// own: a map, if that has the values of both.
func (v *value) others(n *node, s said) *schema.Type {
	m, whole := s["additionalProperties"], s[itself].value
	if !whole.file.normal.others(whole, v.namespaceName.FreeForm()) {
		anyWay := ""
		if v.namespaceName.FreeForm() {
			anyWay = ", or record a map of values of any type: " + schema.SetUnions
		}
		if whole.asWritten("patternProperties") != nil {
			v.errs.Add(m.pos, schema.KeywordRefused, "keyword patternProperties has no meaning here, since %s: %s%s", noOthers, moveOthers, anyWay)
			return nil
		}
		v.errs.Add(m.value.pos, schema.KeywordValue, "%s: set additionalProperties to false, or remove properties%s", noOthers, anyWay)
		return nil
	}
	again, _ := v.gather(n, ofValue)
	if again == nil {
		return nil
	}
	return v.object(n, again)
}

// memberOf reads one of the properties of an object; nil if it is wrong.
func (v *value) memberOf(properties *node, m member, required bool) *schema.Field {
	path := v.below(properties)
	if (&value{reader: v.reader, path: path}).recursive(m.value) {
		m.value.makeAny(m.value.member("$ref"))
	}
	s, name := v.gather(m.value, ofValue)
	if s == nil {
		return nil
	}
	f := &schema.Field{Name: schema.GoKey(m.name), Key: m.name, Pos: m.pos, Where: map[string]token.Position{}}
	f.Declaration = &declaration{field: f, property: m, said: s}
	v.notes(f, s)
	inner := value{reader: v.reader, field: f, typeName: name, owners: v.reader.owners(v.inside), path: path}
	if f.Type = inner.typ(m.value, s); f.Type == nil {
		return nil
	}
	inner.optional(s, required)
	v.Defaults.Bound(f)
	return f
}

// mapping reads an object without properties.
func (v *value) mapping(s said) *schema.Type {
	t := &schema.Type{Kind: schema.KindMap, Key: schema.GoName{Name: "string"}}
	if m, ok := s["x-hh-go-key"]; ok {
		t.Key = v.keyName(m.value)
	}
	if m, ok := s["x-hh-go-type"]; ok {
		t.Go = v.goName(m.value)
		if k, _ := schema.KindOf(t.Go); k == schema.KindJSON {
			return &schema.Type{Kind: k, Go: t.Go}
		}
	}
	m, ok := s["additionalProperties"]
	switch {
	case !ok || m.value.kind == 't':
		t.Kind = schema.KindAnyMap
		return t
	case m.value.kind == 'f':
		v.errs.Add(m.value.pos, schema.KeywordValue, "an object without properties and additionalProperties is always empty: add properties, or remove it")
		return nil
	}
	if v.recursive(m.value) {
		s[itself].value.remove("maxProperties")
		s[itself].value.set(m.name, m, &node{kind: 't', pos: m.value.pos, file: m.value.file, raw: []byte("true")})
		v.unbounded(s)
		t.Kind = schema.KindAnyMap
		return t
	}
	if bound, any := anyMember(m.value); any {
		v.maxItems(bound)
		t.Kind = schema.KindAnyMap
		return t
	}
	if t.Elem = v.element(m.value); t.Elem == nil {
		return nil
	}
	return t
}

// anyMember reports whether a schema says nothing but how many attributes the
// values of a map may hold, as in the additionalProperties of a namespace.
func anyMember(n *node) (bound member, any bool) {
	if bound = n.member("x-hh-maxitems"); bound.value == nil {
		return bound, false
	}
	return bound, !slices.ContainsFunc(n.members, func(m member) bool { return m.name != bound.name && !isNote(m.name) })
}

// array reads a list, or an array whose length is fixed.
func (v *value) array(n *node, s said) *schema.Type {
	t := &schema.Type{Kind: schema.KindList}
	if m, ok := s["x-hh-go-type"]; ok {
		t.Go = v.goName(m.value)
	}
	if m, ok := s["minItems"]; ok {
		t.Kind, t.Len = schema.KindArray, v.count(m.value, schema.MaxItemsLimit)
		if most, ok := s["maxItems"]; !ok || v.count(most.value, schema.MaxItemsLimit) != t.Len {
			v.errs.Add(m.pos, schema.KeywordRefused, "keyword minItems has no meaning here, since %s, unless maxItems is the same: remove it", noRuntime)
			return nil
		}
	}
	items, ok := s["items"]
	if n.get("prefixItems") != nil {
		return nil // reported
	}
	if !ok || items.value.kind != '{' {
		v.errs.Add(n.pos, schema.KeywordValue, "%q is a list of values of any type: add items with the type of an item", v.label())
		return nil
	}
	if v.recursive(items.value) {
		s[itself].value.makeAny(items)
		v.unbounded(s)
		return v.any(s)
	}
	if t.Elem = v.element(items.value); t.Elem == nil {
		return nil
	}
	return t
}

// element reads the type of the elements of a list or a map.
func (v *value) element(n *node) *schema.Type {
	if v.leadsBack(n) {
		v.errs.Add(n.pos, schema.TypeCycle, "%q contains itself%s: HoneyHive supports at most %d levels, so declare the levels one by one%s",
			v.label(), v.circle(n), schema.MaxObjects, v.orAny())
		return nil
	}
	v.path = v.below(n)
	defer func() { v.path = v.path[:len(v.path)-1] }()
	s, name := v.gather(n, ofValue)
	if s == nil {
		return nil
	}
	for _, k := range []string{"x-hh-deprecated", "x-hh-setter", "x-hh-baggage", "x-hh-pii", "x-hh-moved-from", "x-hh-moved-to", "x-hh-go-name", "x-hh-go-embedded", "x-hh-omitzero", "x-hh-inline"} {
		if m, ok := s[k]; ok {
			v.errs.Add(m.pos, schema.KeywordRefused, "keyword %s has no meaning here, since an item is not a field: move it to the field", k)
		}
	}
	item := *v
	item.typeName, item.item = name, true
	t := item.typ(n, s)
	if t != nil && t.Kind.Dynamic() {
		v.errs.Add(n.pos, schema.KeywordValue, "%q contains values of any type: %s", v.label(), v.typedOrAny())
		return nil
	}
	return t
}

// any reads a value of any type.
func (v *value) any(s said) *schema.Type {
	t := &schema.Type{Kind: schema.KindAny, Go: v.declared(s, "any")}
	if k, _ := schema.KindOf(t.Go); k == schema.KindJSON {
		t.Kind = k
	}
	return t
}
