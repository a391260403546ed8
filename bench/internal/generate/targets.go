package generate

import "github.com/hhgen/hhgen/bench/internal/measure"

// figure is a figure of a command in a state.
type figure struct {
	packages int
	table    int
	command  string
}

// ratio compares two figures; ok is false if one was not measured.
func (s *session) ratio(a, b figure, value func(measure.Sample) float64) (r float64, ok bool) {
	x, okX := s.medians[key(a.packages, s.tables[a.table].Title, a.command)]
	y, okY := s.medians[key(b.packages, s.tables[b.table].Title, b.command)]
	if !okX || !okY || value(y) == 0 {
		return 0, false
	}
	return value(x) / value(y), true
}

func wall(s measure.Sample) float64   { return float64(s.Wall) }
func memory(s measure.Sample) float64 { return float64(s.Memory) }

// targets are the promises that were measured.
func (s *session) targets() (list []measure.Target) {
	for _, t := range []struct {
		what  string
		most  float64
		a, b  figure
		value func(measure.Sample) float64
		scale float64 // of the ratio; 0 is 1
	}{
		{"100 packages, nothing generated yet, against packages.Load", 3, figure{100, nothingYet, hhgen}, figure{100, nothingYet, load}, wall, 0},
		{"the same, against packages.Load of the packages with their outputs", 1.2, figure{100, nothingYet, hhgen}, figure{100, upToDate, load}, wall, 0},
		{"100 packages, every schema edited, against packages.Load", 1.6, figure{100, everyEdit, hhgen}, figure{100, everyEdit, load}, wall, 0},
		{"100 packages, nothing changed, against packages.Load", 0.2, figure{100, upToDate, hhgen}, figure{100, upToDate, load}, wall, 0},
		{"one JSON Schema file, against go-jsonschema", 1.2, figure{1, jsonSchema, hhgen}, figure{1, jsonSchema, peer}, wall, 0},
		{"one package, nothing changed, against `go list`", 1.3, figure{1, upToDate, hhgen}, figure{1, upToDate, goList}, wall, 0},
		{"one package, one schema edited, against `go list`", 0.8, figure{1, upToDate, oneEdit}, figure{1, upToDate, goList}, wall, 0},
		{"100 packages, one schema edited, against `go list`", 0.8, figure{100, upToDate, oneEdit}, figure{100, upToDate, goList}, wall, 0},
		{"100 packages, `go generate` with nothing changed, against stringer", 0.15, figure{100, perPackage, ourLines}, figure{100, perPackage, theirLines}, wall, 0},
		{"one package, nothing generated yet, against `go list`", 1.3, figure{1, nothingYet, hhgen}, figure{1, nothingYet, goList}, wall, 0},
		{"from 100 to 1,000 packages, time for each", 1, figure{1000, nothingYet, hhgen}, figure{100, nothingYet, hhgen}, wall, 0.1},
		{"peak memory, 100 packages, nothing generated yet, against packages.Load", 2, figure{100, nothingYet, hhgen}, figure{100, nothingYet, load}, memory, 0},
		{"peak memory, 100 packages, `--no-cache`, up to date, against packages.Load", 1.3, figure{100, upToDate, noCache}, figure{100, upToDate, load}, memory, 0},
	} {
		r, ok := s.ratio(t.a, t.b, t.value)
		if !ok {
			continue
		}
		if t.scale != 0 {
			r *= t.scale
		}
		list = append(list, measure.Target{What: t.what, Most: t.most, Measured: r})
	}
	return list
}
