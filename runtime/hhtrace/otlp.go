package hhtrace

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"encoding/base64"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/url"
	"os"
	"strconv"
	"strings"
	"time"

	"go.opentelemetry.io/otel/exporters/otlp/otlptrace/otlptracehttp"
	sdktrace "go.opentelemetry.io/otel/sdk/trace"

	"github.com/hhgen/hhgen/runtime/internal/transport"
)

// otlpExporter makes an exporter of OTLP over HTTP that sends by the rules of
// package transport. Its errors never show secrets, nor the headers that the
// environment sets.
func otlpExporter(ctx context.Context, secrets []string, options ...otlptracehttp.Option) (sdktrace.SpanExporter, error) {
	tlsConfig, err := tlsFromEnvironment()
	if err != nil {
		return nil, err
	}
	timeout, err := timeoutFromEnvironment()
	if err != nil {
		return nil, err
	}
	fromHeaders, err := headerSecrets()
	if err != nil {
		return nil, err
	}
	redact := transport.Redactor(append(secrets, fromHeaders...)...)
	own := newTransport(tlsConfig)
	client := transport.NewClient(answers{own, redact})
	client.Timeout = timeout
	e, err := otlptracehttp.New(ctx, append(options, otlptracehttp.WithHTTPClient(client))...)
	if err != nil {
		return nil, transport.Safe(err, redact)
	}
	return &spanExporter{e, redact, own.CloseIdleConnections}, nil
}

// spanExporter reports failures with the number of spans and without secrets.
type spanExporter struct {
	sdktrace.SpanExporter
	redact    func(string) string
	closeIdle func()
}

func (e *spanExporter) ExportSpans(ctx context.Context, spans []sdktrace.ReadOnlySpan) error {
	err := e.SpanExporter.ExportSpans(ctx, spans)
	if err == nil {
		return nil
	}
	if redirect, ok := errors.AsType[*transport.RedirectError](err); ok {
		err = redirect // without the error around it, which shows the target's URL
	}
	return fmt.Errorf("hhtrace: exporting %d span(s): %w", len(spans), transport.Safe(err, e.redact))
}

func (e *spanExporter) Shutdown(ctx context.Context) error {
	defer e.closeIdle()
	return e.SpanExporter.Shutdown(ctx)
}

// MarshalLog returns the value that the SDK's own logging prints.
func (*spanExporter) MarshalLog() any { return struct{ Type string }{"hhtrace.otlp"} }

// newTransport returns a transport with the defaults of otlptracehttp. It does not
// use [http.DefaultTransport], because a program may have replaced that with a
// transport that records a span for each request.
func newTransport(c *tls.Config) *http.Transport {
	return &http.Transport{
		Proxy:                 http.ProxyFromEnvironment,
		DialContext:           (&net.Dialer{Timeout: 30 * time.Second, KeepAlive: 30 * time.Second}).DialContext,
		TLSClientConfig:       c,
		ForceAttemptHTTP2:     true,
		MaxIdleConns:          100,
		IdleConnTimeout:       90 * time.Second,
		TLSHandshakeTimeout:   10 * time.Second,
		ExpectContinueTimeout: time.Second,
	}
}

// The functions below read the variables that otlptracehttp reads only for its own
// HTTP client. The variable for traces overrides the variable for all signals.

// otlpVariable returns the value of OTEL_EXPORTER_OTLP_TRACES_name or, if that is
// not set, of OTEL_EXPORTER_OTLP_name. variable is the name of the one that is set.
func otlpVariable(name string) (variable, value string) {
	for _, prefix := range []string{"OTEL_EXPORTER_OTLP_TRACES_", "OTEL_EXPORTER_OTLP_"} {
		if v := strings.TrimSpace(os.Getenv(prefix + name)); v != "" {
			return prefix + name, v
		}
	}
	return "", ""
}

// tlsFromEnvironment returns nil if no variable configures TLS.
func tlsFromEnvironment() (*tls.Config, error) {
	var c tls.Config
	if variable, file := otlpVariable("CERTIFICATE"); file != "" {
		pem, err := os.ReadFile(file)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", variable, err)
		}
		c.RootCAs = x509.NewCertPool()
		if !c.RootCAs.AppendCertsFromPEM(pem) {
			return nil, fmt.Errorf("%s: %s has no PEM certificate: name a file that has one", variable, file)
		}
	}
	for _, prefix := range []string{"OTEL_EXPORTER_OTLP_TRACES_", "OTEL_EXPORTER_OTLP_"} {
		certificate, key := os.Getenv(prefix+"CLIENT_CERTIFICATE"), os.Getenv(prefix+"CLIENT_KEY")
		switch {
		case certificate == "" && key == "":
			continue
		case certificate == "" || key == "":
			return nil, fmt.Errorf("only one of %sCLIENT_CERTIFICATE and %sCLIENT_KEY is set: set both or neither", prefix, prefix)
		}
		pair, err := tls.LoadX509KeyPair(strings.TrimSpace(certificate), strings.TrimSpace(key))
		if err != nil {
			return nil, fmt.Errorf("%sCLIENT_CERTIFICATE: %w", prefix, err)
		}
		c.Certificates = []tls.Certificate{pair}
		break
	}
	if c.RootCAs == nil && c.Certificates == nil {
		return nil, nil
	}
	return &c, nil
}

// defaultTimeout is how long one request may take.
const defaultTimeout = 10 * time.Second

func timeoutFromEnvironment() (time.Duration, error) {
	variable, value := otlpVariable("TIMEOUT")
	if value == "" {
		return defaultTimeout, nil
	}
	ms, err := strconv.Atoi(value)
	if err != nil || ms < 0 {
		return 0, fmt.Errorf("%s: %q is not a number of milliseconds: set a whole number, such as 10000", variable, value)
	}
	return time.Duration(ms) * time.Millisecond, nil
}

// shortestSecret is the length of the shortest header value that is redacted: to
// redact shorter values would make errors hard to read.
const shortestSecret = 4

// headerSecrets are the values of the headers that the environment sets, which
// are often keys.
func headerSecrets() ([]string, error) {
	var secrets []string
	for _, variable := range []string{"OTEL_EXPORTER_OTLP_TRACES_HEADERS", "OTEL_EXPORTER_OTLP_HEADERS"} {
		for pair := range strings.SplitSeq(os.Getenv(variable), ",") {
			if strings.TrimSpace(pair) == "" {
				continue
			}
			name, raw, ok := strings.Cut(pair, "=")
			value, err := url.PathUnescape(raw)
			if !ok || strings.TrimSpace(name) == "" || err != nil {
				// The exporter would print the header and not send it.
				return nil, fmt.Errorf("%s: a header is not a name=value pair: write name=value, with the value percent-encoded", variable)
			}
			secrets = append(secrets, secretsOf(strings.TrimSpace(raw), strings.TrimSpace(value))...)
		}
	}
	return secrets, nil
}

// secretsOf returns the secrets in a header's value: the whole value, and the
// credentials after the scheme of an authorization.
func secretsOf(raw, value string) []string {
	all := []string{raw, value}
	if scheme, credentials, ok := strings.Cut(value, " "); ok {
		all = append(all, strings.TrimSpace(credentials))
		if decoded, err := base64.StdEncoding.DecodeString(credentials); strings.EqualFold(scheme, "basic") && err == nil {
			_, password, _ := strings.Cut(string(decoded), ":")
			all = append(all, string(decoded), password)
		}
	}
	var long []string
	for _, s := range all {
		if len(s) >= shortestSecret {
			long = append(long, s)
		}
	}
	return long
}
