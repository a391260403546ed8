package transport

import (
	"bytes"
	"encoding/json"
	"regexp"
	"strings"
)

// Verdict is what the body of an answer says of its request. The status alone
// does not do: gateways answer with 200 that somebody has to log in.
type Verdict int

// The verdicts.
const (
	NoObject Verdict = iota // the body is not a JSON object
	Unknown                 // none of its members says anything
	Success
	Failure
)

// VerdictOf reads the body of an answer. An object without members is a success,
// which OTLP has it be.
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
			success = success || positive.Match(value)
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

// positive are words and numbers by which receivers say that they took a request.
var positive = regexp.MustCompile(`(?i)^("(ok|success|accepted|received)|0$|2\d\d$)`)

// empty reports whether a member has a value that stands for none.
func empty(value json.RawMessage) bool {
	switch string(value) {
	case "null", "false", "0", `""`, "[]", "{}":
		return true
	}
	return false
}
