package hhtrace

import (
	"context"
	"errors"

	sdktrace "go.opentelemetry.io/otel/sdk/trace"
)

// Attach makes a service record for HoneyHive through a tracer provider that it has
// already. It adds a span processor, as [NewSpanProcessor] makes it, and a sender of
// spans to the provider, and sets the default runtime with the client of HoneyHive's
// API. The provider keeps all that it has, and nothing else that is global changes. If
// the service has a propagator that does not carry baggage, the first start of a
// session reports it.
//
// Environment variables and options configure Attach as they configure [Setup],
// except that the variables of OpenTelemetry which concern the provider, or its own
// exporters, are not read: see the package's documentation.
//
// A program may attach to several providers. Sessions and updates of all of them go
// through the one that was attached last.
//
// shutdown sends everything that is still queued, and removes what Attach added; the
// provider is not shut down. Call it before the provider's Shutdown, which sends what is
// queued too, but does not count lost updates. It takes as long, and returns the same
// errors, as the shutdown function of [Setup].
//
// The error has a line for each wrong variable and option, or says that the provider
// is nil, was shut down, or is attached already.
func Attach(
	ctx context.Context, provider *sdktrace.TracerProvider, options ...AttachOption,
) (shutdown func(context.Context) error, err error) {
	links.Lock()
	defer links.Unlock()
	c, err := configOf(options, forAttach)
	if err = errors.Join(attachable(provider), err); err != nil {
		return nothing, err
	}
	l, err := newLink(ctx, &c)
	if err != nil {
		return nothing, err
	}
	if err := l.register(provider); err != nil {
		return nothing, errors.Join(err, l.abandon(ctx))
	}
	l.begin()
	return l.shutdown(), nil
}

var errEnded = errors.New("hhtrace: the tracer provider was shut down, so it records nothing: attach before its Shutdown")

func attachable(p *sdktrace.TracerProvider) error {
	switch {
	case p == nil:
		return errors.New("hhtrace: the tracer provider is nil: pass the one that sdktrace.NewTracerProvider returned")
	case hasEnded(p):
		return errEnded
	case links.attached(p):
		return errors.New("hhtrace: the tracer provider is attached already, by Attach or by Setup: call their shutdown function first")
	}
	return nil
}
