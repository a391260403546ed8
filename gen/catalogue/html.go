package catalogue

import (
	"bytes"
	"crypto/sha256"
	_ "embed"
	"encoding/base64"
	"fmt"
	"html/template"
	"slices"
	"strconv"
	"strings"

	"github.com/hhgen/hhgen/schema"
)

//go:embed page/page.html
var pageTemplate string

//go:embed page/page.css
var style string

//go:embed page/page.js
var script string

//go:embed page/live.js
var liveScript string

var page = template.Must(template.New("page").Funcs(template.FuncMap{
	"first": First, "breakable": breakable, "grouped": grouped, "join": joinLines, "visible": visible,
}).Parse(pageTemplate))

// HTML is the catalogue as one page, which needs nothing else: no file, no network.
// What scripts and style sheets run in it is listed by their hashes, so text of a
// schema cannot run.
func (c *Catalogue) HTML() ([]byte, error) { return c.html("", "") }

// Live is the page with a script that follows the server that it comes from: it loads
// the page again if the server has another version of it.
func (c *Catalogue) Live(version string) ([]byte, error) { return c.html(liveScript, version) }

func (c *Catalogue) html(live, version string) ([]byte, error) {
	policy := "default-src 'none'; style-src " + hash(style) + "; script-src " + hash(script)
	if live != "" {
		policy += " " + hash(live) + "; connect-src 'self'"
	}
	var b bytes.Buffer
	err := page.Execute(&b, map[string]any{
		"Mark": template.HTML(Mark), "Policy": policy + "; base-uri 'none'; form-action 'none'",
		"Style": template.CSS(style), "Script": template.JS(script), "Live": template.JS(live), //nolint:gosec // they are embedded files
		"Version": version, "Catalogue": c, "Sections": c.sections(),
	})
	return b.Bytes(), err
}

// hash names the content of a script or a style sheet for a policy.
func hash(content string) string {
	sum := sha256.Sum256([]byte(content))
	return "'sha256-" + base64.StdEncoding.EncodeToString(sum[:]) + "'"
}

// section has the keys of a namespace.
type section struct {
	Namespace schema.Namespace
	Keys      []*Key
}

func (c *Catalogue) sections() (all []section) {
	for _, k := range c.Keys {
		if n := len(all); n == 0 || all[n-1].Namespace != k.Namespace {
			all = append(all, section{Namespace: k.Namespace})
		}
		last := &all[len(all)-1]
		last.Keys = append(last.Keys, k)
	}
	return all
}

// Parent is what stands before the last segment of a key's path, with the dot.
func (k *Key) Parent() string { return k.Path[:strings.LastIndex(k.Path, ".")+1] }

// Leaf is the last segment of a key's path.
func (k *Key) Leaf() string { return k.Path[strings.LastIndex(k.Path, ".")+1:] }

// Classes are the kinds of values, each once, for a filter.
func (k *Key) Classes() (all []string) {
	for _, d := range k.Declarations {
		all = appendNew(all, d.Class)
	}
	return all
}

// Packages are those whose records have the key, each once, for a filter.
func (k *Key) Packages() (all []string) {
	for _, d := range k.Declarations {
		for _, u := range d.Records {
			all = appendNew(all, u.Record.Package)
		}
	}
	return all
}

// Owners are those of what declares or records the key, each once, for a filter.
func (k *Key) Owners() (all []string) {
	for _, d := range k.Declarations {
		all = appendNew(all, d.Owners()...)
		for _, u := range d.Records {
			all = appendNew(all, u.Record.Place.Owners...)
		}
	}
	return all
}

// Indexes are those of the records that have the key, for a filter.
func (k *Key) Indexes() string {
	var all []string
	for _, d := range k.Declarations {
		for _, u := range d.Records {
			all = append(all, strconv.Itoa(u.Record.index))
		}
	}
	return strings.Join(all, " ")
}

// Formers are old keys, for the search.
func (k *Key) Formers() (all []string) {
	for _, d := range k.Declarations {
		if d.Moved.Key != "" {
			all = appendNew(all, k.sibling(d.Moved.Key))
		}
	}
	return all
}

// Privacy is a word for a filter: readable, hashed or masked; "" for keys without
// anything sensitive.
func (k *Key) Privacy() string {
	s := k.Sensitive()
	switch {
	case s.Form != "":
		return s.Form
	case s.Any():
		return "readable"
	}
	return ""
}

// Several reports whether records disagree about a key.
func (k *Key) Several() bool { return len(k.Declarations) > 1 }

// Paragraphs are the documentation of a declaration, but for what its key's line says
// already.
func (k *Key) Paragraphs(d *Declaration) (all []string) {
	for _, doc := range d.Docs {
		all = append(all, paragraphs(doc)...)
	}
	if len(all) > 0 && all[0] == k.Meaning() && d == k.Declarations[0] {
		return all[1:]
	}
	return all
}

// Documented reports whether a value of a declaration has a meaning.
func (d *Declaration) Documented() bool {
	return slices.ContainsFunc(d.Values, func(v Value) bool { return v.Doc != "" })
}

// breakable is text that may continue on another line after each mark of a path.
func breakable(text string) template.HTML {
	escaped := template.HTMLEscapeString(visible(text))
	var b strings.Builder
	b.Grow(len(escaped) + 8*len("<wbr>"))
	for i := range len(escaped) {
		b.WriteByte(escaped[i])
		if isMark(escaped[i]) && (i+1 == len(escaped) || !isMark(escaped[i+1])) {
			b.WriteString("<wbr>")
		}
	}
	return template.HTML(b.String()) //nolint:gosec // it is escaped
}

func isMark(c byte) bool { return c == '/' || c == '.' || c == '_' }

// makeCells makes the cells of a key in the tables of all records that have it, made once.
func (k *Key) makeCells() {
	k.Cells = template.HTML(`<td><a href="#key=` + template.URLQueryEscaper(k.Path) + `"><code>` + string(breakable(k.Path)) + //nolint:gosec // it is escaped
		`</code></a></td><td class="type">` + template.HTMLEscapeString(k.Type()) + `</td>`)
}

// Shown are the records of a declaration that are listed at once.
func (d *Declaration) Shown() []User { return d.Records[:min(len(d.Records), shown)] }

// Rest are the records of a declaration that are listed on demand.
func (d *Declaration) Rest() []User { return d.Records[min(len(d.Records), shown):] }

// shown is how many records a reader can take in.
const shown = 12

// Paragraphs are the documentation of a record, but for what its line says already.
func (r *Record) Paragraphs() []string {
	all := paragraphs(r.Doc)
	if len(all) > 0 && all[0] == First(r.Doc) {
		return all[1:]
	}
	return all
}

// Entries are those of all records.
func (c *Catalogue) Entries() (template.HTML, error) {
	return inParts(c.Records, func(w *markup, r *Record) { w.template("record", r) })
}

// Rows are those of a record's table of keys. A template would take several times as long
// for them, and they are most of a large page.
func (r *Record) Rows() template.HTML {
	var b strings.Builder
	for _, part := range r.Keys {
		recorded, amount := "if set", ""
		if part.Required {
			recorded = "always"
		}
		if part.Bytes > 0 {
			amount = grouped(part.Bytes)
		}
		b.WriteString("\n<tr>" + string(part.Key.Cells) + "<td>" + recorded + `</td><td class="amount">` + amount + "</td></tr>")
	}
	return template.HTML(b.String()) //nolint:gosec // cells are escaped, and the rest is not from a schema
}

// Bar is a size, drawn.
type Bar struct {
	Label, Text string
	Width       string // percent that is filled
	Level       string // fine, near or over
}

// Bars are the sizes of a record against its limits.
func (r *Record) Bars() (bars []Bar) {
	for _, b := range []struct {
		label    string
		n, limit int
	}{{"bytes", r.Size.Bytes, r.Limits.RecordBytes}, {"attributes", r.Size.Attributes, r.Limits.RecordAttributes}} {
		bar := Bar{Label: b.label, Text: grouped(b.n), Level: "none"}
		if b.limit > 0 {
			p := percent(b.n, b.limit)
			bar.Text = fmt.Sprintf("%s of %s", grouped(b.n), grouped(b.limit))
			bar.Width, bar.Level = strconv.Itoa(min(p, 100)), level(p)
		}
		bars = append(bars, bar)
	}
	return bars
}

func level(percent int) string {
	switch {
	case percent > 100:
		return "over"
	case percent > 80:
		return "near"
	}
	return "fine"
}

// joinLines joins what a script splits again.
func joinLines(all []string) string {
	shown := make([]string, len(all))
	for i, text := range all {
		shown[i] = visible(text)
	}
	return strings.Join(shown, "\n")
}
