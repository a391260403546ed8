package breaking

import (
	"fmt"
	"go/token"
	"regexp"
	"slices"
	"strings"
	"time"

	"github.com/hhgen/hhgen/schema"
)

// Config holds what Compare must know beside the schemas.
type Config struct {
	// At returns a position of the base as messages show it, such as
	// main:chat/chat.go; nil to leave positions as they are.
	At func(token.Position) token.Position
	// Paths are the import paths that packages of the base have now, where the
	// comparison is of two folders that the caller knows to be one package.
	Paths map[string]string
	// Today is the day on which moves may have ended.
	Today time.Time
}

// Compare returns the changes that break users of base when now replaces it.
// Both must have passed [schema.Check]. The position of a finding is that of
// the change in now, or that in base if nothing is left of it. Its message and
// Related also name the position in base.
func Compare(base, now []*schema.Package, cfg Config) schema.Findings {
	c := newComparer(now, cfg)
	for _, p := range c.pairs(base, now) {
		c.packages(p.base, p.now)
	}
	c.found = append(c.found, Expired(now, c.Today)...)
	c.found.Sort()
	return c.found
}

// New returns the packages of now that Compare does not compare, since base has
// no records of the package.
func New(base, now []*schema.Package, cfg Config) (fresh []*schema.Package) {
	c := newComparer(now, cfg)
	compared := map[*schema.Package]bool{}
	for _, p := range c.pairs(base, now) {
		compared[p.now] = true
	}
	for _, n := range now {
		if len(n.Records) > 0 && !compared[n] {
			fresh = append(fresh, n)
		}
	}
	return fresh
}

// packagePair is a package of the base, and the current package that replaces
// it.
type packagePair struct{ base, now *schema.Package }

// pairs finds the current package for each package of the base, and reports
// packages that moved or are gone.
func (c *comparer) pairs(base, now []*schema.Package) (pairs []packagePair) {
	byPath, taken := map[string]*schema.Package{}, map[*schema.Package]bool{}
	for _, n := range now {
		byPath[major(n.Path)] = n
	}
	for _, b := range base {
		taken[byPath[c.path(b)]] = true
	}
	for _, b := range base {
		if len(b.Records) == 0 {
			continue
		}
		n := byPath[c.path(b)]
		if n == nil {
			n = c.moved(b, now, taken)
		}
		if n != nil {
			pairs = append(pairs, packagePair{b, n})
		}
	}
	return pairs
}

// comparer collects findings.
type comparer struct {
	Config
	all             []*schema.Package // the current packages
	aliases         []schema.Alias    // of all packages of now
	basePkg, nowPkg *schema.Package   // the packages being compared
	resolved        spelling          // of types of both
	found           schema.Findings
}

func newComparer(now []*schema.Package, cfg Config) *comparer {
	if cfg.At == nil {
		cfg.At = func(p token.Position) token.Position { return p }
	}
	c := &comparer{Config: cfg, all: now}
	for _, n := range now {
		c.aliases = append(c.aliases, n.Aliases...)
	}
	return c
}

// add adds a finding. In its message, {was} is the place in the base.
func (c *comparer) add(rule *schema.Rule, pos, was token.Position, format string, args ...any) {
	was = c.At(was)
	f := &schema.Finding{
		Pos: pos, Rule: rule, Severity: rule.Severity,
		Message: strings.ReplaceAll(fmt.Sprintf(format, args...), "{was}", was.String()),
	}
	if pos != was {
		f.Related = []schema.Related{{Pos: was, Message: "the base has this"}}
	}
	c.found = append(c.found, f)
}

// word is the word for an option in the source of the package.
func (c *comparer) word(option string) string { return c.nowPkg.Dialect().Word(option) }

var majorVersion = regexp.MustCompile(`/v[0-9]+(/|$)`)

// major is an import path without its major version.
func major(path string) string { return majorVersion.ReplaceAllString(path, "$1") }

// path is the import path that a package of the base should have now.
func (c *comparer) path(b *schema.Package) string {
	if now, ok := c.Paths[b.Path]; ok {
		return major(now)
	}
	return major(b.Path)
}

func find[T any](list []T, same func(T) bool) (found T) {
	if i := slices.IndexFunc(list, same); i >= 0 {
		return list[i]
	}
	return found
}

// moved finds a package of the base under another path, and reports that it
// moved, or that it is gone. The packages in taken already replace other
// packages.
func (c *comparer) moved(b *schema.Package, now []*schema.Package, taken map[*schema.Package]bool) *schema.Package {
	was := b.Records[0].Pos
	n := find(now, func(n *schema.Package) bool { return !taken[n] && n.Name == b.Name && inCommon(b, n) })
	if n == nil {
		c.add(PackageRemoved, c.At(was), was, "package %s is gone with all its records, and so are its keys and functions: restore it, deprecate its keys, and remove it in a later release", b.Path)
		return nil
	}
	taken[n] = true
	c.add(PackageMoved, n.Records[0].Pos, was, "package %s, at {was}, is now %s, which its callers do not import: move it back, or publish a new major version", b.Path, n.Path)
	return n
}

// packages compares a package of the base with the current one.
func (c *comparer) packages(b, n *schema.Package) {
	if b.Name != n.Name && len(n.Records) > 0 {
		c.add(PackageMoved, n.Records[0].Pos, b.Records[0].Pos, "package %s is called %s, and %s at {was}, so names in its callers do not resolve: keep the name", n.Path, n.Name, b.Name)
	}
	c.between(b, n)
	c.records()
	c.opens()
	c.otherNames()
}

// between sets the packages that are being compared.
func (c *comparer) between(b, n *schema.Package) {
	c.basePkg, c.nowPkg = b, n
	c.resolved = resolving(b, n, c.aliases)
}

// inCommon reports whether two packages have a record with the same name.
func inCommon(b, n *schema.Package) bool {
	return slices.ContainsFunc(b.Records, func(r *schema.Record) bool { return recordNamed(n, r.Name) != nil })
}

func recordNamed(p *schema.Package, name string) *schema.Record {
	return find(p.Records, func(r *schema.Record) bool { return r.Name == name })
}

// opens compares the namespaces of the package that take undeclared keys.
func (c *comparer) opens() {
	all := func(p *schema.Package) (opens []*schema.Open) {
		for _, r := range p.Records {
			opens = append(opens, r.Opens...)
		}
		return opens
	}
	seen := map[schema.Namespace]bool{}
	for _, b := range all(c.basePkg) {
		if seen[b.Namespace] {
			continue
		}
		seen[b.Namespace] = true
		n := find(all(c.nowPkg), func(n *schema.Open) bool { return n.Namespace == b.Namespace })
		if n == nil {
			pos := c.At(b.Pos)
			if len(c.nowPkg.Records) > 0 {
				pos = c.nowPkg.Records[0].Pos
			}
			c.add(NamespaceClosed, pos, b.Pos, "namespace %s was open at {was} and now rejects undeclared keys, which its callers record: open it again", b.Namespace)
			continue
		}
		subject := "an undeclared key of " + string(b.Namespace)
		for _, d := range schema.DiffOpen(b, n) {
			if d.Aspect == schema.AspectOverflow {
				c.overflow(subject, b.Overflow, n.Overflow, n.At("overflow"), b.At("overflow"))
				continue
			}
			c.bound(subject, c.word("maxbytes"), d, n.At("maxbytes"), b.At("maxbytes"))
		}
	}
}
