package record_test

import (
	"sync"

	hh "github.com/hhgen/hhgen/runtime"
)

// sessionClient is a session client that keeps starts and updates.
type sessionClient struct {
	Err error // what its methods return

	mu      sync.Mutex
	starts  []hh.SessionStart
	updates []hh.Update
}

// StartSession keeps s.
func (c *sessionClient) StartSession(s hh.SessionStart) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.starts = append(c.starts, s)
	return c.Err
}

// UpdateEvent keeps u.
func (c *sessionClient) UpdateEvent(u hh.Update) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.updates = append(c.updates, u)
	return c.Err
}

// Starts returns the starts since it was last called.
func (c *sessionClient) Starts() []hh.SessionStart {
	c.mu.Lock()
	defer c.mu.Unlock()
	starts := c.starts
	c.starts = nil
	return starts
}

// Updates returns the updates since it was last called.
func (c *sessionClient) Updates() []hh.Update {
	c.mu.Lock()
	defer c.mu.Unlock()
	updates := c.updates
	c.updates = nil
	return updates
}
