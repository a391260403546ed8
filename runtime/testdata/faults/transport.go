package faults

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"sync/atomic"
)

// attemptHeader has the number of the process, and the number of its request.
const attemptHeader = "X-Attempt"

// Transport is how a client reaches a server.
type Transport struct {
	*http.Transport
	life     int
	attempts atomic.Int64
	failed   func(attempt int)
}

// NewTransport returns a transport of the process with the number life. It calls failed
// for each request to which the client got no answer, or only a part of it.
func NewTransport(a Address, life int, http2 bool, failed func(attempt int)) *Transport {
	roots := x509.NewCertPool()
	roots.AppendCertsFromPEM([]byte(a.Certificate))
	resolver := &net.Resolver{PreferGo: true, Dial: func(ctx context.Context, _, _ string) (net.Conn, error) {
		return new(net.Dialer).DialContext(ctx, "udp", a.DNS)
	}}
	return &Transport{
		Transport: &http.Transport{
			DialContext:       (&net.Dialer{Resolver: resolver}).DialContext,
			TLSClientConfig:   &tls.Config{RootCAs: roots},
			ForceAttemptHTTP2: http2,
		},
		life: life, failed: failed,
	}
}

// RoundTrip sends a request with its number.
func (t *Transport) RoundTrip(r *http.Request) (*http.Response, error) {
	attempt := int(t.attempts.Add(1))
	numbered := r.Clone(r.Context())
	numbered.Header.Set(attemptHeader, fmt.Sprintf("%d.%d", t.life, attempt))
	response, err := t.Transport.RoundTrip(numbered)
	if err != nil {
		t.failed(attempt)
		return nil, err
	}
	response.Body = &body{response.Body, func() { t.failed(attempt) }}
	return response, nil
}

// body is the body of an answer, which may break off.
type body struct {
	io.ReadCloser
	broken func()
}

func (b *body) Read(p []byte) (int, error) {
	n, err := b.ReadCloser.Read(p)
	if err != nil && !errors.Is(err, io.EOF) {
		b.broken()
	}
	return n, err
}
