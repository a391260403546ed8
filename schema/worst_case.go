package schema

import "math"

// Size is a worst case: the most attributes that are recorded, and the bytes of
// their keys and values.
type Size struct {
	Attributes int
	Bytes      int
}

// WorstCase is the worst case of the whole record.
func (r *Record) WorstCase() Size {
	var s Size
	for _, f := range r.Fields {
		s = s.plus(f.WorstCase())
	}
	return s
}

// WorstCase is the worst case of a record's field, under each of its keys.
func (f *Field) WorstCase() (s Size) {
	for _, f := range f.Written() {
		key := f.Key
		if f.Inline {
			key = ""
		}
		s = s.plus(f.size(f.Type, len(f.Namespace.Attribute(key))))
	}
	return s
}

// size is the worst case of a value of type t whose key has path bytes.
func (f *Field) size(t *Type, path int) Size {
	switch t.Kind {
	case KindObject:
		var s Size
		for _, member := range t.Fields {
			for _, member := range member.Written() {
				s = s.plus(member.size(member.Type, path+1+len(member.Key)))
			}
		}
		return s
	case KindList, KindArray:
		n := t.Len
		if t.Kind == KindList {
			n = f.MaxItems
		}
		return f.size(t.Elem, path+1+digits(n-1)).times(n)
	case KindMap:
		return f.size(t.Elem, path+1+MaxMapKeyBytes).times(f.MaxItems)
	case KindJSON, KindAny, KindAnyMap:
		return Size{1, path + 1 + MaxMapKeyBytes + f.ByteLimit()}.times(f.MaxItems)
	}
	return Size{1, path + f.valueBytes(t)}
}

// valueBytes is the longest value of a type that is one attribute.
func (f *Field) valueBytes(t *Type) int {
	if n := kindFacts[t.Kind].bytes; n > 0 {
		return n
	}
	if t.Enum == nil {
		return f.ByteLimit()
	}
	longest := 0
	for _, m := range t.Enum {
		longest = max(longest, len(m.Value))
	}
	return longest
}

func digits(n int) int {
	d := 1
	for ; n > 9; n /= 10 {
		d++
	}
	return d
}

// plus adds, and stays at the largest int instead of wrapping.
func (s Size) plus(o Size) Size {
	return Size{saturate(s.Attributes, o.Attributes), saturate(s.Bytes, o.Bytes)}
}

func saturate(a, b int) int {
	if a > math.MaxInt-b {
		return math.MaxInt
	}
	return a + b
}

// times multiplies, and stays at the largest int instead of wrapping.
func (s Size) times(n int) Size { return Size{scaled(s.Attributes, n), scaled(s.Bytes, n)} }

func scaled(a, n int) int {
	if n > 0 && a > math.MaxInt/n {
		return math.MaxInt
	}
	return a * max(n, 0)
}
