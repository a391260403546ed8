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
// staticcheck's ST1003 list them, with those of LLM applications. IPv4 and
// OAuth mix cases, so that splitting at capitals alone would break them.
var initialisms = strings.Fields(`
	ACL API ASCII CPU CSS CSV DB DNS EOF GPU GRPC GUID HTML HTTP HTTPS ID IO IP IPv4 IPv6
	JSON JWT LLM MCP NLP OAuth OCR PDF PII QPS RAG RAM RPC SLA SMTP SQL SSH SSO TCP TLS TTFT
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
// is http_status, UserIDs is user_ids.
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
	if w := initialismAt(s); w > 0 {
		return s[:w]
	}
	first, size := utf8.DecodeRuneInString(s)
	switch rest := s[size:]; {
	case first == '_':
		return s[:size]
	case unicode.IsUpper(first) && startsUpper(rest):
		return s[:size+initialismEnd(rest)]
	default:
		end := strings.IndexFunc(rest, func(r rune) bool { return r == '_' || unicode.IsUpper(r) })
		if end < 0 {
			end = len(rest)
		}
		return s[:size+end]
	}
}

// initialismEnd is where an unknown initialism ends: before the capital that
// begins the next word, or before what is neither a capital nor a digit.
func initialismEnd(s string) int {
	for i, r := range s {
		if !unicode.IsUpper(r) && !unicode.IsDigit(r) || startsLower(s[i+utf8.RuneLen(r):]) {
			return i
		}
	}
	return len(s)
}

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
		if strings.HasPrefix(s[end:], "s") && !startsLower(s[end+1:]) {
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

func startsUpper(s string) bool {
	r, _ := utf8.DecodeRuneInString(s)
	return unicode.IsUpper(r)
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
// if it is an initialism: userID is UserID, id is ID.
func exported(name string) string {
	word := nextWord(name)
	if w, ok := initialismOf[strings.ToLower(word)]; ok {
		return w + name[len(word):]
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
