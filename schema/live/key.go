package live

import (
	"strconv"
	"strings"

	"github.com/hhgen/hhgen/internal/otlp"
	"github.com/hhgen/hhgen/schema"
	"github.com/hhgen/hhgen/schema/keys"
)

// key is what schemas say of the key of an attribute.
type key struct {
	column *column
	judges []*Judge
	own    func(place, *otlp.Attribute) // of a key that HoneyHive's SDKs set; nil for others
	fault  func(place, *otlp.Attribute) // what is wrong with the key, whatever its value; nil for nothing

	// Of a member of an item or of an optional object:
	object   object
	instance string // key of the object
}

// column is all keys of one declaration, or an undeclared key, without indexes.
type column struct {
	name   string // as in [keys.Leaf.Attribute]
	leaf   *keys.Leaf
	slots  []slot
	items  int // most attributes of a map or a value of any type; 0 for other columns
	number int // from 1

	span uint64 // the last that had one of the keys
	sent int    // how many it had
}

// key finds what schemas say of a key, once for each.
func (c *Checker) key(name string) *key {
	if k := c.keys[name]; k != nil {
		return k
	}
	k := c.resolve(name)
	if len(c.keys) < c.bounds.keys && len(name) <= maxKeyBytes {
		c.keys[strings.Clone(name)] = k
	}
	return k
}

func (c *Checker) resolve(name string) *key {
	m := c.schemas.tree.Find(name)
	switch {
	case m.Declared():
		return c.declared(name, m.Leaves)
	case ownKeys[name] != nil:
		return &key{own: ownKeys[name]}
	case isOwn(name):
		return &key{own: ignore}
	case len(m.Over) > 0:
		over, part, sent, most := m.Over[0], 0, 0, 0
		for _, l := range m.Over {
			if at, i, items := beyond(name, l); items > most {
				over, part, sent, most = l, at, i+1, items
			}
		}
		col, list := c.columnOf(over), holder(over, part)
		return &key{column: col, fault: func(at place, _ *otlp.Attribute) { at.items(list, sent, most) }}
	}
	if m.Parent {
		if l := c.schemas.below(name); l != nil {
			return &key{column: c.columnOf(l), fault: func(at place, a *otlp.Attribute) { at.together(name, l, a.Value) }}
		}
	}
	if len(m.Below) > 0 {
		l := m.Below[0]
		return &key{column: c.columnOf(l), fault: func(at place, _ *otlp.Attribute) { at.parts(name, l) }}
	}
	return c.undeclared(name)
}

// declared is a key that leaves declare.
func (c *Checker) declared(name string, leaves []*keys.Leaf) *key {
	k := &key{column: c.columnOf(leaves[0])}
	for _, l := range leaves {
		k.judges = append(k.judges, c.schemas.judges[l])
		if s := c.schemas.slot(l); !hasSlot(k.column.slots, s) {
			k.column.slots = append(k.column.slots, s)
		}
		k.column.items = max(k.column.items, itemsOf(l))
	}
	k.object = c.schemas.objects[leaves[0].Attribute()]
	k.instance = strings.Clone(name)
	for range k.object.names {
		k.instance = k.instance[:strings.LastIndexByte(k.instance, '.')]
	}
	return k
}

func hasSlot(slots []slot, s slot) bool {
	for _, other := range slots {
		if other == s {
			return true
		}
	}
	return false
}

// itemsOf is how many attributes a map of single values, or a value of any type, may
// become; 0 if a leaf is not of one.
func itemsOf(l *keys.Leaf) int {
	if l.Open != nil {
		return 0
	}
	for i, s := range l.Path {
		switch {
		case s.Kind == keys.Index || s.Kind == keys.Key && i < len(l.Path)-1 && l.Type.Kind != schema.KindAnyMap:
			return 0
		case s.Kind == keys.Key || s.Kind == keys.Rest:
			return l.Bound.MaxItems
		}
	}
	return 0
}

// undeclared is a key that nothing declares: in this spelling, in this namespace, or
// at all.
func (c *Checker) undeclared(name string) *key {
	col, path := c.columnNamed(name), strings.TrimPrefix(name, schema.AttributePrefix)
	k := &key{column: col}
	if col == c.other {
		k.fault = func(place, *otlp.Attribute) { c.unlisted++ }
		return k
	}
	switch spelt, elsewhere := c.schemas.spellings[squash(path)], c.elsewhere(path); {
	case spelt != nil:
		k.fault = func(at place, _ *otlp.Attribute) { at.spelling(name, col, spelt) }
	case elsewhere != nil:
		k.fault = func(at place, _ *otlp.Attribute) { at.namespace(name, col, elsewhere) }
	default:
		k.fault = func(at place, _ *otlp.Attribute) { at.undeclared(col) }
	}
	return k
}

// elsewhere is a declaration of a key in another namespace; nil if there is none.
func (c *Checker) elsewhere(path string) *keys.Leaf {
	_, rest, ok := strings.Cut(path, ".")
	if !ok {
		return nil
	}
	for _, n := range schema.Namespaces {
		if n.SpanOnly() {
			continue
		}
		for _, l := range c.schemas.tree.Find(string(n) + "." + rest).Leaves {
			if l.Open == nil && !l.Field.Inline {
				return l
			}
		}
		if l := c.schemas.spellings[squash(string(n)+"."+rest)]; l != nil && !l.Field.Inline {
			return l
		}
	}
	return nil
}

// columnOf is the column of a leaf.
func (c *Checker) columnOf(l *keys.Leaf) *column {
	name := l.Attribute()
	if c.columns[name] == nil {
		c.columns[name] = &column{name: name, leaf: l, number: len(c.columns) + 1}
	}
	return c.columns[name]
}

// columnNamed is the column of an undeclared key, or the one of all others.
func (c *Checker) columnNamed(name string) *column {
	segments := strings.Split(cut(name), ".")
	for i, s := range segments {
		if isIndex(s) {
			segments[i] = "*"
		}
	}
	name = strings.Join(segments, ".")
	at := "undeclared " + name // somebody may send a * where declarations have one
	if col := c.columns[at]; col != nil {
		return col
	}
	if len(c.columns) >= c.bounds.columns+len(c.schemas.leaves) {
		return c.other
	}
	c.columns[at] = &column{name: name, number: len(c.columns) + 1}
	return c.columns[at]
}

// verdict is what is wrong with a value by the declaration that comes nearest to it:
// nothing, if one of them has it.
func (k *key) verdict(v otlp.Value) (worst Verdict, by *Judge) {
	for _, j := range k.judges {
		got := j.Verdict(v)
		if got.OK() {
			return got, j
		}
		if by == nil || got.Rule == Bytes && got.Limit > worst.Limit {
			worst, by = got, j
		}
	}
	return worst, by
}

// beyond is the index in a key that is beyond the end of its list, which part of the
// path it is, and how many items the list has.
func beyond(name string, l *keys.Leaf) (part, index, items int) {
	segments := strings.Split(strings.TrimPrefix(name, schema.AttributePrefix), ".")[1:]
	for i, s := range l.Path {
		if s.Kind != keys.Index || i >= len(segments) {
			continue
		}
		if n, err := strconv.Atoi(segments[i]); err == nil && n >= s.Max {
			return i, n, s.Max
		}
	}
	return len(l.Path), l.Bound.MaxItems, l.Bound.MaxItems // behind a key of a map with dots
}

// ownSession is one of the keys that hold the session of a span.
const ownSession = schema.AttributePrefix + "session_id"

// ownKeys are the keys that HoneyHive's SDKs set beside enrichments, and how their
// values are judged.
//
// Source: BASIC_ATTRIBUTES and the decorators in src/honeyhive/tracer/instrumentation
// of github.com/honeyhiveai/python-sdk, and the baggage of experiments in its
// tracer/processing.
var ownKeys = map[string]func(place, *otlp.Attribute){
	schema.AttributePrefix + "event_type":            place.eventType,
	schema.AttributePrefix + "event_name":            ignore,
	schema.AttributePrefix + "source":                ignore,
	schema.AttributePrefix + "project":               ignore,
	schema.AttributePrefix + "user_id":               ignore,
	schema.AttributePrefix + "session_name":          ignore,
	schema.AttributePrefix + "duration_ms":           ignore,
	schema.AttributePrefix + "error_type":            ignore,
	schema.AttributePrefix + "metadata.run_id":       ignore,
	schema.AttributePrefix + "metadata.dataset_id":   ignore,
	schema.AttributePrefix + "metadata.datapoint_id": ignore,
	ownSession: ignore,
}

// Own reports whether HoneyHive's SDKs set an attribute by themselves, beside
// enrichments.
func Own(name string) bool { return ownKeys[name] != nil || isOwn(name) }

// isOwn reports whether a key is of the arguments and results of functions that
// HoneyHive's SDKs record by themselves.
func isOwn(name string) bool {
	const params, result = schema.AttributePrefix + "inputs._params_.", schema.AttributePrefix + "outputs.result"
	rest, ok := strings.CutPrefix(name, result)
	return strings.HasPrefix(name, params) || ok && (rest == "" || rest[0] == '.')
}

func ignore(place, *otlp.Attribute) {}
