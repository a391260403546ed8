// Package gocode sees the keys of attributes that Go code records by hand, for
// package adopt: their types, values, units and places, and what is recorded
// together.
//
//	ctx, span := tracer.Start(ctx, "pay")
//	span.SetAttributes(attribute.String("honeyhive_user_properties.plan", plan))
//	set(span, "honeyhive_metadata.region", "eu") // func set(span trace.Span, key, value string)
//
// are two keys of the group "pay". Keys and values are followed through constants,
// variables that are set once, and parameters of functions, as far as the packages
// that are read go.
package gocode

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"go/ast"
	"path/filepath"
	"slices"
	"strings"

	"golang.org/x/tools/go/ast/inspector"
	"golang.org/x/tools/go/packages"

	"github.com/hhgen/hhgen/internal/raw"
	"github.com/hhgen/hhgen/schema"
	"github.com/hhgen/hhgen/schema/adopt"
)

// Config says what is read.
type Config struct {
	Dir      string   // where patterns are resolved; "" for the working directory
	Patterns []string // as for the go command
	Env      []string // of the go command; nil for that of the process
	Context  context.Context

	// Prefixes are beginnings of keys that are adopted, beside those of enrichments,
	// and the namespaces that they become.
	Prefixes []Prefix
}

// Prefix is how keys begin that belong into a namespace.
type Prefix struct {
	Text      string
	Namespace schema.Namespace
}

// Found is what was seen.
type Found struct {
	adopt.Input
	Notes      []adopt.Note
	Packages   int // that record keys by hand
	Attributes int // places that record one
	renamed    map[*adopt.Key]string
}

// Renamed is the present key of one that gets another by a prefix; "" for others.
func (f *Found) Renamed(k *adopt.Key) string { return f.renamed[k] }

// Find reads packages.
func Find(cfg Config) (*Found, error) {
	pkgs, err := packages.Load(&packages.Config{
		Mode: packages.LoadSyntax | packages.NeedModule, Dir: cfg.Dir, Env: cfg.Env, Context: cfg.Context,
	}, cfg.Patterns...)
	if err != nil {
		return nil, err
	}
	base, err := filepath.Abs(cfg.Dir)
	if err != nil {
		return nil, err
	}
	if err := broken(pkgs, base); err != nil {
		return nil, err
	}
	slices.SortFunc(pkgs, func(a, b *packages.Package) int { return strings.Compare(a.PkgPath, b.PkgPath) })
	p := newProgram(pkgs, base)
	f := newFinder(p, cfg.Prefixes)
	for _, c := range p.codes {
		for key := range c.Keys(c.root) {
			f.key(c, key)
		}
		f.constants(c)
	}
	return f.found(), nil
}

// broken are the errors of packages, of which nothing certain can be said.
func broken(pkgs []*packages.Package, base string) error {
	var placed, others []string
	packages.Visit(pkgs, nil, func(p *packages.Package) {
		for _, e := range p.Errors {
			at := schema.ParsePosition(e.Pos)
			if !at.IsValid() { // the go command's, which the type checker has, too
				others = append(others, e.Msg)
				continue
			}
			if rel, err := filepath.Rel(base, at.Filename); err == nil && filepath.IsAbs(at.Filename) {
				at.Filename = filepath.ToSlash(rel)
			}
			if line := at.String() + ": " + e.Msg; !slices.Contains(placed, line) {
				placed = append(placed, line)
			}
		}
	})
	lines := placed
	if lines == nil {
		lines = others
	}
	if len(lines) == 0 {
		return nil
	}
	const most = 10
	if len(lines) > most {
		lines = append(lines[:most], fmt.Sprintf("and %d more", len(lines)-most))
	}
	return errors.New("the packages do not compile, so nobody knows what they record: mend this first\n" + strings.Join(lines, "\n"))
}

// finder collects what the sites of attributes say.
type finder struct {
	*program
	prefixes []Prefix
	keys     map[string]*seen // by attribute
	groups   map[string]*group
	sets     map[ast.Node][]*seen
	order    []ast.Node // of sets
	notes    []adopt.Note
	sites    int
	packages map[*code]bool
}

func newFinder(p *program, prefixes []Prefix) *finder {
	return &finder{
		program: p, prefixes: prefixes,
		keys: map[string]*seen{}, groups: map[string]*group{}, sets: map[ast.Node][]*seen{}, packages: map[*code]bool{},
	}
}

// site is a place that records an attribute.
type site struct {
	*code            // of the parts
	parts raw.Parts  // Value is nil if nobody knows it
	env   bindings   // of parameters on the way
	made  place      // of the attribute
	at    place      // the same, or of the call that gives the key
	calls []ast.Node // on the way, which end recursion
}

// key looks at a key that is written.
func (f *finder) key(c *code, key raw.Key) {
	e, ok := key.Attribute.Node().(ast.Expr)
	if !ok { // kv.Key = "honeyhive_...", or const key attribute.Key = ...
		if _, assigned := key.Attribute.Node().(*ast.AssignStmt); assigned {
			f.expand(newSite(c, raw.Parts{Key: key.Expr}, key.Attribute))
		}
		return
	}
	parts, ok := c.Parts(e)
	if !ok {
		if _, once := c.holder(key.Attribute); once {
			return // a name for the key, whose uses are found
		}
		parts = raw.Parts{Key: key.Expr}
	}
	f.expand(newSite(c, parts, key.Attribute))
}

func newSite(c *code, parts raw.Parts, attribute inspector.Cursor) *site {
	at := place{c, attribute}
	return &site{code: c, parts: parts, made: at, at: at}
}

// constants looks at attributes whose keys are names of type attribute.Key:
// planKey.String(plan).
func (f *finder) constants(c *code) {
	for key := range c.Named(c.root) {
		if parts, ok := c.Parts(key.Attribute.Node().(ast.Expr)); ok {
			f.expand(newSite(c, parts, key.Attribute))
		}
	}
}

// expand follows the key of a site to the calls that give it.
func (f *finder) expand(s *site) {
	k := f.text(s.code, s.parts.Key, s.env)
	switch {
	case k.open != nil:
		f.callers(s, k)
	case k.dynamic:
		f.dynamic(s, k.text)
	default:
		f.see(s, k.text)
	}
}

// mostCalls is how many calls are followed one through the other.
const mostCalls = 6

// callers follows the calls of the function whose parameter is a part of the key.
func (f *finder) callers(s *site, k text) {
	p := f.params[k.open]
	calls := f.calls[p.function]
	if len(calls) == 0 || len(s.calls) == mostCalls {
		f.dynamic(s, k.text)
		return
	}
	for _, c := range calls {
		call := c.cur.Node().(*ast.CallExpr)
		if slices.Contains(s.calls, ast.Node(call)) || c.code.Ignored(call.Pos()) {
			continue
		}
		env, ok := f.bind(s.env, p.function, c.code, call)
		if !ok {
			f.dynamic(&site{code: s.code, at: c}, k.text)
			continue
		}
		f.expand(&site{code: s.code, parts: s.parts, env: env, made: s.made, at: c, calls: append(slices.Clip(s.calls), call)})
	}
}

// attribute is the namespace and the path of a key; ok is false if nobody adopts it.
func (f *finder) attribute(key string) (of schema.Namespace, path string, renamed, ok bool) {
	if rest, own := strings.CutPrefix(key, schema.AttributePrefix); own {
		n, path, _ := strings.Cut(rest, ".")
		return schema.Namespace(n), path, false, n != "event_type"
	}
	for _, p := range f.prefixes {
		if rest, has := strings.CutPrefix(key, p.Text); has {
			return p.Namespace, rest, true, true
		}
	}
	return "", "", false, false
}

// adopts reports whether a key that begins with text may be adopted.
func (f *finder) adopts(begins string) bool {
	for _, p := range append([]Prefix{{Text: schema.AttributePrefix}}, f.prefixes...) {
		if strings.HasPrefix(begins, p.Text) || begins != "" && strings.HasPrefix(p.Text, begins) {
			return true
		}
	}
	return false
}

// dynamic notes a key that is made at run time.
func (f *finder) dynamic(s *site, begins string) {
	if !f.adopts(begins) {
		return
	}
	f.notes = append(f.notes, adopt.Note{
		Key: begins + "*", Seen: []string{s.at.String()}, Lost: true,
		Text: "the key is made at run time: declare a map, or a field for each key, by hand",
	})
}

// see adds what a site says of a key.
func (f *finder) see(s *site, key string) {
	of, path, renamed, ok := f.attribute(key)
	if !ok {
		return
	}
	for _, at := range []place{s.made, s.at} {
		if what := at.elsewhere(); what != "" {
			f.notes = append(f.notes, adopt.Note{
				Key: key, Seen: []string{s.at.String()},
				Text: "it is an attribute of " + what + " here, and records are for spans: leave it, or record it on the span",
			})
			return
		}
	}
	f.packages[s.at.code] = true
	f.sites++
	is := adopt.Key{Namespace: of, Path: path}
	id := is.Attribute()
	k := f.keys[id]
	if k == nil {
		k = &seen{Key: is, present: key, renamed: renamed}
		f.keys[id] = k
	}
	k.add(f, s)
	f.group(s, k)
	list := s.at.list()
	if !slices.Contains(f.order, list) {
		f.order = append(f.order, list)
	}
	f.sets[list] = append(f.sets[list], k)
}

// found is what was collected, in an order that does not depend on that of the code.
func (f *finder) found() *Found {
	out := &Found{Notes: f.notes, Packages: len(f.packages), Attributes: f.sites, renamed: map[*adopt.Key]string{}}
	for _, id := range sortedKeys(f.keys) {
		k := f.keys[id]
		if note := k.finish(); note != nil {
			out.Notes = append(out.Notes, *note)
		}
		if k.renamed {
			out.renamed[&k.Key] = k.present
		}
	}
	for _, name := range sortedKeys(f.groups) {
		if g := f.groups[name].finish(); len(g.Keys) > 0 {
			out.Groups = append(out.Groups, g)
		}
	}
	for _, list := range f.order {
		var set []*adopt.Key
		for _, k := range f.sets[list] {
			if !k.unknown {
				set = append(set, &k.Key)
			}
		}
		out.Sets = append(out.Sets, set)
	}
	for i, n := range out.Notes {
		out.Notes[i].Lost = n.Lost || n.Key != "" && f.keys[n.Key] == nil
	}
	slices.SortStableFunc(out.Notes, func(a, b adopt.Note) int { return cmp.Compare(a.Key, b.Key) })
	return out
}

// relative is a file as seen from the folder of messages.
func (p *program) relative(name string) string {
	if rel, err := filepath.Rel(p.base, name); err == nil {
		return filepath.ToSlash(rel)
	}
	return name
}
