package transport

import (
	"net/http"
	"strconv"
	"time"
)

// RetryAfter reads the header Retry-After: seconds, or a date. For any other value it
// returns 0.
func RetryAfter(header string, now time.Time) time.Duration {
	const most = 1000 * time.Hour // no overflow
	if seconds, err := strconv.ParseUint(header, 10, 64); err == nil {
		return time.Duration(min(seconds, uint64(most/time.Second))) * time.Second
	}
	at, err := http.ParseTime(header)
	if err != nil {
		return 0
	}
	return min(max(at.Sub(now), 0), most)
}
