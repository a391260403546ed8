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

// DefaultURL is the address of the API unless [WithURL] sets another. HoneyHive's
// Python SDK has the same default.
const DefaultURL = "https://api.dp1.us.honeyhive.ai"

// Option configures a [Client].
type Option func(*settings)

// settings are what options set.
type settings struct {
	url          string
	api          *url.URL // url as check parsed it
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
	unknownRetry time.Duration
	durable      durable
	handle       func(error)
	meters       metric.MeterProvider
	// cancelTimeout is how long Shutdown waits for requests to end after it
	// cancelled them.
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
		unknownRetry:  30 * time.Second,
		handle:        reportFirst(),
		meters:        otel.GetMeterProvider(),
		cancelTimeout: 5 * time.Second,
	}
}

// WithURL sets the address of the API: https, a host, and a path prefix if the API
// has one.
func WithURL(u string) Option { return func(s *settings) { s.url = u } }

// WithInsecureHTTP allows http to any host. Without it, http is allowed only to
// this machine, because the network could read the key.
func WithInsecureHTTP() Option { return func(s *settings) { s.insecureHTTP = true } }

// WithV1Paths uses the paths of API 2.0, PUT /v1/events/{id} and POST
// /v1/sessions, instead of PUT /events and POST /session/start, which HoneyHive's
// official SDKs use.
func WithV1Paths() Option { return func(s *settings) { s.v1 = true } }

// WithSource sets the source of sessions that do not name one. The default is dev.
func WithSource(source string) Option { return func(s *settings) { s.source = source } }

// WithTransport sets the transport of the requests. The default is like
// [http.DefaultTransport]. t must respect the contexts of requests. Shutdown does
// not close the connections of t.
func WithTransport(t http.RoundTripper) Option {
	return func(s *settings) { s.transport, s.transportSet = t, true }
}

// WithQueueLimits bounds the operations that wait or are in flight: their number,
// and their bytes in memory. An operation counts as the Size of its hh.Update plus
// 1 KiB. The defaults are 10,000 and 32 MiB. The bodies of requests in flight are
// not counted, nor is what is taken over of earlier processes: that may take as much
// again.
func WithQueueLimits(entries, bytes int) Option {
	return func(s *settings) { s.limits = limits{entries, bytes} }
}

// WithConcurrency sets the maximum number of requests in flight. The default is 4.
func WithConcurrency(n int) Option { return func(s *settings) { s.concurrency = n } }

// WithTimeout sets how long one attempt may take, including the reading of its
// answer. The default is 10 s.
func WithTimeout(d time.Duration) Option { return func(s *settings) { s.timeout = d } }

// WithBackoff sets the interval before the first retry of a request, and the
// longest interval. Each interval varies at random by up to a half. The defaults
// are 500 ms and 30 s.
func WithBackoff(initial, most time.Duration) Option {
	return func(s *settings) { s.backoffFirst, s.backoffMax = initial, most }
}

// WithRetryLimit sets for how long after its first attempt a request is retried
// before it is given up. When a later update is merged into the request, this time
// starts again. A Retry-After is capped at this limit. The default is 10 min.
func WithRetryLimit(d time.Duration) Option { return func(s *settings) { s.retryLimit = d } }

// WithUnknownEventRetry sets for how long an update is retried if HoneyHive does not
// know its event: the event of a span is unknown until the span has ended and was
// exported and ingested, and so is a session that begins with its first span. The
// default is 30 s. With 0, such an update is given up at once. Merged updates do not
// prolong this time.
func WithUnknownEventRetry(d time.Duration) Option {
	return func(s *settings) { s.unknownRetry = d }
}

// WithSpool sets the folder to which Shutdown writes the operations that it could
// not send, and from which the next process sends them. A process that is killed loses
// its queue: see [WithDurableQueue].
func WithSpool(dir string) Option {
	return func(s *settings) {
		s.durable = durable{option: "WithSpool", dir: dir, maxBytes: defaultMaxBytes}
	}
}

// WithErrorHandler makes the client call f with a [GiveUpError] for each operation
// that is given up, and with errors about the folder for operations. f runs in New, in
// Shutdown, and in the goroutines that send. It may use the client, but must not
// call Flush or Shutdown, which wait for f. The default passes to [otel.Handle] the
// first [GiveUpError] of each status, for starts and for updates, and all errors about
// the folder.
func WithErrorHandler(f func(error)) Option { return func(s *settings) { s.handle = f } }

// WithMeterProvider sets the provider of the metric hhgen.session.updates. It
// counts the operations of [Stats], by the attribute outcome. The default is the
// global provider.
func WithMeterProvider(p metric.MeterProvider) Option { return func(s *settings) { s.meters = p } }

// check parses the URL, and returns an error for each wrong setting.
func (s *settings) check() error {
	api, err := parseURL(s.url, s.insecureHTTP)
	s.api = api
	errs := []error{err}
	for _, rule := range []struct {
		broken bool
		text   string
	}{
		{s.source == "", "WithSource: the source is empty: name one, such as production"},
		{s.transportSet && s.transport == nil, "WithTransport: the transport is nil: leave out the option for the default"},
		{s.limits.entries <= 0, fmt.Sprintf("WithQueueLimits: the limit of entries is %d, not positive", s.limits.entries)},
		{s.limits.bytes <= 0, fmt.Sprintf("WithQueueLimits: the limit of bytes is %d, not positive", s.limits.bytes)},
		{s.concurrency <= 0, fmt.Sprintf("WithConcurrency: %d is not positive", s.concurrency)},
		{s.timeout <= 0, fmt.Sprintf("WithTimeout: %v is not positive", s.timeout)},
		{s.backoffFirst <= 0, fmt.Sprintf("WithBackoff: the initial interval is %v, not positive", s.backoffFirst)},
		{s.backoffMax < s.backoffFirst, fmt.Sprintf("WithBackoff: intervals cannot grow from %v to %v", s.backoffFirst, s.backoffMax)},
		{s.retryLimit <= 0, fmt.Sprintf("WithRetryLimit: %v is not positive", s.retryLimit)},
		{s.unknownRetry < 0, fmt.Sprintf("WithUnknownEventRetry: %v is negative: set 0 for no retry", s.unknownRetry)},
		{s.durable.option != "" && s.durable.dir == "", s.durable.option + ": the folder has no name: leave out the option to keep nothing on disk"},
		{s.durable.maxWait < 0, fmt.Sprintf("WithMaxWait: %v is negative: set 0 to wait for nothing", s.durable.maxWait)},
		{s.durable.option != "" && s.durable.maxBytes <= 0, fmt.Sprintf("WithMaxBytes: %d is not positive", s.durable.maxBytes)},
		{s.durable.each && s.durable.maxAge <= 0, fmt.Sprintf("WithMaxAge: %v is not positive", s.durable.maxAge)},
		{s.handle == nil, "WithErrorHandler: the handler is nil: leave out the option for the default"},
		{s.meters == nil, "WithMeterProvider: the provider is nil: leave out the option for the default"},
	} {
		if rule.broken {
			errs = append(errs, errors.New("honeyhive: "+rule.text))
		}
	}
	return errors.Join(errs...)
}

// roundTripper returns the transport of the requests.
func (s *settings) roundTripper() http.RoundTripper {
	if s.transport != nil {
		return s.transport
	}
	t, ok := http.DefaultTransport.(*http.Transport)
	if !ok {
		// The program replaced it, for example to record its requests.
		return http.DefaultTransport
	}
	own := t.Clone()
	own.MaxIdleConnsPerHost = s.concurrency // all requests go to one host
	s.closeIdle = own.CloseIdleConnections
	return own
}
