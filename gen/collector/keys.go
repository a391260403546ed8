package collector

import (
	"fmt"
	"go/token"
	"slices"
	"strings"

	"github.com/hhgen/hhgen/schema"
	"github.com/hhgen/hhgen/schema/keys"
)

// key is one key, or one form of keys, with all its declarations.
type key struct {
	*keys.Leaf // the first declaration, with the longest lists of all
	path       string
	others     []*keys.Leaf // the other declarations
	bounds     bounds       // that hold for values: the looser ones of all declarations
	unlike     *keys.Leaf   // a declaration with values of another kind; nil for none
	tighter    *keys.Leaf   // a declaration with tighter bounds; nil for none
}

// declared joins the declarations of each key, in the order of the first ones.
func declared(leaves []*keys.Leaf) (all []*key) {
	byPath := map[string]*key{}
	for _, l := range leaves {
		id := identity(l)
		k := byPath[id]
		if k == nil {
			k = &key{Leaf: l, path: l.EventPath(), bounds: boundsOf(l)}
			byPath[id] = k
			all = append(all, k)
			continue
		}
		k.join(l)
	}
	return all
}

// identity tells forms of keys apart: two lists are the same one, whatever the
// number of items that they may have.
func identity(l *keys.Leaf) string {
	var b strings.Builder
	b.WriteString(string(l.Namespace))
	for _, s := range l.Path {
		fmt.Fprintf(&b, ".%d%s", s.Kind, s.Name)
	}
	return b.String()
}

// join takes one more declaration into account.
func (k *key) join(l *keys.Leaf) {
	k.others = append(k.others, l)
	longest := *k.Leaf
	longest.Path = slices.Clone(k.Path)
	for i, s := range l.Path {
		longest.Path[i].Max = max(longest.Path[i].Max, s.Max)
	}
	k.Leaf = &longest
	of := boundsOf(l)
	joined, same := k.bounds.looser(of)
	if !same {
		k.unlike = l
	} else if !joined.equal(k.bounds) || !joined.equal(of) {
		k.tighter = l
	}
	k.bounds = joined
}

// pos is where the key is declared.
func (k *key) pos() token.Position { return position(k.Leaf) }

func position(l *keys.Leaf) token.Position {
	if l.Open != nil {
		return l.Open.Pos
	}
	return l.Bound.Pos
}

// ownKeys are those that HoneyHive's SDKs set beside enrichments, as hhgen live knows
// them; .* stands for all that follows.
var ownKeys = []string{
	"event_type", "event_name", "source", "project", "user_id", "session_id", "session_name", "duration_ms", "error_type",
	"metadata.run_id", "metadata.dataset_id", "metadata.datapoint_id", "inputs._params_.*", "outputs.result.*",
}

// combinations is how many keys a form of keys with lists stands for; 0 if it has
// parts that are not known.
func (k *key) combinations() int {
	n := 1
	for _, s := range k.Path {
		switch {
		case s.Kind == keys.Index:
			if n *= s.Max; n > maxUnrolled {
				return n // more would not fit
			}
		case s.Kind != keys.Name:
			return 0
		}
	}
	return n
}

// unrolled are the keys that a form of keys with lists stands for.
func (k *key) unrolled() []string {
	all := []string{string(k.Namespace)}
	for _, s := range k.Path {
		var longer []string
		for _, path := range all {
			if s.Kind == keys.Name {
				longer = append(longer, path+"."+s.Name)
				continue
			}
			for i := range s.Max {
				longer = append(longer, fmt.Sprintf("%s.%d", path, i))
			}
		}
		all = longer
	}
	return all
}

// says what the values of k are, for a comment.
func (k *key) summary() string {
	if k.Moved {
		return k.bounds.summary() + "; the old key of a field that was moved"
	}
	return k.bounds.summary()
}

// field is the Go name of what declares a leaf.
func declarer(l *keys.Leaf) string {
	if l.Open != nil {
		return l.Record.Name
	}
	return l.Record.Name + "." + l.Field.Name
}

// secret reports whether the values of a kind are not to be read.
func secret(k schema.Kind) bool { return k.Secrecy() > 0 }
