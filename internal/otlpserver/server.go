// Package otlpserver takes spans of OTLP from services on this machine, whatever
// protocol they speak: over HTTP as protobuf or JSON, or over gRPC. It can pass on what
// it takes to the receiver that the services would send to.
//
// All protocols have one address, unlike those of a Collector, which listens for gRPC
// on 4317 and for HTTP on 4318: requests of gRPC are requests of HTTP/2 whose content
// type says so. A service can therefore be given one address without a look at what
// its SDK speaks.
//
// The server also answers requests of HoneyHive's API for sessions, so services run
// unchanged when HH_API_URL names it. [Server.Environment] has the variables.
package otlpserver

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"sync"
	"time"

	"github.com/hhgen/hhgen/internal/otlp"
)

// Options say what a server does.
type Options struct {
	// Address is where the server listens: 127.0.0.1:4318 unless it is set. Port 0 is
	// any that is free.
	Address string
	// Public allows addresses that other machines reach. Whoever reaches the server can
	// send spans, and with Forward make it pass them on.
	Public bool
	// Spans is called with each span, one at a time, and must not call the server. The
	// server takes nothing more after an error, which [Server.Shutdown] returns.
	Spans func(*otlp.Span) error
	// Updates is called as Spans is, with each start and update of a session that has
	// enrichments, as a span of [UpdateService] with the name [UpdateName]. nil leaves
	// them out.
	Updates func(*otlp.Span)
	// Forward says where requests are passed on to; nil is nowhere.
	Forward *Forward
	// Log is called with what a person should know, one at a time, and not with the
	// same text twice. It may be nil.
	Log func(text string)
}

// DefaultAddress is where receivers of OTLP over HTTP listen.
const DefaultAddress = "127.0.0.1:4318"

// Stats says what a server took.
type Stats struct {
	otlp.Stats
	// Rejected is how many requests were not OTLP, and Failed how many the receiver
	// they are passed on to did not take.
	Rejected, Failed int
	// Sessions is how many starts and updates of sessions came.
	Sessions int
}

const (
	// maxBody is the bytes of a request, compressed and not: as the Collector has it for
	// HTTP (max_request_body_size). It has 4 MiB for gRPC.
	maxBody = 20 << 20
	// maxInHand is how many requests are in memory at a time. Others wait.
	maxInHand = 8
)

// Server is a server that runs.
type Server struct {
	options  Options
	listener net.Listener
	http     *http.Server
	inHand   chan struct{}
	patience time.Duration // how long a request waits before the sender is told to come again

	mu      sync.Mutex // for what follows, and for calls of Spans
	stats   Stats
	failed  error // what Spans returned
	logged  map[string]bool
	given   map[[32]byte]bool // sums of requests that senders were told to send again
	stopped chan struct{}
}

// Listen starts a server.
func Listen(o Options) (*Server, error) {
	if o.Address == "" {
		o.Address = DefaultAddress
	}
	if err := checkAddress(o.Address, o.Public); err != nil {
		return nil, err
	}
	listener, err := net.Listen("tcp", o.Address)
	if err != nil {
		return nil, fmt.Errorf("cannot listen: %w; use port 0 for one that is free", err)
	}
	s := &Server{
		options: o, listener: listener, inHand: make(chan struct{}, maxInHand), patience: 5 * time.Second,
		logged: map[string]bool{}, given: map[[32]byte]bool{}, stopped: make(chan struct{}),
	}
	s.http = &http.Server{
		Handler: s, Protocols: new(http.Protocols), MaxHeaderBytes: 64 << 10,
		ReadHeaderTimeout: 10 * time.Second, ReadTimeout: time.Minute, IdleTimeout: 2 * time.Minute,
	}
	s.http.Protocols.SetHTTP1(true)
	s.http.Protocols.SetUnencryptedHTTP2(true)
	go func() {
		defer close(s.stopped)
		if err := s.http.Serve(listener); !errors.Is(err, http.ErrServerClosed) {
			s.fail(fmt.Errorf("cannot listen any more: %w", err))
		}
	}()
	return s, nil
}

// checkAddress returns an error for an address that other machines reach, unless they may.
func checkAddress(address string, public bool) error {
	host, _, err := net.SplitHostPort(address)
	if err != nil {
		return fmt.Errorf("%q is not an address: write host:port, such as %s", address, DefaultAddress)
	}
	if ip := net.ParseIP(host); public || host == "localhost" || ip != nil && ip.IsLoopback() {
		return nil
	}
	return fmt.Errorf("%q is not on loopback, so other machines could send spans: use %s", address, DefaultAddress)
}

// URL is the address of the server, for senders on this machine.
func (s *Server) URL() string {
	address := s.listener.Addr().(*net.TCPAddr)
	if address.IP.IsUnspecified() {
		return fmt.Sprintf("http://127.0.0.1:%d", address.Port)
	}
	return "http://" + address.String()
}

// Shutdown stops the server when the requests that it has are answered, or ctx ends.
// It returns what the server took, and the error that stopped it, if one did.
func (s *Server) Shutdown(ctx context.Context) (Stats, error) {
	err := s.http.Shutdown(ctx)
	if err != nil {
		_ = s.http.Close()
		err = fmt.Errorf("requests were cut off: %w", err)
	}
	<-s.stopped
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.stats, errors.Join(s.failed, err)
}

// Stats is what the server has taken so far.
func (s *Server) Stats() Stats {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.stats
}

// fail notes an error that stops the server from taking more.
func (s *Server) fail(err error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.failed == nil {
		s.failed = err
	}
}

// log says something once.
func (s *Server) log(format string, args ...any) {
	text := fmt.Sprintf(format, args...)
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.options.Log != nil && !s.logged[text] && len(s.logged) < 100 {
		s.logged[text] = true
		s.options.Log(text)
	}
}

// count changes the counts.
func (s *Server) count(f func(*Stats)) {
	s.mu.Lock()
	defer s.mu.Unlock()
	f(&s.stats)
}
