package gen

import (
	_ "embed"
	"os"
)

// enricherText is the Enricher with its methods, and the functions that do the same.
// It is the same in all files, but for the names of parameters, variables and
// packages, which follow a $.
//
//go:embed enricher.txt
var enricherText string

// packages of the names that enricherText has for them.
var packagesOfEnricher = map[string]string{"hh": hhPath, "hhimpl": implPath, "attribute": attributePath, "context": "context"}

// emitEnricher emits the functions that services call.
func (g *generator) emitEnricher() {
	usual := true
	text := os.Expand(enricherText, func(name string) string {
		other := g.names.local(name)
		if path := packagesOfEnricher[name]; path != "" {
			other = g.packageName(path)
		}
		usual = usual && other == name
		return other
	})
	if usual {
		g.emit(text)
		return
	}
	g.emitFormatted(text) // longer names may not fit into one line
	g.blank()
}
