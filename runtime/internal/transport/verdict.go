package transport

import (
	"bytes"
	"encoding/json"
	"regexp"
	"strings"
	"sync"
)

// Verdict says whether the body of an answer reports a success. The status alone
// is not enough: a gateway that asks for a login may answer with status 200.
type Verdict int

// The verdicts.
const (
	NoObject Verdict = iota // the body is not a JSON object
	Unknown                 // the object reports neither success nor failure
	Success
	Failure
)

// VerdictOf reads the body of an answer. An object without members is a success,
// as in OTLP.
func VerdictOf(body []byte) Verdict {
	trimmed := bytes.TrimSpace(body)
	if len(trimmed) == 0 || trimmed[0] != '{' {
		return NoObject
	}
	var members map[string]json.RawMessage
	if json.Unmarshal(trimmed, &members) != nil {
		return NoObject
	}
	success, other := false, false
	for name, value := range members {
		switch strings.ToLower(name) {
		case "partialsuccess", "partial_success":
			success = true
		case "success", "ok":
			if empty(value) {
				return Failure
			}
			success = true
		case "error", "errors":
			if !empty(value) {
				return Failure
			}
		case "status", "message", "result", "code":
			success = success || positive().Match(value)
			other = true
		default:
			other = true
		}
	}
	if other && !success {
		return Unknown
	}
	return Success
}

// positive matches the words and numbers with which receivers report a success.
var positive = sync.OnceValue(func() *regexp.Regexp {
	return regexp.MustCompile(`(?i)^("(ok|success|accepted|received)|0$|2\d\d$)`)
})

// empty reports whether the value of a member means no value.
func empty(value json.RawMessage) bool {
	switch string(value) {
	case "null", "false", "0", `""`, "[]", "{}":
		return true
	}
	return false
}
