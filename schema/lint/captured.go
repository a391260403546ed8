package lint

import (
	_ "embed"
	"strings"

	"github.com/hhgen/hhgen/schema"
)

// capturedData are the keys that HoneyHive's ingestion writes by itself, one on
// each line: the key within the event, its type, and the attributes from which
// it takes the value, by the conventions of OpenTelemetry GenAI, OpenInference
// and Traceloop. If there is no attribute, HoneyHive computes the value. A key
// without a namespace is a field of the event itself.
//
//go:embed auto_captured.tsv
var capturedData string

// captured is one key that HoneyHive writes by itself.
type captured struct {
	key     string
	sources []string // attributes and their conventions
}

var conventions = []string{"OpenTelemetry GenAI", "OpenInference", "Traceloop"}

// capturedKeys has the lines of the table, by key.
var capturedKeys = func() map[string]captured {
	keys := map[string]captured{}
	lines := strings.Split(strings.TrimSpace(capturedData), "\n")
	for _, line := range lines[1:] {
		columns := strings.Split(line, "\t")
		c := captured{key: columns[0]}
		for i, attribute := range columns[2:] {
			if attribute != "" {
				c.add(attribute, conventions[i])
			}
		}
		keys[c.key] = c
	}
	return keys
}()

// add adds a source. Conventions with the same attribute share one source.
func (c *captured) add(attribute, convention string) {
	for i, s := range c.sources {
		if rest, ok := strings.CutPrefix(s, attribute+" ("); ok {
			c.sources[i] = attribute + " (" + strings.TrimSuffix(rest, ")") + ", " + convention + ")"
			return
		}
	}
	c.sources = append(c.sources, attribute+" ("+convention+")")
}

// source says where HoneyHive takes the value from.
func (c captured) source() string {
	switch {
	case len(c.sources) > 0:
		return ", from the attribute " + strings.Join(c.sources, " or ")
	case !strings.Contains(c.key, "."):
		return ", as the event's own " + c.key
	}
	return ""
}

// capturedBy finds the entry for a field that HoneyHive writes: under the same
// key, or as a field of the event, which metadata and metrics would repeat.
func capturedBy(s *site) (captured, bool) {
	if c, ok := capturedKeys[s.attribute()]; ok && s.keyed() {
		return c, true
	}
	if s.nested() || !s.keyed() || s.top.Namespace != schema.Metadata && s.top.Namespace != schema.Metrics {
		return captured{}, false
	}
	c, ok := capturedKeys[s.path]
	return c, ok
}
