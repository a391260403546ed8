package honeyhive

import (
	"time"
)

// setTimer has the queue looked at again at a time, and not at the one that was
// set before. c.mu is held.
func (c *Client) setTimer(at time.Time) {
	if c.timer != nil && c.timerAt.Equal(at) {
		return
	}
	c.stopTimer()
	c.timerID++
	id := c.timerID
	c.goroutines++
	c.timerAt = at
	c.timer = time.AfterFunc(time.Until(at), func() { c.wake(id) })
}

// stopTimer stops the timer. c.mu is held.
func (c *Client) stopTimer() {
	if c.timer != nil && c.timer.Stop() {
		c.goroutines--
	}
	c.timer = nil
}

// wake is what the timer calls.
func (c *Client) wake(id int) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if id == c.timerID {
		c.timer = nil
	}
	c.schedule()
	c.leave()
}
