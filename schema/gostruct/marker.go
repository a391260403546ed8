package gostruct

import (
	"go/token"
	"go/types"

	"github.com/hhgen/hhgen/schema"
)

// marker reads a field of type hh.Record or hh.Open. Open namespaces are
// promoted from embedded records; own says that the field is the record's own.
func (w *walk) marker(s *types.Struct, i int, own bool) {
	f := s.Field(i)
	n, pos := w.source.find(f), w.positionOf(f)
	t, ok := w.parseTag(s.Tag(i), n, pos)
	isOpen := isRuntime(f.Type(), "Open")
	switch {
	case f.Name() != "_" || !ok || w.record == nil && isOpen:
		w.errs.Add(pos, schema.RecordMarker,
			"a marker is a blank field of a record, with a tag: write `_ hh.Open `hh:\"metadata\"`` or `_ hh.Record `hh:\"new=MakeTurn\"``")
	case isOpen:
		w.open(w.record, t, n, pos)
	default:
		w.options(t, pos, own)
		for j := range i {
			if isRuntime(s.Field(j).Type(), "Record") && markerOf(s.Tag(j)) != (marker{}) {
				w.errs.Add(pos, schema.RecordMarker,
					"a second hh.Record in one struct: give all options to the first, such as `hh:\"partial,new=MakeTurn\"`")
				return
			}
		}
	}
}

// recordOptions are the options of hh.Record.
var recordOptions = []string{"new", "partial"}

// options reads the options of a record, or of a nested object. The options of
// an embedded record are only checked. [walk.isPartial] finds out whether it is
// partial.
func (w *walk) options(t tag, pos token.Position, own bool) {
	options := t.options
	switch {
	case schema.Namespace(t.namespace).Valid():
		w.errs.Add(t.pos, schema.RecordMarker, "hh.Record takes options, not a namespace: write `hh:\"new=MakeTurn\"`")
	case t.namespace != "": // it is the first option, without a value
		options = append([]option{{name: t.namespace, pos: t.pos, part: part{t.namespace, 0}}}, options...)
	case len(options) == 0:
		w.errs.Add(pos, schema.RecordMarker, "hh.Record has no effect here: write `hh:\"new=MakeTurn\"` or `hh:\"partial\"`, or remove it")
	}
	for _, o := range options {
		switch {
		case o.name == "partial" && o.assigned:
			w.errs.Add(o.pos, schema.TagValue, "option partial takes no value: write partial").
				Offer(o.value == "true" || o.value == "", "write partial", t.source.edits(o.part.change("partial")))
		case o.name == "partial":
		case o.name != "new":
			e := w.errs.Add(o.pos, schema.TagOption, "unknown option %q of hh.Record: %s", o.name, suggestOption(o.name, shapeOther, recordMeanings, recordOptions))
			w.fixRecordOption(e, t, o)
		case w.nested && !w.isRecord(w.stack[len(w.stack)-1]):
			w.errs.Add(o.pos, schema.TagOption, "option new= names the constructor of a record, and %s is nested in one: remove it",
				w.stack[len(w.stack)-1].Obj().Name())
		case !token.IsIdentifier(o.value):
			w.errs.Add(o.pos, schema.TagValue, "option new=%s is not a Go identifier: write new=MakeTurn", o.value)
		case own && w.record != nil:
			w.record.Constructor, w.record.ConstructorPos = o.value, o.pos
		}
	}
}

// marker holds the options that a field of type hh.Record gives to its struct.
type marker struct {
	constructor string
	partial     bool
}

// markerOf reads the tag of a field of type hh.Record, and ignores mistakes in
// it.
func markerOf(raw string) (m marker) {
	value, _ := tagOf(raw)
	for _, p := range splitOptions(value) {
		switch {
		case p.text == "partial":
			m.partial = true
		case len(p.text) > len("new=") && p.text[:len("new=")] == "new=":
			m.constructor = p.text[len("new="):]
		}
	}
	return m
}

// isPartial reports whether a struct declares that its fields may be without
// tags. For a struct of another module, the struct that contains it may declare
// it.
func (w *walk) isPartial(s *types.Struct) bool {
	if partial(s) {
		return true
	}
	return w.partial && !w.sameModule(w.stack[len(w.stack)-1].Obj().Pkg())
}
