package collector

import (
	"fmt"

	"github.com/hhgen/hhgen/schema"
	"github.com/hhgen/hhgen/schema/keys"
)

// maxUnrolled is how many keys a list may stand for to have statements for each.
const maxUnrolled = 16

// values writes the checks of all values, each key below the record that declares it
// first.
func (p *policy) values() {
	var record *schema.Record
	for _, k := range p.keys {
		if k.Record != record {
			record = k.Record
			p.comment("")
			p.comment(fmt.Sprintf("%s (%s)", record.Name, p.Place(record.Pos)))
		}
		p.comment(fmt.Sprintf("%s: %s (%s)", k.path, k.summary(), p.Place(k.pos())))
		p.conflicts(k)
		p.value(k)
	}
}

// value writes the checks of one key.
func (p *policy) value(k *key) {
	p.counts(k)
	switch {
	case k.Fixed():
		p.fixed(k.bounds.checks(), string(k.Namespace)+pathText(k.Path))
	case p.Lambda:
		p.each(k)
	case k.combinations() > 0 && k.combinations() <= maxUnrolled:
		checks := k.bounds.checks()
		for _, path := range k.unrolled() {
			p.fixed(checks, path)
		}
	default:
		p.cutAll(k)
	}
	if k.bounds.kind == schema.KindHashed && p.HashKey == "" {
		p.limit(k, "values that are not hashed are dropped, unless --hash-key-env adds a processor that hashes them")
	}
}

func pathText(path []keys.Segment) (text string) {
	for _, s := range path {
		text += "." + s.Name
	}
	return text
}

// fixed writes the checks of the value of one key.
func (p *policy) fixed(checks []check, path string) {
	value, name := enrichment(path), quote(path)
	for _, c := range checks {
		bad := of(c.bad, value)
		if note := c.note(path); note != "" {
			p.note(note, bad)
		}
		if c.fix != "" {
			p.statement(`set(`, value, `, `, of(c.fix, value), `) where `, bad)
		} else {
			p.statement(`delete_key(span.cache["hh"], `, name, `) where `, bad)
		}
	}
}

// conflicts tells of declarations that do not agree.
func (p *policy) conflicts(k *key) {
	what, taken, l := "declared with other bounds elsewhere", "the looser ones", k.tighter
	if k.unlike != nil {
		what, taken, l = "declared with values of another kind elsewhere", "any values", k.unlike
		if secret(k.bounds.kind) {
			taken = "those of the kind that shows less"
		}
	}
	if l == nil {
		return
	}
	p.limit(k, what+", of which "+taken+" are taken")
	p.comment(fmt.Sprintf("  %s (%s) declares it otherwise: %s are taken", declarer(l), p.Place(position(l)), taken))
}

// tell notes a limit, and has a comment say it.
func (p *policy) tell(k *key, why string) {
	p.limit(k, why)
	p.comment("  " + why)
}
