package catalogue_test

import (
	"go/token"
	"regexp"
	"strings"
	"testing"

	"github.com/hhgen/hhgen/gen/catalogue"
	"github.com/hhgen/hhgen/schema"
)

// hostile is text of a schema that would end what it is in, or run.
const hostile = "</script><script>alert(1)</script><img src=x onerror=alert(2)> --> ]]> *bold* `code` |cell| [l](javascript:alert(3)) " +
	"&lt; \u202egnirts\u202c # h \\ \xff"

// hostileCatalogue has it wherever a schema has text.
func hostileCatalogue() *catalogue.Catalogue {
	long := strings.Repeat("Donaudampfschifffahrt", 40)
	enum := &schema.Type{Kind: schema.KindString, Enum: []schema.EnumMember{{Value: hostile, Doc: hostile}, {Value: "a|b"}, {Value: "`"}}}
	f := func(key string, t *schema.Type) *schema.Field {
		return &schema.Field{Key: key, Namespace: schema.Metadata, Type: t, Doc: hostile + "\n\n- " + hostile + "\n\n1. " + long, Pos: at("a b<c>.go", 1)}
	}
	text := f("text", kind(schema.KindString))
	text.Deprecated, text.Pattern, text.Unit, text.Default, text.Examples = hostile, hostile, hostile, hostile, []string{hostile, long}
	r := &schema.Record{Name: "Turn", Doc: hostile, Fields: []*schema.Field{f("plan", enum), text}, Pos: at("a.go", 1)}
	place := catalogue.Place{File: "a b<c>|.go", Line: 1, Link: "javascript:alert(4)//<>)", Owners: []string{hostile}}
	return catalogueOf(catalogue.Options{Title: hostile, Locate: func(token.Position) catalogue.Place { return place }},
		&schema.Package{Path: "example.com/a", Records: []*schema.Record{r}})
}

func TestHostileHTML(t *testing.T) {
	html, err := hostileCatalogue().HTML()
	if err != nil {
		t.Fatal(err)
	}
	page := string(html)
	start := strings.Index(page, "</script>") // of the page's own
	if n := strings.Count(page[start+1:], "script>"); n != 1 {
		t.Errorf("%d more scripts begin or end", n-1)
	}
	for _, bad := range []string{"<img", "\u202e", "\xff", `href="javascript`, "<b>"} {
		if strings.Contains(page, bad) {
			t.Errorf("the page has %q", bad)
		}
	}
	if !strings.Contains(page, "&lt;img src=x onerror=alert(2)&gt;") {
		t.Error("the text is not shown as it is")
	}
}

// Marks of Markdown are escaped, or in code; HTML does not begin.
func TestHostileMarkdown(t *testing.T) {
	page := string(hostileCatalogue().Markdown())
	for _, bad := range []string{"\u202e", "\xff", "\n- \\</script", "\n1. "} {
		if strings.Contains(page, bad) {
			t.Errorf("the page has %q", bad)
		}
	}
	page = regexp.MustCompile("``.*?``|`[^`]*`|<[^<>\n]*>\\)").ReplaceAllString(strings.TrimPrefix(page, catalogue.Mark), "") // code, and links
	if found := regexp.MustCompile(`(^|[^\\])(<|\*bold|\[l\])`).FindString(page); found != "" {
		t.Errorf("%q is not escaped in\n%s", found, page)
	}
	for line := range strings.Lines(page) {
		if columns := strings.Count(line, "|") - strings.Count(line, `\|`); strings.HasPrefix(line, "|") && columns != 4 && columns != 8 {
			t.Errorf("%d columns in %s", columns, line)
		}
	}
}
