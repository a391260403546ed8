package jsonschema

import (
	"bytes"
	"errors"
	"regexp"
	"strconv"
	"strings"
	"sync"

	"github.com/santhosh-tekuri/jsonschema/v6"
	"github.com/santhosh-tekuri/jsonschema/v6/kind"
	"golang.org/x/text/language"
	"golang.org/x/text/message"

	"github.com/hhgen/hhgen/schema"
)

// metaSchemas are those of the drafts, which are compiled when they are needed.
var metaSchemas = func() map[*draft]func() (*jsonschema.Schema, error) {
	all := map[*draft]func() (*jsonschema.Schema, error){}
	for _, d := range drafts {
		all[d] = sync.OnceValues(func() (*jsonschema.Schema, error) { return compile(strings.TrimSuffix(d.url, "#")) })
	}
	return all
}()

// compile compiles a meta-schema that the library contains.
func compile(url string) (*jsonschema.Schema, error) {
	c := jsonschema.NewCompiler()
	c.UseLoader(offline{})
	c.UseRegexpEngine(regularExpression)
	return c.Compile(url)
}

// regularExpression compiles a regular expression. Those of documents are of
// ECMA-262, and nothing matches them here, so Go need not know all of them.
func regularExpression(s string) (jsonschema.Regexp, error) {
	if r, err := regexp.Compile(s); err == nil {
		return r, nil
	}
	return regexp.MustCompile(""), nil
}

// offline is a loader that rejects every URL.
type offline struct{}

func (offline) Load(url string) (any, error) {
	return nil, errors.New("hhgen fetches nothing: " + url)
}

// valid checks a document against its meta-schema. Older meta-schemas do not
// check $defs, but hhgen reads them. The schemas of an API are checked when they
// are needed.
func (r *reader) valid(f *file) bool {
	if f.draft == nil {
		named := f.root.get("$schema")
		r.errs.Add(named.pos, schema.MetaSchema, "unknown meta-schema %q: use %s or %s", named.text, draft2020.url, draft7.url)
		return false
	}
	if openAPI(f.root) != "" {
		return true
	}
	valid := r.validate(f.root)
	if defs := f.root.get("$defs"); defs != nil && valid {
		for _, m := range defs.members {
			valid = (f.draft.defs || r.validate(m.value)) && valid
		}
	}
	return valid
}

// validate checks a schema against the meta-schema of its document. It returns
// false if nothing of the schema can be read.
func (r *reader) validate(n *node) bool {
	meta, err := metaSchemas[n.file.draft]()
	if err != nil {
		r.errs.Add(n.pos, schema.MetaSchema, "%v", err)
		return false
	}
	value, err := jsonschema.UnmarshalJSON(bytes.NewReader(n.raw))
	if err != nil {
		r.errs.Add(n.pos, schema.JSONSyntax, "%v", err)
		return false
	}
	var invalid *jsonschema.ValidationError
	if err := meta.Validate(value); err == nil {
		return true
	} else if !errors.As(err, &invalid) {
		r.errs.Add(n.pos, schema.MetaSchema, "%v", err)
		return false
	}
	return n.without(r.causes(n, invalid))
}

var english = message.NewPrinter(language.English)

// causes reports the innermost causes of a validation error, and returns where
// they are.
func (r *reader) causes(n *node, e *jsonschema.ValidationError) (locations [][]string) {
	for _, c := range fitting(e, n) {
		locations = append(locations, r.causes(n, c)...)
	}
	if len(e.Causes) > 0 {
		return locations
	}
	at := e.InstanceLocation
	if len(at) > 0 {
		if way := n.file.draft.oldForm(at[len(at)-1], n.at(at)); way != "" {
			r.errs.Add(n.at(at).pos, schema.MetaSchema, "%s", way)
			return [][]string{at}
		}
	}
	r.errs.Add(n.at(at).pos, schema.MetaSchema, "%s is not valid in JSON Schema: %s", n.where(at), e.ErrorKind.LocalizedString(english))
	return [][]string{at}
}

// fitting are the causes of an error. For an anyOf, it leaves out schemas whose
// only error is that the value has another type.
func fitting(e *jsonschema.ValidationError, n *node) (causes []*jsonschema.ValidationError) {
	if _, choice := e.ErrorKind.(*kind.AnyOf); !choice {
		return e.Causes
	}
	list := n.at(e.InstanceLocation).kind == '['
	for _, c := range e.Causes {
		_, isType := innermost(c).ErrorKind.(*kind.Type)
		_, isEnum := innermost(c).ErrorKind.(*kind.Enum)
		same := len(innermost(c).InstanceLocation) == len(e.InstanceLocation)
		aboutType := list && isEnum || !list && isType
		if !same || !aboutType {
			causes = append(causes, c)
		}
	}
	if causes == nil {
		return e.Causes
	}
	return causes
}

// innermost is the first of the innermost causes of an error.
func innermost(e *jsonschema.ValidationError) *jsonschema.ValidationError {
	for len(e.Causes) > 0 {
		e = e.Causes[0]
	}
	return e
}

// at finds the value at a location of the document, or the innermost one on the
// way that exists.
func (n *node) at(location []string) *node {
	for _, part := range location {
		next := n.asWritten(part)
		if i, err := strconv.Atoi(part); err == nil && n.kind == '[' && i < len(n.items) {
			next = n.items[i]
		}
		if next == nil {
			break
		}
		n = next
	}
	return n
}

// where names the place of an error in a schema, for messages.
func (n *node) where(location []string) string {
	if len(location) == 0 && n == n.file.root {
		return "the document"
	}
	if len(location) == 0 {
		return "the schema"
	}
	last := location[len(location)-1]
	if _, err := strconv.Atoi(last); err == nil && len(location) > 1 {
		return "item " + last + " of " + strconv.Quote(location[len(location)-2])
	}
	return strconv.Quote(last)
}
