package honeyhive

import (
	"errors"
	"fmt"
	"net/url"
	"strings"

	"github.com/hhgen/hhgen/runtime/internal/transport"
)

// CheckURL returns the error of [New] for the URL of the API. It allows http, as
// [WithInsecureHTTP] does.
func CheckURL(u string) error {
	_, err := parseURL(u, true)
	return err
}

// parseURL reads the URL of the API. Its errors show at most the host, because a
// URL may hold a password, even a URL that does not parse.
func parseURL(text string, insecure bool) (*url.URL, error) {
	u, err := url.Parse(text)
	if err != nil {
		return nil, errors.New("honeyhive: the value is not a URL: set one such as " + DefaultURL)
	}
	switch {
	case u.Scheme != "https" && u.Scheme != "http":
		return nil, errors.New("honeyhive: the URL does not begin with https://: set one such as " + DefaultURL)
	case u.User != nil:
		return nil, errors.New("honeyhive: the URL has a user, which would be sent in place of the API key: remove the user")
	case u.Hostname() == "":
		return nil, errors.New("honeyhive: the URL has no host: set one such as " + DefaultURL)
	case u.RawQuery != "" || u.ForceQuery:
		return nil, errors.New("honeyhive: the URL has a query: remove the query")
	case u.Fragment != "":
		return nil, errors.New("honeyhive: the URL has a fragment: remove the fragment")
	case u.Scheme == "http" && !insecure && !transport.Loopback(u.Hostname()):
		return nil, fmt.Errorf("honeyhive: http to %q would show the API key to the network: use https, or WithInsecureHTTP", u.Host)
	}
	u.Path, u.RawPath = strings.TrimRight(u.Path, "/"), strings.TrimRight(u.RawPath, "/")
	return u, nil
}
