package travel

import (
	"context"
	"errors"
	"fmt"

	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/trace"

	hh "github.com/hhgen/hhgen/runtime"
	"github.com/hhgen/hhgen/runtime/internal/record"
)

// Rules decide which session an incoming request belongs to. R is what a protocol
// knows of a request. The zero value starts no sessions and believes nothing.
type Rules[R any] struct {
	Runtime *hh.Runtime // nil for the default one

	// IDs read the id of a session from a request, in this order; "" for none.
	IDs []func(context.Context, R) string

	// TrustBaggage believes the session, its fields and the experiment that baggage names.
	TrustBaggage bool

	// Allow, if it is not nil, decides about each id that arrives, in baggage too.
	Allow func(ctx context.Context, r R, id string) bool

	// Start begins the session of a request that continues none; nil for no session.
	Start func(context.Context, R) (context.Context, error)

	// Report takes errors; nil for otel.Handle, which gets each error once a minute.
	Report func(context.Context, R, error)

	reports reports
}

// Enter returns the context of a request, which belongs to the request's session,
// and the members of its baggage header as the code behind should read them. The
// active span joins the session. values are those of the request's baggage header.
func (rules *Rules[R]) Enter(ctx context.Context, r R, values []string) (context.Context, Header) {
	header := ParseHeader(values)
	id, trusted := rules.claim(ctx, r, header)
	if !trusted {
		ctx = record.ContextWithoutOwnMembers(ctx)
		header = header.Without(record.IsOwnMember)
	}
	ctx, err := rules.session(ctx, r, id)
	rules.report(ctx, r, err)
	rules.Runtime.JoinSession(ctx)
	if len(values) > 0 {
		header = rules.rewrite(ctx, header)
	}
	return ctx, header
}

// claim returns the id of the session that a request names and may continue, "" for
// none, and whether the request's baggage is believed.
func (rules *Rules[R]) claim(ctx context.Context, r R, header Header) (id string, trusted bool) {
	for _, read := range rules.IDs {
		if id := read(ctx, r); id != "" && rules.allows(ctx, r, id) {
			return hh.SessionIDFrom(id), rules.TrustBaggage
		}
	}
	if !rules.TrustBaggage && rules.Allow == nil {
		return "", false
	}
	id, err := record.BaggageSession(ctx)
	if errors.Is(err, record.ErrNoSession) {
		id, err = header.session()
	}
	switch {
	case errors.Is(err, record.ErrInvalidSession):
		rules.engine().ReportInvalidSession()
		return "", rules.TrustBaggage
	case err != nil:
		return "", rules.TrustBaggage
	case rules.allows(ctx, r, id):
		return id, true
	}
	return "", false
}

func (rules *Rules[R]) allows(ctx context.Context, r R, id string) bool {
	return rules.Allow == nil || rules.Allow(ctx, r, id)
}

func (rules *Rules[R]) engine() *record.Runtime { return (*record.Runtime)(rules.Runtime) }

// session returns ctx with the session of a request: the one that it names; else
// the one that ctx has already; else a new one.
func (rules *Rules[R]) session(ctx context.Context, r R, id string) (context.Context, error) {
	if current, err := rules.engine().ContextSession(ctx); id == "" && err == nil {
		id = current.ID
	}
	if id != "" {
		return rules.engine().ContextWithSession(ctx, id)
	}
	ctx, err := rules.start(ctx, r)
	if _, none := rules.engine().ContextSession(ctx); none != nil && inSession(trace.SpanFromContext(ctx)) {
		// Attributes cannot be removed, so the span leaves a stranger's session only for another one.
		in, also := rules.Runtime.StartSession(ctx, hh.SessionConfig{})
		return in, errors.Join(err, also)
	}
	return ctx, err
}

// start calls Start. A function that returns no context with its error changes none.
func (rules *Rules[R]) start(ctx context.Context, r R) (context.Context, error) {
	if rules.Start == nil {
		return ctx, nil
	}
	started, err := rules.Start(ctx, r)
	if started == nil {
		started = ctx
	}
	return started, err
}

// inSession reports whether a span belongs to a session.
func inSession(span trace.Span) bool {
	s, ok := span.(interface{ Attributes() []attribute.KeyValue }) // spans of the SDK have it
	return ok && span.IsRecording() && record.HasSession(s.Attributes())
}

// report passes err on. Without a function for that, it leaves out what the runtime
// reports as a violation, because anybody can send full baggage with each request.
func (rules *Rules[R]) report(ctx context.Context, r R, err error) {
	switch {
	case err == nil:
	case rules.Report != nil:
		rules.tell(ctx, r, err)
	case !onlyFull(err):
		rules.reports.handle(err)
	}
}

// tell calls Report. If that panics, the request goes on.
func (rules *Rules[R]) tell(ctx context.Context, r R, err error) {
	defer func() {
		if reason := recover(); reason != nil {
			rules.reports.handle(fmt.Errorf("hh: the function of OnError panicked: %v; it was called with this error: %w", reason, err))
		}
	}()
	rules.Report(ctx, r, err)
}

// onlyFull reports whether err says that baggage is full, and nothing else.
func onlyFull(err error) bool {
	if joined, ok := err.(interface{ Unwrap() []error }); ok {
		for _, e := range joined.Unwrap() {
			if !onlyFull(e) {
				return false
			}
		}
		return true
	}
	return errors.Is(err, record.ErrBaggageFull)
}

// rewrite returns header with the session of ctx instead of any other, whose fields it
// removes too.
func (rules *Rules[R]) rewrite(ctx context.Context, header Header) Header {
	s, err := rules.engine().ContextSession(ctx)
	if err != nil {
		return header
	}
	if named, _ := header.session(); named != "" && named != s.ID {
		header = header.Without(record.IsFieldMember)
	}
	with, size, limit := header.Without(record.IsSessionMember).With(s.ID)
	if limit > 0 {
		rules.engine().ReportBaggageFull(size, limit)
	}
	return with
}
