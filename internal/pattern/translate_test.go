package pattern

import (
	"reflect"
	"regexp"
	"strings"
	"testing"
	"unicode/utf8"
)

func TestRE2(t *testing.T) {
	for _, test := range []struct{ ecma, re2 string }{
		{``, ``},
		{`^[A-Z]{2},\d+$`, `^[A-Z]{2},\d+$`},
		{`a|b|`, `a|b|`},
		{`a*b+?c??d{2}e{2,}?f{0,3}`, `a*b+c?d{2}e{2,}f{0,3}`},
		{`a{007}`, `a{7}`},
		{`.`, `[^\n\r\x{2028}\x{2029}]`},
		{`(a)(?:b)(?<name>c)`, `(?:a)(?:b)(?:c)`},
		{`\bx\B`, `\bx\B`},
		{`\d\D\w\W`, `\d\D\w\W`},
		{`[\d\D\w\W-]`, `[\d\D\w\W\-]`},
		{`[a-c\]\-^\b[]`, `[a-c\]\-\^\x{8}\[]`},
		{`[]`, `[^\x00-\x{10ffff}]`},
		{`[^]`, `[\x00-\x{10ffff}]`},
		{`\t\n\v\f\r\0\cJ\cz`, `\x{9}\x{a}\x{b}\x{c}\x{d}\x{0}\x{a}\x{1a}`},
		{`\x41\u0042\u{43}\u{00000044}\/\.`, `ABCD/\.`},
		{`\u{1F600}\ud83d\ude00😀`, `😀😀😀`},
		{`[\ud83d\ude00-\u{1f64f}]`, `[😀-🙏]`},
		{`\ud83d`, `[^\x00-\x{10ffff}]`},
		{`[\ud83d]|[^\ude00]`, `[^\x00-\x{10ffff}]|[\x00-\x{10ffff}]`},
		{`\p{L}\P{Lu}\p{Letter}\p{gc=Nd}\p{General_Category=punct}`, `\p{L}\P{Lu}\p{L}\p{Nd}\p{P}`},
		{`\p{Script=Greek}\P{sc=Latin}[\p{Lu}\P{Ll}]`, `\p{Greek}\P{Latin}[\p{Lu}\P{Ll}]`},
		{`\p{Script=Old_Italic}`, `[𐌀-𐌣𐌭-𐌯]`},
		{`\p{Any}\P{Any}\p{ASCII}\p{Assigned}\p{AHex}`, `[\x00-\x{10ffff}][^\x00-\x{10ffff}][\x00-\x7f]\P{Cn}[0-9A-Fa-f]`},
	} {
		got, err := RE2(test.ecma)
		if want := (Expressions{Match: test.re2}); err != nil || !reflect.DeepEqual(got, want) {
			t.Errorf("RE2(%q) = %q, %v, want %q", test.ecma, got, err, want)
		}
	}
}

func TestLookAhead(t *testing.T) {
	for _, test := range []struct {
		ecma string
		want Expressions
	}{
		{`^(?=.*[A-Z])(?=.*\d)[!-~]{8,}$`, Expressions{`^[!-~]{8,}$`, []string{`^(?:[^\n\r\x{2028}\x{2029}]*[A-Z])`, `^(?:[^\n\r\x{2028}\x{2029}]*\d)`}, nil}},
		{`^(?!^[-+.]*$)[+-]?0*\d*\.?\d*$`, Expressions{`^[+\-]?0*\d*\.?\d*$`, nil, []string{`^(?:^[\-+.]*$)`}}},
		{`^(?!a|b$)(?=c)^d|`, Expressions{}},
		{`^(?!a|b$)(?=c)^(?:d|)`, Expressions{`^^(?:d|)`, []string{`^(?:c)`}, []string{`^(?:a|b$)`}}},
		{`(?=(a)|(?<n>b))^(?!)c`, Expressions{`^c`, []string{`^(?:(?:a)|(?:b))`}, []string{`^(?:)`}}},
		{`^(?=a)`, Expressions{`^`, []string{`^(?:a)`}, nil}},
	} {
		if got, err := RE2(test.ecma); (err == nil) != (test.want.Match != "") || !reflect.DeepEqual(got, test.want) {
			t.Errorf("RE2(%q) = %q, %v, want %q", test.ecma, got, err, test.want)
		}
	}
}

func TestError(t *testing.T) {
	for _, test := range []struct{ ecma, want string }{
		{`(?=a).*$`, `"(?=a)" is a look-ahead, which RE2 does not have: move it directly after a ^ at the beginning, or write a pattern without it`},
		{`^b(?!a[)]\)(b)).*$`, `"(?!a[)]\\)(b))" is a look-ahead, which RE2 does not have: move it directly after a ^ at the beginning, or write a pattern without it`},
		{`^(?:(?=a).*)$`, `"(?=a)" is a look-ahead, which RE2 does not have: move it directly after a ^ at the beginning, or write a pattern without it`},
		{`\^(?=a)`, `"(?=a)" is a look-ahead, which RE2 does not have: move it directly after a ^ at the beginning, or write a pattern without it`},
		{`a|^(?=a)b`, `"(?=a)" is a look-ahead, which RE2 does not have: move it directly after a ^ at the beginning, or write a pattern without it`},
		{`^(?=a)b|c`, `"(?=a)" is a look-ahead of one of several alternatives, which RE2 does not have: put the alternatives in a group after it, as in ^(?=a)(?:b|c), or write a pattern without it`},
		{`^(?=a(?!b))`, `"(?!b)" is a look-ahead within a look-ahead, which RE2 does not have: write a pattern without it`},
		{`^(?=a)+`, `"+" repeats nothing: write \\+ for the character, or remove it`},
		{`^(?=a`, `"(" begins a group without an end: write the ), or \\( for the character`},
		{`^(?=a{1001})b`, `"{1001}" repeats over 1000 times, which is RE2's limit: lower it, or write + or * and bound the length beside the pattern`},
		{`^(?!(a{100}){11})b`, `"^(?!(a{100}){11})b" has repetitions within repetitions that come to over 1000: lower them, or write + or *`},
		{`(?<=a)b`, `"(?<=a)" is a look-behind, which RE2 does not have: write a pattern without it`},
		{`(?<!a`, `"(?<!a" is a look-behind, which RE2 does not have: write a pattern without it`},
		{`(a)\1`, `"\\1" is a backreference, which RE2 does not have: write a pattern without it`},
		{`\12b`, `"\\12" is a backreference, which RE2 does not have: write a pattern without it`},
		{`(?<n>a)\k<n>`, `"\\k<n>" is a backreference, which RE2 does not have: write a pattern without it`},
		{`a{1001}`, `"{1001}" repeats over 1000 times, which is RE2's limit: lower it, or write + or * and bound the length beside the pattern`},
		{`a{0,99999999999999999999}`, `"{0,99999999999999999999}" repeats over 1000 times, which is RE2's limit: lower it, or write + or * and bound the length beside the pattern`},
		{`^(a{100}){11}$`, `"^(a{100}){11}$" has repetitions within repetitions that come to over 1000: lower them, or write + or *`},
		{`\p{Emoji}`, `"\\p{Emoji}" is not a property that both ECMA-262 and RE2 have: use a general category, such as \\p{Lu}, or a script, such as \\p{Script=Greek}`},
		{`\P{Greek}`, `"\\P{Greek}" is not a property that both ECMA-262 and RE2 have: write \\P{Script=Greek}`},
		{`\p{scx=Greek}`, `"\\p{scx=Greek}" is not a property that both ECMA-262 and RE2 have: write \\p{Script=Greek}`},
		{`\pL`, `"\\p" needs a property in braces: write \\p{L}`},
		{`(?P<n>a)`, `"(?P<n>a)" is a group of Python, not of ECMA-262: write (?<name>, without the P`},
		{`(?i)a`, `"(?i)" sets flags, which patterns of JSON Schema do not have: remove it, and write both cases of a letter as in [Aa]`},
		{`(?>a)`, `"(?>a)" is an atomic group, which ECMA-262 does not have: write (?:`},
		{`(?#a)`, `"(?#a)" is not a group of ECMA-262: write (?: for a group, or \\( for the character`},
		{`(?<1>a)`, `"(?<1>a)" has a group whose name is not an identifier: write (?<name>, or remove the name`},
		{`(?<n>a)(?<n>b)`, `"(?<n>b)" has a group with the name of another one: rename it, or remove the name`},
		{`(a`, `"(" begins a group without an end: write the ), or \\( for the character`},
		{`a)`, `")" closes no group: write \\), or remove it`},
		{`[a`, `"[" begins a class without an end: write the ], or \\[ for the character`},
		{`[a-`, `"[" begins a class without an end: write the ], or \\[ for the character`},
		{`[z-a]`, `"z-a" is a range with its ends in the wrong order: swap them, or write \\- for the character`},
		{`[\w-a]`, `"\\w-a" is a range with a class at its end: write \\- for the character`},
		{`a]`, `"]" closes nothing: write \\] for the character, or remove it`},
		{`+a`, `"+" repeats nothing: write \\+ for the character, or remove it`},
		{`^*`, `"*" repeats nothing: write \\* for the character, or remove it`},
		{`\b+`, `"+" repeats nothing: write \\+ for the character, or remove it`},
		{`a{2}{3}`, `"{" repeats nothing: write \\{ for the character, or remove it`},
		{`a{x}`, `"{" is not a quantifier: write {2}, {2,} or {2,4}, or \\{ for the character`},
		{`a{3,2}`, `"{3,2}" has its numbers in the wrong order: swap them`},
		{`a\-b`, `"\\-" is not an escape of ECMA-262 with the flag u: write -`},
		{`\Aab\z`, `"\\A" is not an escape of ECMA-262 with the flag u: write ^`},
		{`ab\Z`, `"\\Z" is not an escape of ECMA-262 with the flag u: write $`},
		{`\01`, `"\\0" is not an escape of ECMA-262 with the flag u: write \\x and two hexadecimal digits`},
		{`\x4`, `"\\x" is not an escape of ECMA-262: write \\x and 2 hexadecimal digits`},
		{`\u+123`, `"\\u" is not an escape of ECMA-262: write \\u and 4 hexadecimal digits`},
		{`\u{110000}`, `"\\u{" is not an escape of ECMA-262: write \\u{, at most 10ffff in hexadecimal digits, and }`},
		{`a\`, `"\\" escapes nothing: write \\\\ for the character`},
		{"\bword\b", `"\b" is a backspace, as one backslash makes it: write \\b for a word boundary, or \\x08 for the character`},
		{"a\xff", `"a\xff" is not UTF-8: write the character, or \\u and four hexadecimal digits`},
		{strings.Repeat("(", 1001), `"(" is in over 1000 groups: write fewer`},
		{strings.Repeat("(?:a{900}b)", 4000), `"(?:a{900}b)(?:a{900}b)(?:a{900}b)(?:a{90..." is too large for RE2: write a shorter one`},
	} {
		if got, err := RE2(test.ecma); err == nil || err.Error() != test.want {
			t.Errorf("RE2(%.50q) = %.50q, error\n%v, want\n%s", test.ecma, got, err, test.want)
		}
	}
}

// Other tools write escapes that patterns of JSON Schema do not have.
func TestCanonical(t *testing.T) {
	for _, test := range []struct{ ecma, want string }{
		{`^\d{3}\-\d{4}$`, `^\d{3}-\d{4}$`},
		{`[\w\-\.\_\@]`, `[\w\-\._@]`},
		{`\"\'\ \#\/`, `"' #\/`},
		{`^\{.*}$`, `^\{.*\}$`},
		{`^{a}$`, `^\{a\}$`},
		{`a{2,}{`, `a{2,}\{`},
		{`a{,2}`, `a{,2\}`},
		{`\u{41}\p{L}[\u{41}}{]\x41{2}`, `\u{41}\p{L}[\u{41}}{]\x41{2}`},
		{`\Aa\z\é\\-`, `\Aa\z\é\\-`},
		{`\p{`, `\p\{`},
		{`\`, `\`},
	} {
		if got := Canonical(test.ecma); got != test.want {
			t.Errorf("Canonical(%q) = %q, want %q", test.ecma, got, test.want)
		}
	}
}

// What is in a set is not in its complement.
func TestComplement(t *testing.T) {
	all := map[string]set{"L": named("L"), "Linear_B": named("Linear_B")}
	for letter, s := range sets {
		all[string(letter)] = s
	}
	for name, s := range properties {
		all[name] = s
	}
	for name, s := range all {
		in, out := regexp.MustCompile(s.class()), regexp.MustCompile(s.not().class())
		for r := rune(0); r <= 0x10400; r++ {
			if r == 0x3100 {
				r = 0xfe00 // no set begins or ends between
			}
			if text := string(r); in.MatchString(text) == out.MatchString(text) {
				t.Fatalf("%s: %U is in both sets, or in neither", name, r)
			}
		}
	}
}

// FuzzRE2 reads any text: it does not panic, and what it returns compiles.
func FuzzRE2(f *testing.F) {
	for _, ecma := range []string{`^(?<n>[^\d-\u{1f600}\ud83d\ude00]{2,4}?|\p{Script=Greek}\cA\x41)$`, `^(?=a)(?!b|c)\1\k<n>{1001}`, `^(?=a)(?!b|c)d`, `[z-a]\u{`, "\xff"} {
		f.Add(ecma)
	}
	f.Fuzz(func(t *testing.T, ecma string) {
		if once := Canonical(ecma); Canonical(once) != once {
			t.Errorf("Canonical(%q) = %q, and again %q", ecma, once, Canonical(once))
		}
		re2, err := RE2(ecma)
		if err != nil {
			if !utf8.ValidString(err.Error()) || strings.Contains(err.Error(), "\n") {
				t.Errorf("the error of %q is not one line of text: %q", ecma, err)
			}
			return
		}
		if _, err := re2.Compile(); err != nil {
			t.Errorf("RE2(%q) = %q: %v", ecma, re2, err)
		}
	})
}
