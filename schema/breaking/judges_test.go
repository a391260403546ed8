package breaking

import (
	"testing"

	"github.com/hhgen/hhgen/schema"
)

// Each aspect in which fields differ has a judge.
func TestJudges(t *testing.T) {
	for a := schema.AspectType; a <= schema.AspectPresence; a++ {
		if judges[a] == nil {
			t.Errorf("no judge for aspect %d", a)
		}
	}
}
