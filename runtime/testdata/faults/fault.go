package faults

import (
	"math/rand/v2"
	"net/http"
	"time"
)

// Fault is a way to fail.
type Fault struct {
	Name    string
	Final   bool // the answer says that a further attempt has no use
	Key     bool // final, because of the key or the URL and not because of the data
	Applied bool // the request has its effect, whatever the client learns of it
	Lost    bool // the client does not learn of the effect

	network bool // it concerns connections, and no request arrives
	rare    bool // it costs operations or time
	answer  func(*exchange)
}

// Faults for which the server does something else than answer.
const (
	refused   = "connection refused"
	wrongCert = "wrong certificate"
	noName    = "no such name"
	noDNS     = "no answer of DNS"
)

// faults has one row for each fault. The first is none.
var faults = []Fault{
	{Name: "", Applied: true, answer: ok},

	{Name: "500", answer: status(500)},
	{Name: "502", answer: page(502)},
	{Name: "503", answer: status(503)},
	{Name: "408", answer: status(408)},
	{Name: "429", answer: status(429)},
	{Name: "429 for an hour", rare: true, answer: later(func() string { return "3600" })},
	{Name: "429 until a date", rare: true, answer: later(func() string { return time.Now().Add(time.Second).UTC().Format(http.TimeFormat) })},
	{Name: "429 until nonsense", answer: later(func() string { return "-1e99 soon" })},
	{Name: "no answer", answer: hang},
	{Name: "half-closed", answer: halfClose},
	{Name: "reset", answer: reset},
	{Name: "redirect to the same host", answer: redirect(http.StatusTemporaryRedirect, "")},

	{Name: "500 when applied", Applied: true, Lost: true, answer: status(500)},
	{Name: "504 when applied", Applied: true, Lost: true, answer: page(504)},
	{Name: "no answer when applied", Applied: true, Lost: true, answer: hang},
	{Name: "half-closed when applied", Applied: true, Lost: true, answer: halfClose},
	{Name: "reset when applied", Applied: true, Lost: true, answer: reset},
	{Name: "slow header", Applied: true, Lost: true, answer: slowHeader},
	{Name: "slow body", Applied: true, answer: slowBody},
	{Name: "broken JSON", Applied: true, answer: text(200, "application/json", `{"session_id": "`)},
	{Name: "short body", Applied: true, Lost: true, answer: shortBody},
	{Name: "endless body", Applied: true, answer: endless},
	{Name: "gzip bomb", Applied: true, answer: bomb},

	{Name: "page", Final: true, rare: true, answer: page(200)},
	{Name: "failure with status 200", Final: true, rare: true, answer: text(200, "application/json", `{"success": false, "error": "no"}`)},
	{Name: "redirect to another host", Final: true, Key: true, rare: true, answer: redirect(http.StatusTemporaryRedirect, elsewhere)},
	{Name: "redirect to a login", Final: true, Key: true, rare: true, answer: redirect(http.StatusFound, elsewhere)},
	{Name: "401", Final: true, Key: true, rare: true, answer: status(401)},
	{Name: "403", Final: true, Key: true, rare: true, answer: status(403)},
	{Name: "404", Final: true, Key: true, rare: true, answer: status(404)},
	{Name: "400", Final: true, rare: true, answer: status(400)},
	{Name: "422", Final: true, rare: true, answer: status(422)},

	{Name: refused, network: true},
	{Name: wrongCert, network: true},
	{Name: noName, network: true},
	{Name: noDNS, network: true},
}

var none = &faults[0]

// The server has these faults at any time, depending on the request.
var (
	poisoned = &Fault{Name: "poison", Final: true, answer: text(400, "application/json", `{"error": "a member is invalid"}`)}
	invalid  = &Fault{Name: "invalid JSON", Final: true, answer: status(400)}
	tooLarge = &Fault{Name: "413", Final: true, answer: status(413)}
)

// pick picks a fault at random, a rare one in every tenth case.
func pick(random *rand.Rand) *Fault {
	rare := random.IntN(10) == 0
	for {
		f := &faults[random.IntN(len(faults))]
		if f.rare == rare {
			return f
		}
	}
}

// most is how long a fault lasts at most, in milliseconds.
func (f *Fault) most() int {
	if f.rare {
		return 10
	}
	return 60
}
