package jsonschema_test

import (
	"fmt"
	"slices"
	"strings"

	"github.com/hhgen/hhgen/runtime/testdata/random"
	"github.com/hhgen/hhgen/schema"
	"github.com/hhgen/hhgen/schema/privacy"
)

const (
	randomPath = "example.com/team/app"
	dictPath   = "example.com/dict"
	otherPath  = "example.com/other/v2/dict" // its last word is also that of dictPath
)

// maker makes a random package that the readers could have made.
type maker struct {
	random.Source
	count   int
	enums   []*schema.Type // declared types, by what they are
	objects []*schema.Type
	flat    map[string]schema.Namespace // objects of scalars, and where they belong
	strings []schema.GoName
	near    []string // names of declared types that are nearly those of others
	embeds  []embeddable
	inlines map[schema.Namespace]*schema.Field // of the package: one key has one meaning
	opens   map[schema.Namespace]*schema.Open
}

// embeddable is a struct that records embed, and its fields.
type embeddable struct {
	name   schema.GoName
	fields []*schema.Field
}

// randomPackage makes a package of what a source gives.
func randomPackage(s random.Source) *schema.Package {
	m := &maker{
		Source:  s,
		inlines: map[schema.Namespace]*schema.Field{},
		opens:   map[schema.Namespace]*schema.Open{},
		flat:    map[string]schema.Namespace{},
	}
	p := &schema.Package{Path: randomPath, Name: "app"}
	for range 1 + m.IntN(3) {
		p.Records = append(p.Records, m.record())
	}
	return p
}

// unique is a number that no other name of the package has.
func (m *maker) unique() int { m.count++; return m.count }

// record makes a record of fields of its own and of embedded structs.
func (m *maker) record() *schema.Record {
	r := &schema.Record{Name: m.typeName(), Doc: m.doc()}
	namespaces := random.Shuffled(m.Source, schema.Namespaces)
	if m.Chance(30) {
		namespaces = namespaces[:1+m.IntN(3)]
	}
	for _, n := range namespaces {
		r.Fields = append(r.Fields, m.namespace(r, n)...)
	}
	if len(r.Fields) == 0 {
		r.Fields = append(r.Fields, m.field(schema.Metrics, 0, 0))
	}
	switch m.IntN(3) {
	case 0: // any order
		r.Fields = random.Shuffled(m.Source, r.Fields)
	case 1: // one field out of order
		i, j := m.IntN(len(r.Fields)), m.IntN(len(r.Fields))
		r.Fields[i], r.Fields[j] = r.Fields[j], r.Fields[i]
	}
	if m.Chance(40) {
		at := m.IntN(len(r.Fields) + 1)
		r.Fields = slices.Insert(r.Fields, at, m.embedded(r.Fields)...)
	}
	if m.Chance(15) && slices.ContainsFunc(r.Fields, (*schema.Field).Required) {
		r.Constructor = fmt.Sprintf("Make%d", m.unique())
	}
	slices.SortStableFunc(r.Opens, func(a, b *schema.Open) int {
		return slices.Index(schema.Namespaces, a.Namespace) - slices.Index(schema.Namespaces, b.Namespace)
	})
	return r
}

// namespace makes the fields that a record has in a namespace, or opens it.
func (m *maker) namespace(r *schema.Record, n schema.Namespace) (fields []*schema.Field) {
	if n.SpanOnly() {
		if m.Chance(30) {
			fields = append(fields, m.spanOnly(n))
		}
		return fields
	}
	for range m.IntN(4) {
		fields = append(fields, m.field(n, 0, 0))
	}
	if m.Chance(12) {
		fields = slices.Insert(fields, m.IntN(len(fields)+1), m.inline(n))
	}
	if m.Chance(10) {
		r.Opens = append(r.Opens, m.open(n))
	}
	return fields
}

func (m *maker) spanOnly(n schema.Namespace) *schema.Field {
	f := &schema.Field{Key: string(n), Namespace: n}
	f.Name = random.OneOf(m.Source, schema.GoKey(f.Key), "Err", "err", fmt.Sprintf("Cause%d", m.unique()))
	f.Type = &schema.Type{Kind: schema.KindError, Go: schema.GoName{Name: "error"}}
	if n == schema.EventIDText {
		f.Name = random.OneOf(m.Source, "EventID", "Event")
		f.Type = &schema.Type{Kind: schema.KindEventID, Go: runtimeName("EventID")}
	} else if m.Chance(40) {
		m.stringBounds(f, 1)
	}
	f.Setter = "With" + schema.GoKey(f.Key) + f.Name // two records may name the field differently
	m.notes(f)
	return f
}

// open is the one way in which the package opens a namespace.
func (m *maker) open(n schema.Namespace) *schema.Open {
	o, ok := m.opens[n]
	if !ok {
		o = &schema.Open{Namespace: n, Doc: m.doc()}
		if n != schema.Metrics { // which takes no strings
			o.MaxBytes = random.OneOf(m.Source, 0, 0, 1+m.IntN(schema.DefaultMaxBytes), 2000)
			o.Large = o.MaxBytes == 2000
			o.Overflow = random.OneOf(m.Source, schema.Truncate, schema.Truncate, schema.Drop)
		}
		m.opens[n] = o
	}
	again := *o
	return &again
}

// inline is the field of the package that records a namespace's other members.
func (m *maker) inline(n schema.Namespace) *schema.Field {
	if f, ok := m.inlines[n]; ok {
		return f
	}
	f := &schema.Field{Namespace: n, Inline: true, Name: fmt.Sprintf("Extra%d", m.unique())}
	if m.Chance(30) {
		f.Name, f.Setter = schema.GoKey(string(n)), fmt.Sprintf("WithOther%d", m.unique())
	}
	switch dynamic := freeForm(n) && m.Chance(40); {
	case m.Chance(30) && n != schema.Metrics:
		f.Type = m.json()
	case dynamic:
		f.Type = &schema.Type{Kind: schema.KindAnyMap, Key: m.mapKey(), Go: m.maybeNamed()}
	default:
		f.Type = m.mapping(n, 0, 0)
	}
	m.options(f)
	f.OmitZero = false
	m.notes(f)
	m.inlines[n] = f
	return f
}

func freeForm(n schema.Namespace) bool {
	return slices.Contains([]schema.Namespace{schema.Config, schema.Inputs, schema.Outputs, schema.Metadata}, n)
}

// embedded makes a struct, or takes one that another record embeds too, and
// returns what it promotes; nothing that the record already has.
func (m *maker) embedded(have []*schema.Field) (fields []*schema.Field) {
	var e embeddable
	if len(m.embeds) > 0 && m.Chance(50) {
		e = random.OneOf(m.Source, m.embeds...)
	} else {
		e.name = random.OneOf(m.Source, m.own(m.typeName()), m.own(m.typeName()), schema.GoName{Path: dictPath, Name: fmt.Sprintf("Shared%d", m.unique())})
		n := random.OneOf(m.Source, schema.Metadata, schema.Metrics, schema.UserProperties)
		for range 1 + m.IntN(3) {
			e.fields = append(e.fields, m.field(n, 0, 0))
		}
		if m.Chance(30) { // which embeds one itself
			inner := m.own(m.typeName())
			pointer := m.Chance(30)
			for _, f := range e.fields[1:] {
				f.Via = []schema.Embedded{{Name: inner.Name, Go: inner, Pointer: pointer}}
			}
		}
		m.embeds = append(m.embeds, e)
	}
	via := schema.Embedded{Name: e.name.Name, Go: e.name, Pointer: m.Chance(30)}
	for _, f := range e.fields {
		promoted := *f
		promoted.Via = append([]schema.Embedded{via}, f.Via...)
		if !slices.ContainsFunc(have, func(g *schema.Field) bool { return g.Name == f.Name }) {
			fields = append(fields, &promoted)
		}
	}
	return fields
}

// field makes a field of a record in namespace n, that is in objects and
// lists of those numbers; within an object its namespace is cleared by the caller.
func (m *maker) field(n schema.Namespace, objects, lists int) *schema.Field {
	f := &schema.Field{Namespace: n}
	f.Key, f.Name = m.key()
	f.Type = m.typ(n, objects, lists, true)
	m.options(f)
	switch t := f.Type; {
	case f.OmitZero || m.Chance(60):
	case t.Kind == schema.KindList, t.Kind == schema.KindMap, t.Kind.Dynamic():
	default:
		t.Optional = true
	}
	if objects == 0 && m.Chance(10) {
		f.Setter = fmt.Sprintf("Set%d", m.unique())
	}
	if objects == 0 && f.Type.Kind.Travels() && m.Chance(20) {
		f.Baggage = true
		if f.Type.Sized() {
			f.MaxBytes, f.MaxLength, f.Large = 1+m.IntN(schema.MaxBaggageBytes), 0, false
		}
	}
	if f.Type.Leaf().Kind != schema.KindObject && m.Chance(8) {
		f.PII = privacy.Declarable()[m.IntN(len(privacy.Declarable()))]
	}
	if m.Chance(8) {
		f.MovedFrom.Key, _ = m.key()
		f.MovedFrom.Until = "2027-03-31"
	}
	m.notes(f)
	return f
}

// words are parts of keys: initialisms, keywords and names of Go, and others.
var words = strings.Fields(`
	user id http status type func range string len error v b fields ctx value latency_ms url llm
	a very_long_key_of_many_words k8s x86_64 ipv6 oauth_token map nil hh attribute e is tokens`)

// key makes a wire key and a Go name, of which no other field has either.
func (m *maker) key() (key, name string) {
	i := m.unique()
	key = fmt.Sprintf("%s%s%d", random.OneOf(m.Source, words...), random.OneOf(m.Source, "", "_", "_x"), i)
	switch m.IntN(8) {
	case 0:
		return key, fmt.Sprintf("%s%d", random.OneOf(m.Source, "UserID", "name", "under_score", "Größe", "日本", "ÄÖ", "URLs", "x", "IPv4Addr"), i)
	case 1:
		return key, schema.GoKey(key) + "_"
	}
	return key, schema.GoKey(key)
}

// typeName is the name of a type; now and then it is nearly that of another.
func (m *maker) typeName() string {
	i := m.unique()
	return random.OneOf(m.Source, "Turn", "Plan", "plan", "Plan_", "user_kind", "Größe", "URLList", "JSONDoc", "T") + random.OneOf(m.Source, fmt.Sprint(i), fmt.Sprintf("%dX", i))
}

// nearName is a name for another type, that differs in punctuation only from g,
// or only by its package.
func (m *maker) nearName(g schema.GoName) schema.GoName {
	near := random.OneOf(m.Source, m.own(g.Name+"_"), m.own("_"+g.Name), m.own(g.Name+"OrNull"))
	if g.Path == dictPath {
		near = schema.GoName{Path: otherPath, Name: g.Name}
	}
	if g.Path != dictPath && g.Path != randomPath || slices.Contains(m.near, near.String()) {
		return m.declared()
	}
	m.near = append(m.near, near.String())
	return near
}

func (*maker) own(name string) schema.GoName { return schema.GoName{Path: randomPath, Name: name} }

func runtimeName(name string) schema.GoName {
	return schema.GoName{Path: schema.RuntimePath, Name: name}
}

// declared is the name of a type of this package, or of another.
func (m *maker) declared() schema.GoName {
	name := fmt.Sprintf("%s%d", random.OneOf(m.Source, "Tier", "Label", "Kind_"), m.unique())
	switch m.IntN(6) {
	case 0:
		return schema.GoName{Path: dictPath, Name: name}
	case 1:
		return schema.GoName{Path: otherPath, Name: name}
	case 2:
		return schema.GoName{Path: "gopkg.in/dict.v3", Name: name}
	}
	return m.own(m.typeName())
}

// maybeNamed is the name of a list or map type; most have none.
func (m *maker) maybeNamed() schema.GoName {
	if m.Chance(80) {
		return schema.GoName{}
	}
	return m.declared()
}

// typ makes a type. dynamic says that it may hold values of any type, as
// members of lists and maps may not.
func (m *maker) typ(n schema.Namespace, objects, lists int, dynamic bool) *schema.Type {
	switch i := m.IntN(20); {
	case i < 2 && objects < 3:
		return m.object(n, objects, lists)
	case i < 5 && lists < schema.MaxLists:
		return m.list(n, objects, lists)
	case i < 7 && objects < 3:
		return m.mapping(n, objects, lists)
	case i < 8 && dynamic && n != schema.Metrics:
		return m.json()
	case i < 9 && dynamic && freeForm(n):
		if m.Chance(50) {
			return &schema.Type{Kind: schema.KindAny, Go: random.OneOf(m.Source, schema.GoName{Name: "any"}, m.declared())}
		}
		return &schema.Type{Kind: schema.KindAnyMap, Key: m.mapKey(), Go: m.maybeNamed()}
	}
	return m.scalar(n)
}

func (*maker) json() *schema.Type {
	return &schema.Type{Kind: schema.KindJSON, Go: schema.GoName{Path: "encoding/json", Name: "RawMessage"}}
}

func (m *maker) list(n schema.Namespace, objects, lists int) *schema.Type {
	t := &schema.Type{Kind: schema.KindList, Go: m.maybeNamed()}
	if m.Chance(30) {
		t.Kind, t.Len = schema.KindArray, 1+m.IntN(5)
	}
	t.Elem = m.element(n, objects, lists+1)
	return t
}

func (m *maker) mapping(n schema.Namespace, objects, lists int) *schema.Type {
	return &schema.Type{Kind: schema.KindMap, Go: m.maybeNamed(), Key: m.mapKey(), Elem: m.element(n, objects+1, lists)}
}

// element makes what a list or map holds: now and then a pointer.
func (m *maker) element(n schema.Namespace, objects, lists int) *schema.Type {
	t := m.typ(n, objects, lists, false)
	if t.Kind != schema.KindList && t.Kind != schema.KindMap && m.Chance(25) {
		t.Optional = true
	}
	if t.Go.Name == "uint8" { // a list of them is bytes to Go, if nothing bounds them
		t.Go.Name, t.Bits = "uint16", 16
	}
	return t
}

func (m *maker) mapKey() schema.GoName {
	words := slices.DeleteFunc(slices.Clone(m.enums), func(t *schema.Type) bool { return t.Kind.Whole() })
	switch {
	case m.Chance(70):
		return schema.GoName{Name: "string"}
	case len(words) > 0 && m.Chance(50):
		return random.OneOf(m.Source, words...).Go
	case len(m.strings) > 0 && m.Chance(50):
		return random.OneOf(m.Source, m.strings...)
	}
	m.strings = append(m.strings, m.declared())
	return m.strings[len(m.strings)-1]
}

// object makes a nested struct, or takes one that there is.
func (m *maker) object(n schema.Namespace, objects, lists int) *schema.Type {
	t := &schema.Type{Kind: schema.KindObject, Go: m.declared(), Doc: m.doc()}
	if len(m.objects) > 0 && m.Chance(30) {
		known := random.OneOf(m.Source, m.objects...)
		if again := *known; m.flat[known.Go.String()] == n {
			return &again
		}
		t.Go = m.nearName(known.Go)
	}
	var via schema.Embedded
	for i := range 1 + m.IntN(4) {
		f := m.field(n, objects+1, lists)
		f.Namespace = ""
		if i > 0 && via.Name == "" && m.Chance(10) {
			name := m.own(m.typeName())
			via = schema.Embedded{Name: name.Name, Go: name, Pointer: m.Chance(30)}
		}
		if via.Name != "" {
			f.Via = []schema.Embedded{via}
		}
		t.Fields = append(t.Fields, f)
	}
	m.objects = append(m.objects, t)
	if !slices.ContainsFunc(t.Fields, func(f *schema.Field) bool { return f.Type.Elem != nil || f.Type.Fields != nil }) {
		m.flat[t.Go.String()] = n // it fits at any depth
	}
	again := *t
	return &again
}

var numbers = []schema.Type{
	{Kind: schema.KindInt, Bits: 64, Go: schema.GoName{Name: "int"}},
	{Kind: schema.KindInt, Bits: 64, Go: schema.GoName{Name: "int64"}},
	{Kind: schema.KindInt, Bits: 32, Go: schema.GoName{Name: "int32"}},
	{Kind: schema.KindInt, Bits: 16, Go: schema.GoName{Name: "int16"}},
	{Kind: schema.KindInt, Bits: 8, Go: schema.GoName{Name: "int8"}},
	{Kind: schema.KindUint, Bits: 64, Go: schema.GoName{Name: "uint"}},
	{Kind: schema.KindUint, Bits: 64, Go: schema.GoName{Name: "uint64"}},
	{Kind: schema.KindUint, Bits: 32, Go: schema.GoName{Name: "uint32"}},
	{Kind: schema.KindUint, Bits: 16, Go: schema.GoName{Name: "uint16"}},
	{Kind: schema.KindUint, Bits: 8, Go: schema.GoName{Name: "uint8"}},
	{Kind: schema.KindFloat, Bits: 64, Go: schema.GoName{Name: "float64"}},
	{Kind: schema.KindFloat, Bits: 32, Go: schema.GoName{Name: "float32"}},
}

// texts are the types with a form of their own, which is a string.
var texts = []schema.Type{
	{Kind: schema.KindString, Go: schema.GoName{Name: "string"}},
	{Kind: schema.KindString, Go: schema.GoName{Name: "string"}},
	{Kind: schema.KindText, Go: runtimeName("Text")},
	{Kind: schema.KindHashed, Go: runtimeName("Hashed")},
	{Kind: schema.KindMasked, Go: runtimeName("Masked")},
	{Kind: schema.KindTime, Go: schema.GoName{Path: "time", Name: "Time"}},
	{Kind: schema.KindMarshaler, Go: schema.GoName{Path: "net/netip", Name: "Addr"}},
	{Kind: schema.KindMarshaler, Go: schema.GoName{Path: "github.com/google/uuid", Name: "UUID"}},
	{Kind: schema.KindMarshaler, Go: schema.GoName{Path: "math/big", Name: "Int"}, ByAddress: true},
}

// scalar makes a type that is one attribute.
func (m *maker) scalar(n schema.Namespace) *schema.Type {
	var t schema.Type
	switch i := m.IntN(10); {
	case i < 1:
		t = schema.Type{Kind: schema.KindBool, Go: schema.GoName{Name: "bool"}}
	case i < 4:
		t = random.OneOf(m.Source, numbers...)
	case i < 5:
		return &schema.Type{Kind: schema.KindDuration, Go: schema.GoName{Path: "time", Name: "Duration"}}
	case i < 6 || n == schema.Metrics:
		return m.enum()
	default:
		t = random.OneOf(m.Source, texts...)
	}
	if m.Chance(20) && t.Go.Path == "" {
		t.Go = m.declared() // a type that is declared as one
	}
	return &t
}

// enum makes a string or integer type with constants, or takes one that there is.
func (m *maker) enum() *schema.Type {
	if len(m.enums) > 0 && m.Chance(50) {
		again := *random.OneOf(m.Source, m.enums...)
		return &again
	}
	t := &schema.Type{Kind: schema.KindString, Go: m.declared(), Doc: m.doc()}
	if len(m.enums) > 0 && m.Chance(15) {
		t.Go = m.nearName(random.OneOf(m.Source, m.enums...).Go)
	}
	usual := m.Chance(50)
	values := []string{"free", "premium", "gpt-4o", "two words", "x_y", "Ünï", "日本語"}
	if !usual {
		values = append(values, "", `quo"te`, "<b>&amp;", "back\\slash", "new\nline", "// no */ comment", "\u2028", "1st", "null", "true")
	}
	for _, v := range random.Shuffled(m.Source, values)[:1+m.IntN(4)] {
		name := fmt.Sprintf("%s%d", random.OneOf(m.Source, "Value", "value", "V_"), m.unique())
		if usual {
			name = t.Go.Name + schema.GoKey(strings.FieldsFunc(v, func(r rune) bool { return r == '-' || r == ' ' })...)
		}
		t.Enum = append(t.Enum, schema.EnumMember{Go: schema.GoName{Path: t.Go.Path, Name: name}, Value: v, Doc: m.doc()})
	}
	if m.Chance(30) {
		m.integers(t)
	}
	m.enums = append(m.enums, t)
	again := *t
	return &again
}

// integers makes integers of the values of an enum, and of its usual names.
func (m *maker) integers(t *schema.Type) {
	t.Kind, t.Bits = schema.KindInt, random.OneOf(m.Source, 8, 16, 32, 64)
	if m.Chance(30) {
		t.Kind = schema.KindUint
	}
	values := []string{"0", "1", "2", "100"}
	if t.Kind == schema.KindInt {
		values = append(values, "-1", "-128")
	}
	if t.Bits == 64 {
		values = append(values, "9007199254740993", "9223372036854775807")
	}
	for i, v := range random.Shuffled(m.Source, values)[:len(t.Enum)] {
		member := &t.Enum[i]
		if member.Value = v; strings.HasPrefix(member.Go.Name, t.Go.Name) {
			member.Go.Name = t.Go.Name + strings.Replace(v, "-", "Minus", 1)
		}
	}
}

// options gives a field options that mean something for its type.
func (m *maker) options(f *schema.Field) {
	leaf := f.Type.Leaf()
	if f.Type.Counted() {
		f.MaxItems = random.OneOf(m.Source, 1, 2, 7, 32, 500, schema.MaxItemsLimit)
	}
	if (leaf.Kind.Text() && leaf.Kind != schema.KindHashed || leaf.Kind.Dynamic()) && m.Chance(60) {
		m.stringBounds(f, map[bool]int{false: 1, true: 20}[leaf.Enum != nil])
	}
	if leaf.Kind == schema.KindDuration {
		f.Unit = random.OneOf(m.Source, schema.DurationUnits...).Name
	} else if leaf.Kind.Number() && m.Chance(20) {
		f.Unit = random.OneOf(m.Source, "tokens", "%", "€", `"`)
	}
	if leaf.Kind.Number() && leaf.Enum == nil && m.Chance(50) {
		m.bounds(f, leaf)
	}
	if m.Chance(20) {
		m.omitZero(f)
	}
}

func (m *maker) stringBounds(f *schema.Field, least int) {
	if m.Chance(60) {
		f.MaxBytes = random.OneOf(m.Source, schema.DefaultMaxBytes, least+m.IntN(schema.DefaultMaxBytes-least))
	}
	if f.Type.Leaf().Kind.Text() && m.Chance(30) { // as JSON Schema bounds them
		f.MaxLength = least + m.IntN(300)
		if f.MaxBytes == 0 || m.Chance(70) {
			f.MaxBytes = 4 * f.MaxLength
		} else if m.Chance(30) {
			f.MaxLength = f.MaxBytes
		}
	}
	if f.MaxBytes > schema.DefaultMaxBytes || f.MaxBytes > 0 && m.Chance(10) {
		f.MaxBytes, f.Large = max(f.MaxBytes, schema.DefaultMaxBytes+1), true
	}
	if f.Type.Leaf().Enum == nil && m.Chance(20) {
		f.Overflow = schema.Drop
	}
	if f.Type.Patterned() && m.Chance(20) {
		f.Pattern = random.OneOf[schema.Pattern](m.Source, "^[A-Z]{2},\\d+$", `it's "a"`, "\n|`", `^\u{1F600}\s*[^]$`, "a=b", "'", " ")
	}
}

// bounds gives a number bounds, spelled in one of the ways that JSON permits.
func (m *maker) bounds(f *schema.Field, leaf *schema.Type) {
	low := random.OneOf[schema.Number](m.Source, "", "0", "1", "1e0", "2.0")
	high := random.OneOf[schema.Number](m.Source, "", "3", "100", "1e2", "1E+1", "127")
	if leaf.Kind == schema.KindFloat || leaf.Kind == schema.KindDuration {
		low = random.OneOf(m.Source, low, "-1.5", "0.1", "-1e-3", "0.30000000000000004")
		high = random.OneOf(m.Source, high, "3.25", "1e300")
	} else if leaf.Bits == 64 {
		high = random.OneOf(m.Source, high, "9223372036854775807")
	}
	if m.Chance(70) {
		f.Minimum, f.Maximum = low, high
		return
	}
	f.Above, f.Below = low, high
	if m.Chance(30) {
		f.Minimum = low
	}
}

func (m *maker) omitZero(f *schema.Field) {
	switch t := f.Type; {
	case t.Kind.Dynamic(), t.Kind == schema.KindList, t.Kind == schema.KindMap:
	case t.Kind == schema.KindTime, t.Go.Name == "Addr":
		f.OmitZero, t.IsZero = true, true
	case comparesBy(t):
		f.OmitZero, t.Comparable = true, true
	case t.Kind == schema.KindObject && m.Chance(50):
		f.OmitZero, t.IsZero = true, true
	}
}

// comparesBy reports whether Go compares values of t by ==.
func comparesBy(t *schema.Type) bool {
	switch {
	case t.Kind == schema.KindList, t.Kind == schema.KindMap, t.Kind.Dynamic(), t.ByAddress:
		return false
	case t.Elem != nil && !t.Elem.Optional:
		return comparesBy(t.Elem)
	}
	return !slices.ContainsFunc(t.Fields, func(f *schema.Field) bool { return !f.Type.Optional && !comparesBy(f.Type) })
}

// docs are texts that something might take for more than text.
var docs = []string{
	"UserID identifies the end user.",
	"one\ntwo\n\n\tcode\n\nlast",
	"ends */ a comment, /* begins one",
	`says "quoted" and 'quoted' and ` + "`back`" + ` and \ and {{.}}`,
	"ünïcødé 日本語 🎉",
	"<b>bold</b> & more",
	"+build ignore",
	"go:generate rm",
	"a\r\nb\rc",
	"control \x00\x01\x1b[31m and \u2028 and \ufeff",
	"Deprecated: not really.",
	"# Heading\n  - item\n  - item",
	strings.Repeat("long ", 60) + "text",
}

func (m *maker) doc() string {
	if m.Chance(50) {
		return ""
	}
	return random.OneOf(m.Source, docs...)
}

// jsonTexts are values without spaces, and without escapes that need not be.
var jsonTexts = []string{
	`null`, `true`, `0`, `-1.50`, `1e400`, `12345678901234567890`, `""`, `"free"`, `"<b>&"`, `"é 日本"`, `"\n\"\\/"`, "\"\u2028\"", `[]`, `[1,"a",null]`, `{"a":{"b":[1.0]}}`,
}

// notes gives a field what it has beside its type.
func (m *maker) notes(f *schema.Field) {
	f.Doc = m.doc()
	if m.Chance(10) {
		f.Deprecated = random.OneOf(m.Source, "use zone, or place", "it is deprecated in the schema", "*/ `x`\nline", "ü")
	}
	if m.Chance(15) {
		f.Default = random.OneOf(m.Source, jsonTexts[1:]...) // null is none
	}
	if m.Chance(15) {
		f.Examples = []string{random.OneOf(m.Source, jsonTexts...), random.OneOf(m.Source, jsonTexts...)}
	}
}
