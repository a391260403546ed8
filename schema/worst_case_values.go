package schema

// WorstCaseValue is the most bytes that the values of a record's field hold
// together, without their keys.
func (f *Field) WorstCaseValue() int { return f.values(f.Type) }

// LargestValue is the most bytes of one value of a field, which is what a limit for
// fields is about. The members of an object and of a map have keys of their own, and
// each is a value. The items of a list are one value together, since nobody reads,
// filters or charts one of them.
func (f *Field) LargestValue() int { return f.largest(f.Type) }

func (f *Field) largest(t *Type) (most int) {
	switch t.Kind {
	case KindObject:
		for _, member := range t.Fields {
			most = max(most, member.LargestValue())
		}
		return most
	case KindMap:
		return f.largest(t.Elem)
	case KindJSON, KindAny, KindAnyMap:
		return f.ByteLimit() // of which any number may be a list, or none
	}
	return f.values(t)
}

// values is the most bytes of the values of type t.
func (f *Field) values(t *Type) int {
	switch t.Kind {
	case KindObject:
		sum := 0
		for _, member := range t.Fields {
			sum = saturate(sum, member.values(member.Type))
		}
		return sum
	case KindArray:
		return scaled(f.values(t.Elem), t.Len)
	case KindList, KindMap:
		return scaled(f.values(t.Elem), f.MaxItems)
	case KindJSON, KindAny, KindAnyMap:
		return scaled(f.ByteLimit(), f.MaxItems)
	}
	return f.valueBytes(t)
}

// Accepted reports whether the schema says that values of a field may be over a
// limit for fields: by large at the field, or at what its items consist of.
func (f *Field) Accepted() bool {
	if f.Large {
		return true
	}
	for _, member := range f.Type.Leaf().Fields {
		if member.Accepted() {
			return true
		}
	}
	return false
}
