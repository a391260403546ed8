package schema

import (
	"slices"
	"strconv"
	"strings"

	"github.com/hhgen/hhgen/schema/words"
)

// UsualItems is the bound of items that fixes and examples set. It is a small number,
// since each item may become an attribute.
const UsualItems = 16

// offer offers to give options of a field a value.
func (c *checker) offer(e *Finding, safe bool, f *Field, options ...Option) {
	said := make([]string, len(options))
	for i, o := range options {
		said[i] = c.dialect.Word(o.Name)
		if o.Name == "maxitems" {
			said[i] = c.dialect.Items(f)
		}
		switch {
		case o.Value == "":
		case c.dialect.tags():
			said[i] += "=" + o.Value
		default:
			said[i] += " " + o.Value
		}
	}
	e.Offer(safe, "set "+strings.Join(said, " and "), f.Set(options...))
}

// writtenKeys are the keys of a package as they are written, by namespace, path and
// what the key would be in snake_case; "" where several are the same there.
func writtenKeys(p *Package) map[string]string {
	written := map[string]string{}
	for _, r := range p.Records {
		for _, f := range r.Fields {
			f.writtenKeys(written, string(f.Namespace), 0)
		}
	}
	return written
}

func (f *Field) writtenKeys(written map[string]string, path string, depth int) {
	if f.Key != "" {
		bare := path + "." + withoutPunctuation.Replace(snakeCase(f.Key))
		if key, ok := written[bare]; ok && key != f.Key {
			written[bare] = ""
		} else if !ok {
			written[bare] = f.Key
		}
		path += "." + f.Key
	}
	if depth > MaxObjects || f.Type == nil {
		return
	}
	for _, member := range f.Type.Leaf().Fields {
		member.writtenKeys(written, path, depth+1)
	}
}

// fixKey offers the key in snake_case, if no other key of the package is the same in
// it. Nothing has been recorded under the key, since hhgen rejects it.
func (c *checker) fixKey(e *Finding, f *Field, at level) {
	better := snakeCase(f.Key)
	path := strings.TrimSuffix(string(at.namespace)+"."+at.path, ".")
	if ValidKey(better) && c.written[path+"."+withoutPunctuation.Replace(better)] == f.Key {
		c.offer(e, true, f, Option{"key", better})
	}
}

// snakeCase is a key with its words as keys have them.
func snakeCase(key string) string { return KeyFor(otherSeparators.Replace(key)) }

var otherSeparators = strings.NewReplacer("-", "_", " ", "_", ".", "_", "/", "_", ":", "_")

// fixUnused offers to remove an option. It may stand for something that its author
// wants, unless it asks for what is so anyway.
func (c *checker) fixUnused(e *Finding, f *Field, option string) {
	safe := option == "large" || option == "omitzero" && (f.Type.Optional || f.Type.Kind.AbsentNil()) ||
		option == "overflow" && f.Type.Leaf().Enum != nil
	e.Offer(safe, "remove "+c.dialect.Word(option), f.Remove(option))
}

// fixBytes offers what makes a bound in bytes one that is permitted.
func (c *checker) fixBytes(e *Finding, f *Field) {
	if f.MaxBytes <= LargeMaxBytes {
		c.offer(e, false, f, Option{"large", ""})
	}
	limit := LargeMaxBytes
	if !f.Large {
		limit = DefaultMaxBytes
	}
	if f.bytesOption() == "maxlength" {
		c.offer(e, false, f, Option{"maxlength", strconv.Itoa(limit / MaxRuneBytes)})
		return
	}
	c.offer(e, false, f, Option{"maxbytes", strconv.Itoa(limit)})
}

// fixEnumBound offers a bound that all values of an enum fit.
func (c *checker) fixEnumBound(e *Finding, f *Field) {
	longest := 0
	for _, m := range f.Type.Leaf().Enum {
		longest = max(longest, len(m.Value))
	}
	if f.bytesOption() == "maxbytes" && longest <= DefaultMaxBytes {
		c.offer(e, false, f, Option{"maxbytes", strconv.Itoa(longest)})
	}
}

// fixUnit offers the unit that the key of a duration names, or else milliseconds and
// seconds, with a key that names them.
func (c *checker) fixUnit(e *Finding, f *Field) {
	if parts := KeyWords(f.Key); len(parts) > 1 {
		if unit, ok := unitCalled(parts[len(parts)-1]); ok {
			c.offer(e, true, f, Option{"unit", unit})
			return
		}
	}
	for _, unit := range []string{"ms", "s"} {
		if c.dialect.Property {
			c.offer(e, false, f, Option{"unit", unit})
			continue
		}
		c.offer(e, false, f, Option{"key", f.Key + "_" + unit}, Option{"unit", unit})
	}
}

// unitCalled finds the unit of durations that a word stands for, as a unit or at the
// end of a key.
func unitCalled(word string) (name string, ok bool) {
	name = words.UnitName(word)
	for unit, ends := range words.UnitFamilies["time"] {
		if slices.Contains(ends, strings.ToLower(word)) {
			name = unit
		}
	}
	_, ok = UnitOfDuration(name)
	return name, ok
}
