package gen_test

import (
	"slices"
	"testing"

	"github.com/hhgen/hhgen/testdata/turn"
)

// Neither a loop over the values of an enum nor finding one of them allocates.
func TestAllocationsOfEnums(t *testing.T) {
	if raceEnabled {
		t.Skip("the race detector allocates")
	}
	text, found := string(turn.PlanPremium), 0
	got := testing.AllocsPerRun(100, func() {
		for _, plan := range turn.PlanValues() {
			if p, ok := turn.ParsePlan(string(plan)); ok && p == plan {
				found++
			}
		}
		if slices.Contains(turn.PlanValues(), turn.Plan(text)) {
			found++
		}
	})
	if got != 0 || found == 0 {
		t.Errorf("%v allocations, want 0; %d found", got, found)
	}
}
