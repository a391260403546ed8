package honeyhive

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strconv"

	"github.com/hhgen/hhgen/runtime/internal/transport"
)

const (
	userAgent       = "hhgen (github.com/hhgen/hhgen)"
	timestampHeader = "hh-client-timestamp"

	mostAnswer  = 64 << 10 // bytes that are read of an answer
	mostExcerpt = 512      // bytes of an answer that an error shows
)

// send makes one attempt.
func (c *Client) send(o *operation) (a answer) {
	defer func() {
		if p := recover(); p != nil {
			// A panic here would end the service. Its value may show the key.
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
	// Read to the end, so that the connection can be used again.
	body, err := io.ReadAll(io.LimitReader(response.Body, mostAnswer))
	a = c.judge(o, response, body)
	if err != nil {
		a.incomplete(c.safe(err))
	}
	return a
}

// safe returns err, or an error with its redacted message if err shows the key.
func (c *Client) safe(err error) error { return transport.Safe(err, c.redact) }

// request makes the request of an operation.
func (c *Client) request(ctx context.Context, o *operation) (*http.Request, error) {
	method, path, body := c.content(o)
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

// content returns the method, path and body of an operation's request.
func (c *Client) content(o *operation) (method, path string, body []byte) {
	if o.start != nil {
		s := &o.folded.start
		body = make([]byte, 0, s.Size())
		if c.v1 {
			return http.MethodPost, "/v1/sessions", s.AppendJSON(body)
		}
		body = s.AppendJSON(append(body, `{"session":`...))
		return http.MethodPost, "/session/start", append(body, '}')
	}
	u := o.sent
	path = "/events"
	if c.v1 {
		path = "/v1/events/" + url.PathEscape(u.EventID)
		u.EventID = ""
	}
	return http.MethodPut, path, u.AppendJSON(make([]byte, 0, u.Size()))
}
