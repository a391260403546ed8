package collector

import (
	"fmt"
	"math"
	"regexp"
	"strings"

	"github.com/hhgen/hhgen/schema"
)

// check is one thing that can be wrong with a value, and what is done then.
type check struct {
	done string // the note's verb; "" if nothing is noted, since nothing is lost
	why  string // the rest of the note
	bad  string // condition; see form
	fix  string // value in the place of the bad one; "" to drop it
}

// valueMark stands for the value in conditions and values of checks. OTTL has no such
// character.
const valueMark = "\x00"

// form writes a condition or a value, in which @ is the value that is checked.
func form(format string, args ...any) string {
	return fmt.Sprintf(strings.ReplaceAll(format, "@", valueMark), args...)
}

// of is a form about the value that an expression stands for.
func of(form, value string) string { return strings.ReplaceAll(form, valueMark, value) }

// unless drops values of which no condition is true. Comparisons with values of other
// types are false, and so are those with NaN.
func unless(what, good string, args ...any) check {
	if strings.Contains(good, " ") {
		good = "(" + good + ")"
	}
	return check{done: "dropped", why: "not " + what, bad: form(`@ != nil and not `+good, args...)}
}

// checks are what can be wrong with a value, in the order in which it is looked for.
func (b bounds) checks() []check {
	switch b.kind {
	case schema.KindBool:
		return []check{unless("a boolean", `IsBool(@)`)}
	case schema.KindInt:
		return b.integer()
	case schema.KindFloat:
		return b.number()
	case schema.KindString:
		return b.text()
	case schema.KindHashed:
		return []check{unless("hashed", `IsString(@) and IsMatch(@, %s)`, quote(`^[0-9a-f]{64}$`))}
	case schema.KindMasked:
		return b.masked()
	case schema.KindTime:
		return []check{unless("a time", `IsString(@) and IsMatch(@, %s)`, quote(timeForm))}
	case schema.KindEventID:
		return []check{unless("a UUIDv4", `IsString(@) and IsMatch(@, %s)`, quote(eventIDForm))}
	}
	return b.any()
}

// The forms of strings. That of times is RFC 3339 with the days of each month; a 29th
// of February is taken in any year.
const (
	timeForm = `^[0-9]{4}-(?:(?:0[13578]|1[02])-(?:0[1-9]|[12][0-9]|3[01])|(?:0[469]|11)-(?:0[1-9]|[12][0-9]|30)|02-(?:0[1-9]|[12][0-9]))` +
		`T(?:[01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9](?:[.,][0-9]+)?(?:Z|[+-](?:[01][0-9]|2[0-3]):[0-5][0-9])$`
	eventIDForm = `(?i)^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$`
	maskForm    = `(?s)^(?:\*{0,4}|\*{4}.{1,4})$`
)

func (b bounds) integer() []check {
	whole := check{done: "converted", why: "to an integer", bad: form(`IsDouble(@) and Double(Int(@)) == @`), fix: form(`Int(@)`)}
	good := `IsInt(@)`
	if b.enum != nil {
		good += ` and IsMatch(@, ` + verbatim(quote(oneOf(b.enum))) + `)`
	}
	if low, ok := b.lowest(); ok {
		good += ` and @ >= ` + low
	}
	if high, ok := b.highest(); ok {
		good += ` and @ <= ` + high
	}
	return []check{whole, unless(b.summary(), good)}
}

func (b bounds) number() []check {
	// JSON and JavaScript have no other way to send 1.0, so nothing is said of it.
	whole := check{bad: form(`IsInt(@)`), fix: form(`Double(@)`)}
	return []check{whole, unless(b.summary(), `@ >= %s and @ <= %s`, number(b.low), number(b.high))}
}

func (b bounds) text() []check {
	good := `IsString(@)`
	if b.enum != nil {
		return []check{unless(b.summary(), good+` and IsMatch(@, %s)`, quote(oneOf(b.enum)))}
	}
	all := []check{unless("a string", good)}
	if b.pattern != "" {
		all = append(all, b.matching())
	}
	return append(all, b.length()...)
}

// unmatched is how many bytes a string may be over its bound and still be matched
// with a pattern, as in the runtime.
const unmatched = 4096

// matching is the check of the pattern.
func (b bounds) matching() check {
	re2, err := b.pattern.RE2()
	if err != nil {
		return unless("of the pattern, which nothing matches", `false`) // as in the runtime
	}
	good := []string{form(`Len(@) <= %d`, b.bytes+unmatched)}
	for _, one := range append([]string{re2.Match}, re2.And...) {
		good = append(good, `IsMatch(@, `+verbatim(quote(one))+`)`)
	}
	for _, one := range re2.Not {
		good = append(good, `not IsMatch(@, `+verbatim(quote(one))+`)`)
	}
	return unless("of the pattern "+string(b.pattern), strings.Join(good, " and "))
}

// length are the checks of the bounds in characters and in bytes.
func (b bounds) length() (all []check) {
	if b.characters > 0 && b.characters < b.bytes {
		over := check{why: fmt.Sprintf("over %d characters", b.characters),
			bad: form(`@ != nil and Len(@) > %d and IsMatch(@, %s)`, b.characters, quote(characters(b.characters)+`.`)),
			fix: form(`ExtractPatterns(@, %s)["start"]`, quote(`(?P<start>`+characters(b.characters)+`)`))}
		all = append(all, b.overflow(over))
	}
	if b.characters == 0 || schema.MaxRuneBytes*b.characters > b.bytes {
		over := check{why: fmt.Sprintf("over %d bytes", b.bytes),
			bad: form(`@ != nil and Len(@) > %d`, b.bytes),
			fix: form(`Substring(@, 0, %d, true)`, b.bytes)}
		all = append(all, b.overflow(over))
	}
	return all
}

// overflow cuts or drops a string over a bound.
func (b bounds) overflow(over check) check {
	over.done = "cut"
	if b.drop {
		over.done, over.fix = "dropped", ""
	}
	return over
}

// characters matches n characters from the start. RE2 repeats at most 1,000 times.
func characters(n int) string {
	const most = 1000
	all := `(?s)^` + strings.Repeat(fmt.Sprintf(`.{%d}`, most), n/most)
	if n%most > 0 {
		all += fmt.Sprintf(`.{%d}`, n%most)
	}
	return all
}

// masked checks what hh.Mask would have made unreadable, and masks it in the same way.
func (b bounds) masked() []check {
	plain := check{done: "masked", why: "not masked", bad: form(`@ != nil and not IsMatch(@, %s)`, quote(maskForm)), fix: `"****"`}
	long := plain
	long.bad += form(` and IsMatch(@, %s)`, quote(`(?s)^.{12}`))
	long.fix = form(`Concat(["****", ExtractPatterns(@, %s)["end"]], "")`, quote(`(?s)(?P<end>.{4})$`))
	return append([]check{unless("a string", `IsString(@)`), long, plain}, b.length()...)
}

// any checks a value that brings its own type.
func (b bounds) any() []check {
	good := `IsString(@) or IsInt(@) or IsBool(@) or ` + finite
	if b.numbers {
		return []check{unless("a number or a boolean", `IsInt(@) or IsBool(@) or `+finite)}
	}
	all := []check{unless("a string, a finite number or a boolean", good)}
	for _, c := range b.length() {
		c.bad = form(`IsString(@) and `) + c.bad
		all = append(all, c)
	}
	return all
}

// finite is true for finite numbers.
var finite = fmt.Sprintf(`(@ >= %s and @ <= %s)`, number(-math.MaxFloat64), number(math.MaxFloat64))

// oneOf matches the values of an enum.
func oneOf(values []string) string {
	quoted := make([]string, len(values))
	for i, v := range values {
		quoted[i] = regexp.QuoteMeta(v)
	}
	return `^(?:` + strings.Join(quoted, "|") + `)$`
}
