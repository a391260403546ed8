package transport

import (
	"errors"
	"net/http"
	"net/url"
	"strings"
	"testing"
)

func TestSameHost(t *testing.T) {
	for _, test := range []struct {
		a, b string
		same bool
	}{
		{"https://a.example", "https://A.example:443/x", true},
		{"http://a.example:80", "http://a.example", true},
		{"https://a.example", "https://a.example:8443", false},
		{"https://a.example", "https://a.example.evil", false},
		{"https://a.example", "http://a.example:443", false},
	} {
		a, _ := url.Parse(test.a)
		b, _ := url.Parse(test.b)
		if sameHost(a, b) != test.same || sameHost(b, a) != test.same {
			t.Errorf("%s and %s: the same host is not %v", test.a, test.b, test.same)
		}
	}
}

type redirects string

func (to redirects) RoundTrip(r *http.Request) (*http.Response, error) {
	return &http.Response{StatusCode: 307, Header: http.Header{"Location": {string(to)}}, Body: http.NoBody, Request: r}, nil
}

// The error of a redirect shows only the scheme and the host of its target, and no
// host that is too long to be valid.
func TestRedirectTarget(t *testing.T) {
	for to, want := range map[string]string{
		"https://other.example/path?token=s3cr3t#s3cr3t":   `"https://other.example"`,
		"//user:s3cr3t@a.example/path":                     `"http://a.example"`,
		"http://" + strings.Repeat("s3cr3t", 100) + ".com": `"http://..."`,
		"http:s3cr3t": `"http://"`,
	} {
		_, err := NewClient(redirects(to)).Post("http://a.example", "text/plain", nil)
		var redirect *RedirectError
		if !errors.As(err, &redirect) || !strings.Contains(redirect.Error(), "the redirect to "+want+" is not followed") {
			t.Errorf("%s: %v", to, err)
		} else if strings.Contains(redirect.Error(), "s3cr3t") {
			t.Errorf("the target is shown: %v", redirect)
		}
	}
}
