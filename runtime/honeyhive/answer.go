package honeyhive

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"time"

	"github.com/hhgen/hhgen/runtime/internal/transport"
)

// answer is the result of one attempt.
type answer struct {
	status     int    // 0 if no answer came
	excerpt    string // of the body
	err        error  // why the attempt failed, if the status does not say it
	retry      bool   // the failure may be temporary
	unknown    bool   // HoneyHive may not know the event yet, or the key is wrong
	badKey     bool   // HoneyHive does not accept the key, or the URL is wrong
	retryAfter time.Duration
}

// ok reports whether HoneyHive accepted the operation.
func (a answer) ok() bool { return a.err == nil && a.status/100 == 2 }

// incomplete notes that the body of the answer broke off. What is missing may say that
// the request failed, even with status 200, or that the key is wrong; and nothing is lost
// if HoneyHive gets the request once more.
func (a *answer) incomplete(err error) {
	a.err = fmt.Errorf("the answer is incomplete: %w", err)
	a.retry, a.unknown, a.badKey = true, false, false
}

// judge decides whether an answer is a success, a failure to retry, or a final
// failure.
func (c *Client) judge(o *operation, r *http.Response, body []byte) answer {
	a := answer{status: r.StatusCode}
	if o.start != nil {
		c.startNotFound.Store(a.status == http.StatusNotFound)
	}
	switch {
	case a.status/100 == 2 && transport.IsPage(r.Header, body):
		a.err = transport.ErrPage
	case a.status/100 == 2 && transport.VerdictOf(body) == transport.Failure:
		a.err = errors.New("the answer says that the request failed")
	case a.status/100 == 2:
		a.err = c.otherSession(o, body)
		return a
	case a.status/100 == 3:
		a.err = errors.New("the redirect is not followed, because it has no valid target: check the URL")
		return a
	case a.status == http.StatusTooManyRequests, a.status == http.StatusServiceUnavailable:
		a.retry = true
		a.retryAfter = transport.RetryAfter(r.Header.Get("Retry-After"), time.Now())
	case o.start == nil && unknownEvent(a.status, body):
		a.unknown = true
		a.retry = c.unknownRetry > 0 && !c.startNotFound.Load()
	default:
		a.retry = a.status == http.StatusRequestTimeout || a.status/100 == 5
	}
	a.badKey = a.status == http.StatusUnauthorized || a.status == http.StatusForbidden ||
		a.status == http.StatusNotFound && (c.startNotFound.Load() || aboutKey(body))
	a.excerpt = transport.Excerpt(body, c.redact, mostExcerpt)
	return a
}

// unknownEvent reports whether an answer to an update may mean that HoneyHive does not
// know the event yet. HoneyHive documents only the statuses 200 and 400 for updates
// (openapi.yaml of honeyhiveai/honeyhive-openapi, version 2.0.0), so a 400 that speaks
// of something not found counts too.
func unknownEvent(status int, body []byte) bool {
	return status == http.StatusNotFound ||
		status == http.StatusBadRequest && bytes.Contains(bytes.ToLower(body), []byte("not found"))
}

// aboutKey reports whether the body of a 404 says that HoneyHive does not know the key or
// its project. The README of honeyhiveai/logger names "API key or project not found" as
// one error.
func aboutKey(body []byte) bool {
	body = bytes.ToLower(body)
	return bytes.Contains(body, []byte("api key")) || bytes.Contains(body, []byte("project not found"))
}

// otherSession is the error for a session start that HoneyHive answers with the id
// of another session: spans with the requested id would be lost.
func (c *Client) otherSession(o *operation, body []byte) error {
	var begun struct {
		ID string `json:"session_id"`
	}
	// With any other body, the status says that HoneyHive has the session.
	if o.start == nil || json.Unmarshal(body, &begun) != nil || begun.ID == "" || strings.EqualFold(begun.ID, o.id) {
		return nil
	}
	return fmt.Errorf("HoneyHive started the session %q instead", transport.Cut(c.redact(begun.ID), mostExcerpt))
}
