package jsonschema_test

import (
	"bytes"
	"flag"
	"io/fs"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/hhgen/hhgen/schema"
	"github.com/hhgen/hhgen/schema/jsonschema"
)

// corpus is a folder, such as a module cache or node_modules, whose JSON Schema
// documents TestCorpus reads:
//
//	go test ./schema/jsonschema -run TestCorpus -v -corpus ~/go/pkg/mod
var corpus = flag.String("corpus", "", "folder with JSON Schema documents; the validator's module by default")

// Documents that somebody else wrote for something else are read without a panic,
// what is rejected has a place, and a copy of the others gives the same record.
func TestCorpus(t *testing.T) {
	dir := *corpus
	if dir == "" {
		out, err := exec.Command("go", "list", "-m", "-f", "{{.Dir}}", "github.com/santhosh-tekuri/jsonschema/v6").Output()
		if err != nil {
			t.Fatal(err)
		}
		dir = strings.TrimSpace(string(out))
	}
	documents, accepted, rules := 0, 0, map[string]int{}
	err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || filepath.Ext(path) != ".json" && filepath.Ext(path) != "" {
			return nil // a folder that cannot be read is left out
		}
		text, err := os.ReadFile(path)
		if err != nil || len(text) > 4<<20 || !likeSchema(text) {
			return nil
		}
		documents++
		if readForeign(t, path, text, rules) {
			accepted++
		}
		return nil
	})
	if err != nil || documents < 5 {
		t.Fatalf("%d documents, %v", documents, err)
	}
	t.Logf("%d documents, %d of them accepted as a value", documents, accepted)
	for _, rule := range slices.Sorted(maps.Keys(rules)) {
		t.Logf("%6d documents rejected with %s", rules[rule], rule)
	}
}

// likeSchema reports whether a file looks like a JSON Schema document.
func likeSchema(text []byte) bool {
	if !bytes.HasPrefix(bytes.TrimSpace(text), []byte("{")) {
		return false // a list of tests
	}
	return bytes.Contains(text, []byte("json-schema.org/")) && bytes.Contains(text, []byte(`"$schema"`)) || bytes.Contains(text, []byte(`"openapi"`))
}

// readForeign reads a document as a record, and as the value of a key, and reports
// whether the latter is accepted.
func readForeign(t *testing.T, path string, text []byte, rules map[string]int) (accepted bool) {
	defer func() {
		if p := recover(); p != nil {
			t.Errorf("%s: panic: %v", path, p)
		}
	}()
	const value = `{"title": "T", "type": "object", "properties": {"metadata": {"type": "object", "properties": {"value": {"$ref": "other.json"}}}}}`
	c := jsonschema.Config{Path: "example.com/app", Name: "app", Defaults: foreignDefaults, ReadFile: func(name string) ([]byte, error) {
		switch name {
		case "other.json":
			return text, nil
		case "value.json":
			return []byte(value), nil
		}
		return nil, fs.ErrNotExist
	}}
	_, err := jsonschema.Read(c, "other.json")
	checkPlaces(t, path, err)
	_, err = jsonschema.Import(c, "value.json", "")
	for rule := range checkPlaces(t, path, err) {
		rules[rule]++
	}
	if err == nil {
		sameRecord(t, c, "value.json")
	}
	return err == nil
}

// checkPlaces checks that findings have places, and returns their rules.
func checkPlaces(t *testing.T, path string, err error) map[string]bool {
	rules := map[string]bool{}
	var errs schema.Findings
	if other := errs.Collect(err); other != nil {
		t.Errorf("%s: %v", path, other)
	}
	for _, f := range errs {
		if !f.Pos.IsValid() || len(f.Message) < 20 {
			t.Errorf("%s: %v", path, f)
		}
		rules[f.Rule.ID] = true
	}
	return rules
}
