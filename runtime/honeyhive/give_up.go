package honeyhive

// giveUp reports an operation that will not be delivered.
func (c *Client) giveUp(o *operation, a answer) {
	c.handle(&GiveUpError{
		EventID: o.id, Start: o.start != nil, Attempts: o.attempts,
		Status: a.status, Answer: a.excerpt, Err: a.err,
	})
	o.failed()
}

// failed calls Failed of a session start that was not delivered.
func (o *operation) failed() {
	if o.start != nil && o.start.Failed != nil {
		o.start.Failed()
	}
}
