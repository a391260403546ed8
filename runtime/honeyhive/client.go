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
	"github.com/hhgen/hhgen/runtime/internal/transport"
)

// Client sends sessions and updates to HoneyHive. It is safe for concurrent use.
type Client struct {
	settings
	key    func() string // a function, because fmt would print a string
	redact func(string) string
	http   *http.Client
	spool  *spool // nil without one

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
	hold       time.Time // the server asked for no requests before this time

	signal chan struct{} // closed and replaced after each change that wait checks
}

var _ hh.SessionClient = (*Client)(nil)

// Stats counts the operations of a client by their results. An operation is a
// session start or an update. The sum of Accepted and Recovered equals the sum of
// Delivered, Coalesced, Dropped, Spooled and Pending.
type Stats struct {
	Accepted  int // by StartSession and UpdateEvent
	Recovered int // read from the spool
	Delivered int // HoneyHive confirmed them
	Coalesced int // merged into another operation of the same event, which is counted by its own result
	Dropped   int // given up, or left at Shutdown and not spooled
	Spooled   int // left at Shutdown and written to the spool
	Pending   int // in the queue or in flight
	Refused   int // rejected: the caller got ErrQueueFull or ErrClosed
}

// New returns a client that authenticates with apiKey. The error reports all that
// is wrong with the key and the options, or that the folder of the spool cannot be
// made. The client begins at once to send the operations in the spool.
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
	if c.spoolDir != "" {
		s, err := openSpool(c.spoolDir, c.handle)
		if err != nil {
			return nil, err
		}
		c.spool = s
	}
	c.key = func() string { return apiKey }
	c.redact = transport.Redactor(apiKey)
	c.http = transport.NewClient(c.roundTripper())
	c.requests, c.cancelRequests = context.WithCancel(context.Background())
	c.queue = queue{limits: c.settings.limits, events: map[string]*event{}, flushes: map[*flush]bool{}}
	c.observe()
	c.recoverSpool()
	return c, nil
}

// StartSession queues the start of a session. The errors are [ErrQueueFull],
// [ErrClosed], and one for an empty id.
func (c *Client) StartSession(s hh.SessionStart) error {
	if s.ID == "" {
		return errNoEventID
	}
	if s.Source == "" {
		s.Source = c.source
	}
	if s.Time.IsZero() {
		s.Time = time.Now()
	}
	o := &operation{start: &s, id: s.ID, size: startSize(s), fresh: true}
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.accept(func() error { return c.begin(o, nil) })
}

// UpdateEvent queues an update of an event, or merges it into a waiting update of
// the same event. It ignores an empty update. The client keeps u.Members: do not
// change them afterwards. The errors are [ErrQueueFull], [ErrClosed], and one for
// an empty id.
func (c *Client) UpdateEvent(u hh.Update) error {
	if u.EventID == "" {
		return errNoEventID
	}
	if u.Empty() {
		return nil
	}
	if u.Time.IsZero() {
		u.Time = time.Now()
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.accept(func() error { return c.update(u, nil) })
}

// accept calls add to queue an operation, and counts the result. c.mu is held.
func (c *Client) accept(add func() error) error {
	err := ErrClosed
	if !c.closing {
		err = add()
	}
	if err != nil {
		c.stats.Refused++
		return err
	}
	c.stats.Accepted++
	c.schedule()
	return nil
}

// begin adds the start of a session to the queue. from is the spool file that holds it;
// nil if a caller gave it. c.mu is held.
func (c *Client) begin(o *operation, from *spoolFile) error {
	if err := c.push(o); err != nil {
		return err
	}
	o.add(from)
	if c.startFirst(o.event) {
		c.waitNoMore(o.event)
	}
	return nil
}

// update adds an update to the queue. from is the spool file that holds the update;
// nil if a caller gave it. c.mu is held.
func (c *Client) update(u hh.Update, from *spoolFile) error {
	last := c.open(u.EventID)
	if last == nil {
		o := &operation{update: u, id: u.EventID, size: updateSize(u), fresh: from == nil}
		err := c.push(o)
		if err == nil {
			o.add(from)
		}
		return err
	}
	if err := c.merge(last, u); err != nil {
		return err
	}
	last.fresh = last.fresh || from == nil
	last.add(from)
	last.first = time.Time{} // the new update has the whole time for retries
	last.merged++
	c.stats.Coalesced++
	return nil
}

// Stats returns the counts up to now.
func (c *Client) Stats() Stats {
	c.mu.Lock()
	defer c.mu.Unlock()
	s := c.stats
	s.Pending = c.entries
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
