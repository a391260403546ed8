package catalogue

import (
	"html/template"
	"strconv"
	"strings"
)

// HTML are the keys of a section. A template would take ten times as long for them.
func (s section) HTML() (template.HTML, error) { return inParts(s.Keys, (*markup).key) }

// markup is HTML that becomes longer.
type markup struct {
	strings.Builder
	err error
}

// escaper makes text of a schema part of an element or of a quoted attribute, as
// html/template does it.
var escaper = strings.NewReplacer("\x00", "\ufffd", `"`, "&#34;", "&", "&amp;", "'", "&#39;", "+", "&#43;", "<", "&lt;", ">", "&gt;")

// add adds what is HTML, and text of a schema after each but the last: the text is
// escaped.
func (w *markup) add(html string, textThenHTML ...string) {
	w.WriteString(html)
	for i, part := range textThenHTML {
		if i%2 == 0 {
			_, _ = escaper.WriteString(w, part)
		} else {
			w.WriteString(part)
		}
	}
}

// path adds text that may continue on another line after each mark of a path.
func (w *markup) path(text string) { w.WriteString(string(breakable(text))) }

// flag adds HTML if something holds.
func (w *markup) flag(holds bool, html string) {
	if holds {
		w.WriteString(html)
	}
}

// key adds the entry of a key.
func (w *markup) key(k *Key) {
	w.add("\n"+`<article class="entry key" id="key=`, k.Path, `" data-path="`, k.Path, `" data-namespace="`, string(k.Namespace),
		`" data-kinds="`, joinLines(k.Classes()), `" data-packages="`, joinLines(k.Packages()), `" data-owners="`, joinLines(k.Owners()),
		`" data-in="`, k.Indexes(), `" data-privacy="`, k.Privacy(), `"`)
	w.flag(k.Deprecated(), " data-deprecated")
	if formers := k.Formers(); len(formers) > 0 {
		w.add(` data-formers="`, joinLines(formers), `"`)
	}
	w.add(">\n<details>\n<summary>\n" + `<h3 class="path"><span class="parent">`)
	w.path(k.Parent())
	w.add("</span>")
	w.path(k.Leaf())
	w.add("</h3>\n"+`<span class="type">`, k.Type(), "</span>\n"+`<span class="meaning" dir="auto">`, visible(k.Meaning()),
		"</span>\n"+`<span class="badges">`)
	w.badges(k)
	w.add("</span>\n</summary>\n" + `<div class="body">`)
	if k.Several() {
		w.add("\n"+`<p class="warning">Records declare this key in `, strconv.Itoa(len(k.Declarations)), " different ways.</p>")
	}
	for _, d := range k.Declarations {
		w.declaration(k, d)
	}
	w.add("\n</div>\n</details>\n</article>")
}

func (w *markup) badges(k *Key) {
	w.flag(k.Deprecated(), `<span class="badge old">deprecated</span>`)
	switch privacy := k.Privacy(); privacy {
	case "":
	case "readable":
		w.add(`<span class="badge open">sensitive</span>`)
	default:
		w.add(`<span class="badge safe">`, privacy, "</span>")
	}
	w.flag(k.Several(), `<span class="badge old">varies</span>`)
}

// declaration adds what records say of a key.
func (w *markup) declaration(k *Key, d *Declaration) {
	w.add("\n" + `<div class="declaration">` + "\n" + `<div class="text">`)
	if d.Deprecated != "" {
		w.add("\n"+`<p class="warning" dir="auto"><strong>Deprecated.</strong> `, visible(d.Deprecated), "</p>")
	}
	for _, p := range k.Paragraphs(d) {
		w.add("\n"+`<p dir="auto">`, visible(p), "</p>")
	}
	w.values(d)
	w.add("\n<h4>Recorded by</h4>")
	w.users(d.Shown())
	if rest := d.Rest(); len(rest) > 0 {
		w.add("\n"+`<details class="more"><summary>`, grouped(len(rest)), " more</summary>")
		w.users(rest)
		w.add("\n</details>")
	}
	if d.UsesKnown {
		w.add("\n<h4>Set at</h4>")
		w.template("uses", d)
	}
	w.add("\n</div>\n" + `<dl class="facts">`)
	w.facts(k, d)
	w.add("\n</dl>\n</div>")
}

// values adds the table of what an enum permits.
func (w *markup) values(d *Declaration) {
	if len(d.Values) == 0 {
		return
	}
	documented := d.Documented()
	w.add("\n<table>\n" + `<thead><tr><th scope="col">Values</th>`)
	w.flag(documented, `<th scope="col">Meaning</th>`)
	w.add("</tr></thead>\n<tbody>")
	for _, v := range d.Values {
		w.add("\n<tr><td><code>", visible(v.Text), "</code></td>")
		if documented {
			w.add(`<td dir="auto">`, visible(First(v.Doc)), "</td>")
		}
		w.add("</tr>")
	}
	w.add("\n</tbody>\n</table>")
}

// users adds a list of records.
func (w *markup) users(users []User) {
	w.add("\n" + `<ul class="users">`)
	for _, u := range users {
		id := u.Record.ID()
		w.add("\n" + `<li><a href="#record=`)
		w.fragment(id)
		w.add(`" title="`, id, `">`, u.Record.ShortName(), "</a>")
		w.flag(u.Required, ` <span class="always">always</span>`)
		w.add("</li>")
	}
	w.add("\n</ul>")
}

// fragment adds text as part of the fragment of an address.
func (w *markup) fragment(text string) {
	const digits = "0123456789abcdef"
	for i := range len(text) {
		if c := text[i]; isWord(c) || c == '-' || c == '.' || c == '_' || c == '~' {
			w.WriteByte(c)
		} else {
			w.WriteString("%" + digits[c>>4:c>>4+1] + digits[c&15:c&15+1])
		}
	}
}

// facts adds the list of facts of a declaration.
func (w *markup) facts(k *Key, d *Declaration) {
	for _, l := range d.Lines(k) {
		w.add("\n<div><dt>", l.Label, "</dt><dd>")
		for _, item := range l.Items {
			if item.Code {
				w.add("<code>")
				w.path(item.Text)
				w.add("</code> ")
			} else {
				w.add("<span>", visible(item.Text), "</span> ")
			}
		}
		w.add("</dd></div>")
	}
	if owners := d.Owners(); len(owners) > 0 {
		w.add("\n<div><dt>Team</dt><dd>")
		for _, owner := range owners {
			w.add("<span>", visible(owner), "</span> ")
		}
		w.add("</dd></div>")
	}
	w.add("\n<div><dt>Declared at</dt><dd>")
	for _, p := range d.Places {
		w.place(p)
		w.add(" ")
	}
	w.add("</dd></div>")
}

// place adds where something is. A template checks addresses.
func (w *markup) place(p Place) {
	if p.Link != "" {
		w.template("place", p)
		return
	}
	w.add(`<span class="place">`)
	w.path(p.String())
	w.add("</span>")
}

// template adds a part of the page that has a template.
func (w *markup) template(name string, data any) {
	if err := page.ExecuteTemplate(w, name, data); err != nil && w.err == nil {
		w.err = err
	}
}
