// Package transport has the rules by which spans and updates of sessions leave
// the process: neither the API key nor what is sent goes anywhere but to the
// host that was configured, and no error shows a secret. The packages honeyhive
// and hhtrace send through it.
package transport

import (
	"fmt"
	"net/http"
	"net/url"
	"strings"
)

// MaxRedirects is how many redirects of one request are followed.
const MaxRedirects = 3

// mostHost is the longest host that an error shows, in bytes. No name is longer;
// cut, a secret in it might not be found any more.
const mostHost = 300

// NewClient returns a client that sends with base, and follows only redirects
// that keep a request as it is and on its host. For any other, the error wraps a
// [RedirectError]; a redirect that says nowhere to go is an answer.
func NewClient(base http.RoundTripper) *http.Client {
	return &http.Client{Transport: plainRedirects{base}, CheckRedirect: checkRedirect}
}

// RedirectError is a redirect that is not followed.
type RedirectError struct {
	Status int
	Target string // scheme and host, since the rest may hold a secret
	most   bool   // it would be followed if it were not one too many
}

// Error says where the redirect leads, and why it is not followed.
func (e *RedirectError) Error() string {
	if e.most {
		return fmt.Sprintf("after %d redirects, one more to %q is not followed", MaxRedirects, e.Target)
	}
	return fmt.Sprintf("the redirect to %q is not followed, because only a 307 or 308 to the same host "+
		"keeps the request and the API key where they belong", e.Target)
}

// checkRedirect follows what keeps the request as it is and on its host.
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

// plainRedirects makes a redirect to what is not a URL one to nowhere, which the
// client gets as an answer. net/http would make it look like a broken network.
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

// CloseIdleConnections closes those of the transport below.
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
