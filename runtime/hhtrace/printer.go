package hhtrace

import (
	"context"
	"fmt"
	"io"
	"strconv"
	"strings"
	"sync"
	"unicode"

	sdktrace "go.opentelemetry.io/otel/sdk/trace"

	hh "github.com/hhgen/hhgen/runtime"
)

// printer prints spans when they end, and starts and updates of sessions.
type printer struct {
	mu sync.Mutex
	w  io.Writer
}

func (p *printer) print(text string) error {
	p.mu.Lock()
	defer p.mu.Unlock()
	_, err := io.WriteString(p.w, text)
	return err
}

func (p *printer) ExportSpans(_ context.Context, spans []sdktrace.ReadOnlySpan) error {
	var b strings.Builder
	for _, s := range spans {
		fmt.Fprintf(&b, "span %s\n", printable(s.Name()))
		for _, kv := range s.Attributes() {
			line(&b, string(kv.Key), strings.ToLower(kv.Value.Type().String()), kv.Value.String())
		}
	}
	return p.print(b.String())
}

func (*printer) Shutdown(context.Context) error { return nil }

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
