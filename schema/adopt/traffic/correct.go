package traffic

import (
	"strings"

	"github.com/hhgen/hhgen/schema"
)

// correct leaves out what the rules for every schema reject, with their message as
// a remark: what the rules above do not know of.
func (b *builder) correct() {
	for {
		if !b.drop(b.wrong()) {
			return
		}
	}
}

// wrong are the errors of the package.
func (b *builder) wrong() (errs schema.Findings) {
	if len(b.found.Package.Records) == 0 {
		return nil
	}
	_ = errs.Collect(schema.Check(b.found.Package)) // which returns nothing else
	if len(errs) == 0 && b.d.Check != nil {
		_ = errs.Collect(b.d.Check(b.found.Package))
	}
	return errs
}

// drop leaves out the fields that findings are about, and reports whether there
// were any.
func (b *builder) drop(findings schema.Findings) bool {
	messages := map[int]string{}
	for _, f := range findings {
		at := f.Pos
		for _, r := range f.Related {
			if at.Filename != here { // the fault is found at what was there before
				at = r.Pos
			}
		}
		if at.Filename == here && messages[at.Line] == "" {
			messages[at.Line] = ownPosition.ReplaceAllString(f.Message, "")
		}
	}
	for f, n := range b.nodes {
		if message := messages[f.Pos.Line]; message != "" {
			b.remark(n, NotDeclared, "%s", message)
		}
	}
	renamed := false
	for _, r := range b.found.Package.Records {
		if messages[r.Pos.Line] != "" && !b.renamed[r] {
			b.rename(r, b.names.take(r.Name+"Record"))
			renamed = true
		}
	}
	return b.without(messages) || renamed
}

// rename gives a record another name, since something else has its own.
func (b *builder) rename(r *schema.Record, name string) {
	b.renamed[r] = true
	old := r.Name
	r.Name, r.Doc = name, strings.Replace(r.Doc, old, name, 1)
	for _, other := range b.found.Package.Records {
		for _, f := range other.Fields {
			if len(f.Via) > 0 && f.Via[0].Name == old {
				f.Via = via(b.d.Path, name)
			}
		}
	}
}

// without removes fields by their lines, and reports whether there were any.
func (b *builder) without(bad map[int]string) (removed bool) {
	var strip func(fields []*schema.Field) []*schema.Field
	strip = func(fields []*schema.Field) (kept []*schema.Field) {
		for _, f := range fields {
			leaf := f.Type.Leaf()
			if had := len(leaf.Fields); had > 0 {
				leaf.Fields = strip(leaf.Fields)
			}
			if bad[f.Pos.Line] != "" || leaf.Kind == schema.KindObject && len(leaf.Fields) == 0 {
				removed = true
				delete(b.nodes, f)
				continue
			}
			kept = append(kept, f)
		}
		return kept
	}
	var records []*schema.Record
	for _, r := range b.found.Package.Records {
		if r.Fields = strip(r.Fields); len(r.Fields) > 0 {
			records = append(records, r)
		}
	}
	b.found.Package.Records = records
	return removed
}
