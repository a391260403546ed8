package budget

import (
	"slices"
	"strings"

	"github.com/hhgen/hhgen/schema"
)

// Record is the worst case of one record.
type Record struct {
	Name       string  `json:"name"` // package path and Go name, as "example.com/app/chat.Turn"
	Attributes int     `json:"attributes"`
	Bytes      int     `json:"bytes"`
	Fields     []Field `json:"fields"` // in the order of their declaration
}

// Field is the worst case of one field of a record.
type Field struct {
	Key        string   `json:"key"` // with its namespace; "*" stands for keys that are known only at run time
	Type       string   `json:"type"`
	Attributes int      `json:"attributes"`
	ValueBytes int      `json:"valueBytes"` // of its values
	Bytes      int      `json:"bytes"`      // of its values and their keys
	Bound      []Origin `json:"bound"`      // where the bounds of all its values come from
	Largest    int      `json:"largest"`    // bytes of one value, which the limit of fields is about
	Large      bool     `json:"large"`      // the schema permits values over that limit
}

// Origin is where a bound comes from.
type Origin string

// The origins, in the order in which they are listed.
const (
	Declared  Origin = "declared" // maxbytes, maxLength or maxitems
	ByDefault Origin = "default"  // 1024 bytes, since nothing was declared
	ByEnum    Origin = "enum"     // the longest member
	ByType    Origin = "type"     // all values of the type are that long
)

var origins = []Origin{Declared, ByDefault, ByEnum, ByType}

// Of returns the worst cases of the records of packages, in their order.
func Of(pkgs []*schema.Package) []Record {
	records := []Record{}
	for _, p := range pkgs {
		for _, r := range p.Records {
			size := r.WorstCase()
			row := Record{Name: p.Path + "." + r.Name, Attributes: size.Attributes, Bytes: size.Bytes, Fields: []Field{}}
			for _, f := range r.Fields {
				row.Fields = append(row.Fields, fieldOf(f))
			}
			records = append(records, row)
		}
	}
	return records
}

func fieldOf(f *schema.Field) Field {
	size := f.WorstCase()
	return Field{
		Key: f.Path(), Type: f.Type.Summary(),
		Attributes: size.Attributes, ValueBytes: f.WorstCaseValue(), Bytes: size.Bytes,
		Bound: sorted(originsOf(f, f.Type)), Largest: f.LargestValue(), Large: f.Accepted(),
	}
}

// originsOf returns where the bounds of a value of type t in field f come from.
func originsOf(f *schema.Field, t *schema.Type) []Origin {
	switch t.Kind {
	case schema.KindObject:
		var all []Origin
		for _, member := range t.Fields {
			all = append(all, originsOf(member, member.Type)...)
		}
		return all
	case schema.KindList, schema.KindMap:
		return append(originsOf(f, t.Elem), Declared)
	case schema.KindArray:
		return append(originsOf(f, t.Elem), ByType)
	case schema.KindJSON, schema.KindAny, schema.KindAnyMap:
		return []Origin{Declared, stringOrigin(f)}
	}
	switch {
	case t.Enum != nil && t.Kind.Text():
		return []Origin{ByEnum}
	case !t.Kind.Sized():
		return []Origin{ByType}
	}
	return []Origin{stringOrigin(f)}
}

// stringOrigin returns where the bound of f's strings comes from.
func stringOrigin(f *schema.Field) Origin {
	if f.MaxBytes > 0 {
		return Declared
	}
	return ByDefault
}

// sorted are the origins in some, each once, in the order of the list.
func sorted(some []Origin) []Origin {
	all := []Origin{}
	for _, o := range origins {
		if slices.Contains(some, o) {
			all = append(all, o)
		}
	}
	return all
}

// bounds lists the origins of a field, and says whether it is large.
func (f Field) bounds() string {
	words := make([]string, len(f.Bound))
	for i, o := range f.Bound {
		words[i] = string(o)
	}
	if f.Large {
		words = append(words, "large")
	}
	return strings.Join(words, ", ")
}
