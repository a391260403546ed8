// Package adopt makes records of attributes that nobody has declared: what somebody
// has seen of their keys becomes a schema for people to go on with.
//
//	seen := adopt.Key{Namespace: schema.Metadata, Path: "plan", Type: adopt.String, Values: ..., Seen: ...}
//	result := adopt.Model(cfg, adopt.Input{Groups: []adopt.Group{{Name: "pay", Keys: []adopt.Use{{Key: &seen, Always: true}}}}})
//
// gives the record
//
//	// Pay is recorded on spans called "pay".
//	type Pay struct {
//		//hhgen:seen billing/pay.go:31
//		Plan Plan `hh:"metadata"`
//	}
//
// with the enum Plan. Nothing is invented: what is not certain, or what no schema can
// declare, becomes a [Note] in place of a field. Package gocode sees keys in Go code.
package adopt

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/hhgen/hhgen/schema"
)

// Type is the type of values that were seen under a key.
type Type string

// The types of values. A list has items of one of them.
const (
	String   Type = "string"
	Bool     Type = "bool"
	Int      Type = "int"
	Int64    Type = "int64"
	Float    Type = "float64"
	Duration Type = "time.Duration" // sent as a number of units
	Error    Type = "error"         // sent as its message
)

// Key is what was seen of the key of an attribute.
type Key struct {
	Namespace schema.Namespace
	Path      string // below the namespace; "" for namespaces of one value
	Type      Type
	List      bool

	// Values are the only values that were seen of strings, and Closed says that
	// others are not to be expected. Constant says that all are constants where they
	// are recorded, so any other constant would do as well.
	Values           []Value
	Closed, Constant bool

	Bytes int    // of the longest string; 0 if nobody knows
	Items int    // of the longest list; 0 if nobody knows
	Unit  string // of a number; "" if nobody knows

	Seen []string // where, each a line of text
}

// Attribute is the key as spans have it.
func (k *Key) Attribute() string {
	if k.Path == "" {
		return schema.AttributePrefix + string(k.Namespace)
	}
	return schema.AttributePrefix + string(k.Namespace) + "." + k.Path
}

// Value is a string that was seen.
type Value struct {
	Text string
	Name string // of the Go constant that holds it; "" for none
}

// Group is what is recorded together: it becomes a record.
type Group struct {
	Name string // such as that of a span; its words become that of the record
	Else string // a longer name, if another record is called so
	What string // completes the sentence "Turn is recorded"
	Keys []Use
}

// Use is a key in a group.
type Use struct {
	Key *Key
	// Always says that the group is never recorded without the key.
	Always bool
}

// Input is all that was seen.
type Input struct {
	Groups []Group
	// Sets are keys that were recorded at once: a member of an object is required if
	// each set with one of the object's members has it.
	Sets [][]*Key
}

// Config says what the records are to fit to.
type Config struct {
	Path, Name string // of the package
	MaxBytes   int    // bound of strings of which nobody knows how long they are
	MaxItems   int    // the same of lists

	// Taken are names that the package declares, or that hhgen generates in it.
	Taken []string

	// Check applies the rules that every schema must keep to, beside those of
	// [schema.Check]; nil for none. An error is a [schema.Findings] at the positions of
	// the package's fields and records.
	Check func(*schema.Package) error

	// Lint are the findings that are to be suppressed, with such positions; nil for none.
	Lint func(*schema.Package) schema.Findings
}

// Result is a package, and what is to be said about it.
type Result struct {
	Package *schema.Package // without records if nothing can be declared

	// Directives are the comments of records and fields, as gen.Source has them.
	Directives map[any][]string
	Notes      []Note
	Declared   int // keys that the package declares
}

// Note says what was not declared, and why, or what is not certain about a
// declaration.
type Note struct {
	Key  string // of the attribute; "" if nobody knows
	Seen []string
	Text string
	Lost bool // the key is not declared
}

// Model makes a package of records.
func Model(cfg Config, in Input) *Result {
	m := &maker{Config: cfg, result: &Result{Directives: map[any][]string{}}, dropped: map[*Key]bool{}}
	m.misplaced(in)
	m.conflicts(in)
	m.large(in)
	for _, k := range in.keys() {
		if !m.dropped[k] {
			m.alone(k)
		}
	}
	for {
		m.build(in)
		if !m.dropWrong() {
			break
		}
	}
	m.direct()
	m.result.Package = m.pkg
	slices.SortStableFunc(m.result.Notes, func(a, b Note) int {
		return cmp.Or(cmp.Compare(a.Key, b.Key), cmp.Compare(strings.Join(a.Seen, ""), strings.Join(b.Seen, "")))
	})
	return m.result
}

// keys are all keys, in the order of namespaces and paths.
func (in Input) keys() (keys []*Key) {
	for _, g := range in.Groups {
		for _, u := range g.Keys {
			if !slices.Contains(keys, u.Key) {
				keys = append(keys, u.Key)
			}
		}
	}
	slices.SortFunc(keys, compare)
	return keys
}

// compare orders keys as records have them.
func compare(a, b *Key) int {
	rank := func(k *Key) int { return slices.Index(schema.Namespaces, k.Namespace) }
	return cmp.Or(cmp.Compare(rank(a), rank(b)), strings.Compare(a.Path, b.Path))
}

// maker makes one package.
type maker struct {
	Config
	result  *Result
	dropped map[*Key]bool // keys that cannot be declared

	// What one build has made.
	pkg     *schema.Package
	keyAt   map[int]*Key           // by the line of their positions
	fieldAt map[int]*schema.Field  // fields, also of objects
	recAt   map[int]*schema.Record // and records
	keyOf   map[*schema.Field]*Key
	names   *names
	types   map[string]*schema.Type // of keys and objects, by their attribute
	fields  map[string]*schema.Field
	lines   int
}

// drop leaves a key out, and says why.
func (m *maker) drop(k *Key, why string) {
	if !m.dropped[k] {
		m.dropped[k] = true
		m.note(k, true, why)
	}
}

func (m *maker) note(k *Key, lost bool, text string) {
	m.result.Notes = append(m.result.Notes, Note{Key: k.Attribute(), Seen: k.Seen, Text: text, Lost: lost})
}

// misplaced drops keys that are in no namespace, or in one that takes none.
func (m *maker) misplaced(in Input) {
	for _, k := range in.keys() {
		switch {
		case !k.Namespace.Valid():
			m.drop(k, fmt.Sprintf("%q is not a namespace of HoneyHive: %s", k.Namespace, schema.Suggest(string(k.Namespace), schema.Namespaces)))
		case k.Namespace.SpanOnly() && k.Path != "":
			m.drop(k, fmt.Sprintf("%s holds one value, and takes no keys: record it in another namespace", k.Namespace))
		case !k.Namespace.SpanOnly() && k.Path == "":
			m.drop(k, fmt.Sprintf("the key is missing behind %s: record it as one of its keys", k.Namespace))
		}
	}
}

// large drops keys of values that HoneyHive advises against.
func (m *maker) large(in Input) {
	for _, k := range in.keys() {
		if !m.dropped[k] && k.Bytes > schema.DefaultMaxBytes {
			m.drop(k, fmt.Sprintf("a value has %d bytes, and HoneyHive advises against more than %d: record less, or declare it by hand with large", k.Bytes, schema.DefaultMaxBytes))
		}
	}
}

// conflicts drops keys that are values and objects at once.
func (m *maker) conflicts(in Input) {
	for _, k := range in.keys() {
		for _, other := range in.keys() {
			if other.Namespace == k.Namespace && strings.HasPrefix(other.Path, k.Path+".") {
				m.drop(k, "it is a value here, and "+other.Attribute()+" makes it an object: rename one of them, since HoneyHive keeps one")
				m.drop(other, "it makes an object of "+k.Attribute()+", which is a value elsewhere: rename one of them, since HoneyHive keeps one")
			}
		}
	}
}

// alone drops a key that no schema can declare, whatever else it declares.
func (m *maker) alone(k *Key) {
	m.build(Input{Groups: []Group{{Name: "record", Keys: []Use{{Key: k, Always: true}}}}, Sets: [][]*Key{{k}}})
	if why := m.wrong(); len(why) > 0 {
		m.drop(k, undeclarable(k, why[0]))
	}
}

// undeclarable says why no schema can declare a key. What messages advise is about
// schemas, and the key is that of code.
func undeclarable(k *Key, why *schema.Finding) string {
	text := why.Message
	if i := strings.LastIndex(text, ": "); i > 0 {
		text = text[:i]
	}
	text = "no schema can declare it, since " + text + ": record it in another way"
	if why.Rule == schema.KeyForm {
		if better := snakeCase(k.Path); better != k.Path {
			text = strings.TrimSuffix(text, "in another way") + "as " + k.Namespace.Attribute(better)
		}
	}
	return text
}

// snakeCase is a path whose keys are in snake_case.
func snakeCase(path string) string {
	parts := strings.Split(path, ".")
	for i, part := range parts {
		parts[i] = schema.KeyFor(strings.NewReplacer("-", "_", " ", "_", "/", "_").Replace(part))
	}
	return strings.Join(parts, ".")
}

// wrong are the errors of the package.
func (m *maker) wrong() (errs schema.Findings) {
	if len(m.pkg.Records) == 0 {
		return nil
	}
	_ = errs.Collect(schema.Check(m.pkg))
	if len(errs) == 0 && m.Check != nil {
		_ = errs.Collect(m.Check(m.pkg))
	}
	return errs
}

// dropWrong drops the keys of fields about which something is wrong.
func (m *maker) dropWrong() (any bool) {
	for _, e := range m.wrong() {
		k := m.keyAt[e.Pos.Line]
		for _, r := range e.Related {
			if k == nil {
				k = m.keyAt[r.Pos.Line]
			}
		}
		if k != nil {
			m.drop(k, undeclarable(k, e))
			any = true
		}
	}
	return any
}
