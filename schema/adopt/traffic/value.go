package traffic

import (
	"encoding/json"
	"math"
	"regexp"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/hhgen/hhgen/internal/otlp"
)

// values is what the scalar values of one key have in common.
type values struct {
	count [otlp.Map + 1]int // by kind

	maxBytes, maxRunes int // of strings
	moments            int // strings that are points in time, as hhgen records them
	broken             int // strings that are not UTF-8
	uuids              int // strings that are UUIDs of version 4
	jsons              int // strings that are objects or lists of JSON, of the first ones
	numerals, truths   int // strings that are numbers, or true and false, of the first ones
	empty              int // empty strings

	minInt, maxInt     int64
	minFloat, maxFloat float64
	notFinite          int // NaN and infinities

	distinct map[string]int // different strings; nil if there are too many, or long ones
	many     bool           // distinct is not kept any more
}

// add counts one scalar.
func (v *values) add(x otlp.Value) {
	first := v.count[x.Kind] == 0
	v.count[x.Kind]++
	switch x.Kind {
	case otlp.String:
		v.addText(x.Text)
	case otlp.Bytes:
		v.maxBytes = max(v.maxBytes, len(x.Text))
	case otlp.Int:
		v.addInt(x.Int(), first)
	case otlp.Double:
		v.addFloat(x.Double())
	}
}

func (v *values) addText(s string) {
	v.maxBytes = max(v.maxBytes, len(s))
	v.maxRunes = max(v.maxRunes, utf8.RuneCountInString(s))
	switch {
	case s == "":
		v.empty++
	case !utf8.ValidString(s):
		v.broken++
	case isMoment(s):
		v.moments++
	case v.count[otlp.String] <= maxParsed && v.addOtherType(s):
	case len(s) == uuidLength && uuid4.MatchString(s):
		v.uuids++
	}
	v.addDistinct(s, 1)
}

func (v *values) addDistinct(s string, n int) {
	if v.many {
		return
	}
	if times, known := v.distinct[s]; known {
		v.distinct[s] = times + n
		return
	}
	if len(s) > maxValueBytes || len(v.distinct) == maxValues {
		v.many, v.distinct = true, nil
		return
	}
	if v.distinct == nil {
		v.distinct = map[string]int{}
	}
	v.distinct[strings.Clone(s)] = n // s may be a part of a large message
}

func (v *values) addInt(i int64, first bool) {
	if first {
		v.minInt, v.maxInt = i, i
	}
	v.minInt, v.maxInt = min(v.minInt, i), max(v.maxInt, i)
}

func (v *values) addFloat(f float64) {
	if math.IsNaN(f) || math.IsInf(f, 0) {
		v.notFinite++
		return
	}
	if v.count[otlp.Double]-v.notFinite == 1 {
		v.minFloat, v.maxFloat = f, f
	}
	v.minFloat, v.maxFloat = min(v.minFloat, f), max(v.maxFloat, f)
}

const uuidLength = len("00000000-0000-4000-8000-000000000000")

// uuid4 is the form of event ids.
var uuid4 = regexp.MustCompile(`^[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-4[0-9a-fA-F]{3}-[89abAB][0-9a-fA-F]{3}-[0-9a-fA-F]{12}$`)

// addOtherType counts a string that would be a value of another type.
func (v *values) addOtherType(s string) bool {
	_, err := strconv.ParseFloat(s, 64)
	switch {
	case isJSON(s):
		v.jsons++
	case err == nil && s[0] <= '9': // not NaN or Infinity
		v.numerals++
	case strings.EqualFold(s, "true"), strings.EqualFold(s, "false"):
		v.truths++
	default:
		return false
	}
	return true
}

// otherType is what all strings would be; "" if they are texts.
func (v *values) otherType() string {
	switch min(v.count[otlp.String], maxParsed) {
	case 0:
	case v.jsons:
		return "objects or lists of JSON"
	case v.numerals:
		return "numbers"
	case v.truths:
		return "true and false"
	}
	return ""
}

// isJSON reports whether s is an object or a list of JSON.
func isJSON(s string) bool { return (s[0] == '{' || s[0] == '[') && json.Valid([]byte(s)) }

// moment is the form of time.Time on the wire: RFC 3339 in UTC.
const moment = "2006-01-02T15:04:05.999999999Z"

// isMoment reports whether s is a point in time as hhgen records it.
func isMoment(s string) bool {
	if len(s) < len("2006-01-02T15:04:05Z") || s[len(s)-1] != 'Z' {
		return false
	}
	t, err := time.Parse(time.RFC3339Nano, s)
	return err == nil && t.Format(moment) == s
}

// total is the number of values but null.
func (v *values) total() (n int) {
	for kind, count := range v.count {
		if otlp.Kind(kind) != otlp.Empty {
			n += count
		}
	}
	return n
}

// numbers is how many of the values are numbers.
func (v *values) numbers() int { return v.count[otlp.Int] + v.count[otlp.Double] }

// merge adds what was seen under another key.
func (v *values) merge(w *values) {
	if w.count[otlp.Int] > 0 {
		first := v.count[otlp.Int] == 0
		if first {
			v.minInt, v.maxInt = w.minInt, w.maxInt
		}
		v.minInt, v.maxInt = min(v.minInt, w.minInt), max(v.maxInt, w.maxInt)
	}
	if w.count[otlp.Double] > w.notFinite {
		if v.count[otlp.Double] == v.notFinite {
			v.minFloat, v.maxFloat = w.minFloat, w.maxFloat
		}
		v.minFloat, v.maxFloat = min(v.minFloat, w.minFloat), max(v.maxFloat, w.maxFloat)
	}
	for kind, n := range w.count {
		v.count[kind] += n
	}
	v.maxBytes, v.maxRunes = max(v.maxBytes, w.maxBytes), max(v.maxRunes, w.maxRunes)
	v.moments, v.uuids, v.jsons = v.moments+w.moments, v.uuids+w.uuids, v.jsons+w.jsons
	v.numerals, v.truths = v.numerals+w.numerals, v.truths+w.truths
	v.broken, v.empty = v.broken+w.broken, v.empty+w.empty
	v.notFinite += w.notFinite
	if w.many {
		v.many, v.distinct = true, nil
	}
	for s, n := range w.distinct {
		v.addDistinct(s, n)
	}
}
