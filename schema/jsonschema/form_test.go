package jsonschema

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"math/rand/v2"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	santhosh "github.com/santhosh-tekuri/jsonschema/v6"
	"github.com/santhosh-tekuri/jsonschema/v6/kind"
	"golang.org/x/text/language"
	"golang.org/x/text/message"

	"github.com/hhgen/hhgen/schema"
)

// The table of forms says of a document what a validator says that reads the published
// meta-schema, at the same places.

// offline is a loader that rejects every URL.
type offline struct{}

func (offline) Load(url string) (any, error) { return nil, errors.New("nothing is fetched: " + url) }

// compiled compiles the meta-schema of a draft, which the validator contains. It takes
// all regular expressions, because those of ECMA-262 are not those of Go.
func compiled(t *testing.T, d *draft) *santhosh.Schema {
	t.Helper()
	c := santhosh.NewCompiler()
	c.UseLoader(offline{})
	c.UseRegexpEngine(func(s string) (santhosh.Regexp, error) {
		if r, err := compileRegexp(s); err == nil {
			return r, nil
		}
		return compileRegexp("")
	})
	s, err := c.Compile(strings.TrimSuffix(d.url, "#"))
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// compileRegexp is regexp.Compile, with the result that the validator wants.
func compileRegexp(s string) (santhosh.Regexp, error) { return regexp.Compile(s) }

// validated is what the validator says of a schema, in the order of its text.
func validated(t *testing.T, meta *santhosh.Schema, n *node) (said []string) {
	t.Helper()
	value, err := santhosh.UnmarshalJSON(bytes.NewReader(n.raw))
	if err != nil {
		t.Fatal(err)
	}
	if invalid, ok := errors.AsType[*santhosh.ValidationError](meta.Validate(value)); ok {
		said = causes(n, invalid)
	}
	slices.Sort(said)
	return slices.Compact(said)
}

func causes(n *node, e *santhosh.ValidationError) (said []string) {
	for _, c := range fittingCauses(e, n) {
		said = append(said, causes(n, c)...)
	}
	if len(e.Causes) > 0 {
		return said
	}
	return []string{fmt.Sprintf("%q: %s", e.InstanceLocation, e.ErrorKind.LocalizedString(message.NewPrinter(language.English)))}
}

// fittingCauses leaves out what an anyOf says of a form for values of another type.
func fittingCauses(e *santhosh.ValidationError, n *node) (causes []*santhosh.ValidationError) {
	if _, choice := e.ErrorKind.(*kind.AnyOf); !choice {
		return e.Causes
	}
	list := n.at(e.InstanceLocation).kind == '['
	for _, c := range e.Causes {
		first := c
		for len(first.Causes) > 0 {
			first = first.Causes[0]
		}
		_, isType := first.ErrorKind.(*kind.Type)
		_, isEnum := first.ErrorKind.(*kind.Enum)
		if same := len(first.InstanceLocation) == len(e.InstanceLocation); !same || !(list && isEnum || !list && isType) {
			causes = append(causes, c)
		}
	}
	if causes == nil {
		return e.Causes
	}
	return causes
}

// checked is what the table of forms says of a schema.
func checked(d *draft, n *node) (said []string) {
	c := formChecker{forms: d.forms()}
	aSchema(&c, n)
	for _, f := range c.failures {
		said = append(said, fmt.Sprintf("%q: %s", f.at, f.message))
	}
	slices.Sort(said)
	return slices.Compact(said)
}

// eachForm compares both for a document in all drafts. It returns how many drafts find it
// valid.
func eachForm(t *testing.T, metas map[*draft]*santhosh.Schema, text []byte) (valid int) {
	t.Helper()
	var errs schema.Findings
	f := newFile("t.json", text)
	if !f.parse(&errs) {
		return 0
	}
	for d, meta := range metas {
		want := validated(t, meta, f.root)
		if got := checked(d, f.root); !slices.Equal(got, want) {
			t.Errorf("%s: got\n%s\nwant\n%s\nin\n%s", d.name, strings.Join(got, "\n"), strings.Join(want, "\n"), text)
		}
		if len(want) == 0 {
			valid++
		}
	}
	return valid
}

func compiledAll(t *testing.T) map[*draft]*santhosh.Schema {
	metas := map[*draft]*santhosh.Schema{}
	for _, d := range drafts {
		metas[d] = compiled(t, d)
	}
	return metas
}

func TestFormsOfDocuments(t *testing.T) {
	metas, documents, valid := compiledAll(t), 0, 0
	for _, root := range []string{"testdata", "../../examples", "../../testdata", "meta"} {
		err := filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
			if err != nil || filepath.Ext(path) != ".json" {
				return err
			}
			text, err := os.ReadFile(path)
			documents++
			valid += eachForm(t, metas, text)
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	if documents < 20 || valid < documents {
		t.Errorf("%d documents are valid in %d drafts", documents, valid)
	}
}

// values are what random schemas have as the values of keywords.
var values = []string{
	"null", "true", "false", "0", "-0", "0.0", "1", "-1", "1.0", "1.5", "-1024.5", "1e2", "1e-2", "12345678901234567890", `""`, `"string"`, `"array"`,
	`"it's \"\\"`, `"#/a"`, `"a#"`, `"#"`, `"http://[::1"`, `"http://[::1]/"`, `"http://[1::1::1]/"`, `"https://a.b/c?d"`, `"%zz"`, `"1a"`, `"_a"`, `"a-b.c:d"`, `":"`, `"("`,
	"[]", "{}", `["string"]`, `["string","string"]`, `["string","none"]`, `["a","a","a"]`, `[1,1.0]`, `[1,true]`, "[[],[]]", `[{"a":1,"b":[2]},{"b":[2.0],"a":1}]`,
	`[null,null]`, `[""]`, `[{}]`, `[[]]`, `{"a":1}`, `{"a":true}`, `{"a":[]}`, `{"a":["b","b"]}`, `{"a":{}}`,
}

// randomSchema writes an object with random keywords.
func randomSchema(r *rand.Rand, names []string, depth int) string {
	members := map[string]string{}
	for range r.IntN(5) {
		value := values[r.IntN(len(values))]
		if depth > 0 && r.IntN(2) == 0 {
			below := randomSchema(r, names, depth-1)
			value = []string{below, "[" + below + "]", `{"a":` + below + "}", `{"a":[` + below + `]}`}[r.IntN(4)]
		}
		members[names[r.IntN(len(names))]] = value
	}
	var all []string
	for _, name := range slices.Sorted(maps.Keys(members)) {
		all = append(all, strconv.Quote(name)+":"+members[name])
	}
	return "{" + strings.Join(all, ",") + "}"
}

func TestFormsOfRandomDocuments(t *testing.T) {
	metas, names := compiledAll(t), []string{"x-unknown"}
	for _, k := range formKeywords {
		names = append(names, k.name)
	}
	for _, k := range keywords {
		names = append(names, k.name)
	}
	for _, value := range values {
		eachForm(t, metas, []byte(value))
		for _, name := range names {
			eachForm(t, metas, []byte(`{"`+name+`":`+value+`}`))
		}
	}
	for seed := range uint64(3000) {
		eachForm(t, metas, []byte(randomSchema(rand.New(rand.NewPCG(seed, 0)), names, 3)))
		if t.Failed() {
			t.Fatalf("seed %d", seed)
		}
	}
}
