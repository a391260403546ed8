package schema

import "testing"

func TestWorstCaseValue(t *testing.T) {
	str, number := &Type{Kind: KindString}, &Type{Kind: KindInt}
	object := &Type{Kind: KindObject, Fields: []*Field{{Key: "a", Type: str, MaxBytes: 5}, {Key: "b", Type: number}}}
	for _, c := range []struct {
		name string
		f    Field
		want int // of all values
		one  int // of one
	}{
		{"default bound", Field{Key: "long_key", Type: str}, DefaultMaxBytes, DefaultMaxBytes},
		{"number", Field{Type: number}, numberBytes, numberBytes},
		{"object", Field{Type: object}, 5 + numberBytes, numberBytes},
		{"list of objects", Field{Type: &Type{Kind: KindList, Elem: object}, MaxItems: 3}, 3 * (5 + numberBytes), 3 * (5 + numberBytes)},
		{"array", Field{Type: &Type{Kind: KindArray, Len: 4, Elem: str}, MaxBytes: 2}, 8, 8},
		{"map", Field{Type: &Type{Kind: KindMap, Elem: str}, MaxItems: 2, MaxBytes: 16}, 32, 16},
		{"map of lists", Field{Type: &Type{Kind: KindMap, Elem: &Type{Kind: KindList, Elem: str}}, MaxItems: 2, MaxBytes: 16}, 64, 32},
		{"dynamic", Field{Type: &Type{Kind: KindJSON}, MaxItems: 4, MaxBytes: 7}, 28, 7},
	} {
		if got := c.f.WorstCaseValue(); got != c.want {
			t.Errorf("%s: %d, want %d", c.name, got, c.want)
		}
		if got := c.f.LargestValue(); got != c.one {
			t.Errorf("%s: one value %d, want %d", c.name, got, c.one)
		}
	}
}
