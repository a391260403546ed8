package collector

import (
	"fmt"
	"regexp"
	"slices"
	"strings"

	"github.com/hhgen/hhgen/schema"
	"github.com/hhgen/hhgen/schema/keys"
)

// checkOptions checks what a person has decided, and brings keys into the form of
// event data.
func (p *policy) checkOptions(tree *keys.Tree) error {
	if !slices.Contains(Modes, p.Mode) {
		return fmt.Errorf("mode %q is unknown: use %s or %s", p.Mode, Enforce, Report)
	}
	if !slices.Contains(Undeclareds, p.Undeclared) {
		return fmt.Errorf("undeclared keys cannot be made %q: use %s, %s or %s", p.Undeclared, Drop, Metadata, Keep)
	}
	if p.HashKey != "" && !variable.MatchString(p.HashKey) {
		return fmt.Errorf("%q is not the name of a variable: use one such as HH_HASH_KEY, which holds the key of hashes", p.HashKey)
	}
	for i, r := range p.Renames {
		r = Rename{eventPath(r.Old), eventPath(r.New)}
		p.Renames[i] = r
		switch {
		case r.Old == "" || r.New == "":
			return fmt.Errorf("a rename needs an old and a new key: use metadata.uid=user_properties.user_id")
		case tree.Find(r.Old).Declared():
			return fmt.Errorf("%s is declared, so it cannot be renamed: use moved-from= where the new key is declared", r.Old)
		case !tree.Find(r.New).Declared():
			return fmt.Errorf("%s is not declared, so nothing can be renamed to it: %s", r.New,
				schema.SuggestOr(r.New, p.paths(), "use a key that a field declares"))
		}
	}
	for i, a := range p.Allow {
		if p.Allow[i] = eventPath(a); p.Allow[i] == "" {
			return fmt.Errorf("an allowed key is empty: name one such as inputs.question, or inputs.* for all below inputs")
		}
	}
	return nil
}

var variable = regexp.MustCompile(`^[A-Za-z_][A-Za-z0-9_]*$`)

// eventPath is a key without the prefix of attributes.
func eventPath(key string) string {
	return strings.TrimPrefix(strings.TrimSpace(key), schema.AttributePrefix)
}

func (p *policy) paths() (paths []string) {
	for _, k := range p.keys {
		paths = append(paths, k.path)
	}
	return paths
}
