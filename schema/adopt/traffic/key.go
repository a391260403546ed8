package traffic

import (
	"regexp"
	"strings"

	"github.com/hhgen/hhgen/schema"
)

// Prefix says that attributes whose keys begin with a text are read too: app. for
// metadata makes metadata.plan of app.plan.
type Prefix struct {
	Text      string
	Namespace schema.Namespace
}

// place is where the key of an attribute is in event data.
type place struct {
	namespace schema.Namespace // "" if the key is not read
	start     int              // where its first part begins
	ends      []int            // where each part ends
}

// part is the i-th part of a key.
func (p place) part(key string, i int) string {
	switch {
	case p.namespace.SpanOnly():
		return string(p.namespace)
	case i == 0:
		return key[p.start:p.ends[0]]
	}
	return key[p.ends[i-1]+1 : p.ends[i]]
}

// place finds the place of a key. The keys of one service are few, so most are
// known.
func (o *Observer) place(key string) place {
	if p, ok := o.places[key]; ok {
		return p
	}
	p := o.findPlace(key)
	if len(o.places) < maxKeys && len(key) <= maxKeyBytes {
		o.places[strings.Clone(key)] = p
	}
	return p
}

func (o *Observer) findPlace(key string) place {
	rest, ok := strings.CutPrefix(key, schema.AttributePrefix)
	if !ok {
		return o.prefixed(key)
	}
	name, path, dotted := strings.Cut(rest, ".")
	n := schema.Namespace(name)
	switch {
	case n.SpanOnly() && !dotted:
		return place{n, 0, []int{len(key)}}
	case !n.Valid() || n.SpanOnly() || path == "":
		return place{}
	}
	return split(n, key, len(key)-len(path))
}

// prefixed finds the place of a key that has one of the observer's prefixes.
func (o *Observer) prefixed(key string) place {
	for _, p := range o.prefixes {
		if rest, ok := strings.CutPrefix(key, p.Text); ok && rest != "" {
			return split(p.Namespace, key, len(p.Text))
		}
	}
	return place{}
}

// split finds the parts of a key from an index on.
func split(n schema.Namespace, key string, start int) place {
	p := place{namespace: n, start: start}
	for i := start; i < len(key); i++ {
		if key[i] == '.' {
			p.ends = append(p.ends, i)
		}
	}
	p.ends = append(p.ends, len(key))
	return p
}

// notRead says of a key that is not read that it is HoneyHive's by its prefix, and
// in none of its namespaces.
func (o *Observer) notRead(key string) {
	if rest, ok := strings.CutPrefix(key, schema.AttributePrefix); ok && rest != "event_type" {
		note(o.strange, key)
	}
}

// indexOf reads a part of a key that is an index of a list.
func indexOf(part string) (index int, ok bool) {
	if part == "" || len(part) > 4 || len(part) > 1 && part[0] == '0' {
		return 0, false
	}
	for _, c := range []byte(part) {
		if c < '0' || c > '9' {
			return 0, false
		}
		index = 10*index + int(c-'0')
	}
	return index, index < maxIndex
}

// dataInName is what differs between names of spans that are of one kind.
var dataInName = regexp.MustCompile(`[0-9a-fA-F]{8}-[0-9a-fA-F-]{27}|\b[0-9a-fA-F]{12,}\b|[0-9]+`)

// plainName is the name of a span without ids and numbers.
func plainName(name string) string {
	if !strings.ContainsAny(name, "0123456789") {
		return name
	}
	return dataInName.ReplaceAllString(name, "#")
}
