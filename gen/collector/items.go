package collector

import (
	"fmt"
	"strings"

	"github.com/hhgen/hhgen/schema"
	"github.com/hhgen/hhgen/schema/keys"
)

// each writes the checks of all values of a form of keys, by lambdas.
func (p *policy) each(k *key) {
	chosen := `IsMatch(k, ` + quote(matching(k.Leaf)) + `)`
	if others := p.overlapping(k); len(others) > 0 {
		chosen += ` and not IsMatch(k, ` + quote(anyOf(others...)) + `)`
	}
	const found = `Len(span.cache["bad"]) > 0`
	for _, c := range k.bounds.checks() {
		bad := chosen + ` and ` + of(c.bad, "v")
		p.do(`set(span.cache["bad"], Filter(span.cache["hh"], (k, v) => %s))`, bad)
		if c.done != "" {
			p.noteKeys(c.done, "bad", c.why)
		}
		if c.fix != "" {
			p.do(`set(span.cache["hh"], MapEach(span.cache["hh"], (k, v) => When(() => %s, %s, v))) where %s`, bad, of(c.fix, "v"), found)
		} else {
			p.do(`set(span.cache["hh"], Filter(span.cache["hh"], (k, v) => not (%s))) where %s`, bad, found)
		}
	}
}

// cutAll cuts the strings of a form of keys, which needs no lambdas, and tells what
// is not checked.
func (p *policy) cutAll(k *key) {
	if secret(k.bounds.kind) {
		p.dropSecrets(k)
		return
	}
	if kind := k.bounds.kind; kind != schema.KindAny && (kind != schema.KindString || k.bounds.enum != nil) {
		p.tell(k, "values are not checked without --lambda")
		return
	}
	p.tell(k, "strings are cut to maxbytes, and nothing else is checked without --lambda")
	p.pick("items", k)
	p.do(`set(span.cache["cut"], span.cache["items"])`)
	p.do(`truncate_all(span.cache["cut"], %d)`, k.bounds.bytes)
	p.note(fmt.Sprintf("cut %s, over %d bytes", k.path, k.bounds.bytes), different("cut", "items"))
	p.do(`merge_maps(span.cache["hh"], span.cache["cut"], "upsert")`)
}

// dropSecrets drops values that would have to be looked at one by one: those that are
// not to be read are not let through unseen.
func (p *policy) dropSecrets(k *key) {
	p.tell(k, "values are dropped without --lambda, since they cannot be looked at one by one")
	p.pick("bad", k)
	p.noteKeys("dropped", "bad", "not checked")
	p.remove(k)
}

// pick copies the enrichments of a form of keys.
func (p *policy) pick(name string, k *key) {
	p.do(`set(span.cache[%s], span.cache["hh"])`, quote(name))
	p.do(`keep_matching_keys(span.cache[%s], %s)`, quote(name), quote(matching(k.Leaf)))
	if others := p.overlapping(k); len(others) > 0 {
		p.do(`delete_matching_keys(span.cache[%s], %s)`, quote(name), quote(anyOf(others...)))
	}
}

// remove removes the enrichments of a form of keys.
func (p *policy) remove(k *key) {
	others := p.overlapping(k)
	if len(others) > 0 {
		p.do(`set(span.cache["kept"], span.cache["hh"])`)
		p.do(`keep_matching_keys(span.cache["kept"], %s)`, quote(anyOf(others...)))
	}
	p.do(`delete_matching_keys(span.cache["hh"], %s)`, quote(matching(k.Leaf)))
	if len(others) > 0 {
		p.do(`merge_maps(span.cache["hh"], span.cache["kept"], "upsert")`)
	}
}

// counts bounds the members of a map of single values, and tells of those that cannot
// be counted.
func (p *policy) counts(k *key) {
	at := -1 // the outermost part that is counted
	for i, s := range k.Path {
		if s.Kind == keys.Key || s.Kind == keys.Rest {
			at = i
			break
		}
	}
	switch {
	case at < 0 || k.bounds.items == 0:
		return
	case k.Path[at].Kind == keys.Key && at == len(k.Path)-1 && !strings.Contains(k.path[:len(k.path)-1], "*"):
		p.pick("items", k)
		name := strings.TrimSuffix(k.path, ".*")
		p.note(fmt.Sprintf("cut %s, over %d items", name, k.bounds.items), fmt.Sprintf(`Len(span.cache["items"]) > %d`, k.bounds.items))
		p.do(`set(span.cache["cut"], span.cache["items"])`)
		p.do(`limit(span.cache["cut"], %d, [])`, k.bounds.items)
		p.remove(k)
		p.do(`merge_maps(span.cache["hh"], span.cache["cut"], "upsert")`)
	default:
		p.tell(k, "items are not counted, so there may be more than maxitems")
	}
}
