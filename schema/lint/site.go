package lint

import (
	"cmp"
	"fmt"
	"go/token"
	"strings"

	"github.com/hhgen/hhgen/schema"
)

// site is one field of a record, or of an object within one, with its place.
type site struct {
	pkg    *schema.Package
	rec    *schema.Record
	top    *schema.Field // the record's field
	field  *schema.Field // top, or a member of an object within it
	path   string        // wire path within the namespace; "" for a namespace without keys
	own    bool          // a linted package declares the field
	listed bool          // the field is in the items of a list
}

// sitesOf lists the fields of packages, each before its members.
func sitesOf(pkgs []*schema.Package, linted map[string]bool) (sites []*site) {
	for _, p := range pkgs {
		for _, rec := range p.Records {
			for _, f := range rec.Fields {
				sites = appendSites(sites, site{pkg: p, rec: rec, top: f, field: f, own: linted[home(f, p.Path)]}, linted, p.Path)
			}
		}
	}
	return sites
}

// appendSites adds a field and its members. around is the package of the struct
// that declares the field.
func appendSites(sites []*site, s site, linted map[string]bool, around string) []*site {
	if s.field.Key != "" && !s.top.Namespace.SpanOnly() {
		s.path = strings.TrimPrefix(s.path+"."+s.field.Key, ".")
	}
	sites = append(sites, &s)
	object := s.field.Type.Leaf()
	for _, member := range object.Fields {
		m := s
		if s.field.Inline {
			m.path = "*" // the keys of a map are data
		}
		m.field, m.listed = member, s.listed || s.field.Type.Listed()
		where := home(member, cmp.Or(object.Go.Path, around))
		m.own = linted[where]
		sites = appendSites(sites, m, linted, where)
	}
	return sites
}

// home is the path of the package that declares a field: that of the innermost
// embedded struct, or of the enclosing struct.
func home(f *schema.Field, around string) string {
	if n := len(f.Via); n > 0 {
		return cmp.Or(f.Via[n-1].Go.Path, around)
	}
	return around
}

// at is the position for findings about an option of the field. If another
// package declares the field, it is the position at which this package embeds
// it.
func (s *site) at(option string) token.Position {
	switch {
	case s.own:
		return s.field.At(option)
	case len(s.top.Via) == 0:
		return s.top.Pos
	case s.top.Via[0].Pos.IsValid():
		return s.top.Via[0].Pos
	}
	return s.rec.Pos
}

// declared says where the field is declared, for messages; "" if s.at is that
// position.
func (s *site) declared() string {
	if s.own {
		return "here"
	}
	return "at " + s.field.Pos.String()
}

// keyed reports whether the field has a key that its author chose.
func (s *site) keyed() bool { return s.field.Key != "" && !s.top.Namespace.SpanOnly() }

// nested reports whether the field is in an object.
func (s *site) nested() bool { return s.field != s.top }

// attribute is the namespace and the path, as event data has them.
func (s *site) attribute() string { return string(s.top.Namespace) + "." + s.path }

func (s *site) String() string {
	if s.path == "" {
		return string(s.top.Namespace)
	}
	return fmt.Sprintf("key %q of %s", s.path, s.top.Namespace)
}

// rename words the fix that gives the field another key.
func (s *site) rename(key string) string {
	return s.pkg.Dialect().Rename(key)
}
