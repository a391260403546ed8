package honeyhive

import (
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"time"

	"go.opentelemetry.io/otel"
	"go.opentelemetry.io/otel/metric"
)

// DefaultURL is where the API is unless [WithURL] says otherwise. It is the
// default of HoneyHive's Python SDK.
const DefaultURL = "https://api.dp1.us.honeyhive.ai"

// Option configures a [Client].
type Option func(*settings)

// settings are what options set.
type settings struct {
	url          string
	api          *url.URL // what check makes of url
	insecureHTTP bool
	v1           bool
	source       string
	transport    http.RoundTripper // nil for the default
	closeIdle    func()            // closes idle connections of the default transport
	transportSet bool
	limits       limits
	concurrency  int
	timeout      time.Duration
	backoffFirst time.Duration
	backoffMax   time.Duration
	retryLimit   time.Duration
	spoolGiven   bool
	spoolDir     string
	handle       func(error)
	meters       metric.MeterProvider
	// cancelTimeout is how long Shutdown waits for a transport that does not
	// heed that its requests are cancelled.
	cancelTimeout time.Duration
}

func defaults() settings {
	return settings{
		url:           DefaultURL,
		source:        "dev",
		limits:        limits{entries: 10_000, bytes: 32 << 20},
		concurrency:   4,
		timeout:       10 * time.Second,
		backoffFirst:  500 * time.Millisecond,
		backoffMax:    30 * time.Second,
		retryLimit:    10 * time.Minute,
		handle:        otel.Handle,
		meters:        otel.GetMeterProvider(),
		cancelTimeout: 5 * time.Second,
	}
}

// WithURL sets where the API is: https, a host, and the path that comes before
// that of the API, if there is one.
func WithURL(u string) Option { return func(s *settings) { s.url = u } }

// WithInsecureHTTP permits a URL of http to any host. Without it, http is for
// this machine alone: the key would be readable on the way.
func WithInsecureHTTP() Option { return func(s *settings) { s.insecureHTTP = true } }

// WithV1Paths uses the paths of API 2.0, PUT /v1/events/{id} and POST
// /v1/sessions, instead of PUT /events and POST /session/start, which HoneyHive's
// official SDKs use.
func WithV1Paths() Option { return func(s *settings) { s.v1 = true } }

// WithSource sets the source of sessions that name none. The default is dev.
func WithSource(source string) Option { return func(s *settings) { s.source = source } }

// WithTransport sets what makes the requests. The default is like
// [http.DefaultTransport]. t must respect the contexts of requests. Shutdown
// leaves the connections of t alone.
func WithTransport(t http.RoundTripper) Option {
	return func(s *settings) { s.transport, s.transportSet = t, true }
}

// WithQueueLimits bounds what is waiting and in flight: the number of
// operations, and their bytes in memory, which are those that the method Size of
// hh.Update counts and 1 KiB for each operation. The defaults are 10,000 and 32
// MiB. The texts of requests in flight come on top.
func WithQueueLimits(entries, bytes int) Option {
	return func(s *settings) { s.limits = limits{entries, bytes} }
}

// WithConcurrency sets how many requests are in flight at most. The default is
// 4.
func WithConcurrency(n int) Option { return func(s *settings) { s.concurrency = n } }

// WithTimeout sets how long one attempt may take, until its answer is read. The
// default is 10 s.
func WithTimeout(d time.Duration) Option { return func(s *settings) { s.timeout = d } }

// WithBackoff sets the interval before the first retry of a request, and the
// one that intervals grow to. Each is varied by up to a half at random. The
// defaults are 500 ms and 30 s.
func WithBackoff(initial, most time.Duration) Option {
	return func(s *settings) { s.backoffFirst, s.backoffMax = initial, most }
}

// WithRetryLimit sets for how long after its first attempt a request is retried
// before it is given up. An update that takes in a later one begins anew. The
// limit is also the longest that a Retry-After is heeded. The default is 10 min.
func WithRetryLimit(d time.Duration) Option { return func(s *settings) { s.retryLimit = d } }

// WithSpool sets the folder that Shutdown writes to what it could not send,
// and that New reads. It is created, with mode 0700, if there is none.
func WithSpool(dir string) Option {
	return func(s *settings) { s.spoolDir, s.spoolGiven = dir, true }
}

// WithErrorHandler has f called with a [GiveUpError] for each operation that is
// given up, and with what is wrong with files of the spool. f runs in New, in
// Shutdown, and in several goroutines that send. It may use the client, but not
// wait for it: Flush and Shutdown wait for f. The default is [otel.Handle].
func WithErrorHandler(f func(error)) Option { return func(s *settings) { s.handle = f } }

// WithMeterProvider sets where the metric hhgen.session.updates is counted: the
// operations of [Stats], by the attribute outcome. The default is the global
// provider.
func WithMeterProvider(p metric.MeterProvider) Option { return func(s *settings) { s.meters = p } }

// check returns what is wrong with the settings, all of it, and reads the URL.
func (s *settings) check() error {
	api, err := parseURL(s.url, s.insecureHTTP)
	s.api = api
	errs := []error{err}
	for _, rule := range []struct {
		broken bool
		text   string
	}{
		{s.source == "", "WithSource: the source is empty"},
		{s.transportSet && s.transport == nil, "WithTransport: the transport is nil"},
		{s.limits.entries <= 0, fmt.Sprintf("WithQueueLimits: the limit of entries is %d, not positive", s.limits.entries)},
		{s.limits.bytes <= 0, fmt.Sprintf("WithQueueLimits: the limit of bytes is %d, not positive", s.limits.bytes)},
		{s.concurrency <= 0, fmt.Sprintf("WithConcurrency: %d is not positive", s.concurrency)},
		{s.timeout <= 0, fmt.Sprintf("WithTimeout: %v is not positive", s.timeout)},
		{s.backoffFirst <= 0, fmt.Sprintf("WithBackoff: the initial interval is %v, not positive", s.backoffFirst)},
		{s.backoffMax < s.backoffFirst, fmt.Sprintf("WithBackoff: intervals cannot grow from %v to %v", s.backoffFirst, s.backoffMax)},
		{s.retryLimit <= 0, fmt.Sprintf("WithRetryLimit: %v is not positive", s.retryLimit)},
		{s.spoolGiven && s.spoolDir == "", "WithSpool: the folder has no name"},
		{s.handle == nil, "WithErrorHandler: the handler is nil"},
		{s.meters == nil, "WithMeterProvider: the provider is nil"},
	} {
		if rule.broken {
			errs = append(errs, errors.New("honeyhive: "+rule.text))
		}
	}
	return errors.Join(errs...)
}

// roundTripper is what makes the requests.
func (s *settings) roundTripper() http.RoundTripper {
	if s.transport != nil {
		return s.transport
	}
	t, ok := http.DefaultTransport.(*http.Transport)
	if !ok {
		// A program has replaced it, for example to record its requests.
		return http.DefaultTransport
	}
	own := t.Clone()
	own.MaxIdleConnsPerHost = s.concurrency // all of them are to one host
	s.closeIdle = own.CloseIdleConnections
	return own
}
