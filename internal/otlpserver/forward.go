package otlpserver

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
	"time"
)

// Forward is the receiver that requests are passed on to. Their bytes stay as they are.
type Forward struct {
	otlp   *url.URL // to which the path of a signal is added
	api    *url.URL // HoneyHive's API; nil if the receiver is not HoneyHive
	header http.Header
	client *http.Client
}

// NewForward returns where to pass requests on to. The address is one of these:
//
//   - HoneyHive's API, such as https://api.honeyhive.ai: starts and updates of sessions
//     are passed on too, and so is all else that services ask of it
//   - the address for traces of a HoneyHive of one's own, which ends with
//     /opentelemetry/v1/traces: the same
//   - a receiver of OTLP over HTTP, such as http://collector:4318, with or without
//     /v1/traces
//
// What comes over gRPC is passed on over HTTP, as the same bytes of protobuf. A header
// replaces that of the sender; without one, the sender's key is passed on.
func NewForward(address string, header http.Header) (*Forward, error) {
	u, err := url.Parse(address)
	switch {
	case err != nil || u.Host == "" || u.Scheme != "http" && u.Scheme != "https":
		return nil, fmt.Errorf("%s is not an address to pass spans on to: write one such as https://api.honeyhive.ai or http://collector:4318",
			withoutSecrets(address))
	case u.User != nil || u.RawQuery != "" || u.Fragment != "":
		return nil, errors.New("the address to pass spans on to has a user, a query or a fragment, which would not be sent: give a header instead")
	}
	f := &Forward{otlp: u, header: header, client: &http.Client{
		Timeout: time.Minute,
		// The key goes to this address and to no other.
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}}
	base, own := strings.CutSuffix(strings.TrimSuffix(u.Path, "/"), "/v1/traces")
	u.Path = base
	host := u.Hostname()
	if api, ok := strings.CutSuffix(base, "/opentelemetry"); ok && own {
		f.api = &url.URL{Scheme: u.Scheme, Host: u.Host, Path: api}
	} else if host == "honeyhive.ai" || strings.HasSuffix(host, ".honeyhive.ai") {
		f.api = u
		f.otlp = u.JoinPath("opentelemetry")
	}
	return f, nil
}

// withoutSecrets is an address without what may be a password.
func withoutSecrets(address string) string {
	if i := strings.LastIndexByte(address, '@'); i >= 0 {
		address = "…" + address[i:]
	}
	address, _, _ = strings.Cut(address, "?")
	return fmt.Sprintf("%q", address)
}

// String is the address, without headers.
func (f *Forward) String() string { return f.otlp.String() }

// passOn passes a request of OTLP on. HoneyHive takes traces only.
func (s *Server) passOn(ctx context.Context, r *request, kind pathKinds) answer {
	f := s.options.Forward
	if kind != traces && f.api != nil {
		return answer{status: http.StatusOK}
	}
	path := strings.TrimPrefix(r.path, "/opentelemetry")
	return s.send(ctx, http.MethodPost, f.otlp.JoinPath(path).String(), r)
}

// send sends a request on, and returns what was answered. If there is no answer, the
// sender is told to try again.
func (s *Server) send(ctx context.Context, method, target string, r *request) answer {
	f := s.options.Forward
	out, err := http.NewRequestWithContext(ctx, method, target, bytes.NewReader(r.body))
	if err != nil {
		return s.unreachable(err)
	}
	out.Header = passedHeader(r.header)
	for name, values := range f.header {
		out.Header[http.CanonicalHeaderKey(name)] = values
	}
	in, err := f.client.Do(out)
	if err != nil {
		return s.unreachable(err)
	}
	defer func() { _ = in.Body.Close() }()
	body, err := io.ReadAll(io.LimitReader(in.Body, maxBody))
	if err != nil {
		return s.unreachable(err)
	}
	a := answer{status: in.StatusCode, passedOn: true, body: body,
		contentType: in.Header.Get("Content-Type"), retryAfter: in.Header.Get("Retry-After")}
	if !a.ok() {
		s.count(func(stats *Stats) { stats.Failed++ })
		s.log("%s answered HTTP status %d: %s", f, a.status, advice(a.status))
	}
	return a
}

// advice says what to do about a status.
func advice(status int) string {
	switch {
	case status == http.StatusUnauthorized || status == http.StatusForbidden:
		return "have the senders send the key that it knows, as with OTEL_EXPORTER_OTLP_HEADERS=authorization=Bearer%20KEY"
	case status == http.StatusNotFound || status/100 == 3:
		return "check its address, which is one of OTLP over HTTP"
	case answer{status: status}.retry():
		return "senders are told to try again"
	}
	return "the sender is told so, and will not try again"
}

// unreachable is the answer when a request could not be passed on.
func (s *Server) unreachable(err error) answer {
	var u *url.Error
	if errors.As(err, &u) {
		err = u.Err // without the address, which is said
	}
	s.count(func(stats *Stats) { stats.Failed++ })
	text := fmt.Sprintf("%s cannot be reached: %v", s.options.Forward, err)
	s.log("%s; senders are told to try again; check the address, which is one of OTLP over HTTP (port 4318 rather than 4317)", text)
	return answer{status: http.StatusServiceUnavailable, text: text}
}

// ownHeaders are those of a connection, and those that gRPC and the client make.
var ownHeaders = []string{"Connection", "Keep-Alive", "Proxy-Authenticate", "Proxy-Authorization", "Proxy-Connection", "Te", "Trailer",
	"Transfer-Encoding", "Upgrade", "Content-Length", "Host", "Accept-Encoding",
	"Grpc-Encoding", "Grpc-Accept-Encoding", "Grpc-Timeout"}

// passedHeader are the headers that are passed on.
func passedHeader(h http.Header) http.Header {
	h = h.Clone()
	for _, name := range strings.Split(h.Get("Connection"), ",") {
		h.Del(strings.TrimSpace(name))
	}
	for _, name := range ownHeaders {
		h.Del(name)
	}
	return h
}
