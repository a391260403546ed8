package honeyhive

import (
	"errors"
	"io"
	"net/http"
	"net/url"
	"strings"
	"testing"

	hh "github.com/hhgen/hhgen/runtime"
	"github.com/hhgen/hhgen/runtime/internal/transport"
)

// redirect answers the first request with a redirect.
func redirect(code int, to func(*http.Request) string) func(int, http.ResponseWriter, *http.Request) {
	return first(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Location", to(r))
		w.WriteHeader(code)
	})
}

func TestRedirects(t *testing.T) {
	elsewhere := newServer(t, nil)
	for _, test := range []struct {
		name     string
		code     int
		to       func(*http.Request) string
		followed bool
	}{
		{"307 to a path", 307, func(*http.Request) string { return "/moved" }, true},
		{"308 to a path", 308, func(*http.Request) string { return "/moved" }, true},
		{"307 to the same host", 307, func(r *http.Request) string { return "http://" + r.Host + "/moved" }, true},
		{"301", 301, func(*http.Request) string { return "/moved" }, false},
		{"302", 302, func(*http.Request) string { return "/moved" }, false},
		{"303", 303, func(*http.Request) string { return "/moved" }, false},
		{"307 to another port", 307, func(*http.Request) string { return elsewhere.URL }, false},
		{"308 to another host", 308, func(*http.Request) string { return strings.Replace(elsewhere.URL, "127.0.0.1", "localhost", 1) }, false},
		{"302 to another host", 302, func(*http.Request) string { return elsewhere.URL }, false},
		{"307 to another scheme", 307, func(r *http.Request) string { return "https://" + r.Host + "/moved" }, false},
		{"307 with a user", 307, func(r *http.Request) string { return "http://user:pass@" + r.Host + "/moved" }, false},
		{"307 to nowhere", 307, func(*http.Request) string { return "" }, false},
		{"307 to no URL", 307, func(*http.Request) string { return "http://%zz" + testKey }, false},
		{"302 to no URL", 302, func(*http.Request) string { return "http://%zz" + testKey }, false},
		{"308 with the key", 308, func(*http.Request) string { return "http://a.example/" + url.PathEscape(testKey) }, false},
	} {
		t.Run(test.name, func(t *testing.T) {
			s := newServer(t, redirect(test.code, test.to))
			c, r := newClient(t, s.URL)
			mustUpdate(t, c, update(id(1), "k", 1))
			mustFlush(t, c)
			got := s.got()
			if !test.followed {
				wantNotFollowed(t, got, r)
				wantStats(t, c, Stats{Accepted: 1, Dropped: 1})
				return
			}
			wantStats(t, c, Stats{Accepted: 1, Delivered: 1})
			if len(got) != 2 || got[1].Method != "PUT" || got[1].Path != "/moved" || got[1].Body != got[0].Body ||
				got[1].Header.Get("Authorization") != "Bearer "+testKey ||
				got[1].Header.Get(timestampHeader) != got[0].Header.Get(timestampHeader) {
				t.Errorf("requests: %+v", got)
			}
		})
	}
	if got := elsewhere.got(); len(got) > 0 {
		t.Errorf("the other host got %+v", got)
	}
}

func wantNotFollowed(t *testing.T, got []request, r *reports) {
	t.Helper()
	if len(got) != 1 {
		t.Errorf("requests: %+v", got)
	}
	gaveUp := r.gaveUp()
	if len(gaveUp) != 1 || !strings.Contains(gaveUp[0].Error(), "is not followed") {
		t.Fatalf("reported: %v", gaveUp)
	}
	for _, secret := range []string{"pass@", testKey, url.PathEscape(testKey)} {
		if strings.Contains(gaveUp[0].Error(), secret) {
			t.Errorf("the error shows %q: %v", secret, gaveUp[0])
		}
	}
}

func TestRedirectsWithoutEnd(t *testing.T) {
	s := newServer(t, func(_ int, w http.ResponseWriter, r *http.Request) {
		http.Redirect(w, r, "/again", http.StatusTemporaryRedirect)
	})
	c, r := newClient(t, s.URL)
	mustUpdate(t, c, update(id(1), "k", 1))
	mustFlush(t, c)
	if got := len(s.got()); got != 1+transport.MaxRedirects {
		t.Errorf("the server got %d requests", got)
	}
	if got := len(r.gaveUp()); got != 1 {
		t.Errorf("%d are reported", got)
	}
}

// The page of a login or a proxy is a failure, whatever its status.
func TestPageInPlaceOfAnAnswer(t *testing.T) {
	const page = "<!doctype html><title>Log in</title>"
	for name, header := range map[string]http.Header{
		"HTML":         {"Content-Type": {"text/html; charset=utf-8"}},
		"without type": nil,
		"another type": {"Content-Type": {"application/json"}},
	} {
		t.Run(name, func(t *testing.T) {
			c, r := newClient(t, "http://127.0.0.1:1", WithTransport(roundTripper(func(*http.Request) (*http.Response, error) {
				response := respond(200, header)
				response.Body = io.NopCloser(strings.NewReader(page + testKey))
				return response, nil
			})))
			mustStart(t, c, hh.SessionStart{ID: id(1)})
			mustUpdate(t, c, update(id(2), "k", 1))
			mustFlush(t, c)
			wantStats(t, c, Stats{Accepted: 2, Dropped: 2})
			for _, e := range r.gaveUp() {
				if !errors.Is(e, transport.ErrPage) {
					t.Errorf("reported: %v", e)
				}
				wantNoKey(t, e.Error())
			}
		})
	}
}

// An answer whose body reports a failure is a failure, even with status 200.
func TestFailureWithStatusOfSuccess(t *testing.T) {
	for body, delivered := range map[string]int{
		`{"error":"unauthenticated ` + url.QueryEscape(testKey) + `"}`: 0,
		`{"success":false}`: 0, `{"success":true}`: 1, `{"error":null}`: 1, `{"message":"Event updated"}`: 1, "Event updated": 1, "": 1,
	} {
		c, r := newClient(t, "http://127.0.0.1:1", WithTransport(roundTripper(func(*http.Request) (*http.Response, error) {
			response := respond(200, nil)
			response.Body = io.NopCloser(strings.NewReader(body))
			return response, nil
		})))
		mustUpdate(t, c, update(id(1), "k", 1))
		mustFlush(t, c)
		wantStats(t, c, Stats{Accepted: 1, Delivered: delivered, Dropped: 1 - delivered})
		for _, e := range r.gaveUp() {
			if !strings.Contains(e.Error(), "HTTP 200 OK: the answer says that the request failed") || e.Answer == "" {
				t.Errorf("reported: %v", e)
			}
			wantNoKey(t, e.Error())
		}
	}
}

// A redirect from https to http is not followed, even on the same host and port.
func TestDowngrade(t *testing.T) {
	plain := newServer(t, nil)
	var hosts []string
	c, r := newClient(t, "https://127.0.0.1:"+strings.Split(plain.URL, ":")[2], WithTransport(roundTripper(func(q *http.Request) (*http.Response, error) {
		hosts = append(hosts, q.URL.Scheme)
		response := respond(308, http.Header{"Location": {plain.URL + "/events"}})
		response.Request = q
		return response, nil
	})))
	mustUpdate(t, c, update(id(1), "k", 1))
	mustFlush(t, c)
	if len(hosts) != 1 || len(plain.got()) > 0 || len(r.gaveUp()) != 1 {
		t.Errorf("requests by %v, reported: %v", hosts, r.all())
	}
}
