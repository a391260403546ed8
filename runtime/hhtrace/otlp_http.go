package hhtrace

import (
	"crypto/tls"
	"errors"
	"net"
	"net/http"
	"time"

	"go.opentelemetry.io/otel/exporters/otlp/otlptrace/otlptracehttp"

	"github.com/hhgen/hhgen/runtime/internal/transport"
)

// dialHTTP makes the exporter of OTLP over HTTP.
func (e *otlp) dialHTTP(to destination, use connection) {
	own := newTransport(use.tls)
	client := transport.NewClient(answers{dials{own}, e.redact, to.advice})
	client.Timeout = use.timeout
	options := []otlptracehttp.Option{otlptracehttp.WithEndpointURL(to.url()), otlptracehttp.WithHTTPClient(client)}
	if use.once {
		options = append(options, otlptracehttp.WithRetry(otlptracehttp.RetryConfig{}))
	}
	if to.headers != nil {
		options = append(options, otlptracehttp.WithHeaders(to.headers))
	}
	if to.gzip {
		options = append(options, otlptracehttp.WithCompression(otlptracehttp.GzipCompression))
	}
	encoding := otlptracehttp.EncodingProtobuf
	if to.protocol == overJSON {
		encoding = otlptracehttp.EncodingJSON
	}
	e.closed = own.CloseIdleConnections
	e.client = otlptracehttp.NewClient(append(options, otlptracehttp.WithEncoding(encoding))...)
}

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

// dials is a transport whose errors tell the exporter to try again if no connection
// was made. Receivers restart, and no receiver has taken the spans. The exporter
// tries again after an answer such as 503, but not after a refused connection.
type dials struct{ http.RoundTripper }

func (t dials) RoundTrip(request *http.Request) (*http.Response, error) {
	response, err := t.RoundTripper.RoundTrip(request)
	if err != nil && request.Context().Err() == nil && unreached(err) {
		err = temporary{err}
	}
	return response, err
}

// unreached reports whether an error means that there was no connection to the
// receiver, or to the proxy.
func unreached(err error) bool {
	for {
		op, ok := errors.AsType[*net.OpError](err)
		switch {
		case !ok:
			return false
		case op.Op == "dial":
			return true
		}
		err = op.Err
	}
}

// temporary is an error after which the exporter tries again: it asks errors of
// requests whether they are temporary.
type temporary struct{ error }

func (temporary) Temporary() bool { return true }
func (t temporary) Unwrap() error { return t.error }
