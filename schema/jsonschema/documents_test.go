package jsonschema_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/hhgen/hhgen/schema"
)

// documentFolders are folders of modules with JSON Schema documents that were
// written for other purposes, and how their names end.
var documentFolders = []struct{ module, folder, ending string }{
	{"github.com/invopop/jsonschema", "fixtures", ".json"},
	{"github.com/santhosh-tekuri/jsonschema/v6", "metaschemas", ""},
	{"github.com/santhosh-tekuri/jsonschema/v6", "testdata/examples", ".json"},
	{"github.com/grpc-ecosystem/grpc-gateway/v2", "runtime/internal/examplepb", ".swagger.json"},
}

const (
	suiteModule     = "github.com/santhosh-tekuri/jsonschema/v6"
	leastDocuments  = 60
	leastSuiteCases = 40
)

// Documents of others are accepted, or rejected at a position in them.
func TestDocuments(t *testing.T) {
	count, accepted := 0, 0
	for _, d := range documentFolders {
		for name, text := range filesBelow(t, filepath.Join(moduleDir(t, d.module), d.folder), d.ending) {
			count++
			t.Run(filepath.ToSlash(name), func(t *testing.T) {
				if readDocument(t, text) {
					accepted++
				}
			})
		}
	}
	t.Logf("%d documents, %d accepted", count, accepted)
	if count < leastDocuments {
		t.Errorf("%d documents, want at least %d", count, leastDocuments)
	}
}

// What a document of others defines is accepted as the schema of a member, or
// rejected at a position in it.
func TestDocumentsAsMembers(t *testing.T) {
	accepted := 0
	for _, d := range documentFolders {
		for name, text := range filesBelow(t, filepath.Join(moduleDir(t, d.module), d.folder), d.ending) {
			var doc struct {
				Properties, Definitions, Defs map[string]json.RawMessage
			}
			doc.Defs = map[string]json.RawMessage{}
			if err := json.Unmarshal(bytes.ReplaceAll(text, []byte("$defs"), []byte("Defs")), &doc); err != nil {
				continue
			}
			for _, members := range []map[string]json.RawMessage{doc.Properties, doc.Definitions, doc.Defs} {
				for key, member := range members {
					if asMember(t, fmt.Sprintf("%s: %s", name, key), member) {
						accepted++
					}
				}
			}
		}
	}
	if accepted == 0 {
		t.Error("no schema is accepted")
	}
}

// Each schema of the test suite is accepted as the schema of a member, or
// rejected at a position in it.
func TestSuiteAsMembers(t *testing.T) {
	count, accepted := 0, 0
	folder := filepath.Join(moduleDir(t, suiteModule), "testdata")
	for name, text := range filesBelow(t, folder, ".json") {
		var groups []struct {
			Description string
			Schema      json.RawMessage
		}
		if err := json.Unmarshal(text, &groups); err != nil {
			continue // no file of tests
		}
		for _, g := range groups {
			if g.Schema == nil {
				continue
			}
			count++
			if asMember(t, name+": "+g.Description, g.Schema) {
				accepted++
			}
		}
	}
	t.Logf("%d schemas, %d accepted", count, accepted)
	if count < leastSuiteCases {
		t.Errorf("%d schemas, want at least %d", count, leastSuiteCases)
	}
}

// asMember reads a schema as that of a member, as it is and without what only
// stands at the top of a document.
func asMember(t *testing.T, name string, member json.RawMessage) (accepted bool) {
	t.Helper()
	const doc = `{"title":"T","type":"object","properties":{"metadata":{"type":"object","properties":{"v":%s}}}}`
	bare := member
	var members map[string]json.RawMessage
	if json.Unmarshal(member, &members) == nil && members != nil {
		delete(members, "$schema")
		delete(members, "$id")
		if text, err := json.Marshal(members); err == nil {
			bare = text
		}
	}
	t.Run(name, func(t *testing.T) {
		readDocument(t, fmt.Appendf(nil, doc, member))
		accepted = readDocument(t, fmt.Appendf(nil, doc, bare))
	})
	return accepted
}

// readDocument reads a document, and checks the places of what is reported, or
// what is made of it.
func readDocument(t *testing.T, text []byte) (accepted bool) {
	t.Helper()
	p, err := read(fuzzPath, "app", []string{fuzzName}, map[string][]byte{fuzzName: text})
	if err == nil {
		err = schema.Check(p)
	}
	if err != nil {
		checkPositions(t, err, fuzzName, text)
		return false
	}
	checkAgain(t, p)
	checkCode(t, p, text)
	return true
}

// moduleDir is the folder of a module that go.mod requires.
func moduleDir(t *testing.T, path string) string {
	t.Helper()
	out, err := exec.Command("go", "list", "-m", "-f", "{{.Dir}}", path).Output()
	dir := strings.TrimSpace(string(out))
	if err != nil || dir == "" {
		t.Skipf("the source of %s is not here: %v", path, err)
	}
	return dir
}

// filesBelow are the files below a folder whose names end in ending.
func filesBelow(t *testing.T, dir, ending string) map[string][]byte {
	t.Helper()
	files := map[string][]byte{}
	err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || !strings.HasSuffix(path, ending) {
			return err
		}
		rel, err := filepath.Rel(dir, path)
		if err != nil {
			return err
		}
		files[rel], err = os.ReadFile(path)
		return err
	})
	if errors.Is(err, fs.ErrNotExist) {
		t.Skipf("no folder %s: %v", filepath.Base(dir), err)
	}
	if err != nil {
		t.Fatal(err)
	}
	return files
}
