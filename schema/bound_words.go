package schema

// BoundWords say for people what bounds the strings, lists, maps and numbers of f
// have, and what becomes of strings that are longer.
func (f *Field) BoundWords() (all []string) {
	if f.Type.Sized() {
		limit := Count(f.ByteLimit(), "byte")
		if f.MaxLength > 0 {
			limit = Count(f.MaxLength, "character")
		}
		what := "are cut"
		if f.Overflow == Drop {
			what = "are not recorded"
		}
		all = append(all, limit+", longer strings "+what)
	}
	if f.MaxItems > 0 {
		all = append(all, Count(f.MaxItems, "item"))
	}
	for _, end := range []struct {
		words string
		value Number
	}{{"at least", f.Minimum}, {"above", f.Above}, {"at most", f.Maximum}, {"below", f.Below}} {
		if end.value != "" {
			all = append(all, end.words+" "+string(end.value))
		}
	}
	return all
}
