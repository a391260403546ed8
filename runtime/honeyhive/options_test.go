package honeyhive

import (
	"net/http"
	"strings"
	"testing"
	"time"
)

func TestKeys(t *testing.T) {
	const secret = "s3cr3t"
	for _, key := range []string{"", " ", secret + " x", " " + secret, secret + "\n", secret + "\x00", secret + "\x7f", secret + "é", secret + "\xff"} {
		_, err := New(key)
		if err == nil {
			t.Errorf("%q is accepted", key)
		} else if strings.Contains(err.Error(), secret) || !strings.HasPrefix(err.Error(), "honeyhive: the API key ") {
			t.Errorf("%q: the error is %v", key, err)
		}
	}
	if _, err := New("!~" + secret); err != nil {
		t.Error(err)
	}
}

func TestURLs(t *testing.T) {
	const secret = "s3cr3t"
	for _, test := range []struct {
		url, err string // "" for a valid URL
	}{
		{"https://api.example", ""},
		{"https://api.example:8443/a/b/", ""},
		{"http://localhost:8080", ""},
		{"http://LOCALHOST", ""},
		{"http://127.0.0.1:8080", ""},
		{"http://127.1.2.3", ""},
		{"http://[::1]:8080", ""},
		{"http://api.example", `http to "api.example" would show the API key to the network: use https, or WithInsecureHTTP`},
		{"http://localhost.example", `http to "localhost.example" would`},
		{"http://127.0.0.1.example", `http to "127.0.0.1.example" would`},
		{"http://10.0.0.1", `http to "10.0.0.1" would`},
		{"http://[::2]", `http to "[::2]" would`},
		{"", "does not begin with https://"},
		{"api.example", "does not begin with https://"},
		{"ftp://api.example", "does not begin with https://"},
		{"https:api.example", "has no host"},
		{"https://", "has no host"},
		{"https://:443", "has no host"},
		{"https://user:" + secret + "@api.example", "has a user"},
		{"https://" + secret + "@api.example", "has a user"},
		{"http://user:" + secret + "@api.example", "has a user"},
		{"https://user:" + secret + "/x@api.example", "is not a URL"},
		{"https://user:" + secret + " x@api.example", "is not a URL"},
		{"https://user:" + secret + "@[api.example", "is not a URL"},
		{"https://api.example?key=" + secret, "has a query"},
		{"https://api.example/?", "has a query"},
		{"https://api.example#" + secret, "has a fragment"},
	} {
		_, err := New("key", WithURL(test.url))
		switch {
		case err == nil && test.err == "":
		case err == nil:
			t.Errorf("%q is accepted", test.url)
		case test.err == "" || !strings.Contains(err.Error(), test.err) || strings.Contains(err.Error(), secret):
			t.Errorf("%q: the error is %v", test.url, err)
		}
	}
	if _, err := New("key", WithURL("http://api.example"), WithInsecureHTTP()); err != nil {
		t.Error(err)
	}
}

func TestInvalidOptions(t *testing.T) {
	_, err := New("", WithURL("ftp://x"), WithSource(""), WithTransport(nil), WithQueueLimits(0, -1), WithConcurrency(0),
		WithTimeout(0), WithBackoff(0, -1), WithRetryLimit(-time.Second), WithUnknownEventRetry(-1), WithSpool(""), WithErrorHandler(nil), WithMeterProvider(nil), nil)
	want := `honeyhive: the API key is empty: set a key of HoneyHive's API
honeyhive: the URL does not begin with https://: set one such as https://api.dp1.us.honeyhive.ai
honeyhive: WithSource: the source is empty: name one, such as production
honeyhive: WithTransport: the transport is nil: leave out the option for the default
honeyhive: WithQueueLimits: the limit of entries is 0, not positive
honeyhive: WithQueueLimits: the limit of bytes is -1, not positive
honeyhive: WithConcurrency: 0 is not positive
honeyhive: WithTimeout: 0s is not positive
honeyhive: WithBackoff: the initial interval is 0s, not positive
honeyhive: WithBackoff: intervals cannot grow from 0s to -1ns
honeyhive: WithRetryLimit: -1s is not positive
honeyhive: WithUnknownEventRetry: -1ns is negative: set 0 for no retry
honeyhive: WithSpool: the folder has no name: leave out the option to keep nothing on disk
honeyhive: WithErrorHandler: the handler is nil: leave out the option for the default
honeyhive: WithMeterProvider: the provider is nil: leave out the option for the default`
	if err == nil || err.Error() != want {
		t.Errorf("the error is\n%v\nwant\n%s", err, want)
	}
}

func TestDefaults(t *testing.T) {
	c, err := New("key")
	if err != nil {
		t.Fatal(err)
	}
	if c.api.String() != DefaultURL || c.settings.limits != (limits{10_000, 32 << 20}) || c.concurrency != 4 || c.timeout != 10*time.Second ||
		c.backoffFirst != 500*time.Millisecond || c.backoffMax != 30*time.Second || c.retryLimit != 10*time.Minute || c.unknownRetry != 30*time.Second || c.source != "dev" {
		t.Errorf("the defaults are %+v", c.settings)
	}
}

// A replaced default transport of the program is used.
func TestReplacedDefaultTransport(t *testing.T) {
	defer func(t http.RoundTripper) { http.DefaultTransport = t }(http.DefaultTransport)
	http.DefaultTransport = roundTripper(func(*http.Request) (*http.Response, error) { return respond(204, nil), nil })
	c, _ := newClient(t, DefaultURL)
	mustUpdate(t, c, update(id(1), "k", 1))
	if err := c.Shutdown(t.Context()); err != nil {
		t.Error(err)
	}
	wantStats(t, c, Stats{Accepted: 1, Delivered: 1})
}
