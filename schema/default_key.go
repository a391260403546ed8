package schema

import (
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"
)

var keyForm = regexp.MustCompile(`^[a-z][a-z0-9_]*$`)

// ValidKey reports whether key is a declarable key: lower-case snake_case,
// with no dots, since a dot separates the levels of nested keys on the wire.
func ValidKey(key string) bool {
	return len(key) <= MaxKeyBytes && keyForm.MatchString(key)
}

// initialisms are the words that Go names write in capitals, as golint and
// staticcheck's ST1003 list them, with those of LLM applications. A split at
// capitals alone would break initialisms that mix cases, that hold digits, or
// that begin with another initialism, as IOPS does.
var initialisms = strings.Fields(`
	ACL API ASCII B2B B2C CPU CSS CSV DB DNS E2E EOF GPU GRPC GUID H2O HTML HTTP HTTPS ID IDE IDP IO IOPS IOS IOT IP IPv4 IPv6
	JSON JSONL JWT LLM MCP NLP OAuth OCR P2P PDF PII QPS RAG RAM RPC SLA SMTP SQL SSH SSO TCP TLS TTFT
	TTL TTS UDP UI UID UUID URI URL UTF8 VM XML XMPP XSRF XSS`)

// initialismOf finds an initialism by its lower-case form.
var initialismOf = func() map[string]string {
	m := make(map[string]string, len(initialisms))
	for _, w := range initialisms {
		m[strings.ToLower(w)] = w
	}
	return m
}()

// initialismsFrom holds the initialisms by their first byte.
var initialismsFrom = func() (from [256][]string) {
	for _, w := range initialisms {
		from[w[0]] = append(from[w[0]], w)
	}
	return from
}()

// KeyFor makes the wire key of a Go field name: UserID is user_id, HTTPStatus
// is http_status. The plural of an initialism is one word, and digits belong to
// the word before them: OpenPRs is open_prs, and OAuth2Token is oauth2_token.
func KeyFor(name string) string {
	var words []string
	for rest := name; rest != ""; {
		word := nextWord(rest)
		rest = rest[len(word):]
		if word = strings.Trim(word, "_"); word != "" {
			words = append(words, strings.ToLower(word))
		}
	}
	return strings.Join(words, "_")
}

// nextWord returns the first word of a name in camel case or snake case.
func nextWord(s string) string {
	_, first := utf8.DecodeRuneInString(s)
	if s[:first] == "_" {
		return s[:first]
	}
	end := initialismAt(s)
	if end == 0 {
		end = capitals(s)
	}
	if end == 0 {
		return s[:first+beforeCapital(s[first:])]
	}
	if rest, _ := utf8.DecodeRuneInString(s[end:]); unicode.IsDigit(rest) {
		end += beforeCapital(s[end:]) // GPT4o, MP3s
	}
	return s[:end]
}

// beforeCapital is the index of the first capital of s that begins another
// word, or of an underscore.
func beforeCapital(s string) int {
	if end := strings.IndexFunc(s, func(r rune) bool { return r == '_' || unicode.IsUpper(r) }); end >= 0 {
		return end
	}
	return len(s)
}

// capitals is the length of the initialism, of two capitals or more, that s
// begins with, its plural s included; 0 if there is none. The capital before a
// lower-case letter begins the next word.
func capitals(s string) int {
	end, last := len(s), 0 // last is where the last capital begins
	for i, r := range s {
		if !unicode.IsUpper(r) {
			end = i
			break
		}
		last = i
	}
	switch {
	case last == 0:
		return 0
	case pluralAt(s[end:]):
		return end + 1
	case startsLower(s[end:]):
		end = last
	}
	return end
}

// pluralAt reports whether s begins with the s of an initialism's plural.
func pluralAt(s string) bool { return strings.HasPrefix(s, "s") && !startsLower(s[1:]) }

// initialismAt is the length of the longest initialism that s begins with as a
// whole word, its plural s included; 0 if there is none.
func initialismAt(s string) int {
	longest := 0
	if s == "" {
		return 0
	}
	for _, w := range initialismsFrom[s[0]] {
		if !strings.HasPrefix(s, w) {
			continue
		}
		end := len(w)
		if pluralAt(s[end:]) {
			end++
		}
		if !startsLower(s[end:]) && end > longest {
			longest = end
		}
	}
	return longest
}

func startsLower(s string) bool {
	r, _ := utf8.DecodeRuneInString(s)
	return s != "" && unicode.IsLower(r)
}

// LowerFirst lowers the first word of a Go name: UserID is userID, ID is id,
// HTTPStatus is httpStatus.
func LowerFirst(name string) string {
	if name == "" {
		return name
	}
	word := nextWord(name)
	return strings.ToLower(word) + name[len(word):]
}

// exported makes the first letter of a Go name upper case, or the whole word
// if it is an initialism: userID is UserID, id is ID, ids is IDs, http2 is HTTP2.
func exported(name string) string {
	word := nextWord(name)
	rest := name[len(word):]
	for _, ending := range []string{"", "s", word[len(strings.TrimRight(word, "0123456789")):]} {
		if base, ok := strings.CutSuffix(word, ending); ok {
			if w, ok := initialismOf[strings.ToLower(base)]; ok {
				return w + ending + rest
			}
		}
	}
	r, n := utf8.DecodeRuneInString(name)
	return string(unicode.ToUpper(r)) + name[n:]
}

// GoKey makes a Go name of wire keys, one word for each part: user_id and
// latency_ms are UserIDLatencyMs.
func GoKey(keys ...string) string {
	var b strings.Builder
	for _, key := range keys {
		for _, word := range strings.FieldsFunc(key, func(r rune) bool { return r == '_' || r == '.' }) {
			b.WriteString(exported(word))
		}
	}
	return b.String()
}
