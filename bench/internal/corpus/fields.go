package corpus

import (
	"fmt"
	"slices"
)

// field is one field of a record, before it has its record's name in front.
type field struct {
	name, goType, tag string
	value             string // an expression of the type
	setter            string // argument of the setter, if it is not value
	namespace, json   string // place and schema of the same in JSON Schema
	required          bool
}

// templates are the fields that records have, in this order. They have the mix
// of types that services record: most are strings and numbers.
var templates = []field{
	{name: "UserID", goType: "string", tag: "user_properties,maxbytes=64", value: "r.Header.Get(\"User\")", namespace: "user_properties", json: `{"type":"string","x-hh-maxbytes":64}`, required: true},
	{name: "Plan", goType: "Plan", tag: "user_properties", value: "PlanPremium", namespace: "user_properties", json: `{"$ref":"#/$defs/Plan"}`, required: true},
	{name: "Feature", goType: "hh.Text", tag: "metadata,maxbytes=32", value: `"search"`, namespace: "metadata", json: `{"type":"string","x-hh-maxbytes":32,"x-hh-go-type":"github.com/hhgen/hhgen/runtime.Text"}`, required: true},
	{name: "Model", goType: "string", tag: "config,maxbytes=64", value: "r.URL.Path", namespace: "config", json: `{"type":"string","x-hh-maxbytes":64}`, required: true},
	{name: "Score", goType: "float64", tag: "metrics,minimum=0,maximum=1", value: "0.93", namespace: "metrics", json: `{"type":"number","minimum":0,"maximum":1}`, required: true},
	{name: "Tokens", goType: "int", tag: "metrics,minimum=0", value: "512", namespace: "metrics", json: `{"type":"integer","minimum":0}`, required: true},
	{name: "Took", goType: "time.Duration", tag: "metrics,unit=ms", value: "time.Second", namespace: "metrics", json: `{"type":"number","x-hh-unit":"ms","x-hh-go-type":"time.Duration"}`, required: true},
	{name: "Tags", goType: "[]string", tag: "metadata,maxitems=4,maxbytes=16", value: `[]string{"beta", "eu"}`, setter: `"beta", "eu"`, namespace: "metadata", json: `{"type":"array","maxItems":4,"items":{"type":"string","x-hh-maxbytes":16}}`},
	{name: "Rating", goType: "*int", tag: "feedback,minimum=1,maximum=5", value: "&rating", setter: "rating", namespace: "feedback", json: `{"type":"integer","minimum":1,"maximum":5}`},
	{name: "Cached", goType: "bool", tag: "metrics", value: "true", namespace: "metrics", json: `{"type":"boolean"}`, required: true},
	{name: "Attempts", goType: "int", tag: "metrics,minimum=0,maximum=9", value: "1", namespace: "metrics", json: `{"type":"integer","minimum":0,"maximum":9}`, required: true},
	{name: "Region", goType: "string", tag: "metadata,maxbytes=16", value: `"eu"`, namespace: "metadata", json: `{"type":"string","x-hh-maxbytes":16}`, required: true},
	{name: "StartedAt", goType: "time.Time", tag: "metadata", value: "time.Now()", namespace: "metadata", json: `{"type":"string","format":"date-time"}`, required: true},
	{name: "Weights", goType: "map[string]float64", tag: "config,maxitems=8", value: `map[string]float64{"a": 1}`, namespace: "config", json: `{"type":"object","additionalProperties":{"type":"number"},"x-hh-maxitems":8}`},
	{name: "Question", goType: "string", tag: "inputs,maxbytes=512", value: "r.URL.RawQuery", namespace: "inputs", json: `{"type":"string","x-hh-maxbytes":512}`, required: true},
	{name: "Sources", goType: "[]string", tag: "outputs,maxitems=8,maxbytes=128", value: `[]string{"a", "b"}`, setter: `"a", "b"`, namespace: "outputs", json: `{"type":"array","maxItems":8,"items":{"type":"string","x-hh-maxbytes":128}}`},
	{name: "Cost", goType: "float64", tag: "metrics,unit=usd,minimum=0", value: "0.02", namespace: "metrics", json: `{"type":"number","minimum":0,"x-hh-unit":"usd"}`, required: true},
}

// The words that the names of fields and records are made of.
var (
	prefixes = []string{"", "First", "Last", "Total", "Peak", "Mean", "Prior", "Next"}
	nouns    = []string{"Turn", "Search", "Upload", "Review", "Answer", "Prompt", "Lookup", "Ranking", "Summary", "Payment"}
	areas    = []string{"", "Chat", "Mail", "Voice", "Batch", "Admin", "Mobile", "Partner", "Trial", "Archive"}
)

// Limits of what [Write] makes: there are no more words.
var (
	maxFields  = len(templates) * len(prefixes)
	maxRecords = len(nouns) * len(areas)
)

// recordName is that of the n-th record of a package.
func recordName(n int) string { return areas[n/len(nouns)] + nouns[n%len(nouns)] }

// fieldsOf are the fields of a record.
func fieldsOf(record string, n int) []field {
	fields := make([]field, n)
	for i := range fields {
		f := templates[i%len(templates)]
		f.name = record + prefixes[i/len(templates)] + f.name
		if f.setter == "" {
			f.setter = f.value
		}
		fields[i] = f
	}
	return fields
}

// namespaces are those of some fields, sorted.
func namespaces(fields []field) []string {
	var names []string
	for _, f := range fields {
		names = append(names, f.namespace)
	}
	slices.Sort(names)
	return slices.Compact(names)
}

// check rejects what there are no words for.
func (c Config) check() error {
	switch {
	case c.Packages < 1 || c.Packages > 10_000:
		return fmt.Errorf("%d packages: ask for 1 to 10000", c.Packages)
	case c.Records < 1 || c.Records > maxRecords:
		return fmt.Errorf("%d records: ask for 1 to %d", c.Records, maxRecords)
	case c.Fields < 1 || c.Fields > maxFields:
		return fmt.Errorf("%d fields: ask for 1 to %d", c.Fields, maxFields)
	}
	return nil
}
