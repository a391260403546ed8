package jsonschema_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"github.com/go-json-experiment/json/jsontext"
	"github.com/rogpeppe/go-internal/txtar"

	"github.com/hhgen/hhgen/schema"
)

// What messages say to do works where a program can do it: the message is gone
// after that, and no other one has taken its place.
func TestAdvice(t *testing.T) {
	names, err := filepath.Glob("testdata/constructs/*.txtar")
	if err != nil || len(names) == 0 {
		t.Fatalf("%d files, %v", len(names), err)
	}
	followed := 0
	for _, name := range names {
		archive, err := txtar.ParseFile(name)
		if err != nil {
			t.Fatal(err)
		}
		for _, f := range archive.Files {
			if strings.HasSuffix(f.Name, ".json") {
				followed += followAdvice(t, filepath.Base(name)+"/"+f.Name, asDocument(f.Data))
			}
		}
	}
	t.Logf("%d pieces of advice were followed", followed)
	if followed < 30 {
		t.Errorf("%d pieces of advice were followed, want at least 30", followed)
	}
}

// followAdvice follows each piece of advice about a document, one by one, and
// returns how many there were.
func followAdvice(t *testing.T, name string, text []byte) (followed int) {
	t.Helper()
	_, err := readWith(schema.Defaults{MaxItems: schema.Default{N: 32}}, "t.json", text)
	var errs schema.Findings
	if !errors.As(err, &errs) {
		return 0
	}
	known := map[string]bool{}
	for _, f := range errs {
		known[said(f)] = true
	}
	for _, f := range errs {
		for _, a := range advices {
			edit := a.pattern.FindStringSubmatch(f.Message)
			if edit == nil {
				continue
			}
			var doc any
			if err := json.Unmarshal(text, &doc); err != nil {
				t.Fatal(err)
			}
			if !a.follow(doc, pointerAt(text, f.Pos.Line, f.Pos.Column), edit[1:]) {
				continue
			}
			followed++
			checkFollowed(t, name, f, edit[0], doc, known)
		}
	}
	return followed
}

// said is a message without positions, which differ after an edit.
func said(f *schema.Finding) string {
	return f.Rule.ID + " " + positions.ReplaceAllString(f.Message, "")
}

var positions = regexp.MustCompile(`t\.json:\d+:\d+`)

// checkFollowed checks that a document in which advice was followed has no message
// that the one before had not, and one less.
func checkFollowed(t *testing.T, name string, f *schema.Finding, advice string, doc any, known map[string]bool) {
	t.Helper()
	text, err := json.MarshalIndent(doc, "", " ")
	if err != nil {
		t.Fatal(err)
	}
	_, err = readWith(schema.Defaults{MaxItems: schema.Default{N: 32}}, "t.json", text)
	var errs schema.Findings
	_ = errors.As(err, &errs)
	for _, again := range errs {
		if !known[said(again)] {
			t.Errorf("%s: %v\nfollowing %q leads to\n%v\n%s", name, f, advice, again, text)
		}
	}
	if len(errs) >= len(known) && len(known) == 1 {
		t.Errorf("%s: %v\nfollowing %q does not help\n%s", name, f, advice, text)
	}
}

// advice is what messages say to do, and how a program does it at a place in a
// document.
type advice struct {
	pattern *regexp.Regexp
	follow  func(doc any, at []string, args []string) bool
}

var advices = []advice{
	{regexp.MustCompile(`keyword .*(?:: |, or )remove it$`), func(doc any, at, _ []string) bool {
		return edit(doc, at, func(schema map[string]any, name string) { delete(schema, name) })
	}},
	{regexp.MustCompile(`write "(x-hh-maxitems)": (\d+) beside \w+`), func(doc any, at, args []string) bool {
		n, _ := strconv.Atoi(args[1])
		return edit(doc, at, func(schema map[string]any, _ string) { schema[args[0]] = n })
	}},
	{regexp.MustCompile(`record "(\w+)" as a value of any type: write (\{.*?\}) as its schema`), func(doc any, at, args []string) bool {
		for i := len(at) - 1; i > 0; i-- {
			if at[i] == args[0] && at[i-1] == "properties" {
				return edit(doc, at[:i+1], func(properties map[string]any, name string) {
					var schema any
					_ = json.Unmarshal([]byte(args[1]), &schema)
					properties[name] = schema
				})
			}
		}
		return false // the list is a definition, and the field is elsewhere
	}},
	{regexp.MustCompile(`write the reference as "allOf": (\[.*?\]),`), func(doc any, at, args []string) bool {
		return edit(doc, at, func(schema map[string]any, _ string) {
			var all any
			_ = json.Unmarshal([]byte(args[0]), &all)
			delete(schema, "$ref")
			schema["allOf"] = all
		})
	}},
	{regexp.MustCompile(`set \$schema to "(.*?)"`), func(doc any, _, args []string) bool {
		doc.(map[string]any)["$schema"] = args[0]
		return true
	}},
	{regexp.MustCompile(`write "enum": (\[.*?\]) in its place`), func(doc any, at, args []string) bool {
		return edit(doc, at, func(schema map[string]any, name string) {
			var values any
			_ = json.Unmarshal([]byte(args[0]), &values)
			delete(schema, name)
			schema["enum"] = values
		})
	}},
	{regexp.MustCompile(`set additionalProperties to (false)`), func(doc any, at, _ []string) bool {
		return edit(doc, at, func(schema map[string]any, _ string) { schema["additionalProperties"] = false })
	}},
	{regexp.MustCompile(`or remove (properties)`), func(doc any, at, args []string) bool {
		return edit(doc, at, func(schema map[string]any, _ string) { delete(schema, args[0]) })
	}},
}

// edit changes the object in which a member is; false if there is none.
func edit(doc any, at []string, change func(object map[string]any, name string)) bool {
	for i, part := range at {
		object, ok := doc.(map[string]any)
		switch {
		case !ok:
			list, isList := doc.([]any)
			n, err := strconv.Atoi(part)
			if !isList || err != nil || n >= len(list) {
				return false
			}
			doc = list[n]
		case i == len(at)-1:
			change(object, part)
			return true
		default:
			doc = object[part]
		}
	}
	return false
}

// pointerAt leads to the member whose name or value is at a position.
func pointerAt(text []byte, line, column int) (parts []string) {
	offset := 0
	for ; line > 1; line-- {
		offset += bytes.IndexByte(text[offset:], '\n') + 1
	}
	offset += column - 1
	d := jsontext.NewDecoder(bytes.NewReader(text))
	for {
		_, err := d.ReadToken()
		if err != nil {
			return nil
		}
		if int(d.InputOffset()) > offset {
			break
		}
	}
	for part := range d.StackPointer().Tokens() {
		parts = append(parts, part)
	}
	return parts
}
