package accounts

import (
	"context"
	"errors"
	"fmt"
	"math"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	hh "github.com/hhgen/hhgen/runtime"
	"github.com/hhgen/hhgen/runtime/honeyhive"
	"github.com/hhgen/hhgen/runtime/testdata/faults"
)

// hostileStrings are names and ids that no generated code makes.
var hostileStrings = []string{
	"", " ", "\x00", "\n", "\r\nX-Injected: 1", "../../../etc/passwd", `..\..\x`, "/", "//", "%2e%2e%2f", "?q=1", "#f", "a/b", ".", "..",
	"\xff\xfe", "\xed\xa0\x80", "\ufeff", "\u202e", "\u0000", "é", "e\u0301", "𝒳", strings.Repeat("x", 1<<16), strings.Repeat("é", 1<<10),
	`"`, `\`, `{"a":1}`, "'; drop table events; --", "<script>", "${jndi:ldap://x}", "%s%n%d", "NaN", "null", "__proto__", "constructor",
	"00000000-0000-0000-0000-000000000000", "00000000-0000-4000-8000-000000000001 ", "FFFFFFFF-FFFF-FFFF-FFFF-FFFFFFFFFFFF",
}

// hostileValues are values that are not JSON, or hardly.
var hostileValues = []string{
	"", "{", "}", "[", "]", `"`, "nul", "NaN", "Infinity", "1e999", "-1e999", "-0", "1e-999", "01", "0x1", "1.", ".1", "+1", "'a'", "{a:1}",
	`{"a":1,}`, "[1,]", "1 2", "// c\n1", `"\ud800"`, `"\x"`, "\"\xff\"", "\"\n\"", "\ufeff1", "true false", `{"a":1}{"b":2}`,
	strings.Repeat("[", 20_000), strings.Repeat("[", 9_000) + strings.Repeat("]", 9_000),
	strings.Repeat(`{"a":`, 5_000) + "1" + strings.Repeat("}", 5_000),
	`{"a":1,"a":2}`, strings.Repeat("9", 5_000), `"` + strings.Repeat(`\u0000`, 5_000) + `"`, "null", "  1  ", "\x00",
	"},\"event_id\":\"x\",\"metadata\":{", `1,"own0_1":2`, "\u2028", `"</script>"`,
}

// hostileCalls are calls with what no generated code gives.
func hostileCalls() (names []string, calls []func(*honeyhive.Client) error) {
	add := func(name string, f func(c *honeyhive.Client) error) {
		names, calls = append(names, name), append(calls, f)
	}
	update := func(name string, u hh.Update) {
		add(name, func(c *honeyhive.Client) error { return c.UpdateEvent(u) })
	}
	for n, s := range hostileStrings {
		update(fmt.Sprint("id ", n), hh.Update{EventID: s, Members: []hh.Member{member("metadata", s, 1)}})
		add(fmt.Sprint("start ", n), func(c *honeyhive.Client) error {
			id := []string{s, hostileEvent}[n%2]
			return c.StartSession(hh.SessionStart{ID: id, Name: s, Source: s, Members: []hh.Member{member("config", s, 1)}})
		})
		if n%4 == 0 {
			update(fmt.Sprint("namespace ", n), hh.Update{EventID: hostileEvent, Members: []hh.Member{member(s, "k", 1)}})
		}
	}
	for n, v := range hostileValues {
		m := hh.Member{Namespace: "metadata", Key: "k", Value: []byte(v)}
		if n%4 != 0 {
			update(fmt.Sprint("value ", n), hh.Update{EventID: hostileEvent, Members: []hh.Member{m}})
			continue
		}
		add(fmt.Sprint("value of a start ", n), func(c *honeyhive.Client) error {
			return c.StartSession(hh.SessionStart{ID: hostileEvent, Members: []hh.Member{m}})
		})
	}
	for n, f := range []float64{math.NaN(), math.Inf(1), math.Inf(-1), math.MaxFloat64, -1, math.Copysign(0, -1)} {
		update(fmt.Sprint("duration ", n), hh.Update{EventID: hostileEvent, Duration: &f})
	}
	for n, at := range []time.Time{
		time.Unix(0, 0), time.Unix(1<<40, 0), time.Unix(-1<<40, 0), time.Unix(math.MaxInt64, 0), time.Date(9999, 1, 1, 0, 0, 0, 0, time.UTC),
	} {
		update(fmt.Sprint("time ", n), hh.Update{EventID: hostileEvent, Time: at, Members: []hh.Member{member("metadata", "k", 1)}})
	}
	many := make([]hh.Member, 10_000)
	for n := range many {
		many[n] = member("metadata", fmt.Sprint("k", n), n)
	}
	update("many members", hh.Update{EventID: hostileEvent, Members: many})
	twice := []hh.Member{member("metadata", "k", 1), member("metadata", "k", 2)}
	update("the same member twice", hh.Update{EventID: hostileEvent, Members: twice})
	return names, calls
}

const (
	hostileEvent  = "00000000-0000-4000-8000-00000000000a"
	innocentEvent = "00000000-0000-4000-8000-00000000000b"
)

// A call with a hostile value gets an error, or its operation is delivered, or it is
// reported. It costs no operation of another event, also if it was stored first.
func TestHostileValues(t *testing.T) {
	server, err := faults.New()
	if err != nil {
		t.Fatal(err)
	}
	defer server.Close()
	names, calls := hostileCalls()
	for _, way := range waysToTest() {
		for n, call := range calls {
			t.Run(way+"/"+names[n], func(t *testing.T) { testHostile(t, server, way, call) })
		}
	}
}

func testHostile(t *testing.T, server *faults.Server, way string, call func(*honeyhive.Client) error) {
	dir := filepath.Join(t.TempDir(), "kept")
	for _, stored := range []bool{false, true} {
		before := len(server.Log())
		h := &hostile{server: server, way: way, dir: dir, lives: 2 * before}
		c := h.client(t)
		ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
		defer cancel()
		now := ctx
		if stored {
			gone, cancel := context.WithCancel(ctx)
			cancel()
			now = gone
		}
		h.innocent(t, c, 1)
		err := call(c)
		h.innocent(t, c, 2)
		h.shutdown(t, c, now)
		if stored {
			c = h.client(t)
			if err := c.Flush(ctx); err != nil {
				t.Error(err)
			}
			h.shutdown(t, c, ctx)
		}
		var got []string
		for _, e := range server.Log()[before:] {
			if e.Fault.Applied && e.Event == innocentEvent {
				for name := range e.Members {
					got = append(got, name)
				}
			}
		}
		slices.Sort(got)
		if got = slices.Compact(got); !slices.Equal(got, []string{"metadata.k1", "metadata.k2"}) {
			t.Errorf("of the other event arrived %q; the call returned %v, reported: %q", got, err, h.reports)
		}
	}
}

// hostile is a client that gets hostile values.
type hostile struct {
	server   *faults.Server
	way, dir string
	mu       sync.Mutex
	reports  []error
	lives    int
}

func (h *hostile) client(t *testing.T) *honeyhive.Client {
	t.Helper()
	h.lives++
	transport := faults.NewTransport(h.server.Address, h.lives, false, func(int) {})
	t.Cleanup(transport.CloseIdleConnections)
	options := []honeyhive.Option{ways[h.way].options(h.dir, time.Minute), honeyhive.WithURL(h.server.URL), honeyhive.WithTransport(transport),
		honeyhive.WithErrorHandler(func(err error) {
			h.mu.Lock()
			defer h.mu.Unlock()
			h.reports = append(h.reports, err)
		})}
	c, err := honeyhive.New("key", options...)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func (*hostile) innocent(t *testing.T, c *honeyhive.Client, n int) {
	t.Helper()
	if err := c.UpdateEvent(hh.Update{EventID: innocentEvent, Members: []hh.Member{member("metadata", fmt.Sprint("k", n), n)}}); err != nil {
		t.Error(err)
	}
}

// shutdown checks that what the client lost is reported.
func (h *hostile) shutdown(t *testing.T, c *honeyhive.Client, ctx context.Context) {
	t.Helper()
	err := c.Shutdown(ctx)
	s := c.Stats()
	if s.Accepted+s.Recovered != s.Delivered+s.Coalesced+s.Dropped+s.Spooled || s.Pending != 0 {
		t.Errorf("the counts do not add up: %+v", s)
	}
	h.mu.Lock()
	defer h.mu.Unlock()
	if _, told := errors.AsType[*honeyhive.ShutdownError](err); s.Dropped > 0 && !told && len(h.reports) == 0 {
		t.Errorf("%d operations were dropped without a word", s.Dropped)
	}
}
