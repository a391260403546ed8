package vet

import (
	"fmt"
	"go/ast"
	"iter"
	"maps"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"golang.org/x/tools/go/analysis"

	"github.com/hhgen/hhgen/internal/raw"
	"github.com/hhgen/hhgen/schema"
)

// notEnrichments are attributes that have the prefix of enrichments, but that no
// schema can declare.
var notEnrichments = []string{schema.AttributePrefix + "event_type"}

// rawAttributes reports keys of enrichments that are written by hand, where
// nothing checks them. Tests write them to compare, and generated code is its
// generator's matter.
func (c *checker) rawAttributes() {
	for key := range c.rawKeys() {
		c.reportRaw(key)
	}
	if !imports(c.Pkg, attributePath) {
		return
	}
	for key := range c.written.Named(c.root) { // the declaration of the key is reported, too
		if k := c.rawKeyIn(key.Expr); k != "" && len(c.settersOf(wireKey(k))) > 0 {
			c.reportRaw(key)
		}
	}
}

// rawKeys are the attributes that are made by hand, of all namespaces.
func (c *checker) rawKeys() iter.Seq[raw.Key] {
	if !imports(c.Pkg, attributePath) {
		return func(func(raw.Key) bool) {}
	}
	return c.written.Keys(c.root)
}

// rawCode is the package for the finder of attributes.
func (c *checker) rawCode() raw.Code {
	return raw.Code{Info: c.TypesInfo, Callee: c.callee, Uses: c.usesOf, Ignored: c.inTest}
}

// rawKeyIn is the constant key of an enrichment that e is; "" if it is none.
func (c *checker) rawKeyIn(e ast.Expr) string {
	key, _ := c.written.Constant(e)
	if !strings.HasPrefix(key, schema.AttributePrefix) || slices.Contains(notEnrichments, key) {
		return ""
	}
	return key
}

// rawPrefixOf is what the key of an enrichment begins with that is not constant; "" if it
// is none.
func (c *checker) rawPrefixOf(e ast.Expr) string {
	prefix := c.written.Prefix(e)
	if !strings.HasPrefix(prefix, schema.AttributePrefix) || slices.Contains(notEnrichments, prefix) {
		return ""
	}
	return prefix
}

// reportRaw reports the key of an attribute, if it is that of an enrichment.
func (c *checker) reportRaw(key raw.Key) {
	if k := c.rawKeyIn(key.Expr); k != "" {
		c.report(RawAttribute, key.At, c.rawMessage(k), c.rawFix(key.Attribute, k)...)
	} else if prefix := c.rawPrefixOf(key.Expr); prefix != "" {
		c.report(RawAttribute, key.At, rawPrefixMessage(prefix))
	}
}

func rawPrefixMessage(prefix string) string {
	return fmt.Sprintf("a key that begins with %q goes around the enrichers, so nothing checks the key and its value: declare the key in a schema, or a map if the keys are not known in advance, and use its setter", prefix)
}

func (c *checker) rawMessage(key string) string {
	namespace, _, _ := strings.Cut(strings.TrimPrefix(key, schema.AttributePrefix), ".")
	message := fmt.Sprintf("%q goes around the enrichers, so nothing checks its key and value: ", key)
	setters := c.settersOf(wireKey(key))
	for list := wireKey(key); len(setters) == 0 && strings.Contains(list, "."); {
		list = list[:strings.LastIndexByte(list, '.')] // "metadata.tags.0" is an item of metadata.tags
		setters = c.settersOf(list)
	}
	switch {
	case len(setters) > 0:
		return message + "use " + c.qualified(setters[0].pkg, setters[0].name)
	case !schema.Namespace(namespace).Valid():
		return fmt.Sprintf("%q is not in a namespace of HoneyHive: %s", key, schema.Suggest(namespace, schema.Namespaces))
	}
	return message + "declare the key in a schema, and use its setter"
}

// PossibleImports is the name of a file that is not on disk: it imports packages of
// records that the analyzed package does not import, but may.
const PossibleImports = "hhgen_possible_imports.go"

// possibleImports are the paths of such packages.
func possibleImports(pass *analysis.Pass) map[string]bool {
	paths := map[string]bool{}
	for _, f := range pass.Files {
		if filepath.Base(pass.Fset.PositionFor(f.Package, false).Filename) == PossibleImports {
			for _, spec := range f.Imports {
				path, _ := strconv.Unquote(spec.Path.Value) // it was parsed
				paths[path] = true
			}
		}
	}
	return paths
}

// unsure reports whether a setter is one of several of packages that the package may
// import: only its authors know which one is meant.
func (c *checker) unsure(s setterCall, all []setterCall) bool {
	return c.possible[s.pkg.Path()] && slices.ContainsFunc(all, func(o setterCall) bool { return o.pkg != s.pkg })
}

// settersOf are the setters of a key, those of imported packages first.
func (c *checker) settersOf(key string) (found []setterCall) {
	for _, direct := range []bool{true, false} {
		for _, pkg := range c.packages {
			if (pkg == c.Pkg || imports(c.Pkg, pkg.Path()) && !c.possible[pkg.Path()]) != direct {
				continue
			}
			s := c.schemas[pkg.Path()]
			for _, name := range slices.Sorted(maps.Keys(s.Setters)) {
				if a := s.attr(pkg, s.Setters[name]); a.Key == key {
					found = append(found, setterCall{name: name, attr: a, pkg: pkg})
				}
			}
		}
	}
	return found
}
