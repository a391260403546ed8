package schema

import (
	"slices"
	"strings"
	"time"
)

// DurationUnit is a unit that a duration can be recorded in.
type DurationUnit struct {
	Name   string // as schemas write it
	Length time.Duration
	GoName string   // constant of package time
	Words  []string // that stand for it in keys, and in units that are misspelt
}

// DurationUnits are the units of durations, the shortest first.
var DurationUnits = []DurationUnit{
	{"ns", time.Nanosecond, "Nanosecond", []string{"nanos", "nanosecond", "nanoseconds"}},
	{"us", time.Microsecond, "Microsecond", []string{"micros", "microsecond", "microseconds", "µs"}},
	{"ms", time.Millisecond, "Millisecond", []string{"millis", "millisecond", "milliseconds", "msec", "msecs"}},
	{"s", time.Second, "Second", []string{"sec", "secs", "second", "seconds"}},
	{"min", time.Minute, "Minute", []string{"mins", "minute", "minutes"}},
	{"h", time.Hour, "Hour", []string{"hr", "hrs", "hour", "hours"}},
}

// UnitOfDuration finds a unit of durations by its name.
func UnitOfDuration(name string) (u DurationUnit, ok bool) {
	i := slices.IndexFunc(DurationUnits, func(u DurationUnit) bool { return u.Name == name })
	if i < 0 {
		return DurationUnit{}, false
	}
	return DurationUnits[i], true
}

// durationUnitNames lists the units of durations for messages.
func durationUnitNames() string {
	names := make([]string, len(DurationUnits))
	for i, u := range DurationUnits {
		names[i] = u.Name
	}
	return strings.Join(names, ", ")
}
