package honeyhive

import (
	"fmt"
	"net/http"
	"strconv"
	"sync/atomic"
	"testing"
	"time"

	hh "github.com/hhgen/hhgen/runtime"
)

// BenchmarkUpdateEvent measures the cost of an update of 13 members for its caller.
// "coalesced" has one event, whose first request is not answered. "queued" has many
// events, and each update is a new entry of the queue. "delivered" has a server that
// answers at once; its figures include the requests.
func BenchmarkUpdateEvent(b *testing.B) {
	answer := roundTripper(func(*http.Request) (*http.Response, error) { return respond(204, nil), nil })
	for _, bench := range []struct {
		name      string
		transport roundTripper
		events    int64 // 0 for a new one each time
	}{
		{"coalesced", blocked, 1},
		{"queued", blocked, 0},
		{"delivered", answer, 1000},
	} {
		b.Run(bench.name+"/serial", func(b *testing.B) {
			u, next, c := benchmark(b, bench.transport, bench.events)
			for b.Loop() {
				u.EventID = next()
				_ = c.UpdateEvent(u)
			}
		})
		b.Run(bench.name+"/parallel", func(b *testing.B) {
			u, next, c := benchmark(b, bench.transport, bench.events)
			b.RunParallel(func(pb *testing.PB) {
				u := u
				for pb.Next() {
					u.EventID = next()
					_ = c.UpdateEvent(u)
				}
			})
		})
	}
}

func benchmark(b *testing.B, transport roundTripper, events int64) (u hh.Update, next func() string, c *Client) {
	c, _ = newClient(b, "http://127.0.0.1:1", WithTransport(transport), WithQueueLimits(1<<30, 1<<40))
	u.Time = time.Now()
	for i := range 13 {
		u.Members = append(u.Members, hh.Member{Namespace: "metadata", Key: fmt.Sprint("key", i), Value: []byte(`"a value"`)})
	}
	ids := make([]string, events)
	for i := range ids {
		ids[i] = id(i)
	}
	var n atomic.Int64
	next = func() string {
		i := n.Add(1)
		if events == 0 {
			return strconv.FormatInt(i, 10)
		}
		return ids[i%events]
	}
	b.ReportAllocs()
	return u, next, c
}
