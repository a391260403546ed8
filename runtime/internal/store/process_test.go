package store

import (
	"bufio"
	"context"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"slices"
	"strings"
	"sync"
	"testing"
)

// The tests of this file start the test binary as a child process, and kill it.
// childEnv names which of the children it is.
const (
	childEnv     = "HHGEN_STORE_CHILD"
	childDirEnv  = "HHGEN_STORE_CHILD_DIR"
	childFromEnv = "HHGEN_STORE_CHILD_FROM"
)

var children = map[string]func(){"written": func() { workChild(false) }, "synced": func() { workChild(true) }, "share": shareChild, "idle": idleChild}

func must(err error) {
	if err != nil {
		panic(err)
	}
}

func childStore(sync bool) *Store {
	s, err := Open(Config{Dir: os.Getenv(childDirEnv), Owner: "o", Kind: "updates", Sync: sync, MaxBytes: 1 << 30, Report: func(err error) {
		fmt.Println("reported", err)
	}})
	must(err)
	return s
}

// content is a record that is told from all others by its number, and has a size that
// depends on it.
func content(n int) string {
	size := []int{0, 10, 1_000, 40_000}[n%4] * (n%7 + 1)
	return fmt.Sprintf("%d:", n) + strings.Repeat(string(rune('a'+n%26)), size)
}

func numberOf(text string) int {
	var n int
	if _, err := fmt.Sscanf(text, "%d:", &n); err != nil || text != content(n) {
		return -1
	}
	return n
}

// workChild takes records over, adds and ends records until it is killed. It says
// "taken" for each record that it took over, "stored" after each Wait and "done"
// before each Done.
func workChild(sync bool) {
	s := childStore(sync)
	var from int
	_, err := fmt.Sscan(os.Getenv(childFromEnv), &from)
	must(err)
	random := rand.New(rand.NewPCG(uint64(from), 1))
	kept := map[*Record]int{}
	must(s.Take(func(int64, int) bool { return true }, func(r *Record, data []byte) {
		n := numberOf(string(data))
		fmt.Println("taken", n)
		kept[r] = n
	}))
	fmt.Println("ready")
	for n := from; ; n++ {
		r, err := s.Add([]byte(content(n)))
		must(err)
		kept[r] = n
		if s.Wait(r, patience) {
			fmt.Println("stored", n)
		}
		for r, n := range kept {
			if random.IntN(20) == 0 {
				fmt.Println("done", n)
				s.Done(r)
				delete(kept, r)
			}
		}
	}
}

// shareChild shares the folder with other processes until it is killed: it adds records,
// takes over those of processes that have ended, and ends some.
func shareChild() {
	s := childStore(false)
	var n int
	_, err := fmt.Sscan(os.Getenv(childFromEnv), &n)
	must(err)
	kept := map[*Record]int{}
	for {
		must(s.Take(func(int64, int) bool { return true }, func(r *Record, data []byte) {
			kept[r] = numberOf(string(data))
			fmt.Println("taken", kept[r])
		}))
		for range 5 {
			r, err := s.Add([]byte(content(n)))
			must(err)
			kept[r] = n
			fmt.Println("added", n)
			if s.Wait(r, patience) {
				fmt.Println("stored", n)
			}
			n++
		}
		for r, n := range kept {
			if rand.IntN(10) == 0 {
				fmt.Println("done", n)
				s.Done(r)
				delete(kept, r)
			}
		}
	}
}

// idleChild has a journal until it is killed.
func idleChild() {
	s := childStore(false)
	r, err := s.Add([]byte("of a process"))
	must(err)
	s.Wait(r, patience)
	fmt.Println("ready")
	select {}
}

// child is a child process.
type child struct {
	said *bufio.Scanner
	kill func()
}

func startChild(t *testing.T, name, dir string, from int) *child {
	t.Helper()
	cmd := exec.Command(os.Args[0])
	cmd.Env = append(os.Environ(), childEnv+"="+name, childDirEnv+"="+dir, fmt.Sprintf("%s=%d", childFromEnv, from))
	cmd.Stderr = os.Stderr
	out, err := cmd.StdoutPipe()
	if err == nil {
		err = cmd.Start()
	}
	if err != nil {
		t.Fatal(err)
	}
	killed := false
	kill := func() {
		if !killed {
			killed = true
			_ = cmd.Process.Kill()
		}
	}
	t.Cleanup(func() {
		kill()
		_ = cmd.Wait()
	})
	return &child{bufio.NewScanner(out), kill}
}

// history is what is known of the records of several processes.
type history struct {
	live map[int]bool // stored, and not done
	next int          // above all numbers that were used
}

// read reads what a child says, and kills it at a random time after it is ready.
func (h *history) read(t *testing.T, c *child) {
	var taken []int
	for left := -1; c.said.Scan(); left-- {
		verb, rest, _ := strings.Cut(c.said.Text(), " ")
		var n int
		_, _ = fmt.Sscan(rest, &n)
		switch verb {
		case "ready":
			left = 1 + rand.IntN(150)
			h.check(t, taken)
		case "taken":
			taken = append(taken, n)
		case "stored":
			h.live[n] = true
		case "done":
			delete(h.live, n)
		default: // a kill in the middle of a write leaves an incomplete record
			if !strings.Contains(c.said.Text(), "incomplete record") {
				t.Errorf("the child says %q", c.said.Text())
			}
		}
		h.next = max(h.next, n+2) // the child may have added one more
		if left == 0 {
			c.kill()
		}
	}
}

// check compares what a process took over with what has to be there.
func (h *history) check(t *testing.T, taken []int) {
	if !slices.IsSorted(taken) || len(slices.Compact(slices.Clone(taken))) != len(taken) {
		t.Fatalf("taken over in another order, or twice: %v", taken)
	}
	got := map[int]bool{}
	for _, n := range taken {
		if n < 0 {
			t.Fatal("a record is wrong")
		}
		got[n] = true
	}
	for n := range h.live {
		if !got[n] {
			t.Fatalf("record %d was stored, and is lost", n)
		}
	}
	h.live = got // records whose process was killed before it could say that they are stored or done
}

// Processes that are killed at any time lose nothing that was stored. Each takes over
// what the others left, once.
func TestKilledProcesses(t *testing.T) {
	rounds := 20
	if testing.Short() {
		rounds = 5
	}
	for _, level := range []string{"written", "synced"} {
		t.Run(level, func(t *testing.T) {
			p := newPlace(t)
			p.config.Owner = "o"
			h := &history{live: map[int]bool{}}
			for range rounds {
				c := startChild(t, level, p.dir, h.next)
				h.read(t, c)
			}
			var taken []int
			s := p.open(t)
			for _, text := range texts(take(t, s)) {
				taken = append(taken, numberOf(text))
			}
			h.check(t, taken)
			if len(taken) == 0 || s.Stats().Left != 0 {
				t.Errorf("%d records, stats: %+v", len(taken), s.Stats())
			}
		})
	}
}

// The records of a process that lives are taken over after its end, not before.
func TestProcessThatLives(t *testing.T) {
	p := newPlace(t)
	p.config.Owner = "o"
	c := startChild(t, "idle", p.dir, 0)
	if !c.said.Scan() {
		t.Fatal("the child said nothing")
	}
	s := p.open(t)
	wantTaken(t, s)
	c.kill()
	for c.said.Scan() { // until its end
	}
	waitUntil(t, func() bool { return len(take(t, s)) == 1 })
	wantTaken(t, s)
	if err := s.Close(context.Background()); err != nil {
		t.Error(err)
	}
	wantReports(t, p)
}

// owners says which process has which record.
type owners struct {
	mu     sync.Mutex
	holder map[int]int  // the process that has a record
	dead   map[int]bool // processes that were killed
	stored map[int]bool // records that may not be lost
}

// hear notes what a process says, and returns what is wrong with it.
func (o *owners) hear(process int, text string) string {
	verb, rest, _ := strings.Cut(text, " ")
	var n int
	_, _ = fmt.Sscan(rest, &n)
	o.mu.Lock()
	defer o.mu.Unlock()
	holder, held := o.holder[n]
	switch verb {
	case "taken":
		if held && !o.dead[holder] {
			return fmt.Sprintf("process %d takes record %d, which process %d has", process, n, holder)
		}
		o.holder[n], o.stored[n] = process, true
	case "added":
		o.holder[n] = process
	case "stored":
		o.stored[n] = true
	case "done":
		delete(o.stored, n)
		delete(o.holder, n)
	default:
		if !strings.Contains(text, "incomplete record") {
			return text
		}
	}
	return ""
}

// Processes that share a folder, and are killed at any time, never have the same record,
// and lose none that was stored.
func TestProcessesThatShare(t *testing.T) {
	p := newPlace(t)
	p.config.Owner = "o"
	o := &owners{holder: map[int]int{}, dead: map[int]bool{}, stored: map[int]bool{}}
	var all sync.WaitGroup
	for line := range 3 {
		all.Go(func() {
			for round := range 6 {
				process := 10*line + round
				c := startChild(t, "share", p.dir, 1_000_000*(process+1))
				for left := 20 + rand.IntN(200); c.said.Scan(); left-- {
					if wrong := o.hear(process, c.said.Text()); wrong != "" {
						t.Error(wrong)
					}
					if left == 0 {
						o.mu.Lock()
						o.dead[process] = true
						o.mu.Unlock()
						c.kill()
					}
				}
			}
		})
	}
	all.Wait()
	got := map[int]bool{}
	for _, text := range texts(take(t, p.open(t))) {
		got[numberOf(text)] = true
	}
	for n := range o.stored {
		if !got[n] {
			t.Errorf("record %d was stored, and is lost", n)
		}
	}
	if len(got) == 0 || got[-1] {
		t.Errorf("%d records are left, or one is wrong", len(got))
	}
}
