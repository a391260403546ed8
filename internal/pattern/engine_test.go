package pattern

import (
	"bytes"
	"encoding/json"
	"errors"
	"math/rand/v2"
	"os/exec"
	"strings"
	"testing"
	"unicode"
)

// engine tells of each pair of a pattern and its strings whether JavaScript takes the
// pattern, and which strings it matches.
const engine = `
const pairs = JSON.parse(require("fs").readFileSync(0, "utf8"));
console.log(JSON.stringify(pairs.map(([pattern, strings]) => {
  try { const re = new RegExp(pattern, "u"); return strings.map((s) => re.test(s)); } catch { return null; }
})));`

// pair is a pattern and strings for it.
type pair struct {
	pattern string
	strings []string
}

func (p pair) MarshalJSON() ([]byte, error) { return json.Marshal([]any{p.pattern, p.strings}) }

// matches are the answers of JavaScript.
func matches(t *testing.T, pairs []pair) (answers [][]bool) {
	t.Helper()
	node, err := exec.LookPath("node")
	if err != nil {
		t.Skip("there is no node")
	}
	in, err := json.Marshal(pairs)
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(node, "-e", engine)
	cmd.Stdin = bytes.NewReader(in)
	out, err := cmd.Output()
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(out, &answers); err != nil {
		t.Fatal(err)
	}
	return answers
}

// A JavaScript engine matches the same strings, of random patterns and strings, and
// takes each pattern that is translated.
func TestEngine(t *testing.T) {
	rnd := rand.New(rand.NewPCG(1, 2))
	var pairs []pair
	for range 6000 {
		p := pair{pattern: randomPattern(rnd)}
		for range 30 {
			p.strings = append(p.strings, randomText(rnd))
		}
		pairs = append(pairs, p)
	}
	translated, matched, ahead := 0, 0, 0
	for i, answer := range matches(t, pairs) {
		p := pairs[i]
		re2, err := RE2(p.pattern)
		if got := Canonical(p.pattern); answer != nil && got != p.pattern {
			t.Errorf("Canonical(%q) = %q, and JavaScript takes it as it is", p.pattern, got)
		}
		switch {
		case err != nil && answer != nil && !limited(err):
			t.Errorf("RE2(%q): %v, and JavaScript takes it", p.pattern, err)
		case err == nil && answer == nil:
			t.Errorf("RE2(%q) = %q, and JavaScript rejects it", p.pattern, re2)
		case err == nil:
			translated++
			n := compare(t, p, re2, answer)
			if matched += n; len(re2.And)+len(re2.Not) > 0 && n > 0 {
				ahead++
			}
		}
	}
	if translated < len(pairs)/3 || matched < len(pairs) {
		t.Errorf("%d of %d patterns were translated, and matched %d strings: more should", translated, len(pairs), matched)
	}
	if ahead < 100 {
		t.Errorf("%d patterns with look-aheads matched a string: more should", ahead)
	}
}

// limited reports whether ECMA-262 takes a pattern that is rejected.
func limited(err error) bool {
	var of *Error
	return errors.As(err, &of) && (of.Limit || of.Part == "\b")
}

// compare counts the strings that match.
func compare(t *testing.T, p pair, re2 Expressions, answer []bool) (matched int) {
	t.Helper()
	re := compiled(t, re2)
	for i, text := range p.strings {
		if got := re.MatchString(text); got != answer[i] {
			t.Errorf("%q, in RE2 %q, matches %q: %v, and in JavaScript %v", p.pattern, re2, text, got, answer[i])
		}
		if answer[i] {
			matched++
		}
	}
	return matched
}

// texts are what random strings are made of.
var texts = []string{
	"a", "b", "B", "0", "9", "_", "-", " ", "\t", "\n", "\r", "\v", "\f", "\x00", "\b", "\x1f", "\u00a0", "\u0085", "\u1680", "\u180e", "\u2007",
	"\u2028", "\u2029", "\ufeff", "\u200b", "é", "Ω", "ß", "ſ", "\u212a", "٣", "😀", "\ud7ff", "\ue000", "\ufffd", "\U0010ffff", "]", "[", "^", `\`, "/", "{", "}",
}

func pick[T any](rnd *rand.Rand, of []T) T { return of[rnd.IntN(len(of))] }

func randomText(rnd *rand.Rand) string {
	var b strings.Builder
	for range rnd.IntN(6) {
		b.WriteString(pick(rnd, texts))
	}
	return b.String()
}

// escapes are what stands for characters, inside a class and outside.
var escapes = []string{
	`\d`, `\D`, `\w`, `\W`, `\s`, `\S`, `\t`, `\n`, `\v`, `\f`, `\r`, `\0`, `\cJ`, `\cm`, `\x41`, `\x5f`, `\u0062`, `\u{1F600}`, `\ud83d\ude00`, `\ud83d`,
	`\ude00`, `\u00e9`, `\/`, `\.`, `\[`, `\]`, `\\`, `\^`, `\$`, `\p{L}`, `\P{L}`, `\p{Lu}`, `\p{Letter}`, `\p{gc=Nd}`, `\p{Script=Greek}`, `\P{sc=Latin}`,
	`\p{Any}`, `\P{Any}`, `\p{ASCII}`, `\P{ASCII}`, `\p{AHex}`, `\P{ASCII_Hex_Digit}`, `\p{White_Space}`, `\P{space}`, `\p{Assigned}`, `\p{Cn}`, `\p{C}`, `\p{punct}`,
	// what not both have, or neither
	`\-`, `\_`, `\a`, `\1`, `\01`, `\x4`, `\u12`, `\u{}`, `\u{110000}`, `\p{Emoji}`, `\p{Greek}`, `\pL`, `\c1`, `\k`, `\A`,
}

func compiled(t *testing.T, re2 Expressions) *Regexp {
	t.Helper()
	re, err := re2.Compile()
	if err != nil {
		t.Fatal(err)
	}
	return re
}

// randomPattern has look-aheads at its beginning, or has not.
func randomPattern(rnd *rand.Rand) string {
	if rnd.IntN(2) > 0 {
		return randomAlternatives(rnd, 3)
	}
	rest := randomAlternatives(rnd, 1)
	if rnd.IntN(2) > 0 {
		rest = "(?:" + rest + ")"
	}
	return pick(rnd, []string{"^", "^", "^", "^^", ""}) + randomLookAheads(rnd) + rest
}

// randomLookAheads are a few, with ^ between them.
func randomLookAheads(rnd *rand.Rand) string {
	var b strings.Builder
	for range rnd.IntN(3) {
		b.WriteString(pick(rnd, []string{"(?=", "(?!", "(?=.*", "(?!.*"}) + randomAlternatives(rnd, 1) + ")" + pick(rnd, []string{"", "", "^"}))
	}
	return b.String()
}

func randomAlternatives(rnd *rand.Rand, depth int) string {
	var b strings.Builder
	for i := range 1 + rnd.IntN(2) {
		if i > 0 {
			b.WriteByte('|')
		}
		for range rnd.IntN(4) {
			b.WriteString(randomTerm(rnd, depth))
		}
	}
	return b.String()
}

func randomTerm(rnd *rand.Rand, depth int) string {
	atom := ""
	switch n := rnd.IntN(20); {
	case n < 2:
		return pick(rnd, []string{"^", "$", `\b`, `\B`, "^", "$", "]", "}", "{", "*", "(?=a)", "(?!a)"})
	case n < 5 && depth > 0:
		atom = pick(rnd, []string{"(", "(?:", "(?:", "(?<n>", "(?i:"}) + randomAlternatives(rnd, depth-1) + ")"
	case n < 9:
		atom = randomClass(rnd)
	case n < 13:
		atom = pick(rnd, escapes)
	case n < 15:
		atom = "."
	default:
		atom = pick(rnd, texts)
	}
	return atom + pick(rnd, []string{"", "", "", "", "*", "+", "?", "{2}", "{0,1}?", "{1,}", "*?", "{02}"})
}

func randomClass(rnd *rand.Rand) string {
	var b strings.Builder
	b.WriteString(pick(rnd, []string{"[", "[^"}))
	for range rnd.IntN(4) {
		b.WriteString(pick(rnd, append([]string{"-", `\b`, `\-`, "a-z", "0-9", `\0-\x1f`, "A-", ",-."}, append(texts, escapes...)...)))
	}
	return b.String() + "]"
}

// Each property that is translated has the characters that it has in JavaScript, but
// for those that only one of the two versions of Unicode has, or has changed.
func TestProperties(t *testing.T) {
	names := []string{"Any", "ASCII", "ASCII_Hex_Digit", "AHex", "White_Space", "space"}
	for name := range unicode.Categories {
		names = append(names, name, "gc="+name)
	}
	for name := range unicode.CategoryAliases {
		names = append(names, name)
	}
	for name := range unicode.Scripts {
		names = append(names, "Script="+name)
	}
	var old []string // some of the characters that Go knows
	for r := rune(0); r < 0x20000; r += 23 {
		if !unicode.In(r, unicode.Cn, unicode.Cs) {
			old = append(old, string(r))
		}
	}
	var pairs []pair
	for _, name := range names {
		pairs = append(pairs, pair{`\p{` + name + `}`, old})
	}
	for i, answer := range matches(t, pairs) {
		re2, err := RE2(pairs[i].pattern)
		if err != nil || answer == nil {
			t.Errorf("RE2(%q): %v; JavaScript takes it: %v", pairs[i].pattern, err, answer != nil)
			continue
		}
		re, different := compiled(t, re2), 0
		for n, text := range old {
			if re.MatchString(text) != answer[n] {
				different++
			}
		}
		if different > 3 { // later versions correct a few
			t.Errorf("%s differs from JavaScript in %d characters", pairs[i].pattern, different)
		}
	}
}
