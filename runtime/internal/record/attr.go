package record

import (
	"slices"
	"strconv"
	"strings"
	"sync/atomic"
	"time"

	"go.opentelemetry.io/otel/attribute"

	"github.com/hhgen/hhgen/runtime/internal/provider"
)

// Enrichment begins the key of each attribute that enriches a span.
const Enrichment = provider.Enrichment

// Attr is the declaration of one wire key. Generated code holds one for each,
// as static data.
type Attr struct {
	Key      attribute.Key // with [] for an index of a list and {} for a key of a map
	Holes    int           // how many [] and {} Key has
	MaxBytes int           // bound of strings, in bytes
	MaxRunes int           // bound of strings in characters; 0 for none
	MaxItems int           // bound of lists, maps and dynamic values
	Drop     bool          // strings over MaxBytes are dropped, not cut
	Inline   bool          // members of the value go to the top of the namespace
	Baggage  bool          // the value of a session or context travels to other services
	Values   []string      // the values of an enum
	Whole    []int64       // the values of an enum of integers
	Pattern  *Pattern      // what strings match; nil for none
	Declared []string      // keys of the namespace that fields declare; inline and open values may not use them
	Ints     *IntRange
	Floats   *FloatRange
	Unit     time.Duration // what durations are divided by

	// items caches the keys of a list's items, so that recording them again
	// allocates nothing.
	items atomic.Pointer[[]attribute.Key]
}

// IntRange bounds an integer, ends included.
type IntRange struct{ Min, Max int64 }

// FloatRange bounds a number, ends included.
type FloatRange struct{ Min, Max float64 }

// hole is the index or map key that replaces one [] or {} of a key.
type hole struct {
	key   string
	index int // -1 for a map's key
}

// cachedItems is how many keys of a list's items are cached.
const cachedItems = 1024

// declares reports whether a field declares a key at the top of a's namespace, or a
// key above it.
func (a *Attr) declares(key string) bool {
	top, _, _ := strings.Cut(key, ".")
	return slices.Contains(a.Declared, top)
}

// key is a's attribute key within the lists and maps that b is in.
func (b *Batch) key(a *Attr) attribute.Key {
	if a.Holes == 0 {
		return a.Key
	}
	if a.Holes == 1 && b.holes[0].index >= 0 && b.holes[0].index < cachedItems {
		return a.item(b.holes[0].index)
	}
	return expand(a.Key, b.holes[:a.Holes])
}

// item is the key of item i of a list.
func (a *Attr) item(i int) attribute.Key {
	items := a.items.Load()
	if items != nil && i < len(*items) {
		return (*items)[i]
	}
	var longer []attribute.Key
	if items != nil {
		longer = append(longer, *items...)
	}
	for n := max(i+1, min(2*len(longer), cachedItems)); len(longer) < n; {
		longer = append(longer, expand(a.Key, []hole{{index: len(longer)}}))
	}
	a.items.CompareAndSwap(items, &longer) // if another goroutine was first, only this cache is lost
	return longer[i]
}

// expand fills the holes of a key.
func expand(key attribute.Key, holes []hole) attribute.Key {
	var b strings.Builder
	rest := string(key)
	for _, h := range holes {
		i := strings.IndexAny(rest, "[{")
		if i < 0 {
			break
		}
		b.WriteString(rest[:i])
		rest = rest[i+len("[]"):]
		if h.index < 0 {
			b.WriteString(h.key)
		} else {
			b.WriteString(strconv.Itoa(h.index))
		}
	}
	b.WriteString(rest)
	return attribute.Key(b.String())
}
