package record

import (
	"regexp"
	"slices"
	"sync"

	"go.opentelemetry.io/otel/attribute"
)

// OpenNamespace is the declaration of a namespace that takes keys that no
// field declares. Generated code holds one for each.
type OpenNamespace struct {
	Attr // Key is that of the namespace

	// attrs are the declarations made of keys that were used. Keys are
	// constants of the program, so there are few.
	attrs sync.Map // of string to *Attr
}

var openKey = sync.OnceValue(func() *regexp.Regexp {
	return regexp.MustCompile(`^[a-z][a-z0-9_]*$`)
})

const maxOpenKeyBytes = 128

// openAttr returns the declaration of a key, or nil if the key is rejected. It reports
// a violation on every use, because each use may have another runtime.
func (b *Batch) openAttr(o *OpenNamespace, key string) *Attr {
	if a, ok := o.attrs.Load(key); ok {
		return a.(*Attr)
	}
	a := &Attr{Key: o.Key + "." + attribute.Key(key), MaxBytes: o.MaxBytes, Drop: o.Drop}
	rejected := ""
	switch {
	case len(key) > maxOpenKeyBytes, !openKey().MatchString(key):
		rejected = InvalidKey
	case slices.Contains(o.Declared, key):
		rejected = DeclaredKey
	}
	if rejected != "" {
		b.violate(&Attr{Key: attribute.Key(replaceInvalid(string(a.Key)))}, rejected, 0, 0)
		return nil
	}
	o.attrs.Store(key, a)
	return a
}

// Open records a value under a key that no field declares.
func (b *Batch) Open(o *OpenNamespace, key string, v attribute.Value) {
	a := b.openAttr(o, key)
	if a == nil {
		return
	}
	b.enterValue(o.Key, true)
	b.enterMember(key)
	b.openValue(a, v)
	b.leaveValue()
}

func (b *Batch) openValue(a *Attr, v attribute.Value) {
	switch v.Type() {
	case attribute.STRING:
		b.String(a, v.AsString())
	case attribute.FLOAT64:
		b.Float(a, v.AsFloat64())
	case attribute.BOOL:
		b.Bool(a, v.AsBool())
	case attribute.INT64:
		b.Int(a, v.AsInt64())
	}
}
