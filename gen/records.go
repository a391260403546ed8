package gen

import (
	"fmt"

	"github.com/hhgen/hhgen/schema"
)

// emitRecords emits the functions that record the fields of records.
func (g *generator) emitRecords() {
	v := g.names.local("v")
	for _, r := range g.Package.Records {
		// func hhRecordTurn(b *hhimpl.Batch, v *Turn) {
		//	b.String(&hhUserPropertiesUserID, v.UserID)
		// }
		var body []string
		for _, f := range r.Fields {
			for _, f := range f.Written() {
				body = append(body, g.fieldCode(f, top(f), selector(v, f), v))
			}
		}
		g.emitf("%s", function(fmt.Sprintf("func %s(%s, %s *%s)", recordFunc(r), g.batch(), v, r.Name), body...))
	}
}

// function is a function that may do nothing.
func function(head string, body ...string) string {
	if len(body) == 0 && len(head) <= mostInLine {
		return head + " {}"
	}
	return block(head, body...)
}

// fieldCode records the field x of a struct v, unless it is absent.
func (g *generator) fieldCode(f *schema.Field, p keyPath, x, v string) string {
	var code string
	switch {
	case f.Type.Optional && f.Type.Kind == schema.KindObject:
		code = unlessNil(x, fmt.Sprintf("%s(%s, %s)", p.objectFunc(), g.b, x))
	case f.Type.Optional:
		code = unlessNil(x, g.valueCode(f, f.Type, p, "*"+x))
	case f.OmitZero:
		code = g.unlessZero(f, p, x, g.valueCode(f, f.Type, p, x))
	case nilable(f.Type):
		code = unlessNil(x, g.valueCode(f, f.Type, p, x))
	default:
		code = g.valueCode(f, f.Type, p, x)
	}
	return unlessLost(f, v, code)
}

// unlessNil is code for a value x, unless it is nil.
func unlessNil(x string, code ...string) string { return block("if "+x+" != nil", code...) }

// unlessLost is code for the field f of v, unless an embedded pointer on the way
// is nil.
func unlessLost(f *schema.Field, v, code string) string {
	at := v
	var pointers []string
	for _, e := range f.Via {
		at += "." + e.Name
		if e.Pointer {
			pointers = append(pointers, at)
		}
	}
	for i := len(pointers) - 1; i >= 0; i-- {
		code = unlessNil(pointers[i], code)
	}
	return code
}

// selector is a field of a record, through the structs that promote it.
func selector(record string, f *schema.Field) string {
	for _, e := range f.Via {
		record += "." + e.Name
	}
	return record + "." + f.Name
}
