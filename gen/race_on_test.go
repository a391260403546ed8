//go:build race

package gen_test

// raceEnabled is set where allocations cannot be counted.
const raceEnabled = true
