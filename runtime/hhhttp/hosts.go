package hhhttp

import (
	"errors"
	"fmt"
	"net"
	"net/netip"
	"net/url"
	"strconv"
	"strings"
)

// hosts are the patterns of hosts that baggage may travel to.
type hosts []host

// host is one pattern.
type host struct {
	name string // in lower case, without a dot at its end; "" for every name
	port string // "" for every port
	sub  bool   // the pattern is about the subdomains of name
}

// CheckHosts returns an error that names each invalid pattern of hosts and says how
// to fix it, for programs that read the patterns of [NewTransport] from their
// configuration.
func CheckHosts(patterns ...string) error {
	_, err := parseHosts(patterns)
	return err
}

// parseHosts returns the valid patterns, and an error about the others.
func parseHosts(patterns []string) (all hosts, err error) {
	var errs []error
	for _, p := range patterns {
		h, err := parseHost(p)
		if err != nil {
			errs = append(errs, fmt.Errorf("hhhttp: host %q gets no baggage: %w", p, err))
			continue
		}
		all = append(all, h)
	}
	return all, errors.Join(errs...)
}

// parseHost reads a pattern such as localhost, *.internal.example:8080 or [::1]:80.
func parseHost(pattern string) (h host, err error) {
	switch {
	case pattern == "*":
		return host{}, nil
	case strings.Contains(pattern, "/"):
		return h, errors.New("give the host alone, such as localhost:8080, without a scheme or a path")
	}
	name, port := pattern, ""
	if _, err := netip.ParseAddr(pattern); err != nil && strings.Contains(pattern, ":") && !strings.HasSuffix(pattern, "]") {
		if name, port, err = net.SplitHostPort(pattern); err != nil {
			return h, errors.New("give a name or address, and a port only after a colon, such as localhost:8080 or [::1]:8080")
		}
		if n, err := strconv.ParseUint(port, 10, 16); err != nil || n == 0 {
			return h, fmt.Errorf("its port %q is not a number from 1 to 65535", port)
		}
	}
	rest, sub := strings.CutPrefix(name, "*.")
	name = plainName(rest)
	if err := checkName(name, sub); err != nil {
		return h, err
	}
	return host{name, port, sub}, nil
}

// checkName checks the name of a host without its port.
func checkName(name string, sub bool) error {
	if _, err := netip.ParseAddr(name); err == nil {
		if sub {
			return errors.New("an address has no subdomains: remove the *")
		}
		return nil
	}
	for label := range strings.SplitSeq(name, ".") {
		switch {
		case label == "":
			return errors.New("it has an empty label: give a name such as api.internal.example")
		case strings.Contains(label, "*"):
			return errors.New("a * stands for all labels in front of a name: write *.internal.example, or * for all hosts")
		case strings.Trim(label, "abcdefghijklmnopqrstuvwxyz0123456789-_") != "":
			return errors.New("a name has letters, digits and hyphens: write other letters in ASCII, as xn--...")
		}
	}
	return nil
}

// plainName returns the form of a name or address in which it is compared.
func plainName(name string) string {
	name = strings.TrimSuffix(strings.TrimPrefix(name, "["), "]")
	if addr, err := netip.ParseAddr(name); err == nil {
		return addr.Unmap().String()
	}
	return strings.ToLower(strings.TrimSuffix(name, "."))
}

// match reports whether a pattern matches the host that a request goes to.
func (all hosts) match(u *url.URL) bool {
	if u == nil || len(all) == 0 {
		return false
	}
	name, port := plainName(u.Hostname()), u.Port()
	if port == "" {
		port = map[string]string{"http": "80", "https": "443"}[u.Scheme]
	}
	for _, h := range all {
		if h.matchName(name) && (h.port == "" || h.port == port) {
			return true
		}
	}
	return false
}

func (h host) matchName(name string) bool {
	switch {
	case h.sub:
		below, ok := strings.CutSuffix(name, h.name)
		return ok && strings.HasSuffix(below, ".") && len(below) > 1
	case h.name == "":
		return true
	}
	return name == h.name
}
