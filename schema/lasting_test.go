package schema_test

import (
	"go/token"
	"testing"

	"github.com/hhgen/hhgen/schema"
)

func TestLastingMessage(t *testing.T) {
	for message, want := range map[string]string{
		`key "a" of metrics is at chat/chat.go:5:2 too`:                  `key "a" of metrics is at chat.go too`,
		`key "a" is at ../modules/example.com/d@v1.1.0/d.go:5:2: rename`: `key "a" is at d.go: rename`,
		`is at a.go:5, and at C:\src\b.go:7:12`:                          `is at a.go, and at C:b.go`,
		`is at my folder/é.go:5:2`:                                       `is at é.go`,
		`at main:chat/chat.go:12:3 it was a string`:                      `at main:chat.go it was a string`,
		`takes at least 0 and at most 1, so 93 would not be recorded`:    `takes at least 0 and at most 1, so 93 would not be recorded`,
		`did you mean "metadata"?`:                                       `did you mean "metadata"?`,
		"":                                                               "",
	} {
		f := &schema.Finding{Message: message, Related: []schema.Related{{Pos: token.Position{Filename: "my folder/é.go", Line: 5, Column: 2}}, {}}}
		if got := f.LastingMessage(); got != want {
			t.Errorf("%q: got %q, want %q", message, got, want)
		}
	}
}
