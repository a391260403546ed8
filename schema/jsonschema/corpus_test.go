package jsonschema_test

import (
	"bytes"
	"encoding/json"
	"flag"
	"fmt"
	"io/fs"
	"maps"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

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
// With -v, it lists the slowest document, and the messages with their number.
func TestCorpus(t *testing.T) {
	dir := *corpus
	if dir == "" {
		out, err := exec.Command("go", "list", "-m", "-f", "{{.Dir}}", "github.com/santhosh-tekuri/jsonschema/v6").Output()
		if err != nil {
			t.Fatal(err)
		}
		dir = strings.TrimSpace(string(out))
	}
	all := outcomes{messages: map[string]*messageClass{}}
	err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || filepath.Ext(path) != ".json" && filepath.Ext(path) != "" {
			return nil // a folder that cannot be read is left out
		}
		text, err := os.ReadFile(path)
		if err != nil || len(text) > 4<<20 || *corpus == "" && !likeSchema(text) || !bytes.HasPrefix(bytes.TrimSpace(text), []byte("{")) {
			return nil
		}
		all.read(t, path, text)
		return nil
	})
	if err != nil || all.documents < 5 {
		t.Fatalf("%d documents, %v", all.documents, err)
	}
	all.log(t)
}

// outcomes is what became of the documents of a corpus.
type outcomes struct {
	documents, values, accepted int
	slowest                     time.Duration
	slowestPath                 string
	messages                    map[string]*messageClass // by the message without what it names
}

// messageClass is a message about documents of a corpus.
type messageClass struct {
	count    int
	examples []string
}

// named are the parts of a message that differ between documents.
var named = regexp.MustCompile(`"(\\.|[^"\\])*"|[\w./-]+\.json[:\d]*|\b\d+\b|^\w+ is nested| \([^()]* -> [^()]*\)|Go (type|name),? \w+`)

func (all *outcomes) log(t *testing.T) {
	t.Logf("%d documents; %d of %d values accepted; the slowest document takes %v: %s", all.documents, all.accepted, all.values, all.slowest, all.slowestPath)
	keys := slices.SortedFunc(maps.Keys(all.messages), func(a, b string) int { return all.messages[b].count - all.messages[a].count })
	for _, key := range keys {
		m := all.messages[key]
		t.Logf("%6d %s\n\t%s", m.count, key, strings.Join(m.examples, "\n\t"))
	}
}

// likeSchema reports whether a file looks like a JSON Schema document.
func likeSchema(text []byte) bool {
	if !bytes.HasPrefix(bytes.TrimSpace(text), []byte("{")) {
		return false // a list of tests
	}
	return bytes.Contains(text, []byte("json-schema.org/")) && bytes.Contains(text, []byte(`"$schema"`)) || bytes.Contains(text, []byte(`"openapi"`))
}

// read reads a document as a record, and as the value of a key, and each of its
// definitions as the latter.
func (all *outcomes) read(t *testing.T, path string, text []byte) {
	start := time.Now()
	defer func() {
		if took := time.Since(start); took > all.slowest {
			all.slowest, all.slowestPath = took, path
		}
		if p := recover(); p != nil {
			t.Errorf("%s: panic: %v", path, p)
		}
	}()
	all.documents++
	_, err := jsonschema.Read(foreignConfig(text, ""), "other.json")
	checkPlaces(t, path, err)
	for _, fragment := range append([]string{""}, definitionsOf(text)...) {
		c := foreignConfig(text, fragment)
		all.values++
		_, err = jsonschema.Import(c, "value.json", "")
		for _, f := range checkPlaces(t, path, err) {
			all.count(path, f)
		}
		if err == nil {
			all.accepted++
			sameRecord(t, c, "value.json")
		}
	}
}

// foreignConfig reads a document as other.json, and as value.json a record with a
// key whose value is what a fragment of it says.
func foreignConfig(text []byte, fragment string) jsonschema.Config {
	const value = `{"title": "T", "type": "object", "properties": {"metadata": {"type": "object", "properties": {"value": {"$ref": %q}}}}}`
	return jsonschema.Config{Path: "example.com/app", Name: "app", Defaults: foreignDefaults, ReadFile: func(name string) ([]byte, error) {
		switch name {
		case "other.json":
			return text, nil
		case "value.json":
			return fmt.Appendf(nil, value, "other.json"+fragment), nil
		}
		return nil, fs.ErrNotExist
	}}
}

// mostDefinitions is the number of a document's definitions that are read by
// themselves.
const mostDefinitions = 20

// definitionsOf are fragments that lead to definitions of a document.
func definitionsOf(text []byte) (fragments []string) {
	var d struct {
		Defs        map[string]any `json:"$defs"`
		Definitions map[string]any
		Components  struct{ Schemas map[string]any }
	}
	_ = json.Unmarshal(text, &d) // what it cannot read has no definitions
	for folder, defs := range map[string]map[string]any{"$defs": d.Defs, "definitions": d.Definitions, "components/schemas": d.Components.Schemas} {
		for name := range defs {
			if name = url.PathEscape(name); len(fragments) < mostDefinitions && !strings.ContainsAny(name, "/~%") {
				fragments = append(fragments, "#/"+folder+"/"+name)
			}
		}
	}
	slices.Sort(fragments)
	return fragments
}

// count counts a message.
func (all *outcomes) count(path string, f *schema.Finding) {
	key := f.Rule.ID + ": " + named.ReplaceAllString(f.Message, "_")
	m := all.messages[key]
	if m == nil {
		m = &messageClass{}
		all.messages[key] = m
	}
	m.count++
	if len(m.examples) < 3 {
		m.examples = append(m.examples, path+": "+f.Error())
	}
}

// checkPlaces checks that findings have places, and returns them.
func checkPlaces(t *testing.T, path string, err error) schema.Findings {
	var errs schema.Findings
	if other := errs.Collect(err); other != nil {
		t.Errorf("%s: %v", path, other)
	}
	for _, f := range errs {
		if !f.Pos.IsValid() || len(f.Message) < 20 {
			t.Errorf("%s: %v", path, f)
		}
	}
	return errs
}
