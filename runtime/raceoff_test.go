//go:build !race

package hh_test

const raceDetector = false
