package transport

import (
	"net/url"
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
