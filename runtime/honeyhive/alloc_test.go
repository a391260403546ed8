//go:build !race

package honeyhive

import (
	"testing"
	"time"

	hh "github.com/hhgen/hhgen/runtime"
)

// The allocations of an update do not grow. Its members are copied only when they
// are merged.
func TestAllocations(t *testing.T) {
	u := update(id(1), "k", 1)
	u.Members = make([]hh.Member, 13)
	for i := range u.Members {
		u.Members[i] = hh.Member{Namespace: "metadata", Key: id(i), Value: []byte("1")}
	}
	ids := make([]string, 2000)
	for i := range ids {
		ids[i] = id(i)
	}
	c, _ := newClient(t, "http://127.0.0.1:1", WithTransport(roundTripper(blocked)), WithConcurrency(1), WithTimeout(time.Hour))
	mustUpdate(t, c, update("in flight", "k", 1))
	n := 0
	if got := testing.AllocsPerRun(len(ids)-1, func() {
		u.EventID = ids[n]
		n++
		mustUpdate(t, c, u)
	}); got > 4 { // the event, the operation, the list of the event's operations, and the place among all
		t.Errorf("an update that is queued allocates %v times", got)
	}
	if got := testing.AllocsPerRun(1000, func() { mustUpdate(t, c, u) }); got > 1 { // parts grow now and then
		t.Errorf("an update that is merged allocates %v times", got)
	}
	if got := testing.AllocsPerRun(1000, func() { _ = c.UpdateEvent(hh.Update{EventID: "e"}) }); got > 0 {
		t.Errorf("an empty update allocates %v times", got)
	}
}
