// Package durations gives durations to the runtime.
package durations

import (
	"context"
	"time"

	hh "github.com/hhgen/hhgen/runtime"
	"github.com/hhgen/hhgen/runtime/hhtrace"
	"github.com/hhgen/hhgen/runtime/honeyhive"

	"example.com/app/chat"
)

const (
	seconds   = 5
	timeoutNs = 5e9
	timeout   = 5 * time.Second
)

func durations(ctx context.Context, rt *hh.Runtime, d time.Duration) {
	_ = hh.SetSessionDuration(ctx, 5)                // want `5 is a duration in nanoseconds: multiply it by a unit, such as time.Millisecond \(VALUE_UNIT\)`
	_ = rt.SetSessionDuration(ctx, 2*60)             // want `2 \* 60 is a duration in nanoseconds`
	_ = (*hh.Runtime).SetSessionDuration(rt, ctx, 5) // want `VALUE_UNIT`
	_ = hh.SetSessionDuration(ctx, seconds)          // want `seconds is a duration in nanoseconds`
	_ = hh.SetSessionDuration(ctx, time.Duration(5)) // want `VALUE_UNIT`
	set := hh.SetSessionDuration
	_ = set(ctx, 5)                                                                     // want `VALUE_UNIT`
	honeyhive.WithTimeout(5)                                                            // want `VALUE_UNIT`
	honeyhive.WithBackoff(time.Second, 30)                                              // want `30 is a duration`
	honeyhive.WithRetryLimit(10)                                                        // want `VALUE_UNIT`
	honeyhive.WithDurableQueue("", honeyhive.WithMaxWait(20), honeyhive.WithMaxAge(24)) // want `20 is` `24 is`
	hhtrace.WithDurableSpans("", hhtrace.WithMaxWait(20), hhtrace.WithMaxAge(24))       // want `20 is` `24 is`
	chat.WithLatency(seconds)                                                           // want `VALUE_UNIT`
	chat.WithLatency(time.Duration(120))                                                // want `VALUE_UNIT`

	_ = hh.SetSessionDuration(ctx, 0)
	_ = hh.SetSessionDuration(ctx, d)
	_ = hh.SetSessionDuration(ctx, timeout)
	_ = hh.SetSessionDuration(ctx, timeoutNs)
	_ = hh.SetSessionDuration(ctx, seconds*time.Second)
	_ = hh.SetSessionDuration(ctx, 2*time.Second+500*time.Millisecond)
	_ = hh.SetSessionDuration(ctx, time.Duration(seconds)*time.Second)
	_ = hh.SetSessionDuration(ctx, time.Duration(1_500_000_000))
	honeyhive.WithUnknownEventRetry(0)
	honeyhive.WithConcurrency(5)
	chat.WithCheck(5) // in nanoseconds
}
