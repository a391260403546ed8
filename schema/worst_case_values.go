package schema

// WorstCaseValue is the most bytes that the values of a record's field hold,
// without their keys: what a limit for one field is about.
func (f *Field) WorstCaseValue() int { return f.values(f.Type) }

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
