package gen_test

import (
	"encoding/json"
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/hhgen/hhgen/runtime/testdata/random"
	"github.com/hhgen/hhgen/schema"
)

// files are parsed documents, by name.
type files map[string]map[string]any

// resolved is a schema with what it refers to, and the file that this is in.
func (fs files) resolved(s map[string]any, file string) (bounds, string) {
	ref, ok := s["$ref"].(string)
	if !ok {
		return s, file
	}
	name, pointer, _ := strings.Cut(ref, "#")
	if name == "" {
		name = file
	}
	target, file := fs.resolved(fs.at(name, pointer), name)
	merged := bounds{}
	for _, from := range []map[string]any{target, s} {
		for k, v := range from {
			if k != "$ref" {
				merged[k] = v
			}
		}
	}
	return merged, file
}

// at follows a JSON pointer.
func (fs files) at(name, pointer string) map[string]any {
	s := fs[name]
	for _, part := range strings.Split(pointer, "/")[1:] {
		s = s[part].(map[string]any)
	}
	return s
}

// instances makes random instances of schemas. It comes by places where a bound
// could be broken, counts them, and breaks the one of number breakAt.
type instances struct {
	random.Source
	files
	breakAt, places int
	broken          string // what was broken
}

// breaks reports whether the bound at hand is the one to break.
func (g *instances) breaks(what string) bool {
	g.places++
	if g.places == g.breakAt {
		g.broken = what
	}
	return g.places == g.breakAt
}

// value makes an instance of a schema.
func (g *instances) value(s map[string]any, file string) any {
	b, file := g.resolved(s, file)
	if slices.Contains(b.types(), "null") && g.Chance(25) {
		return nil
	}
	values, _ := b["enum"].([]any)
	if c, ok := b["const"]; ok {
		values = []any{c}
	}
	if values != nil {
		values = slices.DeleteFunc(slices.Clone(values), func(v any) bool { return v == nil })
		if g.breaks("enum") {
			if text, ok := values[0].(string); ok {
				return text + "x"
			}
			return whole(987654321)
		}
		return random.OneOf(g.Source, values...)
	}
	if b.dynamic() {
		return g.dynamic(b, b["type"] == "object")
	}
	switch b.types()[0] {
	case "string":
		return g.text(b)
	case "integer":
		return g.integer(b)
	case "number":
		return g.double(b)
	case "boolean":
		return g.Chance(50)
	case "array":
		return g.array(b, file)
	}
	return g.object(b, file)
}

func (g *instances) object(b bounds, file string) any {
	o := map[string]any{}
	properties, _ := b["properties"].(map[string]any)
	required, _ := b["required"].([]any)
	for _, key := range sortedKeys(properties) {
		if slices.Contains(required, any(key)) || g.Chance(70) {
			o[key] = g.value(properties[key].(map[string]any), file)
		}
		if key == "error" && o[key] == "" {
			o[key] = "failed" // no message is no error
		}
	}
	rest, ok := b["additionalProperties"].(map[string]any)
	if !ok {
		return o
	}
	elem, elemFile := g.resolved(rest, file)
	if elem.dynamic() {
		for k, v := range g.dynamic(elem, true).(map[string]any) {
			o[k] = v
		}
		return o
	}
	limit, ok := b.number("maxProperties")
	if !ok {
		if limit, ok = b.number("x-hh-maxitems"); !ok {
			limit, _ = elem.number("x-hh-maxitems")
		}
	}
	for _, key := range g.keys(g.count(limit, "members")) {
		o[key] = g.value(elem, elemFile)
	}
	return o
}

func sortedKeys(m map[string]any) (keys []string) {
	for k := range m {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	return keys
}

// count is how many items there are of at most limit.
func (g *instances) count(limit int, what string) int {
	n := random.OneOf(g.Source, limit, g.IntN(limit+1), g.IntN(limit+1))
	if g.breaks("number of " + what) {
		n = limit + 1
	}
	return n
}

// keys are names that no schema declares.
func (g *instances) keys(n int) []string {
	keys := []string{"k", "Upper", "d.o.t", "with space", "ünï", "日本", "0", "-", `q"uote`, strings.Repeat("long", 20)}
	return random.Shuffled(g.Source, keys)[:n]
}

func (g *instances) array(b bounds, file string) any {
	n, fixed := b.number("minItems")
	if !fixed {
		limit, _ := b.number("maxItems")
		n = g.count(limit, "items")
	}
	items := []any{}
	for range n {
		items = append(items, g.value(b["items"].(map[string]any), file))
	}
	return items
}

// dynamic makes a value of any type with as many attributes as are permitted.
func (g *instances) dynamic(b bounds, object bool) any {
	limit, _ := b.number("x-hh-maxitems")
	t := tree{instances: g, limit: b.bytes()}
	n := 1 + g.IntN(limit)
	switch {
	case g.breaks("number of attributes"):
		n = limit + 1
	case g.breaks("string within a value of any type"):
		t.long = true
	}
	return t.value(n, 2, 2, object)
}

// tree makes one value of any type.
type tree struct {
	*instances
	limit int  // of strings
	long  bool // the next string is too long
}

// value has n attributes, in at most so many objects and lists.
func (t *tree) value(n, objects, lists int, object bool) any {
	if n == 1 && !object && (objects == 0 || t.Chance(60)) {
		return t.scalar()
	}
	if lists > 0 && !object && t.Chance(50) {
		list := []any{}
		for _, part := range t.parts(n, objects > 0) {
			list = append(list, t.value(part, objects, lists-1, part > 1 && lists == 1))
			if t.Chance(20) {
				list = append(list, t.nothing(lists-1))
			}
		}
		return list
	}
	parts := t.parts(n, objects > 1)
	o := map[string]any{}
	for i, part := range parts {
		o[fmt.Sprintf("%s%d", random.OneOf(t.Source, "a", "B", "c.d", "é "), i)] = t.value(part, objects-1, lists, false)
	}
	if t.Chance(20) {
		o["nothing"] = t.nothing(lists)
	}
	return o
}

// nothing is a value that has no attributes.
func (t *tree) nothing(lists int) any {
	if lists > 0 && t.Chance(30) {
		return []any{}
	}
	return random.OneOf[any](t.Source, nil, map[string]any{})
}

// parts divides n; without deeper, into ones.
func (t *tree) parts(n int, deeper bool) (parts []int) {
	for n > 0 {
		part := 1
		if deeper {
			part += t.IntN(n)
		}
		parts = append(parts, part)
		n -= part
	}
	return parts
}

func (t *tree) scalar() any {
	if t.long {
		t.long = false
		return filled(t.limit + 1)
	}
	switch t.IntN(5) {
	case 0:
		return t.Chance(50)
	case 1:
		return json.Number(random.OneOf(t.Source, "0", "3", "-7", "9223372036854775807", "-9223372036854775808"))
	case 2:
		return json.Number(random.OneOf(t.Source, "1.0", "0.0", "-2.5", "1e3", "1E-7", "0.1"))
	}
	return t.characters(math.MaxInt, min(t.limit, 40))
}

// filled is a string of that many bytes in as few characters as may be.
func filled(size int) string {
	return strings.Repeat("🎉", size/4) + strings.Repeat("z", size%4)
}

// text makes a string.
func (g *instances) text(b bounds) any {
	runes, ok := b.number("maxLength")
	if !ok {
		runes = math.MaxInt
	}
	size := b.bytes()
	switch goType, _ := b["x-hh-go-type"].(string); {
	case goType == "math/big.Int":
		if g.breaks("bytes") {
			return strings.Repeat("1", size+1)
		}
		return strings.Repeat("7", 1+g.IntN(size))
	case b["format"] != nil:
		return g.formatted(b["format"].(string))
	}
	if runes < size && g.breaks("characters") {
		return strings.Repeat("é", min(size-runes-1, runes+1)) + strings.Repeat("x", runes+1-min(size-runes-1, runes+1))
	}
	if size/4+size%4+1 <= runes && g.breaks("bytes") {
		return filled(size + 1)
	}
	return g.characters(runes, size)
}

// characters is a string within both bounds; often it has as much as they permit.
func (g *instances) characters(runes, size int) string {
	if g.Chance(10) {
		return ""
	}
	full := g.Chance(40)
	var s strings.Builder
	for n := 0; n < runes && s.Len() < size; n++ {
		c := random.OneOf(g.Source, "a", "b", "Z", "0", " ", "é", "日", "🎉", `"`, `\`, "\n", "<", "\u2028", "\x00", "\x7f")
		if s.Len()+len(c) > size {
			c = "a"
		}
		s.WriteString(c)
		if !full && g.Chance(10) {
			break
		}
	}
	return s.String()
}

func (g *instances) formatted(format string) string {
	switch format {
	case "date-time":
		return g.time()
	case "date":
		return random.OneOf(g.Source, "2026-02-03", "1999-12-31")
	case "ipv4":
		return random.OneOf(g.Source, "127.0.0.1", "255.255.255.255")
	case "email":
		return random.OneOf(g.Source, "ada@example.com", "x@y.example")
	}
	return random.OneOf(g.Source, "7f22137a-6911-4ed3-bc36-110f1dde6b66", "00000000-0000-4000-8000-000000000000")
}

// time is a time as RFC 3339 writes it, in any zone, with or without fractions.
func (g *instances) time() string {
	zone := random.OneOf(g.Source, time.UTC, time.FixedZone("", 5*3600+1800), time.FixedZone("", -8*3600))
	t := time.Unix(g.Int64N(4e9), random.OneOf(g.Source, 0, 0, 500_000_000, 120_000, g.Int64N(1e9))).In(zone)
	return t.Format(random.OneOf(g.Source, time.RFC3339Nano, time.RFC3339, "2006-01-02T15:04:05.000000000Z07:00"))
}

// goRanges are the integers that Go types hold.
var goRanges = map[string][2]int64{
	"uint8": {0, math.MaxUint8}, "int16": {math.MinInt16, math.MaxInt16}, "int32": {math.MinInt32, math.MaxInt32},
	"uint16": {0, math.MaxUint16}, "uint64": {0, math.MaxInt64},
}

func (g *instances) integer(b bounds) any {
	goType, _ := b["x-hh-go-type"].(string)
	if u, ok := b["x-hh-go-underlying"].(string); ok {
		goType = u
	}
	bits, ok := goRanges[goType]
	if !ok {
		bits = [2]int64{math.MinInt64, math.MaxInt64}
	}
	f := schema.Field{Minimum: b.bound("minimum"), Maximum: b.bound("maximum"), Above: b.bound("exclusiveMinimum"), Below: b.bound("exclusiveMaximum")}
	low, high := max(f.LeastInt(), bits[0]), min(f.GreatestInt(), bits[1])
	omitted := b["x-hh-omitzero"] == true // 0, which is out of no range
	if low > bits[0] && (!omitted || low != 1) && g.breaks("minimum") {
		return whole(low - 1)
	}
	if high < bits[1] && g.breaks("maximum") {
		return whole(high + 1)
	}
	v := int64(g.Uint64())
	if size := uint64(high) - uint64(low) + 1; size > 0 {
		v = low + int64(g.Uint64N(size))
	}
	if omitted && v == 0 {
		v = high
	}
	return whole(random.OneOf(g.Source, v, v, low, high))
}

func whole(i int64) json.Number { return json.Number(strconv.FormatInt(i, 10)) }

func (b bounds) bound(keyword string) schema.Number {
	n, _ := b[keyword].(json.Number)
	return schema.Number(n)
}

// steps are the parts of units that durations are multiples of, so that none
// has a part of a nanosecond; and the multiples that a float32 holds.
var steps = map[string]float64{"ns": 1, "us": 0.5, "ms": 0.25, "s": 0.001, "min": 0.25, "h": 0.125}

func (g *instances) double(b bounds) any {
	low, high, lowest, highest := -1e6, 1e6, math.Inf(-1), math.Inf(1)
	step := 0.0
	if unit, ok := b["x-hh-unit"].(string); ok && b["x-hh-go-type"] == "time.Duration" {
		step = steps[unit]
	} else if b["x-hh-go-type"] == "float32" || b["x-hh-go-underlying"] == "float32" {
		step = 0.25
	}
	after := func(x float64, to float64) float64 {
		if step > 0 {
			return x + math.Copysign(step, to)
		}
		return math.Nextafter(x, to)
	}
	if n := b.bound("minimum"); n != "" {
		lowest = n.Float()
	}
	if n := b.bound("exclusiveMinimum"); n != "" {
		lowest = max(lowest, after(n.Float(), math.Inf(1)))
	}
	if n := b.bound("maximum"); n != "" {
		highest = n.Float()
	}
	if n := b.bound("exclusiveMaximum"); n != "" {
		highest = min(highest, after(n.Float(), math.Inf(-1)))
	}
	switch {
	case !math.IsInf(lowest, 0) && g.breaks("minimum"):
		return number(after(lowest, math.Inf(-1)))
	case !math.IsInf(highest, 0) && g.breaks("maximum"):
		return number(after(highest, math.Inf(1)))
	}
	low, high = max(low, lowest), min(high, highest)
	v := low + g.Float64()*(high-low)
	if step > 0 {
		v = math.Ceil(low/step) + float64(g.IntN(int(math.Floor(high/step)-math.Ceil(low/step))+1))
		v = decimal(v, step)
		return random.OneOf(g.Source, number(v), number(v), number(low), number(high))
	}
	return random.OneOf(g.Source, number(v), number(v), number(low), number(high), inRange(g, low, high, number(v)))
}

// decimal is the double that is nearest to n steps.
func decimal(n, step float64) float64 {
	if step == 0.001 {
		return n / 1000
	}
	return n * step
}

// inRange is a number in one of its less usual spellings, or def.
func inRange(g *instances, low, high float64, def json.Number) json.Number {
	s := random.OneOf[json.Number](g.Source, "0", "0.0", "3", "1", "1.0", "2e0", "1e2", "0.25")
	if f, err := s.Float64(); err != nil || f < low || f > high {
		return def
	}
	return s
}

func number(f float64) json.Number {
	if f == 0 {
		return "0" // never -0
	}
	return json.Number(strconv.FormatFloat(f, 'g', -1, 64))
}

// beginning is the beginning of a text, for messages.
func beginning(s string) string {
	if utf8.RuneCountInString(s) > 2000 {
		return string([]rune(s)[:2000]) + "..."
	}
	return s
}
