package accounts

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"sync"

	"github.com/hhgen/hhgen/runtime/testdata/faults"
)

// ledger has what services did with their operations, and what of them arrived.
type ledger struct {
	mu       sync.Mutex
	lives    []*life        // by their numbers
	together bool           // some at the same time, so their operations have no order
	entries  []faults.Entry // in the order in which they were sent

	ops    map[key]*op
	starts map[string]*op // of events
	order  []*op          // as called
	gaveUp map[string][]giveUp
	failed map[attempt]bool // no answer reached the client
	last   map[int]int      // attempts of lives
	// The newest operations of lanes that had their effect, and that were rejected.
	newest, newestRefused map[lane]int
	problems              []problem
}

// key is the identity of an operation.
type key struct {
	event        string
	lane, number int
}

// op is an operation.
type op struct {
	key
	kind string // start, latestart: a start after an update, update, twofold: one that a start
	// has no place for as a whole, or bare: one that later ones may replace
	life    *life
	result  string // kept or rejected; "" if the service was killed before
	stored  bool   // it was on disk before the service ended
	rest    bool   // what a start has no place for had its effect
	applied []int  // indexes of entries
	refused []int
	seen    []int
}

func (o *op) start() bool { return o.kind == "start" || o.kind == "latestart" }

// giveUp is a report of the client.
type giveUp struct {
	life   *life
	ops    int
	status string
}

// lane is the operations of a goroutine for an event.
type lane struct {
	event string
	lane  int
}

type attempt struct{ life, number int }

// problem is something that must not be.
type problem struct {
	event string // "" if it is not about one
	text  string
}

func (b *ledger) problem(event, format string, args ...any) {
	b.problems = append(b.problems, problem{event, fmt.Sprintf(format, args...)})
}

func (b *ledger) add(l *life) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.lives = append(b.lives, l)
	slices.SortFunc(b.lives, func(a, b *life) int { return a.Life - b.Life })
}

// post takes what services said and what arrived into the books.
func (b *ledger) post(entries []faults.Entry) {
	if b.together {
		slices.SortStableFunc(entries, func(a, b faults.Entry) int { return a.At.Compare(b.At) })
	}
	b.entries = entries
	b.ops, b.starts = map[key]*op{}, map[string]*op{}
	b.gaveUp, b.failed = map[string][]giveUp{}, map[attempt]bool{}
	b.last, b.newest, b.newestRefused = map[int]int{}, map[lane]int{}, map[lane]int{}
	for _, l := range b.lives {
		for _, line := range l.lines {
			b.line(l, strings.Fields(line))
		}
	}
	for n := range entries {
		b.entry(n, &entries[n])
		b.last[entries[n].Life] = max(b.last[entries[n].Life], entries[n].Attempt)
	}
}

func (b *ledger) line(l *life, words []string) {
	switch words[0] {
	case "called":
		o := &op{key: opKey(words), life: l, kind: words[4]}
		b.ops[o.key] = o
		b.order = append(b.order, o)
		if o.start() {
			b.starts[o.event] = o
		}
	case "kept", "rejected":
		o := b.ops[opKey(words)]
		o.result = words[0]
		l.unstored = append(l.unstored, o)
		if len(words) > 4 && words[0] == "kept" && words[4] == "0" {
			for _, o := range l.unstored {
				o.stored = true
			}
			l.unstored = nil
		}
	case "wrong":
		b.problem("", "%v: %s", l, strings.Join(words[1:], " "))
	case "failed":
		n, _ := strconv.Atoi(words[1])
		b.failed[attempt{l.Life, n}] = true
	case "gaveup":
		n, _ := strconv.Atoi(words[2])
		b.gaveUp[words[1]] = append(b.gaveUp[words[1]], giveUp{l, n, words[4]})
	}
}

func opKey(words []string) key {
	lane, _ := strconv.Atoi(words[2])
	number, _ := strconv.Atoi(words[3])
	return key{words[1], lane, number}
}

// entry notes which operations a request has.
func (b *ledger) entry(n int, e *faults.Entry) {
	if e.Wrong != "" {
		b.problem(e.Event, "request %d.%d: %s", e.Life, e.Attempt, e.Wrong)
		return
	}
	for name := range e.Members {
		k := key{event: e.Event}
		if n, _ := fmt.Sscanf(name, "feedback."+ownKey, &k.lane, &k.number); n == 2 && b.ops[k] != nil {
			b.ops[k].rest = b.ops[k].rest || e.Fault.Applied
		}
	}
	for _, o := range b.opsOf(e) {
		o.seen = append(o.seen, n)
		switch {
		case e.Fault.Applied:
			o.applied = append(o.applied, n)
			b.replace(b.newest, o, e)
		case e.Fault.Final:
			o.refused = append(o.refused, n)
			b.replace(b.newestRefused, o, e)
		}
	}
}

// replace notes that a request has a value that replaces those of earlier operations of
// the lane.
func (b *ledger) replace(newest map[lane]int, o *op, e *faults.Entry) {
	if _, ok := e.Members["metadata."+fmt.Sprintf(lastKey, o.lane)]; ok {
		l := lane{o.event, o.lane}
		newest[l] = max(newest[l], o.number)
	}
}

// opsOf returns the operations of a request.
func (b *ledger) opsOf(e *faults.Entry) (ops []*op) {
	for name, value := range e.Members {
		var lane, number int
		if n, _ := fmt.Sscanf(name, "metadata."+lastKey, &lane); n == 1 {
			number, _ = strconv.Atoi(value)
			if o := b.ops[key{e.Event, lane, number}]; o != nil && o.kind == "bare" {
				ops = append(ops, o)
			}
			continue
		}
		if n, _ := fmt.Sscanf(name, "metadata."+ownKey, &lane, &number); n != 2 {
			continue
		}
		o := b.ops[key{e.Event, lane, number}]
		switch {
		case o == nil:
			b.problem(e.Event, "request %d.%d has %s, which no service called", e.Life, e.Attempt, name)
		case value != strconv.Itoa(number):
			b.problem(e.Event, "request %d.%d has %s with the value %s", e.Life, e.Attempt, name, value)
		case !o.start():
			ops = append(ops, o)
		}
	}
	if o := b.starts[e.Event]; e.Start && o != nil {
		ops = append(ops, o)
	}
	return ops
}
