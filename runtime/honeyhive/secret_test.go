package honeyhive

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"testing"
	"time"

	hh "github.com/hhgen/hhgen/runtime"
)

// wantNoKey searches a string for the key, and for the beginning of the key, which
// all forms have in common.
func wantNoKey(t *testing.T, text string) {
	t.Helper()
	for _, form := range []string{testKey, url.QueryEscape(testKey), "hh_s3cr3t"} {
		if strings.Contains(text, form) {
			t.Errorf("the key is shown in %q", text)
		}
	}
}

// keyError is an error of a transport that shows its request.
type keyError struct{ r *http.Request }

func (e keyError) Error() string { return fmt.Sprintf("request %v failed", e.r.Header) }

// If a server or a transport repeats the key in any form, errors do not show it.
func TestKeyIsNotReported(t *testing.T) {
	echo := func(code int, text func(key string) string) roundTripper {
		return func(r *http.Request) (*http.Response, error) {
			response := respond(code, nil)
			response.Body = io.NopCloser(strings.NewReader(text(strings.TrimPrefix(r.Header.Get("Authorization"), "Bearer "))))
			return response, nil
		}
	}
	for name, transport := range map[string]roundTripper{
		"raw":         echo(401, func(key string) string { return "bad key " + key }),
		"retried":     echo(500, func(key string) string { return "bad key " + key }),
		"JSON":        echo(400, func(key string) string { b, _ := json.Marshal(map[string]string{"key": key}); return string(b) }),
		"quoted":      echo(400, strconv.Quote),
		"URL":         echo(400, url.QueryEscape),
		"at the cut":  echo(400, func(key string) string { return strings.Repeat("x", mostExcerpt-5) + key }),
		"session id":  echo(200, func(key string) string { b, _ := json.Marshal(map[string]string{"session_id": key}); return string(b) }),
		"error":       func(r *http.Request) (*http.Response, error) { return nil, keyError{r} },
		"panic":       func(r *http.Request) (*http.Response, error) { panic(r.Header) },
		"panic error": func(r *http.Request) (*http.Response, error) { panic(keyError{r}) },
	} {
		t.Run(name, func(t *testing.T) {
			c, r := newClient(t, "http://127.0.0.1:1", WithTransport(transport), WithRetryLimit(10*time.Millisecond))
			mustStart(t, c, hh.SessionStart{ID: id(1)})
			mustFlush(t, c)
			if len(r.gaveUp()) != 1 {
				t.Fatalf("reported: %v", r.all())
			}
			e := r.gaveUp()[0]
			for err := error(e); err != nil; err = errors.Unwrap(err) {
				wantNoKey(t, fmt.Sprintf("%v %+v %#v", err, err, err))
			}
		})
	}
}

func TestKeyIsNotPrinted(t *testing.T) {
	c, _ := newClient(t, "http://127.0.0.1:1", WithSpool(t.TempDir()))
	for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%x", "%d"} {
		text := fmt.Sprintf(verb, c)
		wantNoKey(t, text)
		if text != "honeyhive.Client(http://127.0.0.1:1)" {
			t.Errorf("%s prints %q", verb, text)
		}
		// Its fields do not show the key either, for example in a debugger's dump.
		holder := struct {
			client   any
			settings settings
			stats    Stats
		}{c, c.settings, c.Stats()}
		wantNoKey(t, fmt.Sprintf(verb, holder))
		wantNoKey(t, fmt.Sprintf(verb, []any{c.key, c.redact, c.http, *c.http}))
	}
	var none *Client
	if got := fmt.Sprintf("%v %+v", none, &Client{}); got != "honeyhive.Client(nil) honeyhive.Client(nil)" {
		t.Errorf("no client is printed as %q", got)
	}
	text, _ := json.Marshal(c)
	wantNoKey(t, string(text))
}
