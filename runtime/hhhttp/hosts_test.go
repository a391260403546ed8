package hhhttp

import (
	"net/url"
	"slices"
	"strings"
	"testing"
)

func TestHostMatches(t *testing.T) {
	for _, test := range []struct{ pattern, matches, others string }{
		{"api.internal", "http://api.internal https://API.Internal:8443/x http://api.internal.", "http://internal http://x.api.internal http://api.internal.evil http://api-internal"},
		{"api.internal:8080", "http://api.internal:8080/a?b=c", "http://api.internal http://api.internal:80 http://api.internal:80801"},
		{"api.internal:443", "https://api.internal https://api.internal:443 http://api.internal:443", "http://api.internal"},
		{"*.svc.cluster.local", "http://a.svc.cluster.local http://a.b.SVC.cluster.local:1", "http://svc.cluster.local http://evilsvc.cluster.local http://.svc.cluster.local http://a.svc.cluster.local.evil.example http://evil.example/a.svc.cluster.local http://a.svc.cluster.local@evil.example"},
		{"*.internal:80", "http://a.internal", "https://a.internal http://internal"},
		{"LocalHost", "http://localhost:1 https://localhost", "http://127.0.0.1"},
		{"10.0.0.7", "http://10.0.0.7:80 http://[::ffff:10.0.0.7]", "http://10.0.0.70 http://10.0.0.8"},
		{"::1", "http://[::1] http://[::1]:8080 http://[0:0:0:0:0:0:0:1]", "http://[::2] http://localhost"},
		{"[::1]", "http://[::1]:8080", "http://[::2]"},
		{"[::1]:8080", "http://[::1]:8080", "http://[::1]"},
		{"*", "http://a https://10.0.0.1:1 http://übung.example", ""},
		{"xn--bung-zra.example", "http://xn--bung-zra.example", "http://übung.example"},
	} {
		all, err := parseHosts([]string{"unrelated.example", test.pattern})
		if err != nil {
			t.Error(err)
		}
		for text, want := range both(test.matches, test.others) {
			u, err := url.Parse(text)
			if err != nil {
				t.Fatal(err)
			}
			if all.match(u) != want {
				t.Errorf("%s matches %s: %v, want %v", test.pattern, text, !want, want)
			}
		}
	}
	if (hosts{{}}).match(nil) {
		t.Error("no URL matches")
	}
}

func both(matches, others string) func(func(string, bool) bool) {
	all := strings.Fields(matches)
	n := len(all)
	all = append(all, strings.Fields(others)...)
	return func(yield func(string, bool) bool) {
		for i, text := range all {
			if !yield(text, i < n) {
				return
			}
		}
	}
}

func TestInvalidHosts(t *testing.T) {
	want := []string{
		`hhhttp: host "http://a.example" gets no baggage: give the host alone, such as localhost:8080, without a scheme or a path`,
		`hhhttp: host "a.example/path" gets no baggage: give the host alone, such as localhost:8080, without a scheme or a path`,
		`hhhttp: host "a:b:c" gets no baggage: give a name or address, and a port only after a colon, such as localhost:8080 or [::1]:8080`,
		`hhhttp: host "a.example:http" gets no baggage: its port "http" is not a number from 1 to 65535`,
		`hhhttp: host "a.example:" gets no baggage: its port "" is not a number from 1 to 65535`,
		`hhhttp: host "*.10.0.0.1" gets no baggage: an address has no subdomains: remove the *`,
		`hhhttp: host "" gets no baggage: it has an empty label: give a name such as api.internal.example`,
		`hhhttp: host "*." gets no baggage: it has an empty label: give a name such as api.internal.example`,
		`hhhttp: host "a.*.example" gets no baggage: a * stands for all labels in front of a name: write *.internal.example, or * for all hosts`,
		`hhhttp: host "*example" gets no baggage: a * stands for all labels in front of a name: write *.internal.example, or * for all hosts`,
		`hhhttp: host "übung.example" gets no baggage: a name has letters, digits and hyphens: write other letters in ASCII, as xn--...`,
	}
	var patterns []string
	for _, w := range want {
		patterns = append(patterns, strings.Split(w, `"`)[1])
	}
	err := CheckHosts(append(patterns, "valid.example")...)
	if err == nil {
		t.Fatal("no error")
	}
	if got := strings.Split(err.Error(), "\n"); !slices.Equal(got, want) {
		t.Errorf("errors:\n%s\nwant:\n%s", err, strings.Join(want, "\n"))
	}
	if err := CheckHosts("a", "*.b:1"); err != nil {
		t.Error(err)
	}
}
