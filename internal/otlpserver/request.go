package otlpserver

import (
	"bytes"
	"compress/gzip"
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"mime"
	"net/http"
	"strings"
	"time"

	"github.com/hhgen/hhgen/internal/otlp"
)

const (
	jsonType     = "application/json"
	protobufType = "application/x-protobuf"
)

// request is a request of OTLP, over HTTP or gRPC.
type request struct {
	path   string // of OTLP over HTTP
	header http.Header
	body   []byte // as it was sent
	plain  []byte // not compressed
	isJSON bool
}

// ServeHTTP answers one request.
func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if r.Header.Get("Origin") != "" { // pages must not send with the key of the server
		answer{status: http.StatusForbidden, text: "browsers may not send here: send from the service"}.write(w, true)
		return
	}
	done, ok := s.enter(r.Context())
	if !ok {
		s.busy(w, r)
		return
	}
	defer done()
	switch kind := pathKind(r.URL.Path); {
	case isGRPC(r):
		s.serveGRPC(w, r)
	case kind == sessions, kind == noPath && s.options.Forward != nil && s.options.Forward.api != nil:
		s.serveAPI(w, r, kind)
	case kind == noPath:
		s.log("a service sent %s %s, which is not a path of OTLP or of sessions: it was answered 404", r.Method, r.URL.Path)
		answer{status: http.StatusNotFound, text: fmt.Sprintf("%s is not a path of OTLP: send spans to /v1/traces", r.URL.Path)}.write(w, true)
	default:
		s.serveOTLP(w, r, kind)
	}
}

// pathKinds are the paths that the server knows. HoneyHive has OTLP below its own.
type pathKinds int

const (
	noPath pathKinds = iota
	traces
	otherSignals
	sessions
)

func pathKind(path string) pathKinds {
	if isSessionPath(path) {
		return sessions
	}
	switch strings.TrimSuffix(strings.TrimPrefix(path, "/opentelemetry"), "/") {
	case "/v1/traces":
		return traces
	case "/v1/logs", "/v1/metrics", "/v1development/profiles":
		return otherSignals
	}
	return noPath
}

// enter waits until a request may be in memory. The function that it returns says that
// it is not any more.
func (s *Server) enter(ctx context.Context) (done func(), ok bool) {
	patience := time.NewTimer(s.patience)
	defer patience.Stop()
	select {
	case s.inHand <- struct{}{}:
		return func() { <-s.inHand }, true
	case <-patience.C:
	case <-ctx.Done():
	}
	return nil, false
}

func (s *Server) busy(w http.ResponseWriter, r *http.Request) {
	a := answer{status: http.StatusServiceUnavailable, text: "too many requests at a time: send it again", retryAfter: "1"}
	if isGRPC(r) {
		writeGRPC(w, a)
		return
	}
	isJSON, _ := encodingOf(r)
	a.write(w, isJSON)
}

// serveOTLP answers a request of OTLP over HTTP.
func (s *Server) serveOTLP(w http.ResponseWriter, r *http.Request, kind pathKinds) {
	isJSON, ok := encodingOf(r)
	switch {
	case r.Method != http.MethodPost:
		w.Header().Set("Allow", http.MethodPost)
		answer{status: http.StatusMethodNotAllowed, text: "OTLP is sent with POST"}.write(w, true)
		return
	case !ok:
		answer{status: http.StatusUnsupportedMediaType, text: fmt.Sprintf("the content type %q is not one of OTLP: send %s or %s",
			r.Header.Get("Content-Type"), protobufType, jsonType)}.write(w, true)
		return
	}
	request, wrong := readBody(r)
	if wrong != nil {
		s.reject(r.URL.Path, *wrong)
		wrong.write(w, isJSON)
		return
	}
	request.isJSON = isJSON
	s.take(r.Context(), request, kind).write(w, isJSON)
}

// reject counts a request that is not OTLP.
func (s *Server) reject(path string, a answer) {
	s.count(func(stats *Stats) { stats.Rejected++ })
	s.log("a request to %s was answered %d: %s", path, a.status, a.text)
}

// encodingOf is the encoding of a request, and whether it is one of OTLP.
func encodingOf(r *http.Request) (isJSON, ok bool) {
	mediaType, _, _ := mime.ParseMediaType(r.Header.Get("Content-Type"))
	return mediaType == jsonType, mediaType == jsonType || mediaType == protobufType
}

// readBody reads the body of a request.
func readBody(r *http.Request) (*request, *answer) {
	body, err := readAll(r.Body, r.ContentLength)
	switch {
	case err != nil:
		return nil, &answer{status: http.StatusBadRequest, text: fmt.Sprintf("the request cannot be read: %v", err)}
	case len(body) > maxBody:
		return nil, &tooLarge
	}
	request := &request{path: r.URL.Path, header: r.Header, body: body, plain: body}
	switch encoding := r.Header.Get("Content-Encoding"); encoding {
	case "", "identity":
	case "gzip":
		plain, wrong := unzip(body)
		if wrong != nil {
			return nil, wrong
		}
		request.plain = plain
	default:
		return nil, &answer{status: http.StatusUnsupportedMediaType,
			text: fmt.Sprintf("the content encoding %q is not known here: send gzip or none", encoding)}
	}
	return request, nil
}

// readAll reads up to the limit and one byte. expected is how much there may be.
func readAll(r io.Reader, expected int64) ([]byte, error) {
	var b bytes.Buffer
	b.Grow(int(min(max(expected, 0), 1<<20)) + bytes.MinRead)
	_, err := b.ReadFrom(io.LimitReader(r, maxBody+1))
	return b.Bytes(), err
}

var tooLarge = answer{status: http.StatusRequestEntityTooLarge,
	text: fmt.Sprintf("the request has more than %d MiB: send fewer spans at a time", maxBody>>20)}

func unzip(body []byte) ([]byte, *answer) {
	z, err := gzip.NewReader(bytes.NewReader(body))
	if err != nil {
		return nil, &answer{status: http.StatusBadRequest, text: fmt.Sprintf("the request is not gzip: %v", err)}
	}
	plain, err := readAll(z, 4*int64(len(body)))
	switch {
	case err != nil:
		return nil, &answer{status: http.StatusBadRequest, text: fmt.Sprintf("the request is not gzip: %v", err)}
	case len(plain) > maxBody:
		return nil, &tooLarge
	}
	return plain, nil
}

// take takes a request: it is passed on, and its spans are given away.
func (s *Server) take(ctx context.Context, r *request, kind pathKinds) answer {
	a := answer{status: http.StatusOK}
	if s.options.Forward != nil {
		a = s.passOn(ctx, r, kind)
	}
	if kind != traces {
		s.count(func(stats *Stats) { stats.Requests++; stats.OtherSignals++ })
		return a
	}
	wrong := s.give(r, a.retry())
	if wrong == nil {
		return a
	}
	s.log("a request to %s was not read: %s", r.path, wrong.text)
	if s.options.Forward == nil {
		return *wrong
	}
	return a
}

// give gives the spans of a request away, once for each request: again says that the
// sender will send it again.
func (s *Server) give(r *request, again bool) *answer {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.wasGiven(r, again) {
		return nil
	}
	if s.failed != nil {
		return &answer{status: http.StatusInternalServerError, text: "spans are not taken any more"}
	}
	stats, err := otlp.ReadRequest(r.plain, r.isJSON, s.options.Spans)
	s.add(stats)
	var wrong *otlp.Error
	switch {
	case errors.As(err, &wrong):
		s.stats.Rejected++
		return &answer{status: http.StatusBadRequest, text: err.Error()}
	case err != nil:
		s.failed = err
		return &answer{status: http.StatusInternalServerError, text: "spans are not taken any more"}
	}
	return nil
}

// wasGiven reports whether the spans of a request were given away when it was sent
// before. again says that the sender will send it again.
func (s *Server) wasGiven(r *request, again bool) bool {
	if !again && len(s.given) == 0 {
		return false
	}
	sum := sha256.Sum256(r.plain)
	known := s.given[sum]
	switch {
	case again && len(s.given) < 4096:
		s.given[sum] = true
	case !again:
		delete(s.given, sum)
	}
	return known
}

// add adds what a request had.
func (s *Server) add(stats otlp.Stats) {
	s.stats.Spans += stats.Spans
	s.stats.Requests += stats.Requests
	s.stats.OtherSignals += stats.OtherSignals
	s.stats.ReplacedTexts += stats.ReplacedTexts
}
