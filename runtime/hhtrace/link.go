package hhtrace

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"
	"sync/atomic"

	sdktrace "go.opentelemetry.io/otel/sdk/trace"

	hh "github.com/hhgen/hhgen/runtime"
	"github.com/hhgen/hhgen/runtime/honeyhive"
)

// link is what Setup and Attach add to tracer providers, and the runtime that belongs
// to it.
type link struct {
	processors []sdktrace.SpanProcessor
	sender     sdktrace.SpanProcessor     // one of them
	providers  []*sdktrace.TracerProvider // that have the processors
	ends       bool                       // the first provider is shut down with the link
	client     *honeyhive.Client          // nil without a key
	runtime    *hh.Runtime
	setup      bool // made by Setup
	watch      watch
}

// links are those that are not shut down.
var links linkList

// linkList is locked while Setup, Attach or a shutdown changes the links. It can be
// read without the lock: handlers of errors that these functions report may record.
type linkList struct {
	sync.Mutex
	list atomic.Pointer[[]*link] // in the order of their beginning
}

func (a *linkList) all() []*link {
	if list := a.list.Load(); list != nil {
		return *list
	}
	return nil
}

func (a *linkList) setUp() bool {
	return slices.ContainsFunc(a.all(), func(l *link) bool { return l.setup })
}

// attached reports whether a provider has the processors of a link.
func (a *linkList) attached(p *sdktrace.TracerProvider) bool {
	return slices.ContainsFunc(a.all(), func(l *link) bool { return slices.Contains(l.providers, p) })
}

// newLink makes the processors and the runtime of c.
func newLink(ctx context.Context, c *config) (*link, error) {
	l := &link{}
	if c.disabled {
		l.runtime = c.newRuntime(hh.WithSessionClient(discard{}))
		return l, nil
	}
	exporter, err := newExporter(ctx, c)
	if err != nil {
		return nil, err
	}
	if l.client, err = c.newClient(); err != nil {
		return nil, errors.Join(err, exporter.Shutdown(ctx))
	}
	l.sender = newSender(exporter)
	if l.client != nil {
		l.sender = &flusher{SpanProcessor: l.sender, client: l.client}
	}
	l.processors = []sdktrace.SpanProcessor{NewSpanProcessor(WithProject(c.project), WithSource(c.source)), l.sender}
	switch {
	case l.client != nil:
		l.runtime = c.newRuntime(hh.WithSessionClient(&watchedQueue{watchedClient{l.client, &l.watch}, l.client}))
	case c.exporter == toOutput:
		l.runtime = c.newRuntime(hh.WithSessionClient(&watchedClient{exporter.prints, &l.watch}))
	default:
		l.runtime = c.newRuntime(hh.WithoutSessionClient())
	}
	return l, nil
}

func (c *config) newRuntime(client hh.Option) *hh.Runtime {
	return hh.New(append([]hh.Option{client}, c.runtimeOptions...)...)
}

// newClient makes the client for updates of sessions; nil without a key.
func (c *config) newClient() (*honeyhive.Client, error) {
	if c.apiKey == "" {
		return nil, nil
	}
	options := []honeyhive.Option{honeyhive.WithSource(c.source)}
	if c.apiURL != "" {
		options = append(options, honeyhive.WithURL(c.apiURL))
	}
	client, err := honeyhive.New(c.apiKey, append(options, c.clientOptions...)...)
	if err != nil {
		return nil, fmt.Errorf("hhtrace: %w", err)
	}
	return client, nil
}

// discard is the session client of a disabled SDK. It accepts everything and sends
// nothing, because a service must not fail if the SDK is disabled.
type discard struct{}

func (discard) StartSession(hh.SessionStart) error { return nil }
func (discard) UpdateEvent(hh.Update) error        { return nil }

// watchedClient is a session client whose calls notice what happens to OpenTelemetry's
// globals.
type watchedClient struct {
	hh.SessionClient
	watch *watch
}

func (c *watchedClient) StartSession(s hh.SessionStart) error {
	c.watch.start()
	return c.SessionClient.StartSession(s)
}

func (c *watchedClient) UpdateEvent(u hh.Update) error {
	c.watch.check()
	return c.SessionClient.UpdateEvent(u)
}

// watchedQueue is a watchedClient whose calls have two steps, as the runtime prefers.
type watchedQueue struct {
	watchedClient
	client *honeyhive.Client
}

func (c *watchedQueue) QueueStart(s hh.SessionStart) (wait func(), err error) {
	c.watch.start()
	return c.client.QueueStart(s)
}

func (c *watchedQueue) QueueUpdate(u hh.Update) (wait func(), err error) {
	c.watch.check()
	return c.client.QueueUpdate(u)
}

// register adds the processors to a provider.
func (l *link) register(p *sdktrace.TracerProvider) error {
	for _, processor := range l.processors {
		p.RegisterSpanProcessor(processor)
	}
	if hasEnded(p) { // the SDK then ignores the calls
		return errEnded
	}
	l.providers = append(l.providers, p)
	return nil
}

// begin makes the runtime of l the default one. links is locked.
func (l *link) begin() {
	list := append(slices.Clone(links.all()), l)
	links.list.Store(&list)
	hh.SetDefault(l.runtime)
}

// shutdown returns the function that ends l. Only its first call does something.
func (l *link) shutdown() func(context.Context) error {
	var once sync.Once
	return func(ctx context.Context) (err error) {
		once.Do(func() {
			err = errors.Join(l.end(ctx), l.watch.replaced())
			links.Lock()
			defer links.Unlock()
			l.unregister()
			l.remove()
		})
		return err
	}
}

// remove makes the runtime of the link before the default one again, if there is
// one. links is locked.
func (l *link) remove() {
	list := slices.DeleteFunc(slices.Clone(links.all()), func(other *link) bool { return other == l })
	links.list.Store(&list)
	if n := len(list); n > 0 && hh.Default() == l.runtime {
		hh.SetDefault(list[n-1].runtime)
	}
}

// end sends what is left. Spans and updates are sent at the same time: a receiver of
// spans that does not answer must not take the time for updates.
func (l *link) end(ctx context.Context) error {
	ctx, cancel := withDeadline(ctx)
	defer cancel()
	if f, ok := l.sender.(*flusher); ok {
		f.ended.Store(true)
	}
	var ofSpans, ofUpdates error
	var all sync.WaitGroup
	all.Go(func() { ofSpans = l.endSpans(ctx) })
	if l.client != nil {
		all.Go(func() { ofUpdates = l.client.Shutdown(ctx) })
	}
	all.Wait()
	return errors.Join(ofSpans, ofUpdates)
}

// unregister removes the processors from their providers, after end: the SDK shuts
// processors down without a deadline when it removes them. Providers that Setup made
// keep the sender until the next Setup, because it reports spans that end late.
func (l *link) unregister() {
	for _, p := range l.providers {
		for _, processor := range l.processors {
			if processor == l.sender && made.has(p) {
				made.late = append(made.late, func() { p.UnregisterSpanProcessor(processor) })
				continue
			}
			p.UnregisterSpanProcessor(processor)
		}
	}
}

// abandon ends a link that Setup or Attach cannot use.
func (l *link) abandon(ctx context.Context) error {
	err := l.end(ctx)
	l.unregister()
	return err
}

func (l *link) endSpans(ctx context.Context) error {
	var errs []error
	for _, p := range l.processors {
		errs = append(errs, p.Shutdown(ctx))
	}
	if l.ends {
		// The SDK skips the processors of a provider if ctx is done, so the provider
		// cannot be left to shut down those of l.
		errs = append(errs, l.providers[0].Shutdown(ctx))
	}
	return errors.Join(errs...)
}
