package accounts

import (
	"context"
	"flag"
	"fmt"
	"io/fs"
	"maps"
	"math/rand/v2"
	"os"
	"path/filepath"
	"regexp"
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

const lanesOfLife = 4

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
	for begin := time.Now(); ; {
		for _, way := range slices.Sorted(maps.Keys(ways)) {
			for _, kind := range kinds {
				if *forFlag == 0 && !slices.Contains(kind.quick, way) {
					continue
				}
				r := round{kind: kind, keeps: way, seed: seed, random: rand.New(rand.NewPCG(seed, 1)), book: &ledger{}}
				r.book.together = kind.together > 1
				t.Run(fmt.Sprintf("%s/%s/%d", way, kind.name, seed), r.test)
			}
		}
		if t.Failed() || time.Since(begin) >= *forFlag {
			return
		}
		seed++
	}
}

// waysToTest are all ways, or without the flag -faults the one that most services use.
func waysToTest() []string {
	if *forFlag == 0 {
		return []string{"durable"}
	}
	return slices.Sorted(maps.Keys(ways))
}

// kind is a kind of rounds.
type kind struct {
	name     string
	quick    []string // the ways that are tested without the flag -faults
	steps    int      // lives, one after the other
	together int      // lives at the same time
	process  bool
	limited  bool // files cannot grow at times
	small    bool // the disk is small, and full at times
	clock    bool // the clock jumps from life to life
}

var kinds = []kind{
	{name: "processes", quick: []string{"durable", "durable and synced", "spool"}, steps: 20, together: 1, process: true},
	{name: "processes whose files cannot grow", quick: []string{"durable"}, steps: 10, together: 1, process: true, limited: true},
	{name: "processes with a full disk", quick: []string{"durable and synced"}, steps: 10, together: 1, process: true, small: true},
	{name: "processes that share a folder", quick: []string{"durable"}, steps: 7, together: 3, process: true},
	{name: "clients of one process", quick: []string{"durable", "spool"}, steps: 15, together: 1, clock: true},
	{name: "clients of one process that share a folder", quick: []string{"durable"}, steps: 5, together: 3},
}

// round is several lives of a service with one server and one folder.
type round struct {
	kind
	keeps  string
	seed   uint64
	random *rand.Rand
	server *faults.Server
	book   *ledger
	events []string
	dir    string
}

func (r *round) test(t *testing.T) {
	server, err := faults.New()
	if err != nil {
		t.Fatal(err)
	}
	defer server.Close()
	r.server, r.dir = server, filepath.Join(t.TempDir(), "kept")
	ctx, stop := context.WithCancel(context.Background())
	var changing sync.WaitGroup
	changing.Go(func() { server.Change(ctx, r.seed) })
	if r.small {
		disk := mount(t, "256k")
		r.dir = filepath.Join(disk, "kept")
		changing.Go(func() { fill(ctx, disk, r.seed) })
	}
	defer changing.Wait()
	defer stop()
	for range r.steps {
		r.step(t)
	}
	stop()
	changing.Wait()
	last := &life{orders: r.orders(len(r.book.lives))}
	last.Recover, last.Shutdown, last.Full = true, time.Minute, false
	r.live(t, last)
	r.book.post(server.Log())
	r.book.check(ways[r.keeps])
	r.book.checkFolder(r.dir)
	report(t, r.book, server, r.seed)
}

// step runs lives at the same time.
func (r *round) step(t *testing.T) {
	var lives []*life
	for n := range r.together {
		l := r.plan(len(r.book.lives) + n)
		l.Lane = n * l.Lanes
		lives = append(lives, l)
	}
	var wait sync.WaitGroup
	for _, l := range lives {
		wait.Go(func() { r.live(t, l) })
	}
	wait.Wait()
	for _, l := range lives {
		r.events = append(r.events, l.begun()...)
	}
}

func (r *round) live(t *testing.T, l *life) {
	if r.process {
		l.runProcess(t)
	} else {
		l.runHere()
	}
	r.book.add(l)
}

// orders are those that all lives of the round have, for the nth one.
func (r *round) orders(n int) orders {
	return orders{
		Server: r.server.Address, Keeps: r.keeps, Dir: r.dir, Life: n + 1, Lanes: lanesOfLife, Full: r.limited || r.small,
		Events: r.events[max(0, len(r.events)-10):],
	}
}

// plan makes the orders of the nth life.
func (r *round) plan(n int) *life {
	random := r.random
	l := &life{orders: r.orders(n), after: time.Duration(random.IntN(300)) * time.Millisecond}
	l.Seed = random.Uint64()
	l.Ops = 20 + random.IntN(100)
	l.HTTP2, l.V1 = random.IntN(2) == 0, random.IntN(2) == 0
	calls := l.Lanes * l.Ops
	short, long := time.Duration(1+random.IntN(50))*time.Millisecond, time.Duration(100+random.IntN(900))*time.Millisecond
	switch how := random.IntN(10); {
	case how < 2 || !r.process && how < 6:
		l.Shutdown = short
	case how < 5:
		l.Shutdown = long
	case how < 8: // killed in the middle
		l.killAt, l.after = 1+random.IntN(calls), 0
	case how == 8: // killed in Shutdown
		l.Shutdown, l.killAt = time.Second, calls
	default: // killed when idle
	}
	if !r.process && l.Shutdown == 0 {
		l.Shutdown, l.killAt = long, 0
	}
	if l.Shutdown > 0 && random.IntN(4) == 0 {
		l.Early = time.Duration(1+random.IntN(50)) * time.Millisecond
	}
	if r.clock {
		l.Jump = time.Duration(random.IntN(200)-100) * time.Hour
	}
	for at := random.IntN(calls / 2); r.limited && at < calls; at += 1 + random.IntN(calls) {
		sizes := []uint64{0, 100, 4 << 10, 40 << 10, unlimited, unlimited}
		l.Disk = append(l.Disk, fileSize{at, sizes[random.IntN(len(sizes))]})
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

// checkFolder checks that nothing is left on disk. What was written in part, because the
// disk was full or the process was killed, may be kept as damaged.
func (b *ledger) checkFolder(dir string) {
	err := fs.WalkDir(os.DirFS(dir), ".", func(name string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() || entry.Name() == "lock" {
			return err
		}
		switch filepath.Ext(name) {
		case ".lock":
		case ".damaged":
			if !b.full() && !b.torn(entry.Name()) {
				b.problem("", "the file %s is damaged", name)
			}
		default:
			b.problem("", "the file %s is left", name)
		}
		return nil
	})
	if err != nil {
		b.problem("", "%v", err)
	}
}

// torn reports whether a damaged file is what a process wrote that was killed meanwhile.
func (b *ledger) torn(name string) bool {
	return b.killed() && slices.ContainsFunc(b.lives, func(l *life) bool {
		return slices.ContainsFunc(l.lines, func(line string) bool {
			return strings.Contains(line, "ends in an incomplete record") && strings.Contains(line, name)
		})
	})
}

// numbers are what differs between reports of one kind.
var numbers = regexp.MustCompile(`[0-9a-f-]*[0-9][0-9a-f-]*|"[^"]*"`)

// report prints what was counted, and problems with the histories of their events.
func report(t *testing.T, b *ledger, server *faults.Server, seed uint64) {
	results, delivered, refused, repeated := map[string]int{}, 0, 0, 0
	said := map[string]int{}
	for _, l := range b.lives {
		for _, line := range l.lines {
			if text, ok := strings.CutPrefix(line, "said "); ok {
				said[numbers.ReplaceAllString(text, "*")]++
			}
		}
	}
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
	t.Logf("reports of clients: %v", said)
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
