package honeyhive

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	hh "github.com/hhgen/hhgen/runtime"
	"github.com/hhgen/hhgen/runtime/internal/transport"
)

const (
	userAgent       = "hhgen (github.com/hhgen/hhgen)"
	timestampHeader = "hh-client-timestamp"

	mostAnswer  = 64 << 10 // bytes that are read of an answer
	mostExcerpt = 512      // bytes of an answer that an error shows
)

// answer is what came of one attempt. The zero answer is a success.
type answer struct {
	status     int    // 0 if there was none
	excerpt    string // of the body
	err        error  // why the attempt failed, if the status does not say it
	retry      bool   // it may pass
	retryAfter time.Duration
}

// ok reports whether HoneyHive has the operation.
func (a answer) ok() bool { return a.err == nil && a.status/100 == 2 }

// send makes one attempt.
func (c *Client) send(o *operation) (a answer) {
	defer func() {
		if p := recover(); p != nil {
			// An update is not worth the service, and the value may show the key.
			a = answer{err: fmt.Errorf("the transport panicked: %s", transport.Cut(c.redact(fmt.Sprint(p)), mostExcerpt))}
		}
	}()
	ctx, cancel := context.WithTimeout(c.requests, c.timeout)
	defer cancel()
	request, err := c.request(ctx, o)
	if err != nil {
		return answer{err: c.safe(err)}
	}
	response, err := c.http.Do(request)
	if redirect, ok := errors.AsType[*transport.RedirectError](err); ok {
		return answer{status: redirect.Status, err: c.safe(redirect)}
	}
	if err != nil {
		return answer{err: c.safe(err), retry: true}
	}
	defer func() { _ = response.Body.Close() }()
	// Read to its end, so that the connection is used again. An answer that
	// breaks off has told its status.
	body, _ := io.ReadAll(io.LimitReader(response.Body, mostAnswer))
	return c.judge(o, response, body)
}

// request is the request of an operation.
func (c *Client) request(ctx context.Context, o *operation) (*http.Request, error) {
	method, path, body, err := c.content(o)
	if err != nil {
		return nil, err
	}
	request, err := http.NewRequestWithContext(ctx, method, c.api.String()+path, bytes.NewReader(body))
	if err != nil {
		return nil, err
	}
	request.Header = http.Header{
		"Authorization": {"Bearer " + c.key()},
		"Content-Type":  {"application/json"},
		"User-Agent":    {userAgent},
	}
	request.Header.Set(timestampHeader, strconv.FormatInt(o.time().UnixNano(), 10))
	return request, nil
}

// content is what an operation is in HTTP.
func (c *Client) content(o *operation) (method, path string, body []byte, err error) {
	switch {
	case o.start != nil && c.v1:
		body, err = json.Marshal(startBody(o.start))
		return http.MethodPost, "/v1/sessions", body, err
	case o.start != nil:
		body, err = json.Marshal(map[string]any{"session": startBody(o.start)})
		return http.MethodPost, "/session/start", body, err
	}
	u := o.update
	path = "/events"
	if c.v1 {
		path = "/v1/events/" + url.PathEscape(u.EventID)
		u.EventID = ""
	}
	return http.MethodPut, path, u.AppendJSON(make([]byte, 0, u.Size())), nil
}

// sessionBody is a session start as HoneyHive takes it.
type sessionBody struct {
	ID     string `json:"session_id"`
	Name   string `json:"session_name,omitempty"`
	Source string `json:"source"`
}

func startBody(s *hh.SessionStart) sessionBody { return sessionBody{s.ID, s.Name, s.Source} }

// judge says what an answer means.
func (c *Client) judge(o *operation, r *http.Response, body []byte) answer {
	a := answer{status: r.StatusCode}
	switch {
	case a.status/100 == 2 && transport.IsPage(r.Header, body):
		a.err = transport.ErrPage
	case a.status/100 == 2 && transport.VerdictOf(body) == transport.Failure:
		a.err = errors.New("the answer says that the request failed")
	case a.status/100 == 2:
		a.err = c.otherSession(o, body)
		return a
	case a.status/100 == 3:
		a.err = errors.New("the redirect to nowhere is not followed")
		return a
	case a.status == http.StatusTooManyRequests, a.status == http.StatusServiceUnavailable:
		a.retry = true
		a.retryAfter = retryAfter(r.Header.Get("Retry-After"), time.Now())
	default:
		a.retry = a.status == http.StatusRequestTimeout || a.status/100 == 5
	}
	a.excerpt = transport.Excerpt(body, c.redact, mostExcerpt)
	return a
}

// otherSession is the error of a session start that HoneyHive answers with the
// id of another session: spans with the id that was asked for would be lost.
func (c *Client) otherSession(o *operation, body []byte) error {
	var begun struct {
		ID string `json:"session_id"`
	}
	// Whatever else the body is, the status says that HoneyHive has the session.
	if o.start == nil || json.Unmarshal(body, &begun) != nil || begun.ID == "" || strings.EqualFold(begun.ID, o.id) {
		return nil
	}
	return fmt.Errorf("HoneyHive started the session %q instead", transport.Cut(c.redact(begun.ID), mostExcerpt))
}

// retryAfter reads the header Retry-After: seconds, or a date. What is neither
// is no wait.
func retryAfter(header string, now time.Time) time.Duration {
	const most = 1000 * time.Hour // no overflow
	if seconds, err := strconv.ParseUint(header, 10, 64); err == nil {
		return time.Duration(min(seconds, uint64(most/time.Second))) * time.Second
	}
	at, err := http.ParseTime(header)
	if err != nil {
		return 0
	}
	return min(max(at.Sub(now), 0), most)
}
