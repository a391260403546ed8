package lint

// The rules about one key in several packages.

import (
	"fmt"
	"slices"
	"strings"

	"github.com/hhgen/hhgen/schema"
	"github.com/hhgen/hhgen/schema/words"
)

// The rules.
var (
	KeyMoved = &schema.Rule{
		ID: "KEY_MOVED", Title: "A key is in one namespace.",
		Why: `A filter by metadata.tenant does not find the events of a service that records the key in user_properties. Three kinds
of keys are not reported: the input of one service that is the output of another, a value and an object about it, and words such as name
and status, which are about different things each time.`,
		Before: "package chat\n\ntype Turn struct {\n\tTenant string `hh:\"metadata,maxbytes=64\"`\n}\n\npackage billing\n\ntype Invoice struct {\n\tTenant string `hh:\"user_properties,maxbytes=64\"`\n}",
		After:  "package chat\n\ntype Turn struct {\n\tTenant string `hh:\"user_properties,maxbytes=64\"`\n}\n\npackage billing\n\ntype Invoice struct {\n\tTenant string `hh:\"user_properties,maxbytes=64\"`\n}",
	}
	DictionaryEmbed = &schema.Rule{
		ID: "DICTIONARY_EMBED", Title: "A key of the dictionary is recorded by embedding the dictionary.",
		Why: `A copy of a shared field agrees with it only until one of them changes. The rule applies if the configuration has
dictionary.require.`,
		Before: "package dictionary\n\ntype Customer struct {\n\tUserID string `hh:\"user_properties,maxbytes=64\"`\n}\n\npackage chat\n\ntype Turn struct {\n\tUserID string `hh:\"user_properties,maxbytes=64\"`\n}",
		After:  "package dictionary\n\ntype Customer struct {\n\tUserID string `hh:\"user_properties,maxbytes=64\"`\n}\n\npackage chat\n\ntype Turn struct {\n\tdictionary.Customer\n}",
	}
	DictionaryKey = &schema.Rule{
		ID: "DICTIONARY_KEY", Title: "Each key is declared in a dictionary.",
		Why: `With dictionary.require in the configuration, an organisation agrees on a key before a service records it. Open
namespaces and inlined maps take keys that nobody agreed on.`,
		Before: "package dictionary\n\ntype Customer struct {\n\tUserID string `hh:\"user_properties,maxbytes=64\"`\n}\n\npackage chat\n\ntype Turn struct {\n\tdictionary.Customer\n\tTeam string `hh:\"user_properties,maxbytes=64\"`\n}",
		After:  "package dictionary\n\ntype Customer struct {\n\tUserID string `hh:\"user_properties,maxbytes=64\"`\n\tTeam   string `hh:\"user_properties,maxbytes=64\"`\n}\n\npackage chat\n\ntype Turn struct {\n\tdictionary.Customer\n}",
	}
)

var sharedRules = []Rule{
	{schema.KeyConflict, Minimal, schema.Error, keyConflict},
	{KeyMoved, Standard, schema.Warning, keyMoved},
	{schema.KeySimilar, Standard, schema.Warning, keySimilar},
	{DictionaryEmbed, Minimal, schema.Error, dictionaryEmbed},
	{DictionaryKey, Minimal, schema.Error, dictionaryKey},
}

// pairwise calls check for each linted field, and the first field of an earlier
// package for which key returns the same string.
func (r *run) pairwise(key func(*site) string, check func(first, s *site)) {
	firsts := map[string]*site{}
	for _, s := range r.compared {
		if !s.keyed() {
			continue
		}
		k := key(s)
		first, ok := firsts[k]
		switch {
		case !ok:
			firsts[k] = s
		case r.linted[s.pkg]:
			check(first, s)
		}
	}
}

// other is the position of the field with which another one disagrees.
func other(first *site) []schema.Related {
	return []schema.Related{{Pos: first.field.Pos, Message: fmt.Sprintf("%s of package %s", first, first.pkg.Path)}}
}

func keyConflict(r *run) {
	r.pairwise((*site).attribute, func(first, s *site) {
		if first.pkg == s.pkg {
			return // schema.Check has reported it
		}
		if what, was := difference(first, s); what != "" {
			r.site(s, "key", other(first), "%s has %s %s, and %s in package %s at %s: make them agree, or %s",
				s, what, s.declared(), was, first.pkg.Path, first.field.Pos, r.agreement(first, s))
		}
	})
}

// agreement words the fix for two fields that disagree about a key.
func (r *run) agreement(first, s *site) string {
	switch {
	case r.isDictionary(first.pkg) && s.own && !s.nested():
		return embed(s, first)
	case !s.own:
		return "use one version of the module that declares it"
	}
	return s.pkg.Dialect().Shared
}

// embed words the fix that takes a field from the record of a dictionary.
func embed(s, declared *site) string {
	return s.pkg.Dialect().Embed(schema.GoName{Path: declared.pkg.Path, Name: declared.rec.Name}, declared.pkg.Name)
}

// common are keys that many records have, each about its own subject, so
// packages may have them in different namespaces.
var common = strings.Fields(`id name title type kind version status text description`)

func keyMoved(r *run) {
	declared := map[string]map[string]bool{} // attributes, by package
	for _, s := range r.compared {
		if declared[s.pkg.Path] == nil {
			declared[s.pkg.Path] = map[string]bool{}
		}
		declared[s.pkg.Path][s.attribute()] = true
	}
	topKey := func(s *site) string {
		if s.nested() || slices.Contains(common, s.path) {
			return s.pkg.Path + " " + s.attribute()
		}
		return s.path
	}
	r.pairwise(topKey, func(first, s *site) {
		if flows(first, s) || isObject(first) != isObject(s) || declared[first.pkg.Path][s.attribute()] {
			return // it is in the other namespace too
		}
		r.site(s, "namespace", other(first), "key %q is in %s %s, and in %s in package %s at %s: record it in one of them",
			s.path, s.top.Namespace, s.declared(), first.top.Namespace, first.pkg.Path, first.field.Pos)
	})
}

// isObject reports whether a field has keys of its own. A value and an object
// about it may have the same name.
func isObject(s *site) bool {
	leaf := s.field.Type.Leaf()
	return leaf.Kind == schema.KindObject || leaf.Kind.Dynamic()
}

// flows reports whether one of two fields is an input and the other an output.
func flows(a, b *site) bool {
	isFlow := func(s *site) bool { return s.top.Namespace == schema.Inputs || s.top.Namespace == schema.Outputs }
	return isFlow(a) && isFlow(b)
}

func keySimilar(r *run) {
	bare := func(s *site) string {
		parts := strings.Split(s.path, ".")
		number := s.field.Type.Leaf().Kind.Number()
		for i, p := range parts {
			key := r.abbreviations.Expand(words.Split(p), number && i == len(parts)-1)
			parts[i] = strings.ReplaceAll(key.String(), "_", "")
		}
		return string(s.top.Namespace) + "." + strings.Join(parts, ".")
	}
	r.pairwise(bare, func(first, s *site) {
		if first.path == s.path || last(first.path) == last(s.path) {
			return // the finding is about the object that contains it
		}
		where := "at " + first.field.Pos.String()
		if first.pkg != s.pkg {
			where = "of package " + first.pkg.Path + " " + where
		}
		r.site(s, "key", other(first), "%s means the same as key %q %s: use one of them", s, first.path, where)
	})
}

// last is the last key of a path.
func last(path string) string { return path[strings.LastIndex(path, ".")+1:] }

// dictionary are the fields that dictionaries declare, by attribute.
func (r *run) dictionary() map[string]*site {
	keys := map[string]*site{}
	for _, s := range r.compared {
		if _, ok := keys[s.attribute()]; !ok && r.isDictionary(s.pkg) && !s.nested() {
			keys[s.attribute()] = s
		}
	}
	return keys
}

// undictated calls check for each field that should come from a dictionary but
// does not. declared is the dictionary's field with the same key, or nil.
func (r *run) undictated(check func(s, declared *site)) {
	if !r.cfg.Require {
		return
	}
	keys := r.dictionary()
	for _, s := range r.sites {
		if s.nested() || s.top.Namespace.SpanOnly() || r.isDictionary(s.pkg) || r.embedsDictionary(s.field) {
			continue
		}
		if !s.keyed() {
			check(s, nil)
			continue
		}
		check(s, keys[s.attribute()])
	}
}

// embedsDictionary reports whether a field is promoted from a dictionary.
func (r *run) embedsDictionary(f *schema.Field) bool {
	return slices.ContainsFunc(f.Via, func(e schema.Embedded) bool {
		return slices.ContainsFunc(r.cfg.Dictionaries, func(d *schema.Package) bool { return d.Path == e.Go.Path })
	})
}

func dictionaryEmbed(r *run) {
	r.undictated(func(s, declared *site) {
		if declared != nil {
			r.site(s, "key", other(declared), "%s is declared by the dictionary at %s: %s instead", s, declared.field.Pos, embed(s, declared))
		}
	})
}

func dictionaryKey(r *run) {
	r.undictated(func(s, declared *site) {
		switch {
		case declared != nil:
		case !s.keyed():
			r.site(s, "inline", nil, "%s takes keys of %s that no dictionary declares: declare them in a dictionary, and embed it", s.field.Name, s.top.Namespace)
		default:
			r.site(s, "key", nil, "%s is not declared by a dictionary: declare it in one, and embed that", s)
		}
	})
	if !r.cfg.Require {
		return
	}
	for _, p := range r.pkgs {
		for _, rec := range p.Records {
			for _, o := range rec.Opens {
				if !r.isDictionary(p) {
					r.add(p, rec, string(o.Namespace), o.Pos, nil,
						fmt.Sprintf("namespace %s is open to keys that no dictionary declares: declare them in a dictionary, and embed it", o.Namespace))
				}
			}
		}
	}
}
