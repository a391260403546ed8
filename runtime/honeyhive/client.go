package honeyhive

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"sync"
	"sync/atomic"
	"time"

	hh "github.com/hhgen/hhgen/runtime"
	"github.com/hhgen/hhgen/runtime/internal/store"
	"github.com/hhgen/hhgen/runtime/internal/transport"
)

// Client sends sessions and updates to HoneyHive. It is safe for concurrent use.
type Client struct {
	settings
	key    func() string // a function, because fmt would print a string
	redact func(string) string
	http   *http.Client
	store  *store.Store // nil without a folder

	// startNotFound means that HoneyHive answered the latest start with 404. Then the
	// key or the URL is wrong, and a 404 for an update does not mean that its event
	// will be known later.
	startNotFound atomic.Bool

	// requests is the parent of the contexts of all requests.
	requests       context.Context
	cancelRequests context.CancelFunc

	mu sync.Mutex
	queue
	stats     Stats
	losses    losses
	closing   bool // the client accepts nothing more
	closed    bool // Shutdown is done
	stopped   bool // the client sends nothing more
	abandoned bool // Shutdown ended before all requests did

	workers    int // requests in flight, at most
	goroutines int // workers, and the timer if it is set
	timer      *time.Timer
	timerAt    time.Time
	timerID    int       // of the timer that was set last
	hold       time.Time // no requests are made before this time

	rejected  *GiveUpError // HoneyHive does not accept the key; nil if it did lately
	behind    bool         // operations of earlier processes did not fit
	takeTimer *time.Timer  // to take over what earlier processes left

	slowDisk, keptOnce sync.Once // reports

	signal chan struct{} // closed and replaced after each change that wait checks
}

var _ hh.SessionClient = (*Client)(nil)

// Stats counts the operations of a client by their results. An operation is a
// session start or an update, as a caller gave it. The sum of Accepted and Recovered
// equals the sum of Delivered, Coalesced, Dropped, Spooled and Pending.
type Stats struct {
	Accepted  int // by StartSession and UpdateEvent
	Recovered int // of earlier processes, taken over from the folder
	Delivered int // HoneyHive confirmed them
	Coalesced int // delivered or stored as a part of another operation of the same event, which is counted by itself
	Dropped   int // given up, or left at Shutdown and not stored
	Spooled   int // left at Shutdown and stored
	Pending   int // in the queue or in flight
	Refused   int // rejected: the caller got ErrQueueFull or ErrClosed

	Unstored int // of Pending: accepted, but not on disk yet, with WithDurableQueue
}

// New returns a client that authenticates with apiKey. The error reports all that
// is wrong with the key and the options, or with the folder for operations. The client
// begins at once to send what earlier processes left there.
func New(apiKey string, options ...Option) (*Client, error) {
	c := &Client{
		settings: defaults(),
		signal:   make(chan struct{}),
	}
	for _, o := range options {
		if o != nil {
			o(&c.settings)
		}
	}
	if err := errors.Join(checkKey(apiKey), c.check()); err != nil {
		return nil, err
	}
	c.handle = withoutPanics(c.handle)
	if err := c.openStore(apiKey); err != nil {
		return nil, err
	}
	c.key = func() string { return apiKey }
	c.redact = transport.Redactor(apiKey)
	c.http = transport.NewClient(c.roundTripper())
	c.requests, c.cancelRequests = context.WithCancel(context.Background())
	c.queue = newQueue(c.settings.limits)
	c.observe()
	c.takeOver()
	return c, nil
}

// StartSession queues the start of a session. The errors are [ErrQueueFull],
// [ErrClosed], and one for an empty id. With [WithDurableQueue], it waits for the disk.
func (c *Client) StartSession(s hh.SessionStart) error { return waited(c.QueueStart(s)) }

// QueueStart is [Client.StartSession] in two steps, for the runtime, whose calls for a
// session take turns: wait, if it is not nil, waits for the disk.
func (c *Client) QueueStart(s hh.SessionStart) (wait func(), err error) {
	if s.ID == "" {
		return nil, errNoEventID
	}
	if s.Source == "" {
		s.Source = c.source
	}
	if s.Time.IsZero() {
		s.Time = time.Now()
	}
	return c.accept(s.ID, &s, hh.Update{})
}

// UpdateEvent queues an update of an event, or merges it into a waiting update of
// the same event. It ignores an empty update. The client keeps u.Members: do not
// change them afterwards. The errors are [ErrQueueFull], [ErrClosed], and one for
// an empty id. With [WithDurableQueue], it waits for the disk.
func (c *Client) UpdateEvent(u hh.Update) error { return waited(c.QueueUpdate(u)) }

// QueueUpdate is [Client.UpdateEvent] in two steps, as QueueStart is StartSession.
func (c *Client) QueueUpdate(u hh.Update) (wait func(), err error) {
	if u.EventID == "" {
		return nil, errNoEventID
	}
	if u.Empty() {
		return nil, nil
	}
	if u.Time.IsZero() {
		u.Time = time.Now()
	}
	return c.accept(u.EventID, nil, u)
}

// waited returns err after the wait.
func waited(wait func(), err error) error {
	if wait != nil {
		wait()
	}
	return err
}

// accept queues the start of a session, or else an update, and counts the result. wait
// waits for the disk; it is nil if nothing is stored now.
func (c *Client) accept(id string, start *hh.SessionStart, u hh.Update) (wait func(), err error) {
	text, err := c.text(start, u)
	if err != nil {
		return nil, c.refuse(err)
	}
	c.mu.Lock()
	r, done, dropped, err := c.admit(id, start, u, text)
	c.mu.Unlock()
	if err == nil && r != nil {
		c.store.DoneAfter(r, done...)
	} else {
		c.forget(done)
	}
	for _, old := range dropped {
		c.giveUp(old, answer{err: errOldest})
	}
	if err != nil {
		return nil, c.refuse(err)
	}
	if r == nil {
		return nil, nil
	}
	return func() { c.await(r) }, nil
}

// refuse counts a call that is rejected.
func (c *Client) refuse(err error) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.stats.Refused++
	return err
}

// admit adds an operation to the queue and to the store. If it makes room by dropping
// the oldest operations, it returns them. The records done need not be kept. c.mu is
// held.
func (c *Client) admit(id string, start *hh.SessionStart, u hh.Update, text []byte) (
	r *store.Record, done []*store.Record, dropped []*operation, err error,
) {
	if c.closing {
		return nil, nil, nil, ErrClosed
	}
	for {
		r, err = c.keep(text)
		if err == nil {
			done, err = c.add(id, start, newPart(u, r))
		}
		if err == nil {
			c.stats.Accepted++
			c.schedule()
		}
		if err == nil || !errors.Is(err, ErrQueueFull) {
			return r, done, dropped, err
		}
		old := c.giveWay(err)
		if old == nil {
			return nil, done, dropped, err
		}
		c.forget(done)
		c.forget(append(old.records(), old.starts...)) // now, because the store may be what is full
		dropped = append(dropped, old)
	}
}

// giveWay removes the oldest operation that makes room from a queue or a store that is
// full, if it is to give way to newer ones; nil if there is none. c.mu is held.
func (c *Client) giveWay(full error) *operation {
	if !c.durable.dropOldest {
		return nil
	}
	old := c.oldest(errors.Is(full, store.ErrFull))
	if old != nil {
		c.drop(old)
		c.stats.Dropped += old.calls()
	}
	return old
}

// add adds a call to the queue. If the queue has no room, it removes the call from the
// store too. c.mu is held.
func (c *Client) add(id string, start *hh.SessionStart, p part) (done []*store.Record, err error) {
	if last := c.open(id); last != nil && start == nil {
		ok, done, err := c.merge(last, p)
		if ok {
			return done, nil
		}
		if err != nil {
			return p.records, err
		}
	}
	o := newOperation(id, start, p)
	if err := c.room(o); err != nil {
		return p.records, err
	}
	c.enqueue(o)
	return nil, nil
}

// enqueue adds an operation to the queue, whatever the limits. c.mu is held.
func (c *Client) enqueue(o *operation) {
	c.push(o)
	if c.startFirst(o.event) {
		c.waitNoMore(o.event)
	}
}

// Stats returns the counts up to now.
func (c *Client) Stats() Stats {
	c.mu.Lock()
	defer c.mu.Unlock()
	s := c.stats
	s.Pending = c.queue.calls
	if c.durable.each {
		s.Unstored = c.store.Stats().Unstored
	}
	return s
}

// Format prints only the address of the client's API, with any verb. A client holds
// requests and a key, which do not belong in a log.
func (c *Client) Format(f fmt.State, _ rune) {
	if c == nil || c.api == nil {
		_, _ = io.WriteString(f, "honeyhive.Client(nil)")
		return
	}
	_, _ = fmt.Fprintf(f, "honeyhive.Client(%s://%s)", c.api.Scheme, c.api.Host)
}
