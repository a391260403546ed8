package accounts

import (
	"context"
	"flag"
	"fmt"
	"io/fs"
	"maps"
	"math/rand/v2"
	"os"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/hhgen/hhgen/runtime/testdata/faults"
)

var (
	seedFlag = flag.Uint64("seed", 0, "the seed of TestAccounts; 0 for a random one")
	forFlag  = flag.Duration("faults", 0, "how long TestAccounts goes on with further seeds")
)

const (
	livesOfRound = 20
	lanesOfLife  = 4
)

// Whatever fails, each operation that a client accepted is delivered, rejected by the
// server and reported, or still stored.
func TestAccounts(t *testing.T) {
	if testing.Short() {
		t.Skip("runs processes for 20 seconds")
	}
	seed := *seedFlag
	if seed == 0 {
		seed = rand.Uint64()
	}
	names := slices.Sorted(maps.Keys(ways))
	for begin := time.Now(); ; {
		for _, name := range names {
			t.Run(fmt.Sprintf("%s %d", name, seed), func(t *testing.T) { testRound(t, name, seed) })
		}
		if t.Failed() || time.Since(begin) >= *forFlag {
			return
		}
		seed++
	}
}

func testRound(t *testing.T, name string, seed uint64) {
	server, err := faults.New()
	if err != nil {
		t.Fatal(err)
	}
	defer server.Close()
	ctx, stop := context.WithCancel(context.Background())
	var changing sync.WaitGroup
	changing.Go(func() { server.Change(ctx, seed) })
	defer changing.Wait()
	defer stop()

	random := rand.New(rand.NewPCG(seed, 1))
	book := &ledger{}
	var events []string
	o := orders{Server: server.Address, Keeps: name, Dir: t.TempDir(), Lanes: lanesOfLife}
	for n := range livesOfRound {
		o.Life, o.Events = n+1, events[max(0, len(events)-10):]
		l := plan(random, o)
		l.live(t, book)
		events = append(events, l.begun()...)
	}
	stop()
	changing.Wait()
	last := &life{orders: o}
	last.Life, last.Recover, last.Shutdown, last.Disk = livesOfRound+1, true, time.Minute, nil
	last.live(t, book)
	book.post(server.Log())
	book.check(ways[name])
	book.checkFolder(o.Dir)
	report(t, book, server, seed)
}

// plan makes the orders of a life.
func plan(random *rand.Rand, o orders) *life {
	o.Seed = random.Uint64()
	o.Ops = 20 + random.IntN(100)
	o.HTTP2, o.V1 = random.IntN(2) == 0, random.IntN(2) == 0
	l := &life{orders: o, after: time.Duration(random.IntN(300)) * time.Millisecond}
	switch random.IntN(10) {
	case 0, 1, 2: // killed in the middle
		l.killAt, l.after = 1+random.IntN(o.Lanes*o.Ops), 0
	case 3, 4: // killed when idle
	case 5: // killed in Shutdown
		l.Shutdown, l.killAt = time.Second, o.Lanes*o.Ops
	case 6, 7:
		l.Shutdown = time.Duration(1+random.IntN(50)) * time.Millisecond
	default:
		l.Shutdown = time.Duration(100+random.IntN(900)) * time.Millisecond
	}
	return l
}

// begun are the sessions that were started in a life.
func (l *life) begun() (events []string) {
	for _, line := range l.lines {
		if event, ok := strings.CutPrefix(line, "event "); ok {
			events = append(events, event)
		}
	}
	return events
}

// checkFolder checks that nothing is left on disk.
func (b *ledger) checkFolder(dir string) {
	err := fs.WalkDir(os.DirFS(dir), ".", func(name string, entry fs.DirEntry, err error) error {
		if err == nil && !entry.IsDir() && entry.Name() != "lock" && !strings.HasSuffix(name, ".lock") {
			b.problem("", "the file %s is left", name)
		}
		return err
	})
	if err != nil {
		b.problem("", "%v", err)
	}
}

// report prints what was counted, and problems with the histories of their events.
func report(t *testing.T, b *ledger, server *faults.Server, seed uint64) {
	results, delivered, refused, repeated := map[string]int{}, 0, 0, 0
	for _, o := range b.order {
		results[o.result]++
		switch {
		case len(o.applied) > 0:
			delivered++
			repeated += len(o.applied) - 1
		case len(o.refused) > 0:
			refused++
		}
	}
	t.Logf("seed %d: calls by result %v; %d delivered, %d deliveries repeated, %d rejected by the server; %d requests",
		seed, results, delivered, repeated, refused, len(b.entries))
	t.Logf("requests, connections and questions by fault: %v", server.Counts())
	for n, p := range b.problems {
		if n == 10 {
			t.Errorf("and %d further problems", len(b.problems)-n)
			break
		}
		t.Error(p.text)
	}
	shown := map[string]bool{"": true}
	for _, p := range b.problems {
		if !shown[p.event] && len(shown) < 3 {
			shown[p.event] = true
			t.Logf("the event %s:\n%s", p.event, b.history(p.event))
		}
	}
	if len(b.problems) > 0 {
		t.Logf("run again: go test ./internal/accounts -run TestAccounts -seed %d", seed)
	}
}
