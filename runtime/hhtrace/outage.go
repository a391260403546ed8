package hhtrace

import (
	"math/rand/v2"
	"net/http"
	"time"
)

// outage is what a courier knows about requests that fail in a row. The zero value is
// none.
type outage struct {
	failures int // in a row
	since    time.Time
	until    time.Time // no request begins before that
	asked    bool      // the receiver asked for it
	barred   bool      // the receiver does not accept the key, or the address is wrong
	told     map[kindOfFailure]bool
}

// kindOfFailure tells failures apart that have different causes.
type kindOfFailure struct {
	status  int
	general bool
}

// mostFailures is how many requests fail in a row before the failure is taken for one
// of the receiver, whatever it answers.
const mostFailures = 8

// mostRetryAfter caps what receivers ask for.
const mostRetryAfter = 5 * time.Minute

// failed notes a failure. It reports whether it is the first of its kind.
func (o *outage) failed(a attempt, now time.Time) (first bool) {
	o.failures++
	if o.failures == 1 {
		o.since = a.begin
	}
	wait, asked := min(a.receipt.retryAfter, mostRetryAfter), true
	if wait == 0 && (a.general() || o.failures >= mostFailures) {
		wait, asked = backoff(o.failures), false
	}
	if until := now.Add(wait); wait > 0 && until.After(o.until) {
		o.until, o.asked = until, asked
	}
	switch a.receipt.status {
	case http.StatusUnauthorized, http.StatusForbidden, http.StatusNotFound, http.StatusMethodNotAllowed:
		o.barred = true
	default:
		o.barred = false
	}
	kind := kindOfFailure{a.receipt.status, a.general()}
	first = !o.told[kind]
	if o.told == nil {
		o.told = map[kindOfFailure]bool{}
	}
	o.told[kind] = true
	return first
}

// end notes a success. A wait that the receiver has asked for goes on.
func (o *outage) end(now time.Time) {
	if o.asked && now.Before(o.until) {
		*o = outage{until: o.until, asked: true}
		return
	}
	*o = outage{}
}

// mostInFlight is how many requests may be in flight: one that tries whether the outage
// is over, if there is one.
func (o *outage) mostInFlight() int {
	if o.failures > 0 {
		return 1
	}
	return mostInFlight
}

// tryNow ends the wait, unless the receiver asked for it.
func (o *outage) tryNow() {
	o.barred = false
	if !o.asked {
		o.until = time.Time{}
		o.failures = min(o.failures, 1)
	}
}

var firstBackoff = 500 * time.Millisecond // tests make it shorter

const lastBackoff = 30 * time.Second

// backoff is how long to wait after so many failures. It varies by up to a half.
func backoff(failures int) time.Duration {
	d := lastBackoff
	if failures < 7 {
		d = firstBackoff << (failures - 1)
	}
	return d/2 + rand.N(d)
}
