package usage

import (
	"maps"
	"slices"
	"strings"

	"github.com/hhgen/hhgen/schema"
	"github.com/hhgen/hhgen/schema/keys"
)

// Arrivals are the declared keys that spans have. A schema does not say which package's
// record a key on a span is of, so packages that declare one key share it.
type Arrivals struct {
	Spans int // that were read

	tree  *keys.Tree
	paths map[string]*arrival   // by the path in event data
	known map[string][]*arrival // by the key of the attribute
}

// arrival is what is known of one path.
type arrival struct {
	spans    int
	last     int // the number of the span that counted last
	services map[string]bool
}

// mostKnown bounds what hostile keys cost.
const mostKnown = 1 << 16

// NewArrivals looks for what packages declare.
func NewArrivals(pkgs []*schema.Package) *Arrivals {
	return &Arrivals{tree: keys.NewTree(keys.Leaves(pkgs)), paths: map[string]*arrival{}, known: map[string][]*arrival{}}
}

// Span begins a span. The keys that are added next are those of its attributes.
func (a *Arrivals) Span() { a.Spans++ }

// Add adds a key of the span of a service.
func (a *Arrivals) Add(service, key string) {
	if !strings.HasPrefix(key, schema.AttributePrefix) {
		return
	}
	found, ok := a.known[key]
	if !ok {
		found = a.find(key)
		if len(a.known) < mostKnown {
			a.known[strings.Clone(key)] = found
		}
	}
	for _, one := range found {
		if one.last == a.Spans {
			continue
		}
		one.last = a.Spans
		one.spans++
		if !one.services[service] {
			one.services[strings.Clone(service)] = true
		}
	}
}

// find are the arrivals of a key: of the value, and of the objects, lists and maps that it
// is in.
func (a *Arrivals) find(key string) (found []*arrival) {
	paths := map[string]bool{}
	for _, leaf := range a.tree.Find(key).Leaves {
		for path := leaf.EventPath(); path != ""; path = path[:max(strings.LastIndexByte(path, '.'), 0)] {
			paths[path] = true
		}
	}
	for _, path := range slices.Sorted(maps.Keys(paths)) {
		if a.paths[path] == nil {
			a.paths[path] = &arrival{services: map[string]bool{}}
		}
		found = append(found, a.paths[path])
	}
	return found
}

// of are the most spans that have one of some paths, and the services that sent them.
func (a *Arrivals) of(paths []string) (spans int, services []string) {
	all := map[string]bool{}
	for _, path := range paths {
		if one := a.paths[path]; one != nil {
			spans = max(spans, one.spans)
			maps.Copy(all, one.services)
		}
	}
	return spans, slices.Sorted(maps.Keys(all))
}

// lacksObjectOf reports whether a field is a member of objects that no span has.
func (a *Arrivals) lacksObjectOf(f *Field) bool {
	if f.Setter != "" {
		return false
	}
	return !slices.ContainsFunc(f.keys, func(key string) bool { return a.paths[key[:strings.LastIndexByte(key, '.')]] != nil })
}

// Arrive adds to a report what of it has arrived.
func (r *Report) Arrive(a *Arrivals) {
	r.Arrivals = a
	for _, f := range r.Fields {
		f.Spans, f.Services = a.of(f.keys)
	}
	for _, rec := range r.Records {
		rec.Spans, _ = a.of(rec.keys)
	}
}
