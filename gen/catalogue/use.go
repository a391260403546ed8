package catalogue

import (
	"fmt"
	"slices"
	"strings"

	"github.com/hhgen/hhgen/schema"
	"github.com/hhgen/hhgen/schema/keys"
	"github.com/hhgen/hhgen/schema/usage"
)

// Use is a place in code that sets a key.
type Use struct {
	Place Place
	Note  string // test, or generated; "" for code of a service
}

// usesOf are the places that set the field of a leaf.
func usesOf(u *usage.Usage, l *keys.Leaf) []usage.Use {
	if l.Bound == l.Field {
		return u.Field(l.Package, l.Record, l.Field)
	}
	return u.Member(ownerOf(l), l.Bound)
}

// ownerOf is the struct that declares the innermost member that leads to a leaf.
func ownerOf(l *keys.Leaf) (owner schema.GoName) {
	names := namesOf(l)
	t := l.Field.Type.Leaf()
	for _, name := range names {
		i := slices.IndexFunc(t.Fields, func(f *schema.Field) bool { return f.Key == name.Name })
		if i < 0 {
			break
		}
		owner = t.Go
		if via := t.Fields[i].Via; len(via) > 0 {
			owner = via[len(via)-1].Go
		}
		t = t.Fields[i].Type.Leaf()
	}
	return owner
}

// use adds places that set d.
func (d *Declaration) use(m *maker, uses []usage.Use) {
	d.UsesKnown = true
	for _, u := range uses {
		if u.How == usage.Unseen {
			d.Unseen = true
			continue
		}
		place := m.locate(u.Pos)
		place.Owners = nil // of what sets a key, not of the key
		d.Uses = append(d.Uses, Use{place, string(u.Code)})
	}
}

// addUses adds those of another record that says the same.
func (d *Declaration) addUses(other *Declaration) {
	d.UsesKnown, d.Unseen = d.UsesKnown || other.UsesKnown, d.Unseen || other.Unseen
	for _, use := range other.Uses {
		if !slices.ContainsFunc(d.Uses, func(u Use) bool { return u.Place.File == use.Place.File && u.Place.Line == use.Place.Line }) {
			d.Uses = append(d.Uses, use)
		}
	}
}

// Unset says why no place is listed.
func (d *Declaration) Unset() string {
	if d.Unseen {
		return "no place that can be seen, such as json.Unmarshal"
	}
	return "no place: nobody records it"
}

// ShownUses are the places that are listed.
func (d *Declaration) ShownUses() []Use { return d.Uses[:min(len(d.Uses), shown)] }

// RestUses is how many places there are besides.
func (d *Declaration) RestUses() int { return len(d.Uses) - len(d.ShownUses()) }

// setAt are the places in Markdown.
func (d *Declaration) setAt() string {
	var all []string
	for _, use := range d.ShownUses() {
		text := use.Place.markdown()
		if use.Note != "" {
			text += " (" + use.Note + ")"
		}
		all = append(all, text)
	}
	switch n := d.RestUses(); {
	case len(all) == 0:
		return d.Unset()
	case n > 0:
		all = append(all, fmt.Sprintf("and %s more places", grouped(n)))
	}
	return strings.Join(all, ", ")
}
