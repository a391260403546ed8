package schema

import (
	"cmp"
	"fmt"
	"math/big"
	"strconv"
	"unicode/utf8"
)

// options checks that each option has an effect on the type of its field. Each
// row has an option, whether it was given, whether it is allowed, and the
// reason if it is not.
func (c *checker) options(f *Field, at level) {
	t, leaf := f.Type, f.Type.Leaf()
	nested := f.Namespace == ""
	sized := leaf.Kind.Sized()
	for _, o := range []struct {
		name  string
		given bool
		fits  bool
		why   string
	}{
		{"key", f.has("key"), !f.Inline && !at.namespace.SpanOnly(), "the wire key is fixed"},
		{"maxbytes", f.MaxBytes != 0 && f.bytesOption() == "maxbytes", sized, "it bounds strings"},
		{"maxlength", f.MaxLength != 0, leaf.Kind.Text(), "it bounds strings"},
		{"pattern", f.Pattern != "", t.Patterned(), patternWhy(leaf)},
		{"maxitems", f.MaxItems != 0, t.Counted(), "it bounds lists, maps, json.RawMessage and any"},
		{"minimum", f.Minimum != "", leaf.Kind.Number(), "it bounds numbers"},
		{"maximum", f.Maximum != "", leaf.Kind.Number(), "it bounds numbers"},
		{"above", f.Above != "", leaf.Kind.Number(), "it bounds numbers"},
		{"below", f.Below != "", leaf.Kind.Number(), "it bounds numbers"},
		{"unit", f.Unit != "", leaf.Kind.Number(), "only numbers and durations have units"},
		{"overflow", f.Overflow != Truncate, sized && leaf.Enum == nil, overflowWhy(leaf)},
		{"omitzero", f.OmitZero, t.omittable(), omitzeroWhy(t)},
		{"inline", f.Inline, !nested && t.inlinable(), inlineWhy(t, nested)},
		{"large", f.Large, f.permits(), fmt.Sprintf("it permits %s over %d", c.dialect.Word("maxbytes"), DefaultMaxBytes)},
		{"moved-from", f.MovedFrom != Move{}, !f.Inline && !at.namespace.SpanOnly(), "the wire key is fixed"},
		{"pii", f.PII != "", leaf.Kind != KindObject, "its members hold the values, and each declares its own"},
		{"setter", f.Setter != "", !nested, "only fields of a record have setters"},
	} {
		if o.given && !o.fits {
			e := c.errs.Add(f.At(o.name), OptionUnused, "option %s does nothing on %s: %s; remove it", c.dialect.Word(o.name), c.name(t), o.why)
			c.fixUnused(e, f, o.name)
		}
	}
}

// permits reports whether large has an effect on f: on long strings, and on lists
// that hold more than one long string, whose bound may be missing.
func (f *Field) permits() bool {
	return f.MaxBytes > DefaultMaxBytes || f.LargestValue() > DefaultMaxBytes || f.Type.Counted() && f.MaxItems == 0
}

// omittable reports whether omitzero has an effect: nil is never sent anyway.
func (t *Type) omittable() bool {
	return !t.Optional && !t.Kind.AbsentNil() && (t.Comparable || t.IsZero)
}

// omitzeroWhy says why a type that is not omittable has no use for omitzero.
func omitzeroWhy(t *Type) string {
	if t.Optional || t.Kind.AbsentNil() {
		return "an absent value is left out anyway"
	}
	return "the type is not comparable, and has no method IsZero() bool"
}

// overflowWhy says why values of a type cannot overflow.
func overflowWhy(leaf *Type) string {
	if leaf.Enum != nil {
		return "the values of an enum fit their bound"
	}
	return "only strings overflow"
}

// inlineWhy says why a field cannot be inlined.
func inlineWhy(t *Type, nested bool) string {
	switch {
	case nested:
		return "only fields of a record can be inlined"
	case t.Optional:
		return "a map or json.RawMessage is inlined without a pointer"
	}
	return "it is for a map or json.RawMessage"
}

func (t *Type) inlinable() bool {
	return !t.Optional && (t.Kind == KindMap || t.Kind == KindJSON || t.Kind == KindAnyMap)
}

// bounds checks the bounds of a field against the limits and its type.
func (c *checker) bounds(f *Field, n Namespace) {
	if e := c.byteLimit(f.MaxBytes, f.Large || f.has("large"), f.bytesGiven(c.dialect), f.At); e != nil {
		c.fixBytes(e, f)
	}
	switch {
	case f.MaxItems > MaxItemsLimit:
		e := c.errs.Add(f.At("maxitems"), BoundLimit, "%s=%d is over the limit of %d: lower it", c.dialect.Items(f), f.MaxItems, MaxItemsLimit)
		c.offer(e, false, f, Option{"maxitems", strconv.Itoa(MaxItemsLimit)})
	case (f.Type.Kind == KindAny || f.Type.Kind == KindAnyMap) && !n.FreeForm(): // rejected for its type
	case f.Type.Counted() && f.MaxItems == 0 && !f.has("maxitems"):
		e := c.errs.Add(f.Pos, BoundMissing, "%s has no bound: add %s with the most items that it may hold%s", f.Name, c.dialect.assigned(c.dialect.Items(f)), c.dialect.defaultItems())
		c.offer(e, true, f, Option{"maxitems", strconv.Itoa(UsualItems)})
	}
	c.enum(f)
	if f.Type.Leaf().Kind.Number() {
		c.numbers(f)
	}
}

// enum checks the values of an enum against the bound of their field, and against
// what their type and the wire can hold.
func (c *checker) enum(f *Field) {
	leaf := f.Type.Leaf()
	if leaf.Kind.Whole() {
		c.wholeEnum(f, leaf)
		return
	}
	for _, m := range leaf.Enum {
		if !utf8.ValidString(m.Value) {
			c.errs.Add(f.Pos, EnumText, "enum value %q of %s is not UTF-8, and an exporter would reject its whole batch: change it", m.Value, cmp.Or(m.Go.Name, f.Name))
		}
		if len(m.Value) > f.ByteLimit() {
			e := c.errs.Add(f.At("maxbytes"), EnumBound, "enum value %q has %d bytes, over the bound of %d: raise %s, or shorten it",
				m.Value, len(m.Value), f.ByteLimit(), c.dialect.Word(f.bytesOption()))
			c.fixEnumBound(e, f)
		}
	}
}

// wholeEnum checks the values of an enum of integers.
func (c *checker) wholeEnum(f *Field, leaf *Type) {
	low, high := leaf.intRange()
	for _, m := range leaf.Enum {
		if i := Number(m.Value).Rat().Num(); i.Cmp(low) < 0 || i.Cmp(high) > 0 {
			c.errs.Add(f.Pos, BoundRange, "enum value %s of %s is not from %s to %s: change it, or remove it", m.Value, cmp.Or(m.Go.Name, f.Name), low, high)
		}
	}
}

// byteLimit checks a bound in bytes. given begins the message: the bound as the
// source declares it, and a verb.
func (c *checker) byteLimit(n int, large bool, given string, at atFunc) *Finding {
	switch {
	case n > LargeMaxBytes:
		return c.errs.Add(at("maxbytes"), BoundLimit, "%s over the limit of %d: lower it, or record a reference to the text", given, LargeMaxBytes)
	case n > DefaultMaxBytes && !large:
		return c.errs.Add(at("maxbytes"), BoundLimit, "%s over %d, which HoneyHive advises against: lower it, or add %s%s", given, DefaultMaxBytes, c.dialect.Word("large"), c.dialect.orLarge())
	}
	return nil
}

// bytesGiven is f's bound in bytes as the source declares it, and a verb.
func (f *Field) bytesGiven(d *Dialect) string {
	if f.bytesOption() == "maxlength" {
		return fmt.Sprintf("%s=%d allows %d bytes,", d.Word("maxlength"), f.MaxLength, f.MaxBytes)
	}
	return fmt.Sprintf("%s=%d is", d.Word("maxbytes"), f.MaxBytes)
}

// numbers checks minimum and maximum.
func (c *checker) numbers(f *Field) {
	leaf := f.Type.Leaf()
	for _, b := range []struct {
		option string
		value  Number
	}{{"minimum", f.Minimum}, {"maximum", f.Maximum}, {"above", f.Above}, {"below", f.Below}} {
		if b.value == "" || !leaf.Kind.Whole() {
			continue
		}
		if low, high := leaf.intRange(); !b.value.Rat().IsInt() || b.value.Rat().Num().Cmp(low) < 0 || b.value.Rat().Num().Cmp(high) > 0 {
			c.errs.Add(f.At(b.option), BoundRange, "%s=%s is not a valid %s: use a whole number from %s to %s", c.dialect.Word(b.option), b.value, c.name(leaf), low, high)
		}
	}
	low, high := f.low(), f.high()
	if low.value == "" || high.value == "" {
		return
	}
	gap := high.value.Rat().Cmp(low.value.Rat())
	switch {
	case gap < 0:
		e := c.errs.Add(f.At(high.option), BoundRange, "%s=%s is less than %s=%s: swap them", c.dialect.Word(high.option), high.value, c.dialect.Word(low.option), low.value)
		c.offer(e, false, f, Option{low.option, string(high.value)}, Option{high.option, string(low.value)})
	case gap == 0 && (low.open || high.open), leaf.Kind.Whole() && f.LeastInt() > f.GreatestInt():
		c.errs.Add(f.At(high.option), BoundRange, "no value is between %s=%s and %s=%s: widen them", c.dialect.Word(low.option), low.value, c.dialect.Word(high.option), high.value)
	}
}

// intRange is the range of the integers that both t and the wire can hold.
func (t *Type) intRange() (low, high *big.Int) {
	bits := uint(t.Bits)
	if t.Kind == KindUint {
		high = new(big.Int).Lsh(big.NewInt(1), min(bits, 63))
		return new(big.Int), high.Sub(high, big.NewInt(1))
	}
	high = new(big.Int).Lsh(big.NewInt(1), bits-1)
	return new(big.Int).Neg(high), high.Sub(high, big.NewInt(1))
}

// Range is [least, greatest]: the integers that both t and the wire can hold.
func (t *Type) Range() (least, greatest Number) {
	low, high := t.intRange()
	return Number(low.String()), Number(high.String())
}

func (c *checker) unit(f *Field) {
	if f.Type.Leaf().Kind != KindDuration {
		return
	}
	units := durationUnitNames()
	switch _, known := UnitOfDuration(f.Unit); {
	case f.Unit == "":
		c.fixUnit(c.errs.Add(f.Pos, UnitMissing, "%s is a duration and is recorded as a number: add %s with one of %s", f.Name, c.dialect.Assigned("unit"), units), f)
	case !known:
		e := c.errs.Add(f.At("unit"), UnitUnknown, "unit %q is not a unit of durations: use one of %s", f.Unit, units)
		if u, ok := unitCalled(f.Unit); ok {
			c.offer(e, true, f, Option{"unit", u})
		}
	}
}
