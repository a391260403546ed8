package schema

import (
	"cmp"
	"maps"
	"slices"
	"strconv"
	"strings"
)

// Difference is one aspect in which two fields with the same key differ.
type Difference struct {
	Aspect   Aspect
	From, To string // as messages show them; "" for none
	Change   Change // from the first field to the second
}

// Change is the direction of a difference.
type Change int

// The directions of differences.
const (
	Same      Change = iota // no difference
	Tightened               // the second field rejects some values that the first accepts
	Widened                 // the second field accepts some values that the first rejects
	Changed                 // both, or values without an order
)

// Aspect is a property in which fields are compared. Aspects are visible in
// recorded data; Go names and types, which only callers see, are not among
// them.
type Aspect int

// The aspects, in the order in which [Diff] compares them.
const (
	AspectType     Aspect = iota // form of the value on the wire; nothing else is compared if it differs
	AspectPrivacy                // how little of the value can be read
	AspectUnit                   // what a number counts
	AspectValues                 // the values of an enum
	AspectBytes                  // bound of strings in bytes
	AspectLength                 // bound of strings in characters
	AspectPattern                // what strings match
	AspectItems                  // bound of lists, arrays, maps and values of any type
	AspectLow                    // least number
	AspectHigh                   // greatest number
	AspectOverflow               // what happens to strings over their bound
	AspectMove                   // old key that is also recorded, and until when
	AspectBaggage                // whether the value travels to other services
	AspectPresence               // whether the key is always recorded
)

// aspects holds how messages name each aspect, the option that declares it, and
// the function that compares it.
var aspects = [...]struct {
	noun    string // as in "unit ms" and "no unit"
	option  string // the one that declares it; "" for none, or several
	compare func(a, b *Field) Difference
}{
	AspectType:     {"type", "", compareType},
	AspectPrivacy:  {"type", "", comparePrivacy},
	AspectUnit:     {"unit", "unit", compareUnit},
	AspectValues:   {"values", "", compareValues},
	AspectBytes:    {"maxbytes", "maxbytes", compareBytes},
	AspectLength:   {"maxlength", "maxlength", compareLength},
	AspectPattern:  {"pattern", "pattern", comparePattern},
	AspectItems:    {"maxitems", "maxitems", compareItems},
	AspectLow:      {"minimum", "minimum", compareLow},
	AspectHigh:     {"maximum", "maximum", compareHigh},
	AspectOverflow: {"overflow", "overflow", compareOverflow},
	AspectMove:     {"moved-from", "moved-from", compareMove},
	AspectBaggage:  {"baggage", "baggage", compareBaggage},
	AspectPresence: {"presence", "", comparePresence},
}

// Diff returns how two fields with the same key differ for readers of events.
// It does not compare the members of objects.
func Diff(a, b *Field) (all []Difference) {
	for i, aspect := range aspects {
		d := aspect.compare(a, b)
		if d.Change == Same {
			continue
		}
		d.Aspect = Aspect(i)
		all = append(all, d)
		if d.Aspect == AspectType {
			return all
		}
	}
	return all
}

// DiffOpen is [Diff] for the undeclared keys of a namespace.
func DiffOpen(a, b *Open) []Difference {
	anyText := &Type{Kind: KindAny}
	return Diff(&Field{Type: anyText, MaxBytes: a.MaxBytes, Overflow: a.Overflow}, &Field{Type: anyText, MaxBytes: b.MaxBytes, Overflow: b.Overflow})
}

// Option is the option of f that declares an aspect; "" if none does.
func (a Aspect) Option(f *Field) string {
	switch {
	case a == AspectLow && f.has("above"):
		return "above"
	case a == AspectHigh && f.has("below"):
		return "below"
	}
	return aspects[a].option
}

// Sides words the values that two fields have for the aspect, each in the
// dialect of its source: "maxbytes=64", "unit ms", "no maximum".
func (d Difference) Sides(a, b *Field, ofA, ofB *Dialect) (from, to string) {
	return d.Aspect.say(a, d.From, ofA), d.Aspect.say(b, d.To, ofB)
}

// say words the value that f has for an aspect. shown is that value, formatted.
func (a Aspect) say(f *Field, shown string, d *Dialect) string {
	option := d.Word(aspects[a].option)
	switch {
	case a == AspectItems:
		option = d.Items(f)
	case a == AspectBytes && f.InCharacters() && shown != "": // as the source says it
		option, shown = d.Word("maxlength"), count(f.MaxLength)
	}
	switch {
	case a == AspectValues && shown == "":
		return "type " + f.Type.Leaf().Wire()
	case shown == "":
		return "no " + option
	case a == AspectType, a == AspectPrivacy, a == AspectValues, a == AspectUnit:
		return aspects[a].noun + " " + shown
	case a == AspectItems && shown != count(f.MaxItems):
		return shown + " items" // of an array
	case a == AspectBaggage:
		return option
	case a == AspectMove:
		return option + " " + strconv.Quote(shown)
	case a == AspectPattern:
		return option + " " + shown
	}
	return option + "=" + shown
}

// unordered is a difference between values that have no order.
func unordered(from, to string) Difference {
	d := Difference{From: from, To: to}
	if from != to {
		d.Change = Changed
	}
	return d
}

// ordered is a difference between values that have an order: tighter is above 0
// if the second is tighter than the first, and below 0 if it is wider.
func ordered(from, to string, tighter int) Difference {
	return Difference{From: from, To: to, Change: [...]Change{Widened, Same, Tightened}[cmp.Compare(tighter, 0)+1]}
}

// counts is a difference between bounds on a number of things; 0 is no bound.
func counts(from, to int) Difference {
	tighter := cmp.Compare(from, to)
	if from == 0 || to == 0 {
		tighter = -tighter
	}
	return ordered(count(from), count(to), tighter)
}

func compareType(a, b *Field) Difference { return unordered(a.Type.Wire(), b.Type.Wire()) }

func comparePrivacy(a, b *Field) Difference {
	x, y := a.Type.Leaf(), b.Type.Leaf()
	shown := func(t *Type) string {
		if t.Kind.Secrecy() > 0 {
			return t.Kind.String()
		}
		return t.Wire()
	}
	return ordered(shown(x), shown(y), cmp.Compare(y.Kind.Secrecy(), x.Kind.Secrecy()))
}

func compareUnit(a, b *Field) Difference { return unordered(a.Unit, b.Unit) }

// compareValues compares enums as sets. A string without an enum has no values.
func compareValues(a, b *Field) Difference {
	from, to := a.Type.Leaf().values(), b.Type.Leaf().values()
	lacks := func(some, all []string) bool {
		return slices.ContainsFunc(some, func(v string) bool { return !slices.Contains(all, v) })
	}
	d := Difference{From: joined(from), To: joined(to)}
	switch fewer, more := lacks(from, to), lacks(to, from); {
	case from == nil && to == nil:
	case from == nil, to != nil && fewer && !more:
		d.Change = Tightened
	case to == nil, more && !fewer:
		d.Change = Widened
	case fewer:
		d.Change = Changed
	}
	return d
}

// joined lists values, and quotes those that would be ambiguous otherwise.
func joined(values []string) string {
	shown := make([]string, len(values))
	for i, v := range values {
		if shown[i] = v; v == "" || strings.ContainsAny(v, ",\" ") {
			shown[i] = strconv.Quote(v)
		}
	}
	return strings.Join(shown, ", ")
}

// values are the values of an enum, sorted; nil for a string without an enum.
func (t *Type) values() []string {
	values := map[string]bool{}
	for _, m := range t.Enum {
		values[m.Value] = true
	}
	return slices.Sorted(maps.Keys(values))
}

func compareBytes(a, b *Field) Difference {
	if !a.Type.Sized() || !b.Type.Sized() || a.InCharacters() && b.InCharacters() {
		return Difference{}
	}
	return counts(a.ByteLimit(), b.ByteLimit())
}

func compareLength(a, b *Field) Difference {
	if !a.Type.Sized() || !b.Type.Sized() {
		return Difference{}
	}
	return counts(a.MaxLength, b.MaxLength)
}

// comparePattern compares patterns as they are written. Which of two matches more is
// not known.
func comparePattern(a, b *Field) Difference {
	if !a.Type.Patterned() || !b.Type.Patterned() {
		return Difference{}
	}
	shown := func(p Pattern) string {
		if p == "" {
			return ""
		}
		return strconv.Quote(string(p))
	}
	d := unordered(shown(a.Pattern), shown(b.Pattern))
	switch {
	case a.Pattern == "" && b.Pattern != "":
		d.Change = Tightened
	case a.Pattern != "" && b.Pattern == "":
		d.Change = Widened
	}
	return d
}

// compareItems compares the outermost list, map or array that differs.
func compareItems(a, b *Field) Difference {
	x, y := a.itemCounts(), b.itemCounts()
	for i := range min(len(x), len(y)) {
		if x[i] != y[i] {
			return counts(x[i], y[i])
		}
	}
	return Difference{}
}

func compareLow(a, b *Field) Difference { return compareEnds(a, b, (*Field).low, 1) }

func compareHigh(a, b *Field) Difference { return compareEnds(a, b, (*Field).high, -1) }

// compareEnds compares one end of two ranges. inward is the sign of the
// direction in which that end tightens.
func compareEnds(a, b *Field, of func(*Field) end, inward int64) Difference {
	x, y := of(a), of(b)
	whole := a.Type.Leaf().Kind.Whole()
	d := Difference{From: x.show(whole, inward), To: y.show(whole, inward)}
	if x.value == "" || y.value == "" {
		d.Change = ordered("", "", cmp.Compare(len(y.value), len(x.value))).Change
		return d
	}
	from, fromOpen := x.limit(whole, inward)
	to, toOpen := y.limit(whole, inward)
	tighter := to.Cmp(from) * int(inward)
	if tighter == 0 && fromOpen != toOpen {
		tighter = map[bool]int{true: 1, false: -1}[toOpen]
	}
	return ordered(d.From, d.To, tighter)
}

func compareOverflow(a, b *Field) Difference {
	if !a.Type.Sized() || !b.Type.Sized() {
		return Difference{}
	}
	return unordered(a.Overflow.String(), b.Overflow.String())
}

func compareMove(a, b *Field) Difference {
	return unordered(a.MovedFrom.String(), b.MovedFrom.String())
}

func compareBaggage(a, b *Field) Difference {
	shown := map[bool]string{true: "baggage"}
	return unordered(shown[a.Baggage], shown[b.Baggage])
}

func comparePresence(a, b *Field) Difference {
	presence := map[bool]string{true: "required", false: "optional"}
	tighter := map[bool]int{true: 1}
	return ordered(presence[a.Required()], presence[b.Required()], tighter[b.Required()]-tighter[a.Required()])
}
