package collector

import (
	"fmt"
	"go/token"
	"strings"

	"github.com/hhgen/hhgen/schema"
	"github.com/hhgen/hhgen/schema/keys"
)

// Mode says whether a policy changes spans.
type Mode string

// The modes.
const (
	Enforce Mode = "enforce" // spans are changed, and say what was done
	Report  Mode = "report"  // spans only say what would be done
)

// Modes lists them.
var Modes = []Mode{Enforce, Report}

// Undeclared says what becomes of enrichments that no schema declares.
type Undeclared string

// What becomes of them.
const (
	Drop     Undeclared = "drop"
	Metadata Undeclared = "metadata" // they are moved to metadata.undeclared
	Keep     Undeclared = "keep"
)

// Undeclareds lists what can become of undeclared keys.
var Undeclareds = []Undeclared{Drop, Metadata, Keep}

// The names of the attribute that says what was done, or would be.
const (
	EnforcedAttribute = "hhgen.policy"
	ReportedAttribute = "hhgen.report"
)

// Options are what a person decides about a policy.
type Options struct {
	Mode       Mode       // "" for Enforce
	Undeclared Undeclared // "" for Drop
	Renames    []Rename   // keys that services are known to send
	Allow      []string   // undeclared keys that stay; one that ends with .* stands for all below it
	SkipGo     bool       // spans of Go services are left alone
	Lambda     bool       // values of lists and maps of any size are checked, which needs a feature gate
	HashKey    string     // variable of the Collector's environment with the key of hashes; "" drops what is not hashed
	Command    string     // that writes the configuration again, for its header
	// Place is how the configuration names where something is declared; nil for file:line.
	Place func(token.Position) string
}

// Rename is a key that services send in place of a declared one.
type Rename struct{ Old, New string }

// Policy is a configuration.
type Policy struct {
	Text []byte
	// Limits is what the Collector cannot check or do as the runtime does.
	Limits []Limit
	Keys   int // that are declared
}

// Limit is something that OTTL cannot express.
type Limit struct {
	Why  string
	Keys []string // that it is about, as event data has them
}

// String says it in one line.
func (l Limit) String() string { return schema.Printable(l.Why + ": " + strings.Join(l.Keys, ", ")) }

// Generate writes the policy of packages. It is the same for the same arguments.
func Generate(packages []*schema.Package, o Options) (*Policy, error) {
	leaves := keys.Leaves(packages)
	p := &policy{Options: o, keys: declared(leaves), packages: packages}
	p.defaults()
	if err := p.checkOptions(keys.NewTree(leaves)); err != nil {
		return nil, err
	}
	p.body.Grow(len(p.keys) * keyBytes)
	p.statements()
	return &Policy{Text: p.text(), Limits: p.limits, Keys: len(p.keys)}, nil
}

// keyBytes is about what the statements of a key take.
const keyBytes = 2048

// policy is one that is being written.
type policy struct {
	Options
	packages []*schema.Package
	keys     []*key
	body     strings.Builder // statements and their comments
	line     []byte          // the last statement
	limits   []Limit
}

func (p *policy) defaults() {
	if p.Mode == "" {
		p.Mode = Enforce
	}
	if p.Undeclared == "" {
		p.Undeclared = Drop
	}
	if p.Place == nil {
		p.Place = func(pos token.Position) string { return fmt.Sprintf("%s:%d", pos.Filename, pos.Line) }
	}
}

// limit notes what cannot be expressed of a key.
func (p *policy) limit(k *key, why string) {
	for i, l := range p.limits {
		if l.Why == why {
			p.limits[i].Keys = append(l.Keys, k.path)
			return
		}
	}
	p.limits = append(p.limits, Limit{Why: why, Keys: []string{k.path}})
}

// statements writes all statements, in the order in which they are executed.
func (p *policy) statements() {
	p.split()
	p.moves()
	p.unknown()
	p.values()
	p.join()
}

// split takes the enrichments of a span apart from its other attributes.
func (p *policy) split() {
	p.comment("The span's enrichments, as a copy without the prefix, and its other attributes.")
	p.do(`set(span.cache["other"], span.attributes)`)
	p.do(`delete_matching_keys(span.cache["other"], %s)`, quote("^"+schema.AttributePrefix))
	p.do(`set(span.cache["hh"], span.attributes)`)
	p.do(`keep_matching_keys(span.cache["hh"], %s)`, quote("^"+schema.AttributePrefix))
	p.do(`replace_all_patterns(span.cache["hh"], "key", %s, "")`, quote("^"+schema.AttributePrefix))
	p.do(`set(span.cache["policy"], [])`)
	p.do(`set(span.cache["policy"], span.attributes[%s]) where IsList(span.attributes[%[1]s])`, quote(p.attribute()))
	p.flatten()
	p.comment("Bytes that are not UTF-8, of which one would cost a whole batch at the next hop.")
	p.do(`set(span.cache["mended"], span.cache["hh"])`)
	// A single character is looked for as bytes, and that does not find invalid ones.
	p.do(`replace_all_patterns(span.cache["mended"], "value", %s, %s)`, quote(`[\x{FFFD}\x{10FFFF}]`), quote("\uFFFD"))
	p.note("mended, bytes that are not UTF-8", different("mended", "hh"))
	p.do(`set(span.cache["hh"], span.cache["mended"])`)
}

// flatten makes lists and maps of OpenTelemetry what HoneyHive's SDKs send.
func (p *policy) flatten() {
	p.comment("Arrays and maps of OpenTelemetry become one attribute for each item, as HoneyHive's SDKs send them.")
	for _, name := range p.containers() {
		p.note("flattened "+name+", not one attribute for each item", fmt.Sprintf(`IsList(%s) or IsMap(%[1]s)`, enrichment(name)))
	}
	p.do(`flatten(span.cache["hh"])`)
}

// containers are the declared lists, maps and objects whose keys are known.
func (p *policy) containers() (names []string) {
	seen := map[string]bool{}
	for _, k := range p.keys {
		name := string(k.Namespace)
		for i, s := range k.Path {
			if i > 0 && !seen[name] {
				seen[name] = true
				names = append(names, name)
			}
			if s.Kind != keys.Name {
				break
			}
			name += "." + s.Name
		}
	}
	return names
}

// join puts the span together again, unless nothing is to be changed.
func (p *policy) join() {
	if p.Mode == Enforce {
		p.comment("The span is put together again.")
		if p.Undeclared != Drop {
			p.do(`merge_maps(span.cache["hh"], span.cache["unknown"], "insert")`)
		}
		p.do(`replace_all_patterns(span.cache["hh"], "key", "^", %s)`, quote(schema.AttributePrefix))
		p.do(`set(span.attributes, span.cache["other"])`)
		p.do(`merge_maps(span.attributes, span.cache["hh"], "upsert")`)
	} else {
		p.comment("The span stays as it is, and says what would be done.")
	}
	p.do(`set(span.attributes[%s], span.cache["policy"]) where Len(span.cache["policy"]) > 0`, quote(p.attribute()))
}

// attribute is the key of the attribute that says what was done.
func (p *policy) attribute() string {
	if p.Mode == Report {
		return ReportedAttribute
	}
	return EnforcedAttribute
}
