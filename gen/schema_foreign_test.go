package gen_test

import (
	"path/filepath"
	"strings"
	"testing"

	"github.com/hhgen/hhgen/runtime/testdata/random"
	"github.com/hhgen/hhgen/schema"
	"github.com/hhgen/hhgen/schema/jsonschema"
)

// The least number of documents of other tools whose instances are recorded.
const leastForeign = 26

// TestForeignInstances does for documents of other tools, and for those that
// hhgen writes, what TestSchemaInstances does for documents of ours: what a
// validator accepts is recorded without a violation, and a bound that an
// instance breaks is one.
func TestForeignInstances(t *testing.T) {
	withoutDetector(t)
	docs := foreignDocuments(t)
	if len(docs) < leastForeign {
		t.Fatalf("%d documents, want at least %d", len(docs), leastForeign)
	}
	broken := recordInstances(t, docs, instancesOfEach)
	for _, what := range []string{"", "maximum", "bytes", "number of items"} {
		if broken[what] == 0 && !testing.Short() {
			t.Errorf("no instance has this broken: %q", what)
		}
	}
}

// foreignDocuments are the records of other tools' documents, as hhgen writes
// them: with all bounds, which validators see.
func foreignDocuments(t *testing.T) (docs []document) {
	t.Helper()
	names, err := filepath.Glob("../schema/jsonschema/testdata/tools/*.json")
	if err != nil {
		t.Fatal(err)
	}
	defaults := schema.Defaults{MaxItems: schema.Default{N: 8}, MaxBytes: schema.Default{N: 64}, Unions: schema.AnyUnions, Large: true}
	for _, name := range names {
		short := "tool" + strings.NewReplacer("-", "", ".json", "").Replace(filepath.Base(name))
		for ending, record := range map[string]string{"quicktype": "#/definitions/Turn", "fastapi": "#/components/schemas/Retrieval", "openapi": "#/components/schemas/Retrieval"} {
			if strings.HasSuffix(short, ending) {
				name += record
			}
		}
		p, err := jsonschema.Read(jsonschema.Config{Path: "example.com/scratch/" + short, Name: short, Defaults: defaults}, name)
		if err == nil {
			err = schema.Check(p)
		}
		if err != nil || len(p.Records) != 1 {
			t.Logf("%s: %v", name, err)
			continue
		}
		withoutPatterns(p.Records[0].Fields)
		text, err := jsonschema.Write(p, p.Records[0])
		if err != nil {
			t.Fatal(err)
		}
		docs = append(docs, document{name: short, text: string(text)})
	}
	return docs
}

// withoutPatterns removes patterns, which random strings do not match.
func withoutPatterns(fields []*schema.Field) {
	for _, f := range fields {
		f.Pattern = ""
		withoutPatterns(f.Type.Leaf().Fields)
	}
}

// recordInstances records random instances of documents, and counts them by what
// is broken in them.
func recordInstances(t *testing.T, docs []document, each int) (broken map[string]int) {
	t.Helper()
	all, program := instanceRecorder(t, docs)
	broken = map[string]int{}
	random.Check(t, each*len(all), func(s random.Source) {
		j := random.OneOf(s, all...).job(s)
		broken[j.broken]++
		compare(s, j, program.run(s, j))
	})
	t.Logf("broken: %v", broken)
	return broken
}
