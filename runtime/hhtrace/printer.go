package hhtrace

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"sync/atomic"
	"unicode"

	sdktrace "go.opentelemetry.io/otel/sdk/trace"

	hh "github.com/hhgen/hhgen/runtime"
	"github.com/hhgen/hhgen/runtime/internal/report"
)

// printer prints spans when they end, and starts and updates of sessions.
type printer struct {
	out    output
	counts *counts // of spans
}

// spans prints spans that were accepted, and counts what becomes of them. It reports
// errors itself.
func (p *printer) spans(spans []sdktrace.ReadOnlySpan) {
	n := int64(len(spans))
	err := p.out.write(textOf(spans), func(err error) {
		if errors.Is(err, errUnprinted) {
			p.counts.left.Add(n)
			return
		}
		p.counts.settle(n, &receipt{}, err)
		if err != nil {
			report.Error(err)
		}
	})
	if err != nil && p.counts.unprinted.Add(n) == n {
		report.Error(fmt.Errorf("hhtrace: a span was dropped because %w; shutdown's error will say how many were", err))
	}
}

// flush waits until everything is printed, or until ctx is done.
func (p *printer) flush(ctx context.Context) error {
	ctx, cancel := withDeadline(ctx)
	defer cancel()
	return p.out.flush(ctx)
}

// end waits as flush does, and gives up what is left.
func (p *printer) end(ctx context.Context) error {
	ctx, cancel := withDeadline(ctx)
	defer cancel()
	if err := p.out.end(ctx); err != nil {
		return fmt.Errorf("hhtrace: shutdown ended before all spans were printed: %w", err)
	}
	return nil
}

// textOf is what is printed of spans.
func textOf(spans []sdktrace.ReadOnlySpan) string {
	var b strings.Builder
	for _, s := range spans {
		fmt.Fprintf(&b, "span %s\n", printable(s.Name()))
		for _, kv := range s.Attributes() {
			line(&b, string(kv.Key), strings.ToLower(kv.Value.Type().String()), kv.Value.String())
		}
	}
	return b.String()
}

// print prints a start or an update. The error is that of the writer, if it is known
// in time; a later one is reported.
func (p *printer) print(content string) error {
	var claimed atomic.Bool // by the caller, or by the writer
	inTime := make(chan error, 1)
	err := p.out.write(content, func(err error) {
		if !claimed.Swap(true) {
			inTime <- err
		} else if err != nil {
			report.Error(fmt.Errorf("hhtrace: a start or an update of a session was not printed: %w", err))
		}
	})
	switch {
	case err != nil:
		return fmt.Errorf("hhtrace: a start or an update of a session was dropped because %w", err)
	case !claimed.Swap(true):
		return nil
	}
	return <-inTime
}

func (p *printer) StartSession(s hh.SessionStart) error {
	var b strings.Builder
	fmt.Fprintf(&b, "session %s starts\n", s.ID)
	for _, text := range []struct{ name, value string }{{"session_name", s.Name}, {"source", s.Source}} {
		if text.value != "" {
			line(&b, text.name, "string", text.value)
		}
	}
	lines(&b, s.Members)
	return p.print(b.String())
}

func (p *printer) UpdateEvent(u hh.Update) error {
	var b strings.Builder
	fmt.Fprintf(&b, "update of %s\n", u.EventID)
	lines(&b, u.Members)
	if u.Duration != nil {
		line(&b, "duration", "float64", fmt.Sprint(*u.Duration))
	}
	return p.print(b.String())
}

// lines prints members, each on a line.
func lines(b *strings.Builder, members []hh.Member) {
	for _, m := range members {
		line(b, m.Namespace+"."+m.Key, "json", string(m.Value))
	}
}

// line prints one value, in columns.
func line(b *strings.Builder, key, kind, value string) {
	fmt.Fprintf(b, "  %-44s %-8s %s\n", printable(key), kind, printable(value))
}

// printable returns text, quoted if it has control characters: they would disturb
// the columns or the terminal.
func printable(text string) string {
	if strings.ContainsFunc(text, unicode.IsControl) {
		return strconv.Quote(text)
	}
	return text
}
