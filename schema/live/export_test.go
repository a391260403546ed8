package live

// Limit makes the limits of what a checker keeps n.
func Limit(c *Checker, n int) { c.bounds = bounds{n, n, n, n, n} }
