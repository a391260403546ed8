package traffic

import (
	"regexp"
	"slices"
	"strings"

	"github.com/hhgen/hhgen/schema"
	"github.com/hhgen/hhgen/schema/live"
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
	if live.Own(key) && !slices.Contains(experiment, strings.TrimPrefix(rest, "metadata.")) {
		return place{}
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

// notRead counts a key that is not read, and yet HoneyHive's by its prefix.
func (o *Observer) notRead(key string) {
	rest, ok := strings.CutPrefix(key, schema.AttributePrefix)
	switch {
	case !ok:
	case !live.Own(key):
		note(o.strange, key)
	case strings.Contains(rest, "."): // of the arguments or the result of a function
		parts := strings.SplitN(rest, ".", 3)
		note(o.own, parts[0]+"."+parts[1])
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

// uuidInName is an id as names of spans have it.
var uuidInName = regexp.MustCompile(`[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}`)

// plainName is the name of a span without ids and numbers, which differ between
// spans of one kind. The numbers of words stay, as in v1.
func plainName(name string) string {
	if !strings.ContainsAny(name, "0123456789") {
		return name
	}
	name = uuidInName.ReplaceAllString(name, "#")
	var b strings.Builder
	for name != "" {
		end := strings.IndexFunc(name, func(r rune) bool { return !isAlphanumeric(r) })
		switch {
		case end < 0:
			end = len(name)
		case end == 0:
			b.WriteByte(name[0])
			name = name[1:]
			continue
		}
		if word := name[:end]; isData(word) {
			b.WriteByte('#')
		} else {
			b.WriteString(word)
		}
		name = name[end:]
	}
	return b.String()
}

func isAlphanumeric(r rune) bool {
	return '0' <= r && r <= '9' || 'a' <= r && r <= 'z' || 'A' <= r && r <= 'Z'
}

// leastHex is how many hexadecimal digits are an id, and not a word with a number.
const leastHex = 8

// isData reports whether a word is a number, or an id in hexadecimal digits.
func isData(word string) bool {
	digits, hex := 0, 0
	for _, c := range word {
		if '0' <= c && c <= '9' {
			digits++
		}
		if '0' <= c && c <= '9' || 'a' <= c && c <= 'f' || 'A' <= c && c <= 'F' {
			hex++
		}
	}
	return digits == len(word) || digits > 0 && hex == len(word) && hex >= leastHex
}
