package jsonschema

import (
	"cmp"
	"errors"
	"fmt"
	"math/big"
	"net/netip"
	"net/url"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"golang.org/x/text/language"
	"golang.org/x/text/message"
)

// form checks a value of a keyword, and notes what is wrong with it.
type form func(c *formChecker, n *node)

// formChecker checks the values of keywords, and notes where they fail.
type formChecker struct {
	forms    *forms
	at       []string // where the current value is
	failures []failure
}

// failure is a value that has not the form that its keyword needs.
type failure struct {
	at      []string
	message string
	kind    failureKind
}

type failureKind int

const (
	ofForm  failureKind = iota // another one
	ofType                     // the value has another type
	ofNames                    // it is none of some strings
)

func (c *formChecker) fail(kind failureKind, format string, args ...any) {
	c.failures = append(c.failures, failure{slices.Clone(c.at), fmt.Sprintf(format, args...), kind})
}

// within checks a value that the current value holds.
func (c *formChecker) within(name string, n *node, f form) {
	c.at = append(c.at, name)
	f(c, n)
	c.at = c.at[:len(c.at)-1]
}

// is reports whether a value has one of some kinds; want names them.
func (c *formChecker) is(n *node, kinds, want string) bool {
	if strings.IndexByte(kinds, byte(n.kind)) < 0 {
		c.fail(ofType, "got %s, want %s", typeOfKind[byte(n.kind)], want)
		return false
	}
	return true
}

// typeOfKind are the types of values, by their kinds.
var typeOfKind = map[byte]string{'{': "object", '[': "array", '"': "string", '0': "number", 't': "boolean", 'f': "boolean", 'n': "null"}

func aString(c *formChecker, n *node)  { c.is(n, `"`, "string") }
func aBoolean(c *formChecker, n *node) { c.is(n, "tf", "boolean") }
func aNumber(c *formChecker, n *node)  { c.is(n, "0", "number") }
func aList(c *formChecker, n *node)    { c.is(n, "[", "array") }

// aCount is an integer of at least 0.
func aCount(c *formChecker, n *node) {
	if n.kind != '0' || !isWhole(n.text) {
		c.fail(ofType, "got %s, want integer", typeOfKind[byte(n.kind)])
		return
	}
	if strings.HasPrefix(n.text, "-") && !isZero(n.text) {
		c.fail(ofForm, "minimum: got %s, want 0", english(n.text))
	}
}

// aPositive is a number above 0.
func aPositive(c *formChecker, n *node) {
	if c.is(n, "0", "number") && (strings.HasPrefix(n.text, "-") || isZero(n.text)) {
		c.fail(ofForm, "exclusiveMinimum: got %s, want 0", english(n.text))
	}
}

// aType is the name of a type.
func aType(c *formChecker, n *node) {
	names := []string{"array", "boolean", "integer", "null", "number", "object", "string"}
	if n.kind != '"' || !slices.Contains(names, n.text) {
		c.fail(ofNames, "value must be one of '%s'", strings.Join(names, "', '"))
	}
}

// aURI is an absolute URI.
func aURI(c *formChecker, n *node) {
	if !c.is(n, `"`, "string") {
		return
	}
	u, err := parseURI(n.text)
	if err == nil && !u.IsAbs() {
		err = errors.New("relative url")
	}
	if err != nil {
		c.fail(ofForm, "%s is not valid uri: %v", quoted(n.text), err)
	}
}

// aReference is a URI, which may be relative.
func aReference(c *formChecker, n *node) {
	if !c.is(n, `"`, "string") {
		return
	}
	_, err := parseURI(n.text)
	if strings.Contains(n.text, `\`) {
		err = errors.New(`contains \`)
	}
	if err != nil {
		c.fail(ofForm, "%s is not valid uri-reference: %v", quoted(n.text), err)
	}
}

// parseURI is url.Parse, which does not check the addresses of hosts.
func parseURI(s string) (*url.URL, error) {
	u, err := url.Parse(s)
	if err != nil || !strings.Contains(u.Hostname(), ":") {
		return u, err
	}
	if !strings.Contains(u.Host, "[") || !strings.Contains(u.Host, "]") {
		return nil, errors.New("ipv6 address not enclosed in brackets")
	}
	if _, err := netip.ParseAddr(u.Hostname()); err != nil {
		return nil, fmt.Errorf("invalid ipv6 address: %w", err)
	}
	return u, nil
}

// anID is an identifier whose fragment, if it has one, is empty.
func anID(c *formChecker, n *node) {
	if c.is(n, `"`, "string") && strings.Contains(strings.TrimSuffix(n.text, "#"), "#") {
		c.fail(ofForm, "%s does not match pattern '^[^#]*#?$'", quoted(n.text))
	}
}

// anAnchor is a string that matches a pattern.
func anAnchor(pattern string) form {
	return func(c *formChecker, n *node) {
		if c.is(n, `"`, "string") && !regexp.MustCompile(pattern).MatchString(n.text) {
			c.fail(ofForm, "%s does not match pattern %s", quoted(n.text), quoted(pattern))
		}
	}
}

// aSchema is an object whose keywords have their forms; or true or false, in most drafts.
func aSchema(c *formChecker, n *node) {
	if n.kind != '{' {
		if c.forms.booleans {
			c.is(n, "tf", "boolean or object")
		} else {
			c.is(n, "", "object")
		}
		return
	}
	for _, m := range n.members {
		if f := c.forms.of[m.name]; f != nil {
			c.within(m.name, m.value, f)
		}
	}
	for _, k := range oldBounds {
		if c.forms.pairs && n.get(k[0]) != nil && n.get(k[1]) == nil {
			c.fail(ofForm, "properties %s required, if %s exists", quoted(k[1]), quoted(k[0]))
		}
	}
}

// someSchemas is a list of one or more schemas.
func someSchemas(c *formChecker, n *node) { listOf(aSchema, notEmpty)(c, n) }

// mapOf is the form of an object whose members have a form.
func mapOf(f form) form {
	return func(c *formChecker, n *node) {
		if !c.is(n, "{", "object") {
			return
		}
		for _, m := range n.members {
			c.within(m.name, m.value, f)
		}
	}
}

// listOf is the form of a list whose items have a form, unless that is nil, and that has
// forms itself.
func listOf(item form, list ...form) form {
	return func(c *formChecker, n *node) {
		if !c.is(n, "[", "array") {
			return
		}
		for _, f := range list {
			f(c, n)
		}
		if item == nil {
			return
		}
		for i, n := range n.items {
			c.within(strconv.Itoa(i), n, item)
		}
	}
}

func notEmpty(c *formChecker, n *node) {
	if len(n.items) == 0 {
		c.fail(ofForm, "minItems: got 0, want 1")
	}
}

// unique is a list without two equal items.
func unique(c *formChecker, n *node) {
	seen := make(map[string]int, len(n.items))
	for i, item := range n.items {
		key := item.canonical()
		if first, twice := seen[key]; twice {
			c.fail(ofForm, "items at %d and %d are equal", first, i)
			return
		}
		seen[key] = i
	}
}

// canonical is the same text for all values that are equal.
func (n *node) canonical() string {
	switch n.kind {
	case '0':
		if r, ok := rational(n.text); ok {
			return r.RatString()
		}
		return n.text
	case '"':
		return strconv.Quote(n.text)
	case '[':
		var b strings.Builder
		for _, item := range n.items {
			b.WriteString("," + item.canonical())
		}
		return "[" + b.String() + "]"
	case '{':
		members := make([]string, 0, len(n.members))
		for _, m := range n.members {
			members = append(members, strconv.Quote(m.name)+":"+m.value.canonical())
		}
		slices.Sort(members)
		return "{" + strings.Join(members, ",") + "}"
	}
	return string(rune(n.kind))
}

// anyOf is a value that has one of some forms. If it has none, what is said of a form for
// values of another type is left out.
func anyOf(branches ...form) form {
	return func(c *formChecker, n *node) {
		foreign := ofType
		if n.kind == '[' {
			foreign = ofNames
		}
		before := c.failures
		var all, fitting []failure
		for _, f := range branches {
			c.failures = nil
			f(c, n)
			if len(c.failures) == 0 {
				c.failures = before
				return
			}
			all = append(all, c.failures...)
			if first := c.failures[0]; first.kind != foreign || len(first.at) > len(c.at) {
				fitting = append(fitting, c.failures...)
			}
		}
		if fitting == nil {
			fitting = all
		}
		c.failures = append(before, fitting...)
	}
}

// isWhole reports whether a number has no fraction, as 5, 5.0 and 5e3 have none.
func isWhole(text string) bool {
	if !strings.ContainsAny(text, ".eE") {
		return true
	}
	r, ok := rational(text)
	return ok && r.IsInt()
}

// isZero reports whether all digits before the exponent are 0.
func isZero(text string) bool {
	mantissa, _, _ := strings.Cut(strings.ToLower(text), "e")
	return strings.Trim(mantissa, "-0.") == ""
}

// rational is the number that a text writes. ok is false if that has more digits than
// anybody writes.
func rational(text string) (r *big.Rat, ok bool) {
	_, exponent, _ := strings.Cut(strings.ToLower(text), "e")
	if n, err := strconv.Atoi(cmp.Or(exponent, "0")); err != nil || n < -1000 || n > 1000 {
		return nil, false
	}
	return new(big.Rat).SetString(text)
}

// english writes a number as people read it, as in 1,024.
func english(text string) string {
	v, _ := strconv.ParseFloat(text, 64) // a number that a float64 cannot hold is infinite
	return message.NewPrinter(language.English).Sprintf("%v", v)
}

// quoted is a string between single quotes.
func quoted(s string) string {
	s = strings.ReplaceAll(strconv.Quote(s), `\"`, `"`)
	return "'" + strings.ReplaceAll(s[1:len(s)-1], "'", `\'`) + "'"
}
