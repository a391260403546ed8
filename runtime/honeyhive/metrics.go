package honeyhive

import "github.com/hhgen/hhgen/runtime/internal/outcome"

// outcomes are the values of the attribute outcome of hhgen.session.updates.
var outcomes = []outcome.Count[Stats]{
	{Outcome: "accepted", In: func(s Stats) int { return s.Accepted }},
	{Outcome: "recovered", In: func(s Stats) int { return s.Recovered }},
	{Outcome: "delivered", In: func(s Stats) int { return s.Delivered }},
	{Outcome: "coalesced", In: func(s Stats) int { return s.Coalesced }},
	{Outcome: "dropped", In: func(s Stats) int { return s.Dropped }},
	{Outcome: "refused", In: func(s Stats) int { return s.Refused }},
	{Outcome: "spooled", In: func(s Stats) int { return s.Spooled }},
}

// observe registers the metric, which has the sums over all clients of the process.
func (c *Client) observe() {
	meter := c.meters.Meter("github.com/hhgen/hhgen/runtime/honeyhive")
	err := outcome.Observe(meter, "hhgen.session.updates", "Session starts and updates of events, by outcome.", "{operation}", outcomes, c.Stats)
	if err != nil {
		c.handle(err)
	}
}
