package hhtrace

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"

	"go.opentelemetry.io/otel/exporters/otlp/otlptrace"
	sdktrace "go.opentelemetry.io/otel/sdk/trace"

	"github.com/hhgen/hhgen/runtime/honeyhive"
	"github.com/hhgen/hhgen/runtime/internal/transport"
)

// destination is a receiver of OTLP, and how spans are sent there.
type destination struct {
	address
	headers map[string]string // nil: those that the environment sets
	gzip    bool              // whatever the environment sets
	advice  advice
}

// advice is what an error says to check.
type advice struct{ key, path string }

// tooLarge is the advice for a batch that is too large for the receiver.
const tooLarge = "send smaller batches: lower OTEL_BSP_MAX_EXPORT_BATCH_SIZE, which is 512 by default"

// tracesPath is the path of HoneyHive's API for spans.
const tracesPath = "/opentelemetry/v1/traces"

// HoneyHive answers 401 or 403 to a key that is not valid for an address:
// docs.honeyhive.ai/v2/introduction/troubleshooting. It has answered 404 to such keys
// too. The table in skills/honeyhive-instrument/references/network-validation.md of
// the repository honeyhiveai/skills has 404 for a wrong address, so the advice is to
// check both.
const honeyHiveAdvice = "HoneyHive may not know the API key at this address: compare the key and the address (HH_API_KEY and HH_API_URL) " +
	"with Settings > Project > API Keys in HoneyHive"

// destination returns the receiver of c.
func (c *config) destination() (destination, error) {
	if c.exporter == toHoneyHive {
		api := c.apiURL
		if api == "" {
			api = honeyhive.DefaultURL
		}
		a, err := parseAddress(strings.TrimRight(api, "/")+tracesPath, overHTTP)
		return destination{a, map[string]string{"Authorization": "Bearer " + c.apiKey}, true, advice{honeyHiveAdvice, honeyHiveAdvice}}, err
	}
	a, err := addressFromEnvironment()
	return destination{address: a, advice: advice{
		key: "check OTEL_EXPORTER_OTLP_HEADERS, and whether the address is that of the receiver",
		path: "check the address: OTEL_EXPORTER_OTLP_TRACES_ENDPOINT is used as it is, and /v1/traces is added to " +
			"OTEL_EXPORTER_OTLP_ENDPOINT",
	}}, err
}

// newOTLP makes a sender of OTLP that sends by the rules of package transport. Its
// errors never show secrets, nor the headers that the environment sets. Without
// retries, it sends each batch once.
func newOTLP(c *config, retries bool) (*otlp, error) {
	to, err := c.destination()
	if err != nil {
		return nil, err
	}
	use := connection{timeout: defaultTimeout}
	if !c.ownVariables() {
		if use, err = connectionFromEnvironment(); err != nil {
			return nil, err
		}
	}
	use.once = !retries
	e := &otlp{redact: transport.Redactor(append(use.secrets, c.apiKey)...), owner: to.owner(use), timeout: use.timeout, closed: func() {}}
	if to.protocol == overGRPC {
		e.dialGRPC(to, use)
	} else {
		e.dialHTTP(to, use)
	}
	return e, nil
}

// owner is whom spans belong to: the receiver, and the credentials for it. It holds
// secrets.
func (to destination) owner(use connection) string {
	parts := append([]string{to.target, to.path}, use.headers...)
	return strings.Join(append(parts, slices.Sorted(maps.Values(to.headers))...), "\n")
}

// otlp sends spans to a receiver of OTLP.
type otlp struct {
	client  otlptrace.Client
	redact  func(string) string
	owner   string // of the spans
	timeout time.Duration
	closed  func() // after the shutdown
}

// otlpExporter is an exporter that reports failures with the number of spans, with
// what to check, and without secrets.
type otlpExporter struct {
	*otlp
	spans *otlptrace.Exporter
}

func newOTLPExporter(ctx context.Context, c *config) (*otlpExporter, error) {
	e, err := newOTLP(c, true)
	if err != nil {
		return nil, err
	}
	spans, err := otlptrace.New(ctx, e.client)
	if err != nil {
		return nil, transport.Safe(err, e.redact)
	}
	return &otlpExporter{e, spans}, nil
}

func (e *otlpExporter) ExportSpans(ctx context.Context, spans []sdktrace.ReadOnlySpan) error {
	return e.explain(receiptOf(ctx), len(spans), e.spans.ExportSpans(ctx, spans))
}

func (e *otlpExporter) Shutdown(ctx context.Context) error {
	defer e.closed()
	return e.spans.Shutdown(ctx)
}

// MarshalLog returns the value that the SDK's own logging prints.
func (*otlpExporter) MarshalLog() any { return struct{ Type string }{"hhtrace.otlpExporter"} }

// explain returns the error of sending so many spans, as it is reported.
func (e *otlp) explain(r *receipt, spans int, err error) error {
	if err == nil && r.rejectedSpans > 0 {
		err = fmt.Errorf("partial success: %s (%d spans rejected)", r.message, r.rejectedSpans)
	}
	if err == nil {
		return nil
	}
	if redirect, ok := errors.AsType[*transport.RedirectError](err); ok {
		err = redirect // without the error around it, which shows the target's URL
	}
	err, status := shorten(transport.Safe(err, e.redact)), ""
	if r.status/100 > 3 && !strings.Contains(err.Error(), strconv.Itoa(r.status)) {
		status = fmt.Sprintf("HTTP %d: ", r.status)
	}
	return fmt.Errorf("hhtrace: exporting %d span(s): %s%w%s", spans, status, err, check(r, err))
}

// mostError is the most bytes of an error of the exporter that are reported. The
// message of a partial success may be as long as the receiver likes.
const mostError = 4 * mostExcerpt

func shorten(err error) error {
	if text := err.Error(); len(text) > mostError {
		return errors.New(transport.Cut(text, mostError))
	}
	return err
}

// signs are parts of errors of net/http, crypto/tls and grpc that mean that the
// receiver speaks another protocol, and what to do.
var signs = []struct{ part, advice string }{
	{"server gave HTTP response to HTTPS client", plainReceiver},
	{"first record does not look like a TLS handshake", plainReceiver},
	{"malformed HTTP response", grpcReceiver},
	{"readLoopPeekFailLocked: %!w(<nil>)", grpcReceiver}, // the receiver speaks first
	{"looked like an HTTP/1.1 header", "the receiver may be one of OTLP over HTTP: set OTEL_EXPORTER_OTLP_PROTOCOL=http/protobuf, " +
		"or the address of OTLP over gRPC, often at port 4317"},
}

const (
	plainReceiver = "the receiver does not use TLS: begin the address with http://"
	grpcReceiver  = "the receiver may be one of OTLP over gRPC: set OTEL_EXPORTER_OTLP_PROTOCOL=grpc, " +
		"or the address of OTLP over HTTP, often at port 4318"
)

// check returns the end of an error, which says what to check.
func check(r *receipt, err error) string {
	if r.advice != "" {
		return ": " + r.advice
	}
	for _, sign := range signs {
		if strings.Contains(err.Error(), sign.part) {
			return ": " + sign.advice
		}
	}
	return ""
}
