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
	GoName string // constant of package time
}

// DurationUnits are the units of durations, the shortest first.
var DurationUnits = []DurationUnit{
	{"ns", time.Nanosecond, "Nanosecond"},
	{"us", time.Microsecond, "Microsecond"},
	{"ms", time.Millisecond, "Millisecond"},
	{"s", time.Second, "Second"},
	{"min", time.Minute, "Minute"},
	{"h", time.Hour, "Hour"},
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
