package gen

import (
	"go/token"
	"go/types"
	"regexp"
	"strings"
	"unicode"

	"github.com/hhgen/hhgen/schema"
)

// importPackages learns the names of the packages that the output imports. What else
// the package depends on has no part in that, since how much of it is known
// depends on how it was loaded.
func (n *names) importPackages(c Config) {
	known := map[string]string{}
	if c.Types != nil {
		namesOf(c.Types, known)
	}
	for path := range guardedPackages(c, namedPackages(c.Package)) {
		if _, fixed := n.packages[path]; fixed {
			continue
		}
		n.packages[path] = known[path]
		if known[path] == "" {
			n.packages[path], n.guessed[path] = guessedName(path), true
		}
	}
}

// namesOf adds the names of the packages that p depends on, by path.
func namesOf(p *types.Package, known map[string]string) {
	for _, imported := range p.Imports() {
		if _, again := known[imported.Path()]; !again && imported.Name() != "" {
			known[imported.Path()] = imported.Name()
			namesOf(imported, known)
		}
	}
}

// guardedPackages adds the packages that the copies of guarded types name.
func guardedPackages(c Config, paths map[string]bool) map[string]bool {
	add := func(p *types.Package) string {
		if p != c.Types {
			paths[p.Path()] = true
		}
		return ""
	}
	for _, named := range c.Guarded {
		types.TypeString(named, add)
		types.TypeString(named.Underlying(), add)
	}
	return paths
}

// namedPackages are the import paths of the packages whose types a schema names.
func namedPackages(p *schema.Package) map[string]bool {
	paths := map[string]bool{}
	var add func(schema.GoName)
	add = func(g schema.GoName) {
		if g.Path != "" && g.Path != p.Path {
			paths[g.Path] = true
		}
		for _, a := range g.Args {
			add(a)
		}
	}
	visitNames(p, add, func(_ *schema.Type, _ *schema.Field, constant schema.GoName) { add(constant) })
	return paths
}

// version is the part of an import path that is about the version of a module.
var version = regexp.MustCompile(`[./]v[0-9]+$`)

// guessedName is a name for a package of which only the import path is known: an
// identifier, and mostly the name that the package has.
func guessedName(path string) string {
	path = version.ReplaceAllString(path, "")
	name := strings.ToLower(strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			return r
		}
		return -1
	}, path[strings.LastIndex(path, "/")+1:]))
	if !token.IsIdentifier(name) {
		return "pkg" + name
	}
	return name
}
