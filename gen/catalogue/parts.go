package catalogue

import (
	"html/template"
	"runtime"
	"slices"
	"strings"

	"golang.org/x/sync/errgroup"
)

// inParts writes each of many entries, several at the same time, and returns them in
// their order.
func inParts[T any](all []T, write func(*markup, T)) (template.HTML, error) {
	chunks := slices.Collect(slices.Chunk(all, 64))
	parts := make([]markup, len(chunks))
	var g errgroup.Group
	g.SetLimit(runtime.GOMAXPROCS(0))
	for i, chunk := range chunks {
		g.Go(func() error {
			for _, one := range chunk {
				write(&parts[i], one)
			}
			return parts[i].err
		})
	}
	err := g.Wait()
	var b strings.Builder
	for i := range parts {
		b.WriteString(parts[i].String())
	}
	return template.HTML(b.String()), err //nolint:gosec // markup escapes what is of a schema
}
