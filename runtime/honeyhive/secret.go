package honeyhive

import (
	"errors"
	"fmt"
	"net/netip"
	"net/url"
	"strings"

	"github.com/hhgen/hhgen/runtime/internal/transport"
)

// CheckKey returns what [New] would say of a key, for programs that read it
// from a configuration. The error does not show it.
func CheckKey(key string) error { return checkKey(key) }

// CheckURL returns what [New] would say of the URL of the API, whether or not
// [WithInsecureHTTP] permits http.
func CheckURL(u string) error {
	_, err := parseURL(u, true)
	return err
}

// checkKey returns an error that does not show the key.
func checkKey(key string) error {
	if key == "" {
		return errors.New("honeyhive: the API key is empty")
	}
	for i := range len(key) {
		if key[i] <= ' ' || key[i] > '~' {
			return fmt.Errorf("honeyhive: the API key has a character at byte %d that keys do not have: a space, a control character, or one that is not ASCII", i)
		}
	}
	return nil
}

// safe is err, or its redacted text if it shows the key.
func (c *Client) safe(err error) error { return transport.Safe(err, c.redact) }

// parseURL reads the URL of the API. Its errors show no more than a host: a
// URL may hold a password, even where it does not parse.
func parseURL(text string, insecure bool) (*url.URL, error) {
	u, err := url.Parse(text)
	if err != nil {
		return nil, errors.New("honeyhive: the value is not a URL")
	}
	switch {
	case u.Scheme != "https" && u.Scheme != "http":
		return nil, errors.New("honeyhive: the URL does not begin with https://")
	case u.User != nil:
		return nil, errors.New("honeyhive: the URL has a user, which would be sent in place of the API key")
	case u.Hostname() == "":
		return nil, errors.New("honeyhive: the URL has no host")
	case u.RawQuery != "" || u.ForceQuery:
		return nil, errors.New("honeyhive: the URL has a query")
	case u.Fragment != "":
		return nil, errors.New("honeyhive: the URL has a fragment")
	case u.Scheme == "http" && !insecure && !loopback(u.Hostname()):
		return nil, fmt.Errorf("honeyhive: http to %q would show the API key on the way: use https, or WithInsecureHTTP", u.Host)
	}
	u.Path, u.RawPath = strings.TrimRight(u.Path, "/"), strings.TrimRight(u.RawPath, "/")
	return u, nil
}

// loopback reports whether a host is this machine.
func loopback(host string) bool {
	if strings.EqualFold(host, "localhost") {
		return true
	}
	ip, err := netip.ParseAddr(host)
	return err == nil && ip.IsLoopback()
}
