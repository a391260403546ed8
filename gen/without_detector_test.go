package gen_test

import "testing"

// withoutDetector skips a test that takes long and starts no goroutine where the race
// detector would make it take several times as long.
func withoutDetector(t *testing.T) {
	t.Helper()
	if raceEnabled {
		t.Skip("there is nothing for the race detector to look at")
	}
}
