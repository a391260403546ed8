package honeyhive

import (
	"time"
)

// setTimer sets the timer that checks the queue again, in place of an earlier one.
// c.mu is held.
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

// wake is called by the timer.
func (c *Client) wake(id int) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if id == c.timerID {
		c.timer = nil
	}
	c.schedule()
	c.leave()
}
