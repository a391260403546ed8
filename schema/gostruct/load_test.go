package gostruct_test

import (
	"go/token"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/hhgen/hhgen/internal/scratch"
	"github.com/hhgen/hhgen/schema"
	"github.com/hhgen/hhgen/schema/gostruct"
)

// load reads one package of a module made of files.
func load(t *testing.T, files map[string]string) *gostruct.Package {
	t.Helper()
	dir := t.TempDir()
	scratch.Write(t, filepath.Join(dir, "go.mod"), "module example.com\n\ngo 1.26\n")
	for name, content := range files {
		scratch.Write(t, filepath.Join(dir, name), content)
	}
	pkgs, err := gostruct.Load(gostruct.Config{Dir: dir, Output: "hh_gen.go"}, "./chat")
	if err != nil {
		t.Fatal(err)
	}
	return pkgs[0]
}

// The worked example of the model's documentation is what the reader makes.
func TestWorkedExample(t *testing.T) {
	p := load(t, map[string]string{"chat/chat.go": `package chat

import "time"

// Turn is one exchange.
type Turn struct {
	UserID  string        ` + "`hh:\"user_properties,maxbytes=64\"`" + `
	Latency time.Duration ` + "`hh:\"metrics,key=latency_ms,unit=ms\"`" + `
	Tags    []string      ` + "`hh:\"metadata,maxitems=4,maxbytes=16\"`" + `
	Rating  *int          ` + "`hh:\"feedback,minimum=1,maximum=5\"`" + `
}
`})
	str := &schema.Type{Kind: schema.KindString, Go: schema.GoName{Name: "string"}}
	want := &schema.Package{Path: "example.com/chat", Name: "chat", Records: []*schema.Record{{
		Name: "Turn", Doc: "Turn is one exchange.",
		Fields: []*schema.Field{
			{Name: "UserID", Key: "user_id", Namespace: schema.UserProperties, MaxBytes: 64, Type: str},
			{Name: "Latency", Key: "latency_ms", Namespace: schema.Metrics, Unit: "ms",
				Type: &schema.Type{Kind: schema.KindDuration, Go: schema.GoName{Path: "time", Name: "Duration"}}},
			{Name: "Tags", Key: "tags", Namespace: schema.Metadata, MaxItems: 4, MaxBytes: 16, Type: &schema.Type{Kind: schema.KindList, Elem: str}},
			{Name: "Rating", Key: "rating", Namespace: schema.Feedback, Minimum: "1", Maximum: "5",
				Type: &schema.Type{Kind: schema.KindInt, Bits: 64, Optional: true, Go: schema.GoName{Name: "int"}}},
		},
	}}}
	if diff := cmp.Diff(want, p.Package, cmpopts.IgnoreTypes(token.Position{}, map[string]token.Position{}), cmpopts.IgnoreInterfaces(struct{ schema.Declaration }{}),
		cmpopts.IgnoreFields(schema.Type{}, "Comparable")); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
}

// A position is that of the option, in the file as the user sees it.
func TestPositions(t *testing.T) {
	p := load(t, map[string]string{"chat/chat.go": `package chat

type Turn struct {
	A, B int ` + "`json:\"a\" hh:\"metrics,unit=ms,minimum=1\"`" + `
	C    int "hh:\"metrics,unit=ms\""
	dictionary
}

type dictionary struct {
	/* before */ D int ` + "`hh:\"metrics,maximum=3\"`" + `
}
`})
	fields := map[string]*schema.Field{}
	for _, f := range p.Records[0].Fields {
		fields[f.Name] = f
	}
	for _, c := range []struct{ field, option, want string }{
		{"A", "", "chat/chat.go:4:2"}, {"B", "", "chat/chat.go:4:5"}, {"A", "namespace", "chat/chat.go:4:25"},
		{"A", "unit", "chat/chat.go:4:33"}, {"B", "minimum", "chat/chat.go:4:41"},
		{"A", "maximum", "chat/chat.go:4:2"}, // not written: the field's
		{"C", "unit", "chat/chat.go:5:11"},   // escapes move what follows: the tag's
		{"D", "", "chat/chat.go:10:15"}, {"D", "maximum", "chat/chat.go:10:34"},
	} {
		if got := fields[c.field].At(c.option).String(); got != c.want {
			t.Errorf("%s %s at %s, want %s", c.field, c.option, got, c.want)
		}
	}
}

// Names of files that the build leaves out are known, and the output's are not.
func TestDeclared(t *testing.T) {
	p := load(t, map[string]string{
		"chat/chat.go":         "package chat\n\ntype Turn struct {\n\tA int `hh:\"metrics\"`\n}\n\nfunc (Turn) Method() {}\n",
		"chat/chat_test.go":    "package chat\n\nfunc helper() {}\n",
		"chat/x_test.go":       "package chat_test\n\nfunc outside() {}\n",
		"chat/chat_plan9.go":   "package chat\n\nvar one, _ = 1, 2\n",
		"chat/hh_gen.go":       schema.Generated + "\n\npackage chat\n\nfunc WithA() {}\n",
		"chat/testdata/not.go": "package chat\n\nconst no = 1\n",
	})
	var names []string
	for name := range p.Declared {
		names = append(names, name)
	}
	want := []string{"Turn", "Turn.A", "Turn.Method", "helper", "one"}
	if diff := cmp.Diff(want, names, cmpopts.SortSlices(func(a, b string) bool { return a < b })); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
}

// A value of an enum has the documentation of its constant, which is not that of the
// block around it.
func TestValuesDocumented(t *testing.T) {
	p := load(t, map[string]string{
		"plan/plan.go": `package plan

type Plan string

// The plans.
const (
	// Free costs nothing.
	Free Plan = "free"
	Paid Plan = "paid" // with an invoice
	Old  Plan = "old"
)

// Trial ends after a month.
const Trial Plan = "trial"
`,
		"chat/chat.go": "package chat\n\nimport \"example.com/plan\"\n\ntype Turn struct {\n\tPlan plan.Plan `hh:\"metadata\"`\n}\n",
	})
	got := map[string]string{}
	for _, m := range p.Records[0].Fields[0].Type.Enum {
		got[m.Value] = m.Doc
	}
	want := map[string]string{"free": "Free costs nothing.", "paid": "with an invoice", "old": "", "trial": "Trial ends after a month."}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
}
