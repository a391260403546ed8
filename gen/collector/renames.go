package collector

import (
	"fmt"
	"regexp"
	"strings"

	"github.com/hhgen/hhgen/schema"
	"github.com/hhgen/hhgen/schema/keys"
)

// move is an old key of a field, and its new one. Both may end in the middle of keys:
// objects and lists move as a whole.
type move struct {
	old  spelling
	path string // the old key, for notes
	to   string // the new one
}

// moves gives what was sent under an old key to the new one too. Both are declared
// until the old one goes, and the runtime records both.
func (p *policy) moves() {
	all := p.declaredMoves()
	if len(all) == 0 {
		return
	}
	p.comment("Fields that were moved: what was sent under the old key only is sent under the new one too.")
	for _, m := range all {
		p.do(`set(span.cache["moved"], span.cache["hh"])`)
		p.do(`keep_matching_keys(span.cache["moved"], %s)`, quote(m.old.old))
		p.do(`replace_all_patterns(span.cache["moved"], "key", %s, %s)`, quote(m.old.old), quote(m.old.now))
		p.do(`set(span.cache["before"], Len(span.cache["hh"]))`)
		p.do(`merge_maps(span.cache["hh"], span.cache["moved"], "insert")`)
		p.note(fmt.Sprintf("moved %s, to %s", m.path, m.to), `Len(span.cache["hh"]) > span.cache["before"]`)
	}
}

// declaredMoves are those of all fields of records, and of objects in them.
func (p *policy) declaredMoves() (all []move) {
	seen := map[string]bool{}
	for _, pkg := range p.packages {
		for _, r := range pkg.Records {
			for _, f := range r.Fields {
				if f.Inline || f.Namespace.SpanOnly() {
					continue
				}
				at := place{path: string(f.Namespace)}
				for _, m := range at.moves(f) {
					if !seen[m.path+" "+m.to] {
						seen[m.path+" "+m.to] = true
						all = append(all, m)
					}
				}
			}
		}
	}
	return all
}

// place is where a field is: as text, and as an expression with what replaces it.
type place struct {
	path     string
	old, now string
	groups   int
}

// moves are those of a field, and of what it contains.
func (at place) moves(f *schema.Field) (all []move) {
	if at.old == "" {
		at.old, at.now = regexp.QuoteMeta(at.path), at.path
	}
	if old := f.MovedFrom.Key; old != "" {
		all = append(all, move{
			path: at.path + "." + old, to: at.path + "." + f.Key,
			old: spelling{
				`^` + at.old + `\.` + regexp.QuoteMeta(old) + `((?:\..+)?)$`,
				fmt.Sprintf("%s.%s${%d}", at.now, dollars(f.Key), at.groups+1),
			},
		})
	}
	at = at.below(regexp.QuoteMeta(f.Key), dollars(f.Key), f.Key)
	for t := f.Type; t != nil; t = t.Elem {
		switch t.Kind {
		case schema.KindList, schema.KindArray:
			at = at.unknown(`[0-9]+`)
		case schema.KindMap:
			at = at.unknown(`.+`)
		case schema.KindObject:
			for _, member := range t.Fields {
				all = append(all, at.moves(member)...)
			}
		}
	}
	return all
}

func (at place) below(old, now, path string) place {
	return place{at.path + "." + path, at.old + `\.` + old, at.now + "." + now, at.groups}
}

func (at place) unknown(expression string) place {
	at.groups++
	return at.below("("+expression+")", fmt.Sprintf("${%d}", at.groups), "*")
}

func dollars(s string) string { return strings.ReplaceAll(s, "$", "$$") }

// unknown takes keys out that nothing declares: items beyond the end of their lists,
// misspelt keys, which get their right names, and all others.
func (p *policy) unknown() {
	known := quote(p.known())
	p.comment("All keys that stay.")
	p.do(`set(span.cache["unknown"], span.cache["hh"])`)
	p.do(`delete_matching_keys(span.cache["unknown"], %s)`, known)
	p.do(`keep_matching_keys(span.cache["hh"], %s)`, known)
	p.aboveKeys()
	p.beyondLists()
	p.misspelt(known)
	p.comment("Keys that nobody declares.")
	p.noteKeys(map[Undeclared]string{Drop: "dropped", Metadata: "moved", Keep: "kept"}[p.Undeclared], "unknown", "not declared")
	if p.Undeclared == Metadata {
		p.do(`replace_all_patterns(span.cache["unknown"], "key", "^", %s)`, quote(undeclared+"."))
		p.do(`truncate_all(span.cache["unknown"], %d)`, schema.DefaultMaxBytes)
	}
}

// undeclared is where undeclared keys are moved.
const undeclared = "metadata.undeclared"

// aboveKeys takes single values out that are above declared keys, which a key of an
// open namespace may not be.
func (p *policy) aboveKeys() {
	opened := map[string]bool{}
	for _, k := range p.keys {
		if k.Open != nil {
			opened[string(k.Namespace)] = true
		}
	}
	var above []string
	for _, name := range p.containers() {
		if ns, key, ok := strings.Cut(name, "."); ok && opened[ns] && !strings.Contains(key, ".") && !p.declares(name) {
			above = append(above, name)
		}
	}
	if above == nil {
		return
	}
	pattern := quote(oneOf(above))
	p.comment("Single values where schemas have lists, maps or objects.")
	p.do(`set(span.cache["items"], span.cache["hh"])`)
	p.do(`keep_matching_keys(span.cache["items"], %s)`, pattern)
	p.do(`merge_maps(span.cache["unknown"], span.cache["items"], "insert")`)
	p.do(`delete_matching_keys(span.cache["hh"], %s)`, pattern)
}

// declares reports whether a schema declares a single value under a key, or one of any
// type.
func (p *policy) declares(name string) bool {
	for _, k := range p.keys {
		path := string(k.Namespace)
		for _, s := range k.Path {
			if s.Kind == keys.Name {
				path += "." + s.Name
				continue
			}
			if s.Kind != keys.Rest {
				path = ""
			}
			break
		}
		if path == name {
			return true
		}
	}
	return false
}

// beyondLists drops the items of lists beyond their number.
func (p *policy) beyondLists() {
	var lists []*keys.Leaf
	for _, k := range p.keys {
		for _, s := range k.Path {
			if s.Kind == keys.Index {
				lists = append(lists, k.Leaf)
				break
			}
		}
	}
	if len(lists) == 0 {
		return
	}
	any := quote(ofAnyLength(lists...))
	p.comment("Items beyond the end of their lists.")
	p.do(`set(span.cache["items"], span.cache["unknown"])`)
	p.do(`keep_matching_keys(span.cache["items"], %s)`, any)
	p.noteKeys("dropped", "items", "beyond the end of the list")
	p.do(`delete_matching_keys(span.cache["unknown"], %s)`, any)
}

// misspelt gives keys their right names. If a span has the right one too, that stays.
func (p *policy) misspelt(known string) {
	spellings := p.spellings()
	for _, r := range p.Renames {
		spellings = append(spellings, spelling{`^` + regexp.QuoteMeta(r.Old) + `$`, dollars(r.New)})
	}
	if len(spellings) == 0 {
		return
	}
	p.comment("Keys of other spellings.")
	p.do(`set(span.cache["sent"], Concat(Keys(span.cache["unknown"]), " "))`)
	for _, s := range spellings {
		p.do(`replace_all_patterns(span.cache["unknown"], "key", %s, %s) where Len(span.cache["unknown"]) > 0`, quote(s.old), quote(s.now))
	}
	p.do(`set(span.cache["items"], span.cache["unknown"])`)
	p.do(`keep_matching_keys(span.cache["items"], %s)`, known)
	p.do(`append(span.cache["policy"], Format("renamed %%.1000s, sent as %%.1000s", ` +
		`[Concat(Keys(span.cache["items"]), " "), span.cache["sent"]])) where Len(span.cache["items"]) > 0`)
	p.do(`merge_maps(span.cache["hh"], span.cache["items"], "insert")`)
	p.do(`delete_matching_keys(span.cache["unknown"], %s)`, known)
}
