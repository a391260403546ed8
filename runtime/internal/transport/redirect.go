// Package transport sends spans and updates of sessions. It sends requests and the
// API key only to the configured host, and its errors show no secret. Packages
// honeyhive and hhtrace send through it.
package transport

import (
	"fmt"
	"net/http"
	"net/url"
	"strings"
)

// MaxRedirects is how many redirects of one request are followed.
const MaxRedirects = 3

// mostHost is the longest host that an error shows, in bytes. No valid name is
// longer. A longer host is left out, because a secret in a cut host might not be
// found and redacted.
const mostHost = 300

// NewClient returns a client that sends with base. It follows a redirect only if
// that keeps the method, the body and the host of the request. For any other
// redirect, the error wraps a [RedirectError]. A redirect without a valid target is
// returned as an answer.
func NewClient(base http.RoundTripper) *http.Client {
	return &http.Client{Transport: plainRedirects{base}, CheckRedirect: checkRedirect}
}

// RedirectError is a redirect that is not followed.
type RedirectError struct {
	Status int
	Target string // scheme and host; the rest may hold a secret
	most   bool   // the request had [MaxRedirects] redirects already
}

// Error names the target of the redirect, and says why it is not followed.
func (e *RedirectError) Error() string {
	if e.most {
		return fmt.Sprintf("after %d redirects, one more to %q is not followed: "+
			"set the URL to the address that the redirects lead to", MaxRedirects, e.Target)
	}
	return fmt.Sprintf("the redirect to %q is not followed, because only a 307 or 308 to the same host "+
		"keeps the request and the API key on that host: if the target is right, set the URL to it", e.Target)
}

// checkRedirect allows a redirect that keeps the method, the body and the host of
// the request.
func checkRedirect(request *http.Request, before []*http.Request) error {
	status, target := request.Response.StatusCode, request.URL
	kept := status == http.StatusTemporaryRedirect || status == http.StatusPermanentRedirect
	follow := kept && target.User == nil && sameHost(target, before[0].URL)
	if follow && len(before) <= MaxRedirects {
		return nil
	}
	e := &RedirectError{Status: status, Target: target.Scheme + "://...", most: follow}
	if len(target.Host) <= mostHost {
		e.Target = target.Scheme + "://" + target.Host
	}
	return e
}

// plainRedirects removes a target that is not a URL from a redirect. The client
// then gets the redirect as an answer; net/http would report an error that looks
// like a broken network.
type plainRedirects struct{ http.RoundTripper }

func (t plainRedirects) RoundTrip(request *http.Request) (*http.Response, error) {
	response, err := t.RoundTripper.RoundTrip(request)
	if response != nil && response.StatusCode/100 == 3 {
		if _, bad := request.URL.Parse(response.Header.Get("Location")); bad != nil {
			response.Header.Del("Location")
		}
	}
	return response, err
}

// CloseIdleConnections closes the idle connections of the wrapped transport.
func (t plainRedirects) CloseIdleConnections() {
	if c, ok := t.RoundTripper.(interface{ CloseIdleConnections() }); ok {
		c.CloseIdleConnections()
	}
}

func sameHost(a, b *url.URL) bool {
	return a.Scheme == b.Scheme && strings.EqualFold(a.Hostname(), b.Hostname()) && port(a) == port(b)
}

func port(u *url.URL) string {
	switch p := u.Port(); {
	case p != "":
		return p
	case u.Scheme == "https":
		return "443"
	}
	return "80"
}
