package live

import (
	"math"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/hhgen/hhgen/internal/otlp"
	"github.com/hhgen/hhgen/schema"
	"github.com/hhgen/hhgen/schema/keys"
)

// Verdict is what is wrong with one value. The zero Verdict is that of a value that
// is as it was declared.
type Verdict struct {
	Rule *schema.Rule // that the value breaks; nil for none
	// Size and Limit are those of a string over its bound, in bytes, or in characters
	// if Characters is set.
	Size, Limit int
	Characters  bool
}

// OK reports whether the value is as it was declared.
func (v Verdict) OK() bool { return v.Rule == nil }

// Judge judges the values of one leaf. It may be used by several goroutines.
type Judge struct {
	leaf  *keys.Leaf
	kind  schema.Kind
	check func(*Judge, otlp.Value) Verdict

	bytes, characters int // of a string; 0 for no bound of characters
	pattern           interface{ MatchString(string) bool }
	unmatchable       bool // the pattern does not compile, so nothing matches
	values            map[string]bool
	whole             map[int64]bool
	least, greatest   int64   // of integers
	low, high         float64 // of numbers
}

// unmatched is how many bytes a string may be over its bound and still be matched with
// a pattern, as in the runtime.
const unmatched = 4096

// JudgeOf is the judge of a leaf.
func JudgeOf(l *keys.Leaf) *Judge {
	j := &Judge{
		leaf: l, kind: l.Type.Kind, check: checks[l.Type.Kind], bytes: l.MaxBytes(),
		least: math.MinInt64, greatest: math.MaxInt64, low: -math.MaxFloat64, high: math.MaxFloat64,
	}
	if l.Bound != nil {
		j.bound(l.Bound)
	}
	if l.Type.Enum != nil {
		j.permit(l.Type.Enum)
	}
	if j.kind == schema.KindUint {
		j.least = max(j.least, 0)
	}
	return j
}

// bound takes over what a field declares of its values.
func (j *Judge) bound(f *schema.Field) {
	if f.MaxLength > 0 && !j.kind.Dynamic() {
		j.characters = f.MaxLength
	}
	if f.Pattern != "" && f.Type.Patterned() {
		re, err := f.Pattern.Regexp()
		j.pattern, j.unmatchable = re, err != nil
	}
	if f.Minimum != "" || f.Above != "" {
		j.least, j.low = f.LeastInt(), f.LeastFloat()
	}
	if f.Maximum != "" || f.Below != "" {
		j.greatest, j.high = f.GreatestInt(), f.GreatestFloat()
	}
}

// permit takes over the values of an enum.
func (j *Judge) permit(enum []schema.EnumMember) {
	j.values, j.whole = map[string]bool{}, map[int64]bool{}
	for _, m := range enum {
		j.values[m.Value] = true
		if i, ok := schema.Number(m.Value).Int(); ok && j.kind.Whole() {
			j.whole[i] = true
		}
	}
}

// Leaf is what values are judged by.
func (j *Judge) Leaf() *keys.Leaf { return j.leaf }

// Verdict says what is wrong with a value: the first rule that it breaks, in the order
// in which the runtime looks. An empty value breaks none.
func (j *Judge) Verdict(v otlp.Value) Verdict {
	if v.Kind == otlp.Empty {
		return Verdict{}
	}
	return j.check(j, v)
}

// checks has the check of each kind.
var checks = [...]func(*Judge, otlp.Value) Verdict{
	schema.KindBool:      (*Judge).bool,
	schema.KindInt:       (*Judge).integer,
	schema.KindUint:      (*Judge).integer,
	schema.KindFloat:     (*Judge).number,
	schema.KindString:    (*Judge).string,
	schema.KindText:      (*Judge).string,
	schema.KindHashed:    (*Judge).hashed,
	schema.KindMasked:    (*Judge).masked,
	schema.KindDuration:  (*Judge).number,
	schema.KindTime:      (*Judge).time,
	schema.KindMarshaler: (*Judge).string,
	schema.KindError:     (*Judge).string,
	schema.KindEventID:   (*Judge).eventID,
	schema.KindJSON:      (*Judge).any,
	schema.KindAny:       (*Judge).any,
	schema.KindAnyMap:    (*Judge).any,
}

func broken(r *schema.Rule) Verdict { return Verdict{Rule: r} }

func (j *Judge) bool(v otlp.Value) Verdict {
	if v.Kind != otlp.Bool {
		return broken(Type)
	}
	return Verdict{}
}

func (j *Judge) integer(v otlp.Value) Verdict {
	switch i := v.Int(); {
	case v.Kind == otlp.Double && v.Double()-v.Double() != 0:
		return broken(NotFinite)
	case v.Kind != otlp.Int:
		return broken(Type)
	case j.whole != nil && !j.whole[i]:
		return broken(Enum)
	case i < j.least || i > j.greatest:
		return broken(Range)
	}
	return Verdict{}
}

func (j *Judge) number(v otlp.Value) Verdict {
	f := v.Double()
	switch {
	case v.Kind == otlp.Int:
		f = float64(v.Int())
	case v.Kind != otlp.Double:
		return broken(Type)
	case f-f != 0: // NaN, +Inf, -Inf
		return broken(NotFinite)
	}
	if f < j.low || f > j.high {
		return broken(Range)
	}
	return Verdict{}
}

func (j *Judge) string(v otlp.Value) Verdict {
	switch s := v.Text; {
	case v.Kind != otlp.String:
		return broken(Type)
	case j.values != nil && !j.values[s]:
		return broken(Enum)
	case j.values != nil:
		return Verdict{}
	case !utf8.ValidString(s):
		return broken(UTF8)
	case !j.matches(s):
		return broken(Pattern)
	}
	return j.length(v.Text)
}

func (j *Judge) matches(s string) bool {
	switch {
	case j.unmatchable:
		return false
	case j.pattern == nil:
		return true
	}
	return len(s) <= j.bytes+unmatched && j.pattern.MatchString(s)
}

// length judges the length of a string.
func (j *Judge) length(s string) Verdict {
	if j.characters > 0 && len(s) > j.characters {
		if n := utf8.RuneCountInString(s); n > j.characters {
			return Verdict{Rule: Bytes, Size: n, Limit: j.characters, Characters: true}
		}
	}
	if len(s) > j.bytes {
		return Verdict{Rule: Bytes, Size: len(s), Limit: j.bytes}
	}
	return Verdict{}
}

// hashed judges what hh.Hash would have made unreadable: anything that is not the
// hexadecimal form of an HMAC-SHA-256 is plain.
func (j *Judge) hashed(v otlp.Value) Verdict {
	const digits = 64
	switch {
	case v.Kind == otlp.Bool:
		return broken(Type)
	case v.Kind != otlp.String || len(v.Text) != digits || strings.Trim(v.Text, "0123456789abcdef") != "":
		return broken(PlainText)
	}
	return Verdict{}
}

// masked judges what hh.Mask would have made unreadable: four asterisks, and at most
// four characters after them. The empty string is the zero hh.Masked.
func (j *Judge) masked(v otlp.Value) Verdict {
	const mask, shown = "****", 4
	rest, ok := strings.CutPrefix(v.Text, mask)
	switch {
	case v.Kind == otlp.Bool:
		return broken(Type)
	case v.Kind != otlp.String:
		return broken(PlainText)
	case strings.Trim(v.Text, "*") == "" && len(v.Text) <= len(mask): // cut to a bound below 4 bytes
		return Verdict{}
	case !ok || utf8.RuneCountInString(rest) > shown:
		return broken(PlainText)
	case !utf8.ValidString(rest):
		return broken(UTF8)
	}
	return j.length(v.Text)
}

func (j *Judge) time(v otlp.Value) Verdict {
	if _, err := time.Parse(time.RFC3339Nano, v.Text); v.Kind != otlp.String || err != nil {
		return broken(Type)
	}
	return Verdict{}
}

func (j *Judge) eventID(v otlp.Value) Verdict {
	switch {
	case v.Kind != otlp.String:
		return broken(Type)
	case !isUUID(v.Text) || v.Text[14] != '4' || !strings.ContainsRune("89abAB", rune(v.Text[19])):
		return broken(EventID)
	}
	return Verdict{}
}

// isUUID reports whether s is a UUID of 36 characters, in upper or lower case.
func isUUID(s string) bool {
	if len(s) != 36 {
		return false
	}
	for i := range len(s) {
		switch c := s[i]; {
		case i == 8 || i == 13 || i == 18 || i == 23:
			if c != '-' {
				return false
			}
		case (c < '0' || c > '9') && (c < 'a' || c > 'f') && (c < 'A' || c > 'F'):
			return false
		}
	}
	return true
}

// any judges a value that brings its own type: a part of one of any type, or a value
// of an open namespace.
func (j *Judge) any(v otlp.Value) Verdict {
	switch v.Kind {
	case otlp.Bool, otlp.Int:
		return Verdict{}
	case otlp.Double:
		if f := v.Double(); f-f != 0 {
			return broken(NotFinite)
		}
		return Verdict{}
	case otlp.String:
		switch {
		case j.leaf.Open != nil && j.leaf.Namespace == schema.Metrics:
			return broken(Type)
		case !utf8.ValidString(v.Text):
			return broken(UTF8)
		}
		return j.length(v.Text)
	}
	return broken(Type) // arrays, maps and bytes
}
