package lint

// The rules about types that do not fit their keys.

import (
	"slices"
	"strings"

	"github.com/hhgen/hhgen/schema"
	"github.com/hhgen/hhgen/schema/words"
)

// The rules.
var (
	TypeForKey = &schema.Rule{
		ID: "TYPE_FOR_KEY", Title: "A value has the type that its key promises.",
		Why: `Charts add numbers up, and filter by what is true or false. They can do neither with a string of digits, or with the
string "true". A number that is a point in time does not say whether it counts seconds or milliseconds, and from when: a time.Time is
recorded as a date. An enum may have a key such as rating.`,
		Before: "DurationMs string `hh:\"metadata,maxbytes=16\"`\nIsCached   string `hh:\"metadata,maxbytes=8\"`\nCreatedAt  int64  `hh:\"metadata\"`",
		After:  "DurationMs int       `hh:\"metadata,unit=ms\"`\nIsCached   bool      `hh:\"metadata\"`\nCreatedAt  time.Time `hh:\"metadata\"`",
	}
	CurrencyMissing = &schema.Rule{
		ID: "CURRENCY_MISSING", Title: "An amount of money says its currency.",
		Why: `Only its author knows whether a cost of 12 is in dollars or in cents. State the currency in the key, as a unit=, or in
another field of the record, as in currency.`,
		Before: "Cost float64 `hh:\"metrics\"`",
		After:  "CostUSD float64 `hh:\"metrics,unit=usd\"`",
	}
)

var typeRules = []Rule{
	{TypeForKey, Standard, schema.Warning, fields(typeForKey)},
	{CurrencyMissing, Standard, schema.Warning, fields(currencyMissing)},
}

func typeForKey(r *run, s *site) {
	if !s.keyed() {
		return
	}
	key, t := r.expand(s), s.field.Type.Leaf()
	plain := t.Enum == nil && (t.Kind == schema.KindString || t.Kind == schema.KindText)
	number := t.Kind.Number() && t.Kind != schema.KindDuration && t.Enum == nil
	dialect := s.pkg.Dialect()
	switch {
	case key.True():
		if (plain || number) && t == s.field.Type {
			r.site(s, "", nil, "%s is true or false, as its name says, but its type is %s: %s", s, t.Wire(), dialect.Truth())
		}
	case plain && namesNumber(key), t.Kind == schema.KindBool && namesCount(key) && !key.About("percent"):
		r.site(s, "", nil, "%s is a number, as its name says, but its type is %s, which charts cannot add up: %s", s, t.Wire(), dialect.Number())
	case number && key.Text(string(s.top.Namespace)):
		r.site(s, "", nil, "%s is a text, as its name says, but its type is %s: %s", s, t.Wire(), dialect.Text())
	case number && s.field.Unit == "" && namesMoment(key):
		r.site(s, "", nil, "%s is a point in time, as its name says, and a number does not say in which unit, or from when: %s", s, dialect.Time())
	}
}

// namesNumber reports whether a key has numbers as values, and never texts.
func namesNumber(key words.Key) bool {
	q, text := key.Measures()
	return q != "" && q != words.Moment && !text || namesCount(key)
}

// namesCount reports whether a key is that of a number of things, or ends with a
// unit.
func namesCount(key words.Key) bool { return key.EndsInUnit() || key.Counts() }

func namesMoment(key words.Key) bool {
	q, _ := key.Measures()
	return q == words.Moment
}

func currencyMissing(r *run, s *site) {
	key, kind := r.expand(s), s.field.Type.Leaf().Kind
	if !s.keyed() || s.field.Unit != "" || !kind.Number() || kind == schema.KindDuration {
		return
	}
	if !key.Costs() || key.Currency() || namesCurrency(s.rec.Fields) {
		return
	}
	if _, captured := r.captureOf(s); captured {
		return // AUTO_CAPTURED reports it: the key is HoneyHive's own
	}
	r.site(s, "key", nil, "%s is an amount of money, as its name says, and names no currency: %s for US dollars, or record the currency beside it",
		s, s.rename(withUnit(s.field.Key, "usd")))
}

// namesCurrency reports whether one of a record's fields says in which currency
// its amounts are.
func namesCurrency(fields []*schema.Field) bool {
	return slices.ContainsFunc(fields, func(f *schema.Field) bool {
		if words.Split(f.Key).About("currency") {
			return true
		}
		return namesCurrency(f.Type.Leaf().Fields)
	})
}

// withUnit ends a key with a unit, before what its value is per.
func withUnit(key, unit string) string {
	if i := strings.Index(key, "_per_"); i >= 0 {
		return key[:i] + "_" + unit + key[i:]
	}
	return key + "_" + unit
}
