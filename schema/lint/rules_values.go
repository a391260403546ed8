package lint

// The rules about values: units, types and documentation.

import (
	"regexp"
	"slices"
	"strings"

	"github.com/hhgen/hhgen/schema"
	"github.com/hhgen/hhgen/schema/words"
)

// The rules.
var (
	UnitSuffix = &schema.Rule{
		ID: "UNIT_SUFFIX", Title: "A key ends with the unit of its value.",
		Why: `HoneyHive stores no units: only the key tells 120 milliseconds from 120 seconds. If the key names another unit than the
field has, readers are wrong by a factor.`,
		Before: "Latency  time.Duration `hh:\"metrics,unit=ms\"`\nThinking time.Duration `hh:\"metrics,key=thinking_s,unit=ms\"`",
		After:  "Latency  time.Duration `hh:\"metrics,key=latency_ms,unit=ms\"`\nThinking time.Duration `hh:\"metrics,key=thinking_ms,unit=ms\"`",
	}
	TypeForNamespace = &schema.Rule{
		ID: "TYPE_FOR_NAMESPACE", Title: "Metrics, feedback and user properties hold what HoneyHive can chart.",
		Why: `Charts and filters take booleans, numbers and strings. A json.RawMessage in these namespaces may have any type, and a
list in metrics becomes one key for each index.`,
		Before: "Scores  []float64       `hh:\"metrics,maxitems=4\"`\nProfile json.RawMessage `hh:\"user_properties,maxitems=8,maxbytes=32\"`",
		After:  "BestScore float64 `hh:\"metrics\"`\nTeam      string  `hh:\"user_properties,maxbytes=32\"`",
	}
	DescriptionMissing = &schema.Rule{
		ID: "DESCRIPTION_MISSING", Title: "Records and fields are documented.",
		Why: `The comment becomes the documentation of the generated setter and the description in JSON Schema. Another team reads it
to decide whether its value is the same. Two kinds of fields need none: error and event_id, and a field that has the name of its type, such
as Plan Plan, if the type is documented.`,
		Before: "type Turn struct {\n\tPlan string `hh:\"metadata,maxbytes=32\"`\n}",
		After:  "// Turn is one exchange between a user and the assistant.\ntype Turn struct {\n\t// Plan is what the user pays for.\n\tPlan string `hh:\"metadata,maxbytes=32\"`\n}",
	}
)

var valueRules = []Rule{
	{UnitSuffix, Standard, schema.Warning, fields(unitSuffix)},
	{schema.UnitMissing, Strict, schema.Warning, fields(unitMissing)},
	{TypeForNamespace, Standard, schema.Warning, fields(typeForNamespace)},
	{DescriptionMissing, Strict, schema.Warning, descriptionMissing},
}

var unitForm = regexp.MustCompile(`^[a-z][a-z0-9_]*$`)

// endings are the endings that a key may have for a unit; nil for a unit
// without endings. The second result is the unit's family.
func endings(unit string) ([]string, words.UnitFamily) {
	if of, per, ok := strings.Cut(unit, "/"); ok {
		return rates(of, per), nil
	}
	unit = words.UnitName(unit)
	for _, family := range words.UnitFamilies {
		if e, ok := family[unit]; ok {
			return e, family
		}
	}
	if !unitForm.MatchString(unit) {
		return nil, nil
	}
	return []string{unit}, nil
}

// rates are the endings for one unit per another: tokens_per_s and
// tokens_per_second for tokens/s.
func rates(of, per string) (all []string) {
	counted, _ := endings(of)
	each, _ := endings(per)
	for _, e := range each {
		for _, c := range counted {
			all = append(all, c+"_per_"+e)
			if one := strings.TrimSuffix(e, "s"); one != "" {
				all = append(all, c+"_per_"+one) // ms_per_token
			}
		}
	}
	return all
}

var rateAtEnd = regexp.MustCompile(`[a-z0-9]+_per_[a-z0-9]+$`)

// statistics are words at the end of a key that name a statistic over many
// values. They may follow the unit.
var statistics = regexp.MustCompile(`_(p[0-9]+|min|max|avg|average|mean|median|sum|total|stddev)$`)

// unstated splits off the statistic at the end of a key.
func unstated(key string) (stem, statistic string) {
	statistic = statistics.FindString(key)
	return strings.TrimSuffix(key, statistic), statistic
}

func unitSuffix(r *run, s *site) {
	key := s.field.Key
	accepted, family := endings(s.field.Unit)
	stem, statistic := unstated(key)
	agrees := func(e string) bool { return says(key, e, family) || says(stem, e, family) }
	if s.field.Unit == "" || accepted == nil || !s.keyed() || slices.ContainsFunc(accepted, agrees) {
		return
	}
	for _, try := range []struct{ key, rest string }{{stem, statistic}, {key, ""}} {
		if other, before := unitAtEnd(try.key, family); other != "" {
			better := before + "_" + accepted[0] + try.rest
			r.offerKey(r.site(s, "key", nil, "key %q says %s, but the unit is %s: %s, or correct the unit", key, other, s.field.Unit, s.rename(better)), s, better)
			return
		}
	}
	better := key + "_" + accepted[0]
	if strings.Contains(s.field.Unit, "/") && rateAtEnd.MatchString(key) {
		better = rateAtEnd.ReplaceAllString(key, accepted[0])
	}
	r.offerKey(r.site(s, "key", nil, "key %q does not say that its unit is %s: %s", key, s.field.Unit, s.rename(better)), s, better)
}

// unitAtEnd splits a key before the ending of a unit in a family.
func unitAtEnd(key string, family words.UnitFamily) (ending, before string) {
	for _, endings := range family {
		for _, e := range endings {
			if stem, ok := strings.CutSuffix(key, "_"+e); ok {
				return e, stem
			}
		}
	}
	return "", ""
}

// says reports whether a key ends with a unit, or has the unit before _per_.
// Things that are counted may also be named elsewhere in the key, as in
// token_count.
func says(key, unit string, family words.UnitFamily) bool {
	if key == unit || strings.HasSuffix(key, "_"+unit) || strings.Contains("_"+key, "_"+unit+"_per_") {
		return true
	}
	_, time := family["ms"]
	_, size := family["bytes"]
	one := strings.TrimSuffix(unit, "s")
	return !time && !size && slices.ContainsFunc(schema.KeyWords(key), func(w string) bool { return w == unit || w == one })
}

func unitMissing(r *run, s *site) {
	if s.field.Unit != "" || !s.keyed() {
		return
	}
	if k := s.field.Type.Leaf().Kind; !k.Number() || k == schema.KindDuration {
		return
	}
	what, example := "", ""
	switch q, _ := r.expand(s).Measures(); q {
	case words.Time:
		what, example = "a time", "time.Duration with key="+withUnit(s.field.Key, "ms")+" and unit=ms"
	case words.Size:
		what, example = "a size", "key="+withUnit(s.field.Key, "bytes")+" and unit=bytes"
	default:
		return
	}
	if d := s.pkg.Dialect(); d.Property {
		example = d.Word("unit") + ", and end the name with it"
	}
	r.site(s, "key", nil, "%s measures %s, as its name says, and has no unit: use %s", s, what, example)
}

// wantsScalars reports whether values in a namespace should be suitable for
// charts.
func wantsScalars(n schema.Namespace) bool {
	return n == schema.Metrics || n == schema.Feedback || n == schema.UserProperties
}

func typeForNamespace(r *run, s *site) {
	n := s.top.Namespace
	switch kind := s.field.Type.Kind; {
	case wantsScalars(n) && kind == schema.KindJSON:
		r.site(s, "namespace", nil, "%s in %s can hold values of any type, which charts cannot show: declare a struct, or move it to metadata", s.field.Name, n)
	case n == schema.Metrics && (kind == schema.KindList || kind == schema.KindArray):
		r.site(s, "namespace", nil, "%s in metrics becomes a key for each index, which charts cannot add up: record a number such as the mean, or move it to metadata", s.field.Name)
	}
}

func descriptionMissing(r *run) {
	for _, p := range r.pkgs {
		for _, rec := range p.Records {
			if rec.Doc == "" {
				r.record(p, rec, "record %s has no description: add %s that says what it is", rec.Name, p.Dialect().Documentation)
			}
		}
	}
	for _, s := range r.sites {
		if s.own && s.field.Doc == "" && !saysItAll(s) {
			r.site(s, "", nil, "field %s has no description: add %s that says what it holds", s.field.Name, s.pkg.Dialect().Documentation)
		}
	}
}

// saysItAll reports whether the type of a field says all about it.
func saysItAll(s *site) bool {
	t := s.field.Type
	return s.top.Namespace.SpanOnly() || t.Doc != "" && t.Go.Name == s.field.Name
}
