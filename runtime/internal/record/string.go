package record

import (
	"encoding"

	"go.opentelemetry.io/otel/attribute"
)

// String records a string of at most a.MaxBytes bytes and a.MaxRunes characters, which
// matches a.Pattern. A longer string is cut or dropped, and invalid UTF-8 is replaced.
func (b *Batch) String(a *Attr, v string) {
	if a.Pattern != nil && !a.matches(v) {
		b.violate(a, NoMatch, 0, 0)
		return
	}
	if !clean(v, a.MaxBytes) || a.MaxRunes > 0 && len(v) > a.MaxRunes {
		var ok bool
		if v, ok = b.mend(a, v); !ok {
			return
		}
	}
	if s := b.slot(a); s != nil { // as sound does, without a call
		s.Value = attribute.StringValue(v)
		b.json.value(a.Key, &s.Value)
	}
}

// sound records a string that can be sent as it is.
func (b *Batch) sound(a *Attr, v string) {
	if s := b.slot(a); s != nil {
		s.Value = attribute.StringValue(v)
		b.json.value(a.Key, &s.Value)
	}
}

// Error records the message of v. nil and an empty message are not sent.
func (b *Batch) Error(a *Attr, v error) {
	if v == nil {
		return
	}
	defer b.guard(a, b.json.depth())
	if s := v.Error(); s != "" {
		b.String(a, s)
	}
}

// Marshal records the text of v.
func (b *Batch) Marshal(a *Attr, v encoding.TextMarshaler) {
	defer b.guard(a, b.json.depth())
	text, err := v.MarshalText()
	if err != nil {
		b.violate(a, MarshalFailed, 0, 0)
		return
	}
	b.String(a, string(text))
}

// guard, deferred, turns a panic of a value's method into a violation, and ends
// the objects and lists that it left open: all but those of before.
func (b *Batch) guard(a *Attr, before int) {
	if r := recover(); r != nil {
		b.violate(a, Panicked, 0, 0)
		b.json.closeTo(before)
	}
}
