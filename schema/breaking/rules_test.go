package breaking_test

import (
	"testing"

	"github.com/hhgen/hhgen/schema/breaking"
)

// Each rule says whom it concerns, and shows a change.
func TestRulesAreComplete(t *testing.T) {
	for _, r := range breaking.Rules {
		for what, text := range map[string]string{"before": r.Before, "after": r.After, "category": r.Category} {
			if text == "" {
				t.Errorf("rule %s has no %s", r.ID, what)
			}
		}
	}
}
